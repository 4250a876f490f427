"""What was threaded: threads with every slug they ever had, developments, and which article lies where."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import DecidedBy, DevelopmentKind
from storage.tables.base import Base


class ThreadRow(Base):
    """A running story."""

    __tablename__ = "threads"
    __table_args__ = (
        sa.Index(
            "ix_threads_standing",
            "last_seen_at",
            "id",
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        ),
        # of the few that were put into others: one over all would be taken for the list of those that stand
        sa.Index(
            "ix_threads_merged_into",
            "merged_into",
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    headline: Mapped[str]
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    n_articles: Mapped[int]
    n_developments: Mapped[int]
    #: No foreign key: SQLite adds none to a table that has rows.
    merged_into: Mapped[str | None]
    headline_of: Mapped[str | None]
    working_title: Mapped[str | None]


class SlugRow(Base):
    """A slug that a thread has or had: addresses that were once given out stay good."""

    __tablename__ = "slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), index=True)


class DevelopmentRow(Base):
    """One thing that happened or was said in a thread."""

    __tablename__ = "developments"
    __table_args__ = (
        sa.Index("ix_developments_thread_id_first_at", "thread_id", "first_at"),
        sa.Index("ix_developments_first_at_id", "first_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"))
    kind: Mapped[DevelopmentKind]
    headline: Mapped[str]
    first_article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), index=True)
    first_outlet: Mapped[str | None]
    first_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    n_articles: Mapped[int]
    also: Mapped[tuple[DevelopmentKind, ...] | None]


class EvidenceRow(Base):
    """A published sentence that makes a development one, and the earlier one that it is held against."""

    __tablename__ = "evidence"
    __table_args__ = (sa.Index("ix_evidence_kind_label", "kind", "label"),)

    development_id: Mapped[str] = mapped_column(sa.ForeignKey("developments.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DevelopmentKind]
    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), index=True)
    text: Mapped[str]
    start: Mapped[int | None]
    end: Mapped[int | None]
    against_article_id: Mapped[str | None]
    against_text: Mapped[str | None]
    against_start: Mapped[int | None]
    against_end: Mapped[int | None]
    label: Mapped[str | None]
    old_value: Mapped[float | None]
    new_value: Mapped[float | None]
    score: Mapped[float]


class AssignmentRow(Base):
    """Article -> thread and development, with the grounds that decided."""

    __tablename__ = "assignments"

    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), index=True)
    development_id: Mapped[str] = mapped_column(sa.ForeignKey("developments.id"), index=True)
    decided_by: Mapped[DecidedBy]
    decided_at: Mapped[datetime]
    opens_thread: Mapped[bool]
    opens_development: Mapped[bool]
    score: Mapped[float]
    similarity: Mapped[float | None]
    nearest_article_id: Mapped[str | None]
    nearest_similarity: Mapped[float | None]
    runner_up_thread_id: Mapped[str | None]
    runner_up_score: Mapped[float | None]
    shared: Mapped[tuple[str, ...]]
    #: In seconds.
    gap: Mapped[timedelta | None]
    taught: Mapped[float | None]
