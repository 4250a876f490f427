"""A thread in outline: a line of each article and its developments, all that is needed to choose what a page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.story.kept import Kept
from pipeline.nouns import Development, Facts, Thread
from storage.store import Store
from storage.thread_glance import Line

#: Articles of a thread whose facts are fetched together, and kept: a count. Most threads hold fewer.
_MOST_TOGETHER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All of a thread that is needed to choose what a page shows; kept until the thread moves."""

    thread: Thread
    #: In order of time.
    developments: tuple[Development, ...]
    #: In order of time.
    lines: tuple[Line, ...]
    #: Lines by development, in order of time.
    by_development: Mapping[str, Sequence[Line]]
    #: Outlets' names by slug.
    names: Mapping[str, str]

    def development(self, development_id: str) -> Development:
        """Return the development of a line."""
        return next(each for each in self.developments if each.id == development_id)

    def carrying(self, development: Development) -> Sequence[Line]:
        """Return the lines that carry a development; of an edit or a live blog's entry, the first lies in another."""
        joined = self.by_development.get(development.id, ())
        first = development.first_article_id
        if any(line.article_id == first for line in joined):
            return joined
        return (*(line for line in self.lines if line.article_id == first), *joined)

    def outlet_name(self, line: Line) -> str:
        """Return the name of the outlet of a line."""
        return self.names.get(line.outlet or "") or line.outlet_name or line.outlet or "Outlet not named"


def version_of(thread: Thread) -> tuple[object, ...]:
    """Return what changes whenever an article, a development or an editor moves a thread."""
    return (
        thread.id,
        thread.slug,
        thread.headline,
        thread.working_title,
        thread.last_seen_at,
        thread.n_articles,
        thread.n_developments,
    )


def outlines(store: Store, threads: Sequence[Thread], kept: Kept) -> dict[str, Outline]:
    """Return the outlines of threads by id, as kept or made anew in a few queries.

    Raises:
        StorageError: the database refused.
    """
    keys = {thread.id: ("outline", version_of(thread)) for thread in threads}
    known: dict[str, Outline] = {key: found for key, at in keys.items() if (found := kept.find(at)) is not None}
    missing = [thread for thread in threads if thread.id not in known]
    if missing:
        lines = store.stories.lines(thread.id for thread in missing)
        developments = store.glances.developments(thread.id for thread in missing)
        names = store.glances.outlet_names()
        for thread in missing:
            found = _outline(thread, developments.get(thread.id, ()), lines.get(thread.id, ()), names)
            known[thread.id] = found
            kept.put(keys[thread.id], found)
    return known


def _outline(
    thread: Thread, developments: Sequence[Development], lines: Sequence[Line], names: Mapping[str, str]
) -> Outline:
    by_development: dict[str, list[Line]] = {}
    for line in lines:
        by_development.setdefault(line.development_id, []).append(line)
    return Outline(
        thread=thread,
        developments=tuple(developments),
        lines=tuple(lines),
        by_development=by_development,
        names=names,
    )


def facts_of(store: Store, known: Outline, kept: Kept, article_ids: Sequence[str]) -> Mapping[str, Facts]:
    """Return the facts of at least these articles of a thread: fetched once for all that a page makes of them.

    Raises:
        StorageError: the database refused.
    """
    if len(known.lines) > _MOST_TOGETHER:
        return store.articles.facts(article_ids)
    together = kept.get(
        ("facts", version_of(known.thread)), lambda: store.articles.facts([line.article_id for line in known.lines])
    )
    # a correction is opened by an article that may lie in another thread
    others = [each for each in article_ids if each not in together]
    return {**together, **store.articles.facts(others)} if others else together
