"""The history of what hands and second thoughts did to threads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.nouns import ActionKind, CannotLink, MustLink, Naming, Renamed, Shift
from storage.tables.base import Base, Numbered


class Jotted(sa.types.TypeDecorator[Any]):
    """A small noun, or several, as JSON."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, build: Callable[[Any], Any]) -> None:
        super().__init__()
        #: Makes the noun of what JSON gave.
        self.build = build

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Write the fields by name."""
        if value is None:
            return None
        return [asdict(each) for each in value] if isinstance(value, tuple) else asdict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Build the noun again."""
        return None if value is None else self.build(value)


def _shifts(said: Sequence[Mapping[str, Any]]) -> tuple[Shift, ...]:
    return tuple(Shift(**each) for each in said)


def _must(said: Mapping[str, Any]) -> MustLink:
    return MustLink(ones=tuple(said["ones"]), others=tuple(said["others"]))


def _cannot(said: Mapping[str, Any]) -> CannotLink:
    return CannotLink(ones=tuple(said["ones"]), others=tuple(said["others"]))


def _renamed(said: Mapping[str, Any]) -> Renamed:
    return Renamed(before=Naming(**said["before"]), after=Naming(**said["after"]))


class ActionRow(Base):
    """One entry of the history."""

    __tablename__ = "actions"

    n: Mapped[int] = mapped_column(Numbered, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ActionKind]
    author: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    threads: Mapped[tuple[str, ...]]
    articles: Mapped[tuple[str, ...]]
    shifts: Mapped[tuple[Shift, ...]] = mapped_column(Jotted(_shifts))
    must: Mapped[MustLink | None] = mapped_column(Jotted(_must))
    cannot: Mapped[CannotLink | None] = mapped_column(Jotted(_cannot))
    renamed: Mapped[Renamed | None] = mapped_column(Jotted(_renamed))
    score: Mapped[float | None]
    undoes: Mapped[str | None]
    undone_by: Mapped[str | None]


class ActionThreadRow(Base):
    """Which threads an action touched."""

    __tablename__ = "action_threads"

    thread_id: Mapped[str] = mapped_column(sa.ForeignKey("threads.id"), primary_key=True)
    action_n: Mapped[int] = mapped_column(sa.ForeignKey("actions.n"), primary_key=True)
