"""The tables as typed models; importing this package declares them all."""

from storage.tables.actions import ActionRow, ActionThreadRow
from storage.tables.alerts import AlertRow, LeaseRow, WatchRow
from storage.tables.articles import (
    ArticleRow,
    DateRow,
    FigureRow,
    NameRow,
    PrintsRow,
    ProvenanceRow,
    QuoteRow,
    RevisionRow,
    SignatureRow,
    VectorRow,
)
from storage.tables.backfills import BackfillPageRow, BackfillRow, BackfillSitemapRow
from storage.tables.base import Base, Shape, table_of, writable
from storage.tables.checks import FeedCheckRow
from storage.tables.collect import AnnouncementRow, BodyRow, EntryRow, FeedRow, OutletRow, PageRow
from storage.tables.health import HostRow, NoticeRow, RobotsRow, TallyRow
from storage.tables.subscriptions import SubscriptionRow
from storage.tables.threads import AssignmentRow, DevelopmentRow, SlugRow, ThreadRow

__all__ = [
    "ActionRow",
    "ActionThreadRow",
    "AlertRow",
    "AnnouncementRow",
    "ArticleRow",
    "AssignmentRow",
    "BackfillPageRow",
    "BackfillRow",
    "BackfillSitemapRow",
    "Base",
    "BodyRow",
    "DateRow",
    "DevelopmentRow",
    "EntryRow",
    "FeedCheckRow",
    "FeedRow",
    "FigureRow",
    "HostRow",
    "LeaseRow",
    "NameRow",
    "NoticeRow",
    "OutletRow",
    "PageRow",
    "PrintsRow",
    "ProvenanceRow",
    "QuoteRow",
    "RevisionRow",
    "RobotsRow",
    "Shape",
    "SignatureRow",
    "SlugRow",
    "SubscriptionRow",
    "TallyRow",
    "ThreadRow",
    "VectorRow",
    "WatchRow",
    "table_of",
    "writable",
]
