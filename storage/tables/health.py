"""How those fare whom we follow: hosts, their robots.txt, what each hour brought, and what the desk is told of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import NoticeKind
from storage.tables.base import Base, Packed


class HostRow(Base):
    """A host that failed at its last try or asked to be left alone; one that is well has no row."""

    __tablename__ = "hosts"

    #: Host and port.
    host: Mapped[str] = mapped_column(primary_key=True)
    n_failures: Mapped[int]
    resting_until: Mapped[datetime | None]
    why: Mapped[str | None]


class RobotsRow(Base):
    """What last came of asking for a robots.txt."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[int | None]
    fetched_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(Packed)
    failure: Mapped[str | None]


class NoticeRow(Base):
    """Something that the desk ought to know of an outlet or an article, with whether it was mailed."""

    __tablename__ = "notices"
    __table_args__ = (sa.Index("ix_notices_outlet_began_at", "outlet", "began_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind]
    outlet: Mapped[str]
    article_id: Mapped[str | None] = mapped_column(index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    says: Mapped[str]
    due_at: Mapped[datetime | None]
    n_tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]


class TallyRow(Base):
    """What one outlet's feeds brought in one hour: the history that its band is drawn from."""

    __tablename__ = "tallies"

    outlet: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    n_fetches: Mapped[int]
    n_failures: Mapped[int]
    n_new: Mapped[int]
