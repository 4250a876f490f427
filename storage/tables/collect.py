"""What was collected: outlets, their feeds, the pages these announced, and the pages as fetched."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import FeedEntry, FeedKind, Outcome, OutletKind, Rhythm
from storage.tables.base import Base, Numbered, Packed


class OutletRow(Base):
    """An outlet as it was last named in the settings; kept when it is no longer named."""

    __tablename__ = "outlets"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    home: Mapped[str]
    language: Mapped[str]
    country: Mapped[str | None]
    kind: Mapped[OutletKind]
    is_wire: Mapped[bool]
    #: Is it still named in the settings?
    is_active: Mapped[bool]


class FeedRow(Base):
    """A feed and what its last fetches left behind; its due time is what the clock looks at."""

    __tablename__ = "feeds"
    __table_args__ = (sa.Index("ix_feeds_due", "is_active", "next_fetch_at"),)

    url: Mapped[str] = mapped_column(primary_key=True)
    outlet: Mapped[str] = mapped_column(sa.ForeignKey("outlets.slug"), index=True)
    kind: Mapped[FeedKind]
    is_active: Mapped[bool]
    next_fetch_at: Mapped[datetime]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    last_fetched_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    #: When it last announced a page that was not known.
    last_new_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_failure: Mapped[str | None]
    #: Failures in a row.
    n_failures: Mapped[int] = mapped_column(default=0)
    #: Entries in its last full answer.
    n_entries: Mapped[int] = mapped_column(default=0)
    problems: Mapped[tuple[str, ...]] = mapped_column(default=())
    #: Answers in a row that nothing is new.
    n_not_modified: Mapped[int] = mapped_column(default=0)
    #: None: nothing is learned yet.
    rhythm: Mapped[Rhythm | None]


class EntryRow(Base):
    """A page's address as announced: the durable queue of pages, and what the last fetch of it left behind."""

    __tablename__ = "entries"
    __table_args__ = (
        sa.Index(
            "ix_entries_due",
            "next_fetch_at",
            sqlite_where=sa.text("next_fetch_at IS NOT NULL"),
            postgresql_where=sa.text("next_fetch_at IS NOT NULL"),
        ),
    )

    #: Hash of the url: addresses can be longer than an index takes.
    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    outlet: Mapped[str]
    #: The feed that announced it last; None: asked for by hand.
    feed_url: Mapped[str | None]
    entry: Mapped[FeedEntry | None]
    first_seen_at: Mapped[datetime]
    #: None: not to be fetched again.
    next_fetch_at: Mapped[datetime | None]
    last_fetched_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_failure: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    #: Of the page last stored; an equal one is not stored again.
    content_hash: Mapped[str | None]
    n_fetches: Mapped[int] = mapped_column(default=0)
    #: Failures in a row.
    n_failures: Mapped[int] = mapped_column(default=0)
    #: Since when a page that was there answers that it is not; None: it stands, or never came.
    missing_since: Mapped[datetime | None]


class AnnouncementRow(Base):
    """How one feed worded one entry: two feeds that word it differently do not make it due in turns."""

    __tablename__ = "announcements"

    entry_key: Mapped[str] = mapped_column(sa.ForeignKey("entries.key"), primary_key=True)
    #: Hash of the feed's url.
    feed_key: Mapped[str] = mapped_column(primary_key=True)
    #: Hash of headline and time of change.
    fingerprint: Mapped[str]


class PageRow(Base):
    """A page as fetched, and how its reading ended: the first of the two tables in which something waits."""

    __tablename__ = "pages"
    __table_args__ = (
        sa.Index(
            "ix_pages_unread",
            "id",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
        sa.Index("ix_pages_outcome_fetched_at", "outcome", "fetched_at"),
        sa.Index("ix_pages_outlet_id", "outlet", "id"),
    )

    id: Mapped[int] = mapped_column(Numbered, primary_key=True, autoincrement=True)
    #: Hash of the address that was asked.
    entry_key: Mapped[str] = mapped_column(sa.ForeignKey("entries.key"), index=True)
    url: Mapped[str]
    requested_url: Mapped[str]
    outlet: Mapped[str]
    fetched_at: Mapped[datetime]
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    content_hash: Mapped[str]
    entry: Mapped[FeedEntry | None]
    #: None: waits to be read.
    outcome: Mapped[Outcome | None]
    detail: Mapped[str | None]
    article_id: Mapped[str | None] = mapped_column(index=True)


class BodyRow(Base):
    """The bytes of a page, apart from it: SQLite writes a row anew as a whole, and the page's outcome comes later."""

    __tablename__ = "bodies"

    page_id: Mapped[int] = mapped_column(Numbered, sa.ForeignKey("pages.id"), primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(Packed)
