"""The store: one database with everything that is remembered in it, a part for each noun."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import StorageError
from pipeline.ports import Ledger
from storage.actions import Actions
from storage.alerts import Alerts
from storage.articles import Articles
from storage.audit import Audit
from storage.backfills import Backfills
from storage.bounces import Bounces
from storage.care import Care
from storage.checks import FeedChecks
from storage.database import Database
from storage.evidence import EvidenceShelf
from storage.exports import Exports
from storage.feeds import Feeds
from storage.glance import Glances
from storage.health import HostTable, Notices, Tallies
from storage.keys import Keys
from storage.leases import Leases
from storage.ledger import StoredLedger
from storage.letters import Letters
from storage.listings import Listings
from storage.notes import Notes
from storage.pages import Pages
from storage.people import People
from storage.schema import require_schema, schema_version
from storage.schema import upgrade as upgrade_schema
from storage.search import Queries, Search
from storage.seen import Seen
from storage.subscriptions import Subscriptions
from storage.thread_glance import ThreadGlances
from storage.threads import Threads
from storage.vectors import Vectors
from storage.watches import Watches


class Store:
    """Everything that is remembered; may be used from several threads, and the database from several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        queries = Queries(database)
        #: Outlets and their feeds.
        self.feeds = Feeds(database)
        #: The last look at each feed.
        self.checks = FeedChecks(database)
        #: Hosts that failed or rest, and what robots.txt said.
        self.hosts = HostTable(database)
        #: What the desk ought to know of outlets and articles.
        self.notices = Notices(database)
        #: What each outlet brought, hour by hour.
        self.tallies = Tallies(database)
        #: What hubs push.
        self.subscriptions = Subscriptions(database)
        #: The queue of pages, and the pages as fetched.
        self.pages = Pages(database)
        #: Looks back into archives.
        self.backfills = Backfills(database)
        #: Articles with their revisions, provenance and facts.
        self.articles = Articles(database)
        #: Vectors by text and model.
        self.vectors = Vectors(database)
        #: Threads, developments, assignments.
        self.threads = Threads(database, queries)
        #: What hands and second thoughts did to threads.
        self.actions = Actions(database)
        #: What makes developments: sentences and facts.
        self.evidence = EvidenceShelf(database)
        #: Lines of many articles and threads at once.
        self.glances = Glances(database)
        #: What the pages show of one thread.
        self.stories = ThreadGlances(database)
        #: Standing requests.
        self.watches = Watches(database)
        #: The outbox.
        self.alerts = Alerts(database)
        #: Which alerts are told together, what became of it, and which letters came back.
        self.letters, self.bounces = Letters(database), Bounces(database)
        #: When each reader last looked at a thread.
        self.seen = Seen(database)
        #: The secrets of this installation.
        self.keys = Keys(database)
        #: Who may do what only one may do.
        self.leases = Leases(database)
        #: Long lists, page by page.
        self.listings = Listings(database, queries)
        #: Who may use the desk.
        self.people = People(database)
        #: What the desk writes beside threads.
        self.notes = Notes(database)
        #: Every write that was asked for.
        self.audit = Audit(database)
        #: What queries find.
        self.search = Search(database, queries)
        #: Everything, streamed.
        self.exports = Exports(database)
        #: Backup, restore, check.
        self.care = Care(database)

    @property
    def name(self) -> str:
        """Return how messages call the database: its file, or its address without the password."""
        return self._database.name

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Let all that this worker reads in the block come from one transaction; not for a block that writes.

        Raises:
            StorageError: the database refused.
        """
        with self._database.one_view():
            yield

    def state(self) -> str:
        """Return what changes with each transaction that anybody commits.

        Raises:
            StorageError: the database refused.
        """
        return self._database.state()

    @contextmanager
    def begin(self) -> Iterator[Ledger]:
        """Open one transaction: committed at the end of the block, rolled back when it raises.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            ledger = StoredLedger(connection)
            yield ledger
            ledger.write()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()


def open_care(url: str) -> Care:
    """Return what looks after the database at this address, whatever state it is in: nothing is opened or checked yet.

    Raises:
        StorageError: the address is none of a database of ours.
    """
    return Care(Database(url))


def open_store(url: str, *, create: bool = False, upgrade: bool = False) -> Store:
    """Open the database at this address; a SQLite file's folder is made.

    Args:
        url: `sqlite:////folder/file.db`, or `postgresql://user@host/name`.
        create: Give an empty database its tables.
        upgrade: Bring an empty or older database to this program's schema first.

    Raises:
        StorageError: the database cannot be reached, is none of ours, or its schema is not this program's.
    """
    database = Database(url)
    if database.path is not None:
        try:
            database.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{database.path.parent} cannot be made: {error}; name another folder") from error
    try:
        if upgrade or (create and schema_version(database) is None):
            upgrade_schema(database)
        require_schema(database)
    except StorageError:
        database.close()
        raise
    return Store(database)
