"""Looks back into an outlet's archive: which sitemaps were asked, and which pages they named."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class BackfillRow(Base):
    """One look back: an outlet and a span of time."""

    __tablename__ = "backfills"

    id: Mapped[str] = mapped_column(primary_key=True)
    outlet: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    begun_at: Mapped[datetime]
    #: None: it is not done.
    ended_at: Mapped[datetime | None]


class BackfillSitemapRow(Base):
    """A sitemap that may name pages of the span: the queue of the first half."""

    __tablename__ = "backfill_sitemaps"

    backfill_id: Mapped[str] = mapped_column(sa.ForeignKey("backfills.id"), primary_key=True)
    #: Hash of the url.
    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    #: Indexes above it.
    depth: Mapped[int]
    #: When it last changed, as its index has it.
    changed_at: Mapped[datetime | None]
    #: None: it waits.
    taken_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    #: Addresses in it of which nobody can tell when they were published.
    n_undated: Mapped[int]


class BackfillPageRow(Base):
    """A page of the span; whether it was fetched stands in its entry."""

    __tablename__ = "backfill_pages"

    backfill_id: Mapped[str] = mapped_column(sa.ForeignKey("backfills.id"), primary_key=True)
    entry_key: Mapped[str] = mapped_column(sa.ForeignKey("entries.key"), primary_key=True)
    #: When it was published, as far as the sitemap tells.
    told_at: Mapped[datetime | None]
