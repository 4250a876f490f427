"""How a few threads lie: their developments, their articles; and how they lie after something was shifted.

Pure: the ledger hands in what is stored, and writes what `Layout.changes_since` says is different.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.nouns import DecidedBy, Development, DevelopmentKind, Shift, Thread
from pipeline.thread.heading import Headlined, chosen_of, heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An article as threads see it: where it lies, and what heads a development or thread by it."""

    article_id: str
    thread_id: str
    development_id: str
    decided_by: DecidedBy
    #: Does it count as the one that opened its development?
    opens_development: bool
    headline: str
    outlet: str | None
    told_at: datetime
    #: The place of its article among all, in the order in which they came.
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two layouts."""

    threads: tuple[Thread, ...]
    developments: tuple[Development, ...]
    lines: tuple[Line, ...]
    #: Developments that nothing is left in.
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Threads with all that lies in them, by id."""

    threads: Mapping[str, Thread]
    developments: Mapping[str, Development]
    lines: Mapping[str, Line]

    def members(self, thread_id: str) -> tuple[Line, ...]:
        """Return a thread's articles, the first told first."""
        return _in_order(line for line in self.lines.values() if line.thread_id == thread_id)

    def reports(self, development_id: str) -> tuple[Line, ...]:
        """Return a development's articles, the first told first."""
        return _in_order(line for line in self.lines.values() if line.development_id == development_id)

    def apart(self) -> frozenset[str]:
        """Return the developments about an article that lies in another one: edits, entries of a live blog.

        Reports may have joined what an entry opened.
        """
        filled = {line.development_id for line in self.lines.values()}
        return frozenset(key for key, each in self.developments.items() if key not in filled or self.is_beside(each))

    def is_beside(self, development: Development) -> bool:
        """Tell whether the article that had a development first lies in another one of the same thread."""
        line = self.lines.get(development.first_article_id)
        return line is not None and line.thread_id == development.thread_id and line.development_id != development.id

    def in_thread(self, thread_id: str) -> tuple[Development, ...]:
        """Return a thread's developments, the first first."""
        found = (each for each in self.developments.values() if each.thread_id == thread_id)
        return tuple(sorted(found, key=lambda each: (each.first_at, each.id)))

    def shifted(self, shifts: Iterable[Shift], *, opened: Iterable[Thread] = (), by: DecidedBy) -> "Layout":
        """Return the layout after shifts, every count, time and headline in it as it follows from what lies where.

        Args:
            shifts: what goes where.
            opened: threads that they open.
            by: whose decision it is for the articles that go.
        """
        developments, lines, apart = dict(self.developments), dict(self.lines), set(self.apart())
        for shift in shifts:
            made = replace(developments[shift.from_development], id=shift.to_development, thread_id=shift.to_thread)
            if shift.article_id is None or shift.to_development not in developments:
                developments[shift.to_development] = made
            if shift.article_id is None and shift.from_development in apart:
                apart.add(shift.to_development)
            for line in self._going(shift, lines):
                lines[line.article_id] = replace(
                    line, thread_id=shift.to_thread, development_id=shift.to_development, decided_by=by
                )
        threads = dict(self.threads) | {thread.id: thread for thread in opened}
        return _settled(Layout(threads=threads, developments=developments, lines=lines), apart)

    def with_thread(self, thread: Thread) -> "Layout":
        """Return the layout with one thread replaced."""
        return _settled(replace(self, threads=dict(self.threads) | {thread.id: thread}), self.apart())

    def changes_since(self, before: "Layout") -> Changes:
        """Return what is to be written to come here from another layout."""
        return Changes(
            threads=tuple(each for key, each in self.threads.items() if before.threads.get(key) != each),
            developments=tuple(each for key, each in self.developments.items() if before.developments.get(key) != each),
            lines=tuple(each for key, each in self.lines.items() if before.lines.get(key) != each),
            removed=tuple(sorted(before.developments.keys() - self.developments.keys())),
        )

    def _going(self, shift: Shift, lines: Mapping[str, Line]) -> list[Line]:
        if shift.article_id is not None:
            return [lines[shift.article_id]]
        return [line for line in lines.values() if line.development_id == shift.from_development]


def _settled(layout: Layout, apart: AbstractSet[str]) -> Layout:
    """Bring everything that is counted in line with what lies where.

    Args:
        layout: after something was shifted.
        apart: developments about an article that lay in another one; any other that is left empty is gone.
    """
    reports: dict[str, list[Line]] = {}
    for line in _in_order(layout.lines.values()):
        reports.setdefault(line.development_id, []).append(line)
    summed = {
        key: _summed(each, reports.get(key, []), is_apart=key in apart and layout.is_beside(each))
        for key, each in layout.developments.items()
        if key in reports or key in apart
    }
    apart = replace(layout, developments=summed).apart()
    developments = _kinds(summed, apart)
    openers = {each.first_article_id for key, each in developments.items() if key not in apart}
    lines = {key: replace(line, opens_development=key in openers) for key, line in layout.lines.items()}
    counted = Layout(threads=layout.threads, developments=developments, lines=lines)
    return replace(counted, threads={key: _headed(each, counted) for key, each in layout.threads.items()})


def _headed(thread: Thread, layout: Layout) -> Thread:
    """Return the thread as its articles and developments make it; one that nothing is left in leads where it leads."""
    members, developments = layout.members(thread.id), layout.in_thread(thread.id)
    if not members:
        return replace(thread, n_articles=0, n_developments=0)
    chosen = layout.lines.get(thread.headline_of or "")
    is_chosen = chosen is not None and chosen.thread_id == thread.id
    return replace(
        thread,
        headline=chosen.headline if chosen and is_chosen else _heading(thread, layout),
        headline_of=thread.headline_of if is_chosen else None,
        opened_at=members[0].told_at,
        last_seen_at=max(members[-1].told_at, *(each.first_at for each in developments)),
        n_articles=len(members),
        n_developments=len(developments),
        merged_into=None,
    )


def _heading(thread: Thread, layout: Layout) -> str:
    """Return the headline that follows from what lies in a thread; the words of a live blog's entry are none."""
    filled = {line.development_id for line in layout.lines.values()}
    own = {key: line.headline for key, line in layout.lines.items()}
    may = [
        each
        for each in reversed(layout.in_thread(thread.id))
        if heads(each) and (each.id in filled or each.headline == own.get(each.first_article_id))
    ]
    found = chosen_of((each, _headlined(layout, each.id)) for each in may)
    return found[0] if found else thread.headline


def _headlined(layout: Layout, development_id: str) -> list[Headlined]:
    came = sorted(layout.reports(development_id), key=lambda line: line.came)
    return [Headlined(article_id=each.article_id, headline=each.headline, told_at=each.told_at) for each in came]


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.told_at, line.article_id)))


def _summed(development: Development, reports: list[Line], *, is_apart: bool) -> Development:
    """Count a development's reports; who had it first stays, unless that article went, or an earlier one came.

    Args:
        development: the development.
        reports: its articles, the first told first.
        is_apart: had an article it first that lies in another one?
    """
    if not reports:
        # those that had joined it went; a reminder counts none
        is_left = development.n_articles > 1
        return replace(development, n_articles=1, last_seen_at=development.first_at) if is_left else development
    counted = replace(development, n_articles=len(reports), last_seen_at=max(line.told_at for line in reports))
    first = reports[0]
    if is_apart and development.first_at <= first.told_at:
        return replace(counted, n_articles=len(reports) + 1)
    known = next((line for line in reports if line.article_id == development.first_article_id), None)
    if development.kind is DevelopmentKind.CORRECTION or (known and known.told_at <= first.told_at):
        return counted
    return replace(
        counted,
        headline=first.headline,
        first_article_id=first.article_id,
        first_outlet=first.outlet,
        first_at=first.told_at,
    )


def _kinds(developments: Mapping[str, Development], apart: AbstractSet[str]) -> dict[str, Development]:
    """Let the first development of each thread be the one that opened it, and no other."""
    first: dict[str, Development] = {}
    for key, each in developments.items():
        if key not in apart:
            known = first.get(each.thread_id)
            if known is None or (each.first_at, each.id) < (known.first_at, known.id):
                first[each.thread_id] = each
    return {key: _of_kind(each, is_first=first.get(each.thread_id) is each) for key, each in developments.items()}


def _of_kind(development: Development, *, is_first: bool) -> Development:
    """Name a development by where it stands; what else its evidence shows is kept beside that."""
    kind, opened, happened = development.kind, DevelopmentKind.OPENED, DevelopmentKind.HAPPENED
    if is_first and kind is not opened:
        also = (kind, *development.also) if kind is not happened else development.also
        return replace(development, kind=opened, also=also)
    if not is_first and kind is opened:
        return replace(development, kind=happened)
    return development
