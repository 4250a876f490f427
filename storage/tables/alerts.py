"""What is owed: watches, the outbox of alerts, and the leases that say who may write."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import BounceKind, Pace, WatchKind
from storage.tables.base import Base


class WatchRow(Base):
    """An editor's standing request."""

    __tablename__ = "watches"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[WatchKind]
    value: Mapped[str]
    recipient: Mapped[str]
    created_at: Mapped[datetime]
    pace: Mapped[Pace]
    daily_at: Mapped[time]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    zone: Mapped[str]
    most_a_day: Mapped[int | None]


class CountRow(Base):
    """How often something was changed, so that what was learned from it is known to be old."""

    __tablename__ = "counts"

    name: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class KeyRow(Base):
    """A secret of this installation, made when it was first needed."""

    __tablename__ = "keys"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class SeenRow(Base):
    """When a reader last looked at a thread."""

    __tablename__ = "seen"

    reader: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), primary_key=True)
    seen_at: Mapped[datetime]


class SeenBeforeRow(Base):
    """A development that a reader had seen in a thread before it was put into another."""

    __tablename__ = "seen_before"

    development_id: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)


class ArrivalRow(Base):
    """When a development that was put into another thread came there; the others came when they were opened."""

    __tablename__ = "arrivals"

    development_id: Mapped[str] = mapped_column(primary_key=True)
    arrived_at: Mapped[datetime]


class AlertRow(Base):
    """What is owed to an editor: the second of the two tables in which something waits."""

    __tablename__ = "alerts"
    __table_args__ = (
        sa.Index(
            "ix_alerts_owed",
            "due_at",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
        sa.Index("ix_alerts_thread_id_recipient", "thread_id", "recipient"),
        sa.Index("ix_alerts_created_at_id", "created_at", "id"),
        sa.Index("ix_alerts_sent_at", "sent_at"),
        sa.Index("ix_alerts_letter", "letter"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    #: The watch may be gone while what was sent for it is remembered.
    watch_id: Mapped[str] = mapped_column(index=True)
    recipient: Mapped[str]
    thread_id: Mapped[str | None] = mapped_column(sa.ForeignKey("threads.id"))
    development_id: Mapped[str | None] = mapped_column(sa.ForeignKey("developments.id"), index=True)
    notice_id: Mapped[str | None] = mapped_column(sa.ForeignKey("notices.id"))
    message_id: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    is_held: Mapped[bool]
    letter: Mapped[str | None]
    n_tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    refused_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]


class BounceRow(Base):
    """A mail server's report of one letter to one recipient."""

    __tablename__ = "bounces"
    __table_args__ = (sa.Index("ix_bounces_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[BounceKind]
    recipient: Mapped[str]
    letter: Mapped[str | None]
    at: Mapped[datetime]
    status: Mapped[str | None]
    reason: Mapped[str]


class LeaseRow(Base):
    """Who may do what only one may do, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    expires_at: Mapped[datetime]
