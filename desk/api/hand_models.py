"""What the editor's hand takes and answers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from desk.api.models import Asked, Model
from pipeline.nouns import ActionKind

_AT = "2026-03-06T21:05:00Z"
#: Id or slug of a thread, id or address of an article.
Name = Annotated[str, Field(min_length=1, max_length=400)]
Names = Annotated[list[Name], Field(max_length=1000)]
SomeNames = Annotated[list[Name], Field(min_length=1, max_length=1000)]
Reason = Annotated[
    str, Field(max_length=1000, description="In the author's words; it stands in the history.", examples=["One story."])
]


class MergeIn(Asked):
    """Threads that go into another."""

    others: SomeNames = Field(description="Ids or slugs.", examples=[["flood-warning"]])
    reason: Reason = ""


class SplitIn(Asked):
    """What of a thread is another story."""

    articles: Names = Field(default=[], description="Ids or addresses.", examples=[["a81b2c3d4e5f6071"]])
    developments: Names = Field(
        default=[], description="Ids, with all their articles.", examples=[["d5e6f708192a3b4c"]]
    )
    reason: Reason = ""


class MoveIn(Asked):
    """Articles that go elsewhere."""

    articles: SomeNames = Field(description="Ids or addresses.", examples=[["a81b2c3d4e5f6071"]])
    thread: Name | None = Field(default=None, description="Id or slug; null: a new thread.", examples=["flood-warning"])
    reason: Reason = ""


class RenameIn(Asked):
    """Another name for a thread; what is left out stays."""

    slug: Name | None = Field(default=None, examples=["weir-gate"])
    headline_of: Annotated[str, Field(max_length=400)] | None = Field(
        default=None, description="The article whose headline heads it; empty: its newest development again."
    )
    working_title: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="The desk's own words, shown as such; empty: none any more.", examples=["Gate story"]
    )
    reason: Reason = ""


class PinIn(Asked):
    """What second thoughts leave alone."""

    names: SomeNames = Field(description="Threads or articles.", examples=[["flood-warning"]])
    is_off: bool = Field(default=False, description="Take the pins out?", examples=[False])
    reason: Reason = ""


class UndoIn(Asked):
    """Why an action is taken back."""

    reason: Reason = ""


class ActionOut(Model):
    """One entry of the history."""

    id: str = Field(examples=["x0a1b2c3d4e5f607"])
    kind: ActionKind = Field(examples=["merge"])
    author: str = Field(description="An editor's name, or `machine`.", examples=["ida"])
    at: datetime = Field(examples=[_AT])
    reason: str = Field(examples=["One story."])
    threads: list[str] = Field(description="The one that stands afterwards first.", examples=[["t3f0c9a1b2d4e5f6"]])
    articles: list[str] = Field(examples=[["a81b2c3d4e5f6071"]])
    undoes: str | None = Field(examples=[None])
    undone_by: str | None = Field(examples=[None])


class SeenOut(Model):
    """When a reader last looked at a thread."""

    thread_id: str = Field(examples=["t3f0c9a1b2d4e5f6"])
    seen_at: datetime | None = Field(description="null: never.", examples=[_AT])
