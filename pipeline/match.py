"""Development x watches -> alerts: who is owed what, decided from what stands in the development's first article."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial

from pipeline import identity
from pipeline.conditions import is_met, parse_condition, stems
from pipeline.deliver import release_at
from pipeline.errors import QueryError
from pipeline.nouns import (
    Alert,
    Article,
    Development,
    DevelopmentKind,
    Facts,
    Figure,
    Notice,
    NoticeKind,
    Watch,
    WatchKind,
)

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")
#: As the value of a watch on silent outlets: whichever it is.
ANY_OUTLET = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRules:
    """What is still news."""

    #: A development that was published longer ago than this when it reached us is archive: it is shown, not mailed.
    #: Two days cover an outlet that was away over a night and a machine that was off for a day.
    news_age: timedelta = timedelta(hours=48)
    #: Right-hand side of the Message-IDs.
    mail_domain: str = "throughline.invalid"
    #: Slug of our own outlet, which coverage gaps are measured by; empty: there is none, and no gap.
    own_outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchQuery:
    """A query as a watch understands it: all of `wanted` and none of `unwanted`, each a run of whole words."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a watch is held against: a development just opened, with what its first article holds."""

    development: Development
    article: Article
    facts: Facts = field(default_factory=Facts)
    #: Figures that other articles of the thread printed before.
    known_figures: Sequence[Figure] = ()


@lru_cache(maxsize=16384)
def parse_query(query: str) -> WatchQuery:
    """Read a query: words, "phrases" and -unwanted ones; case does not count.

    Raises:
        QueryError: nothing in it can be looked for.
    """
    terms = [(m["no"], _fold(m["phrase"] or m["word"] or "")) for m in _TERM.finditer(query)]
    wanted = tuple(words for no, words in terms if words.strip() and not no)
    unwanted = tuple(words for no, words in terms if words.strip() and no)
    if not wanted:
        raise QueryError(f'the query {query!r} holds no word to look for: write words, "phrases" or -unwanted ones')
    return WatchQuery(wanted=wanted, unwanted=unwanted)


def _fold(text: str) -> str:
    """Return the words of a text, case-folded, with one space around each: a phrase is then a substring."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A subject as watches look at it."""

    subject: Subject
    #: Words of headline, standfirst and text.
    words: str
    #: Words of each speaker's name.
    speakers: tuple[str, ...]


def _folded(subject: Subject) -> _Folded:
    article = subject.article
    return _Folded(
        subject=subject,
        words=_fold(" . ".join((article.headline, article.standfirst or "", article.text))),
        speakers=tuple({_fold(quote.speaker) for quote in subject.facts.quotes if quote.speaker}),
    )


def is_match(watch: Watch, subject: Subject) -> bool:
    """Tell whether a watch asks for this development."""
    return _matches(watch, _folded(subject))


def _matches(watch: Watch, folded: _Folded) -> bool:
    test = _TESTS.get(watch.kind)
    return test is not None and test(watch.value, folded)


def _is_in_thread(value: str, folded: _Folded) -> bool:
    return value == folded.subject.development.thread_id


def _is_first_told_by(value: str, folded: _Folded) -> bool:
    return value == folded.subject.article.outlet


def _is_of_kind(value: str, folded: _Folded) -> bool:
    return value == folded.subject.development.kind.value


def _says(value: str, folded: _Folded) -> bool:
    query = parse_query(value)
    words = folded.words
    return all(term in words for term in query.wanted) and not any(term in words for term in query.unwanted)


def _is_quoted(value: str, folded: _Folded) -> bool:
    name = _fold(value)
    return any(name in speaker for speaker in folded.speakers)


def _counts(value: str, folded: _Folded) -> bool:
    subject = folded.subject
    return is_met(parse_condition(value), subject.facts.figures, subject.known_figures)


#: What each kind of watch asks; those on gaps and silence look at what others carry and at what does not come.
_TESTS: Mapping[WatchKind, Callable[[str, _Folded], bool]] = {
    WatchKind.THREAD: _is_in_thread,
    WatchKind.OUTLET: _is_first_told_by,
    WatchKind.KIND: _is_of_kind,
    WatchKind.SPEAKER: _is_quoted,
    WatchKind.FIGURE: _counts,
    WatchKind.QUERY: _says,
}


class WatchIndex:
    """All watches, found by what they look at: a development is held against few of them only."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        #: All watches, in the order given.
        self.watches = tuple(watches)
        #: Those that look at what others carry.
        self.gaps = tuple(watch for watch in self.watches if watch.kind is WatchKind.GAP)
        #: Those that look at what does not come.
        self.silences = tuple(watch for watch in self.watches if watch.kind is WatchKind.SILENCE)
        #: Does any of them need to know the figures of before?
        self.asks_for_changes = any(map(_asks_for_changes, self.watches))
        self._rank = {watch.id: number for number, watch in enumerate(self.watches)}
        self._by_value: dict[tuple[WatchKind, str], list[Watch]] = {}
        self._by_word: dict[tuple[WatchKind, str], list[Watch]] = {}
        self._fill()

    def _fill(self) -> None:
        words = {watch.id: found for watch in self.watches if (found := _words_of(watch))}
        counts = Counter((watch.kind, word) for watch in self.watches for word in set(words.get(watch.id, ())))
        for watch in self.watches:
            if watch.kind in {WatchKind.THREAD, WatchKind.OUTLET, WatchKind.KIND}:
                self._by_value.setdefault((watch.kind, watch.value), []).append(watch)
            elif watch.id in words:
                # under the word that fewest others have: a long one, where many have it
                word = min(words[watch.id], key=partial(_rarity, counts, watch.kind))
                self._by_word.setdefault((watch.kind, word), []).append(watch)

    def matching(self, subject: Subject) -> list[Watch]:
        """Return the watches that ask for this development, in the order in which they were given."""
        folded = _folded(subject)
        found = [watch for watch in self._candidates(folded) if _matches(watch, folded)]
        return sorted(found, key=lambda watch: self._rank[watch.id])

    def _candidates(self, folded: _Folded) -> Iterator[Watch]:
        development, facts = folded.subject.development, folded.subject.facts
        values = (
            (WatchKind.THREAD, development.thread_id),
            (WatchKind.OUTLET, folded.subject.article.outlet or ""),
            (WatchKind.KIND, development.kind.value),
        )
        for key in values:
            yield from self._by_value.get(key, ())
        said = " ".join(folded.speakers)
        counted = {stem for figure in facts.figures for stem in stems(f"{figure.of or ''} {figure.unit or ''}")}
        places = (
            (WatchKind.QUERY, set(folded.words.split())),
            (WatchKind.SPEAKER, set(said.split())),
            (WatchKind.FIGURE, counted),
        )
        for kind, words in places:
            for word in words:
                yield from self._by_word.get((kind, word), ())


def _rarity(counts: Mapping[tuple[WatchKind, str], int], kind: WatchKind, word: str) -> tuple[int, int, str]:
    return counts[kind, word], -len(word), word


def _words_of(watch: Watch) -> tuple[str, ...]:
    """Return words all of which must be there for a watch to match; none: it is not found by words."""
    try:
        match watch.kind:
            case WatchKind.QUERY:
                return tuple(word for term in parse_query(watch.value).wanted for word in term.split())
            case WatchKind.SPEAKER:
                return tuple(_fold(watch.value).split())
            case WatchKind.FIGURE:
                return parse_condition(watch.value).of
            case _:
                return ()
    except QueryError:
        # written by an older version: one watch that cannot be read must not silence the others
        return ()


def _asks_for_changes(watch: Watch) -> bool:
    if watch.kind is not WatchKind.FIGURE:
        return False
    try:
        return parse_condition(watch.value).sign is None
    except QueryError:
        return False


def owed_alerts(
    development: Development,
    article: Article,
    watches: Iterable[Watch] | WatchIndex,
    *,
    now: datetime,
    rules: MatchRules,
    facts: Facts | None = None,
    known_figures: Sequence[Figure] = (),
) -> Sequence[Alert]:
    """Return the alerts that a development just opened puts into the outbox: one a recipient.

    Args:
        development: the development.
        article: the article that had it first.
        watches: all that stand.
        now: the instant at which it was opened.
        rules: what is still news.
        facts: the facts of the article; None: it has none.
        known_figures: figures that other articles of the thread printed before.
    """
    if not _is_news(development, now, rules):
        return ()
    index = watches if isinstance(watches, WatchIndex) else WatchIndex(watches)
    subject = Subject(development=development, article=article, facts=facts or Facts(), known_figures=known_figures)
    asking = [watch for watch in index.matching(subject) if watch.created_at <= development.opened_at]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, development.id), now, rules, development=development)
        for watch in _soonest(asking, now)
    )


def owed_gaps(
    development: Development, outlets: Mapping[str, datetime], index: WatchIndex, *, now: datetime, rules: MatchRules
) -> Sequence[Alert]:
    """Return the alerts that a further outlet puts into the outbox: others have the development, and ours has not.

    Args:
        development: the development.
        outlets: the outlets that carry it, each with when it first told of it.
        index: all watches that stand.
        now: the instant at which the last of them came.
        rules: what is still news, and which outlet is ours.
    """
    if not rules.own_outlet or rules.own_outlet in outlets or not _is_news(development, now, rules):
        return ()
    asking = [
        watch
        for watch in index.gaps
        if watch.created_at <= development.opened_at and least_outlets(watch.value) <= len(outlets)
    ]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, development.id, "gap"), now, rules, development=development)
        for watch in _soonest(asking, now)
    )


def owed_silence(notice: Notice, index: WatchIndex, *, now: datetime, rules: MatchRules) -> Sequence[Alert]:
    """Return the alerts that an outlet which falls silent puts into the outbox."""
    if notice.kind is not NoticeKind.QUIET:
        return ()
    asking = [watch for watch in index.silences if watch.value in {notice.outlet, ANY_OUTLET}]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, notice.id), now, rules, notice=notice)
        for watch in _soonest(asking, now)
    )


def least_outlets(value: str) -> int:
    """Return how many outlets must carry what ours has not, for a watch on gaps of this value to tell of it.

    Raises:
        QueryError: it is no number from 2 on.
    """
    if not value.isdecimal() or len(value) > 4 or int(value) < 2:
        raise QueryError(f"{value!r} is no number of outlets: write 2 or more")
    return int(value)


def check_value(kind: WatchKind, value: str) -> None:
    """Make sure that a watch of this kind can look for this value, as far as the value alone tells.

    Raises:
        QueryError: it cannot.
    """
    if kind is WatchKind.QUERY:
        parse_query(value)
    elif kind is WatchKind.FIGURE:
        parse_condition(value)
    elif kind is WatchKind.GAP:
        least_outlets(value)
    elif kind is WatchKind.SPEAKER and not _fold(value).strip():
        raise QueryError(f"{value!r} is no name of a speaker: write it as the outlets print it")
    elif kind is WatchKind.KIND and value not in list(DevelopmentKind):
        raise QueryError(f"{value!r} is no kind of development: there are {', '.join(DevelopmentKind)}")


def _is_news(development: Development, now: datetime, rules: MatchRules) -> bool:
    return development.first_at >= now - rules.news_age


def _soonest(watches: Iterable[Watch], now: datetime) -> Iterator[Watch]:
    """Yield for each recipient the watch that tells soonest, the oldest of them where several do."""
    chosen: dict[str, Watch] = {}
    for watch in watches:
        other = chosen.get(watch.recipient)
        if other is None or release_at(watch.delivery, now) < release_at(other.delivery, now):
            chosen[watch.recipient] = watch
    yield from chosen.values()


def _alert(
    watch: Watch,
    key: str,
    now: datetime,
    rules: MatchRules,
    *,
    development: Development | None = None,
    notice: Notice | None = None,
) -> Alert:
    due_at = release_at(watch.delivery, now)
    about = development.id if development else notice.id if notice else ""
    return Alert(
        id=key,
        watch_id=watch.id,
        recipient=watch.recipient,
        thread_id=development.thread_id if development else None,
        development_id=development.id if development else None,
        notice_id=notice.id if notice else None,
        message_id=f"<{key}.{about}@{rules.mail_domain}>",
        created_at=now,
        due_at=due_at,
        is_held=due_at > now,
    )
