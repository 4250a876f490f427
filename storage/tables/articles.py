"""What was read: articles, their revisions, provenance, signatures, vectors and facts."""

from datetime import datetime

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import ChangedSentence, Markings, ProvenanceKind, RevisionKind
from storage.tables.base import Base, Floats, Numbered


class ArticleRow(Base):
    """An article as last read."""

    __tablename__ = "articles"
    __table_args__ = (
        sa.Index("ix_articles_told_at_id", "told_at", "id"),
        sa.Index("ix_articles_outlet_told_at", "outlet", "told_at"),
        {"sqlite_autoincrement": True},
    )

    #: Number under which the full-text index knows it.
    n: Mapped[int] = mapped_column(Numbered, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    canonical_url: Mapped[str | None]
    outlet: Mapped[str | None]
    outlet_name: Mapped[str | None]
    headline: Mapped[str]
    standfirst: Mapped[str | None]
    byline: Mapped[tuple[str, ...]]
    published_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    #: Published, or else seen: what articles are ordered by.
    told_at: Mapped[datetime]
    language: Mapped[str | None]
    text: Mapped[str]
    text_hash: Mapped[str] = mapped_column(index=True)
    external_id: Mapped[str | None]
    agency: Mapped[str | None]
    #: None: its page stands.
    withdrawn_at: Mapped[datetime | None]
    markings: Mapped[Markings | None]


class RevisionRow(Base):
    """A version of an article that was replaced."""

    __tablename__ = "revisions"

    id: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), index=True)
    seen_at: Mapped[datetime]
    headline: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str]
    #: None: it was kept before this was told.
    kind: Mapped[RevisionKind | None]
    changed: Mapped[tuple[ChangedSentence, ...]] = mapped_column(nullable=True)


class PrintsRow(Base):
    """What the page of an article printed besides, as fingerprints; articles that came from no page have none."""

    __tablename__ = "prints"

    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    prints: Mapped[bytes]


class ProvenanceRow(Base):
    """Where an article's text comes from."""

    __tablename__ = "provenance"

    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    kind: Mapped[ProvenanceKind]
    of: Mapped[str | None] = mapped_column(index=True)
    shared: Mapped[float]
    own: Mapped[float] = mapped_column(server_default="1")
    also: Mapped[tuple[str, ...]] = mapped_column(server_default="[]")
    agency: Mapped[str | None]


class SignatureRow(Base):
    """What the indexes in memory are rebuilt from, as the pipeline made it: the traces of an article."""

    __tablename__ = "signatures"

    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    signature: Mapped[bytes]


class VectorRow(Base):
    """The vector of a text under a model: the same text is never embedded twice."""

    __tablename__ = "vectors"

    text_hash: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[NDArray[np.float32]] = mapped_column(Floats)


class _FactRow:
    """What the four tables of facts share: whose fact it is, and its place among its like."""

    article_id: Mapped[str] = mapped_column(sa.ForeignKey("articles.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class QuoteRow(_FactRow, Base):
    """Words given as someone's."""

    __tablename__ = "quotes"

    speaker: Mapped[str | None] = mapped_column(index=True)
    mention: Mapped[str | None]
    cue: Mapped[str | None]
    text: Mapped[str]
    sentence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class FigureRow(_FactRow, Base):
    """A number that counts something."""

    __tablename__ = "figures"

    text: Mapped[str]
    value: Mapped[float]
    value_to: Mapped[float | None]
    of: Mapped[str | None]
    unit: Mapped[str | None]
    approximate: Mapped[str | None]
    change: Mapped[str | None]
    sentence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class DateRow(_FactRow, Base):
    """A date or period that the text names."""

    __tablename__ = "dates"
    __table_args__ = (
        sa.Index(
            "ix_dates_due", "value", sqlite_where=sa.text("is_follow_up"), postgresql_where=sa.text("is_follow_up")
        ),
    )

    text: Mapped[str]
    value: Mapped[str | None]
    kind: Mapped[str]
    is_follow_up: Mapped[bool]
    sentence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class NameRow(_FactRow, Base):
    """A person, body or place that the text names."""

    __tablename__ = "names"

    text: Mapped[str]
    kind: Mapped[str | None]
    start: Mapped[int]
    end: Mapped[int]


class WordCountRow(Base):
    """In how many articles a name stands, or a word in the headline, as `pipeline.thread.keywords` counts them."""

    __tablename__ = "word_counts"

    word: Mapped[str] = mapped_column(primary_key=True)
    is_name: Mapped[bool] = mapped_column(primary_key=True)
    n_articles: Mapped[int]
