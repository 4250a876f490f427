"""The tables as typed models; importing this package declares them all."""

from storage.tables.actions import ActionRow, ActionThreadRow
from storage.tables.alerts import (
    AlertRow,
    ArrivalRow,
    BounceRow,
    CountRow,
    KeyRow,
    LeaseRow,
    SeenBeforeRow,
    SeenRow,
    WatchRow,
)
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
    WordCountRow,
)
from storage.tables.backfills import BackfillPageRow, BackfillRow, BackfillSitemapRow
from storage.tables.base import Base, Shape, table_of, writable
from storage.tables.checks import FeedCheckRow
from storage.tables.collect import AnnouncementRow, BodyRow, EntryRow, FeedRow, OutletRow, PageRow
from storage.tables.health import HostRow, NoticeRow, RobotsRow, TallyRow
from storage.tables.people import AuditRow, KeeperRow, NoteRow, PersonRow, SessionRow, TokenRow
from storage.tables.subscriptions import SubscriptionRow
from storage.tables.threads import AssignmentRow, DevelopmentRow, EvidenceRow, SlugRow, ThreadRow

__all__ = [
    "ActionRow",
    "ActionThreadRow",
    "AlertRow",
    "AnnouncementRow",
    "ArrivalRow",
    "ArticleRow",
    "AssignmentRow",
    "AuditRow",
    "BackfillPageRow",
    "BackfillRow",
    "BackfillSitemapRow",
    "Base",
    "BodyRow",
    "BounceRow",
    "CountRow",
    "DateRow",
    "DevelopmentRow",
    "EntryRow",
    "EvidenceRow",
    "FeedCheckRow",
    "FeedRow",
    "FigureRow",
    "HostRow",
    "KeeperRow",
    "KeyRow",
    "LeaseRow",
    "NameRow",
    "NoteRow",
    "NoticeRow",
    "OutletRow",
    "PageRow",
    "PersonRow",
    "PrintsRow",
    "ProvenanceRow",
    "QuoteRow",
    "RevisionRow",
    "RobotsRow",
    "SeenBeforeRow",
    "SeenRow",
    "SessionRow",
    "Shape",
    "SignatureRow",
    "SlugRow",
    "SubscriptionRow",
    "TallyRow",
    "ThreadRow",
    "TokenRow",
    "VectorRow",
    "WatchRow",
    "WordCountRow",
    "table_of",
    "writable",
]
