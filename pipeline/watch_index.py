"""All watches, found by what they look at: a development is held against few of them only.

Each watch lies under the one mark that fewest other watches have, out of those without which it cannot match: a rare
word, a speaker's name, a thread. A query with alternatives lies under a mark of each. What asks for nothing definite
(`-copied:yes`) is held against everything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.conditions import counted_stems, label_stems, parse_condition
from pipeline.errors import QueryError
from pipeline.nouns import Development, Evidence, Watch, WatchKind
from pipeline.query import Query, Subject, read_leniently
from pipeline.query.matching import slug_of
from pipeline.query.tree import All, Either, FigureIs, KindIs, LanguageIs, Node, OutletIs, Said, SpeakerIs, ThreadIs
from pipeline.query.words import stem, stems_of

#: What a mark is of, and its value.
Mark = tuple[str, str]
#: Ways to find a watch: in each, at least one of the marks must be there. None: there is no way but to try it.
Ways = tuple[frozenset[Mark], ...]
_EXACT: Mapping[WatchKind, str] = {
    WatchKind.THREAD: "thread",
    WatchKind.OUTLET: "outlet",
    WatchKind.KIND: "kind",
}


@lru_cache(maxsize=65536)
def read_watched(query: str) -> Query:
    """Read the query of a watch; one that is none any more is read as its bare words. Reading costs a millisecond."""
    return read_leniently(query)


class WatchIndex:
    """All watches that stand; made anew when they change."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        #: All watches, in the order given.
        self.watches = tuple(watches)
        #: Those that look at what others carry.
        self.gaps = tuple(watch for watch in self.watches if watch.kind is WatchKind.GAP)
        #: Those that look at what does not come.
        self.silences = tuple(watch for watch in self.watches if watch.kind is WatchKind.SILENCE)
        #: Does any of them ask which figures are other than the thread had them?
        self.asks_for_changes = any(_asks_for_changes(watch) for watch in self.watches)
        self._rank = {watch.id: number for number, watch in enumerate(self.watches)}
        self._under: dict[Mark, list[Watch]] = {}
        self._always: list[Watch] = []
        self._fill()

    def _fill(self) -> None:
        ways = {watch.id: _ways(watch.kind, watch.value) for watch in self.watches}
        counts = Counter(mark for found in ways.values() for way in found for mark in way)
        for watch in self.watches:
            if watch.kind in {WatchKind.GAP, WatchKind.SILENCE}:
                continue
            if not ways[watch.id]:
                self._always.append(watch)
                continue
            # the rarest; of two that are as rare, the longer one, which is rarer in the news
            rarest = min(
                ways[watch.id], key=lambda way: (sum(counts[mark] for mark in way), -_length(way), sorted(way))
            )
            for mark in rarest:
                self._under.setdefault(mark, []).append(watch)

    def candidates(self, development: Development, subject: Subject, changes: Iterable[Evidence] = ()) -> list[Watch]:
        """Return the watches that may ask for a development, in the order given; none of the others does."""
        found = {watch.id: watch for watch in self._always}
        for mark in _marks(development, subject, changes):
            found.update((watch.id, watch) for watch in self._under.get(mark, ()))
        return sorted(found.values(), key=lambda watch: self._rank[watch.id])


def _length(way: frozenset[Mark]) -> int:
    return min(len(value) for _, value in way)


def _marks(development: Development, subject: Subject, changes: Iterable[Evidence]) -> set[Mark]:
    """Return every mark that a development bears."""
    return {
        ("thread", development.thread_id),
        *(("kind", kind.value) for kind in subject.kinds),
        ("language", subject.article.language or ""),
        *(("outlet", outlet) for outlet in subject.outlets),
        *(("speaker", part) for name in subject.speakers for part in name),
        *(("figure", part) for figure in subject.facts.figures for part in counted_stems(figure)),
        *(("figure", part) for change in changes for part in label_stems(change)),
        *(("word", part) for part in subject.wording.stems()),
    }


@lru_cache(maxsize=65536)
def _ways(kind: WatchKind, value: str) -> Ways:
    """Return the ways to find a watch; none: it is tried against everything."""
    if kind in _EXACT:
        return (frozenset({(_EXACT[kind], value)}),)
    if kind is WatchKind.SPEAKER:
        return _each("speaker", stems_of(value))
    if kind is WatchKind.FIGURE:
        try:
            return _each("figure", parse_condition(value).of)
        except QueryError:
            # written under older rules: one watch that cannot be read must not silence the others
            return ()
    if kind is WatchKind.QUERY:
        root = read_watched(value).root
        return _ways_of(root) if root is not None else ()
    return ()


def _each(what: str, values: Iterable[str]) -> Ways:
    return tuple(frozenset({(what, value)}) for value in values)


def _ways_of(node: Node) -> Ways:
    """Return the ways to find what meets a node of a query."""
    if isinstance(node, All):
        return tuple(way for one in node.each for way in _ways_of(one))
    if isinstance(node, Either):
        each = [_ways_of(one) for one in node.each]
        # one way of each alternative, the first: they are joined, and all must be looked under
        return (frozenset().union(*(min(ways, key=lambda way: -_length(way)) for ways in each)),) if all(each) else ()
    return _ways_of_leaf(node)


def _ways_of_leaf(node: Node) -> Ways:
    found: Ways = ()
    match node:
        case Said(words=words):
            found = _each("word", (stem(word) for word in words))
        case OutletIs(name=name):
            found = (frozenset({("outlet", name.lower()), ("outlet", slug_of(name))}),)
        case SpeakerIs(words=words):
            found = _each("speaker", (stem(word) for word in words))
        case FigureIs(of=phrases):
            found = _each("figure", (stem(word) for words in phrases for word in words))
        case KindIs(kind=kind):
            found = _each("kind", (kind.value,))
        case ThreadIs(name=name):
            found = _each("thread", (name,))
        case LanguageIs(code=code):
            found = _each("language", (code,))
    return found


def _asks_for_changes(watch: Watch) -> bool:
    if watch.kind is not WatchKind.FIGURE:
        return False
    try:
        return parse_condition(watch.value).sign is None
    except QueryError:
        return False
