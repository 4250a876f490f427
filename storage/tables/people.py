"""Who may use the desk, what they wrote beside threads, and every write that was asked for."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Numbered


class PersonRow(Base):
    """Somebody who may use the desk."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    #: Argon2; None: comes by the proxy or by token only.
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A browser in which somebody is logged in."""

    __tablename__ = "sessions"

    #: SHA-256 of what the browser holds.
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.ForeignKey("people.name"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """A key for programs."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    person: Mapped[str] = mapped_column(sa.ForeignKey("people.name"), index=True)
    #: What it is for, in its owner's words.
    label: Mapped[str]
    scopes: Mapped[tuple[str, ...]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class AuditRow(Base):
    """One write that somebody asked for, whether it was done or refused."""

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    n: Mapped[int] = mapped_column(Numbered, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person: Mapped[str]
    #: `open`, `session`, `token`, `proxy`, `login` or `cli`.
    via: Mapped[str]
    #: Method and address, or the command.
    what: Mapped[str]
    #: HTTP status; None: it came by no request.
    status: Mapped[int | None]


class NoteRow(Base):
    """What somebody wrote beside a thread: the desk's own words, never shown as published."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), index=True)
    person: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]


class KeeperRow(Base):
    """Who has a thread on their desk."""

    __tablename__ = "keepers"

    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    given_by: Mapped[str]
    at: Mapped[datetime]
