"""What is remembered: tables, one file per noun, search, migrations.

The door is `open_store`; whatever the database does wrong leaves this room as a `StorageError`.
"""

from storage.backfills import BackfillState, SitemapTaken, SitemapWaiting
from storage.care import Care
from storage.exports import AssignmentOut, FactsOut
from storage.feeds import FeedState
from storage.pages import PageState
from storage.schema import SCHEMA_VERSION
from storage.search import SearchHit
from storage.store import Store, open_care, open_store
from storage.threads import Report, Told

__all__ = [
    "SCHEMA_VERSION",
    "AssignmentOut",
    "BackfillState",
    "Care",
    "FactsOut",
    "FeedState",
    "PageState",
    "Report",
    "SearchHit",
    "SitemapTaken",
    "SitemapWaiting",
    "Store",
    "Told",
    "open_care",
    "open_store",
]
