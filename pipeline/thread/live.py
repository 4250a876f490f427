"""What a live blog added since it was last read: which entries are new, which were edited, and what only moved.

Entries go down the page, off its end, and are reworded on the way: each is found again by when it was posted, or else
by its words. What is gone means nothing; what stands outside the entries is the page's own summing up.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from pipeline.nouns import (
    Article,
    ChangedSentence,
    DateMention,
    Facts,
    Figure,
    Quote,
    RevisionKind,
    TextBlockKind,
)
from pipeline.read.prints import Prints, sentences_in
from pipeline.read.revision import Change, compare
from pipeline.read.wording import folded
from pipeline.thread.forms import Form, form_of, is_stamped

#: A time of day at the beginning of an entry, with what sets it off.
_STAMP = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s+[A-Z]{3,4}\b)?[\s:|–—-]*", re.IGNORECASE)
#: Headings of entries that sum up others: they are written anew all day.
_SUMS_UP = re.compile(
    r"\b(?:what we know|key (?:points|developments|events|moments)|(?:the )?story so far|at a glance|recap|summary"
    r"|in case you missed|where things stand|catch up|the latest$)",
    re.IGNORECASE,
)
#: Part of an entry's words in sentences that stood on the page before, 0..1, from which it is no new one.
_KNOWN_PART = 0.5
#: Part of their words that two entries share (Dice, 0..1) from which one is the other reworded, where no time tells.
_SAME_ENTRY = 0.5
_KINDS = (RevisionKind.SAME, RevisionKind.STYLE, RevisionKind.SUBSTANCE)
#: Characters of an entry without a heading in which it says that it sums up.
_FIRST_WORDS = 60
_EVER = datetime.min.replace(tzinfo=UTC)
_Fact = TypeVar("_Fact", Quote, Figure, DateMention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An entry of a live blog where it stands in the text."""

    text: str
    #: Of the article's text.
    start: int
    #: When it was posted; None: it does not say.
    at: datetime | None = None
    #: What it is known by beside its words: its time, as exact as it is; empty: nothing.
    key: str = ""
    #: What the page prints above it as a heading; empty: nothing.
    heading: str = ""

    @property
    def end(self) -> int:
        """Return the character after it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What differs between two versions of a live blog."""

    kind: RevisionKind
    #: All that is new or edited, the headline first.
    sentences: tuple[ChangedSentence, ...] = ()
    #: What was changed so that something was taken back, each with the entry in which it was; None: in the article.
    taken_back: tuple[tuple[Posted | None, Change], ...] = ()
    #: New entries, the first posted first.
    fresh: tuple[Posted, ...] = ()


def entries_of(article: Article) -> tuple[Posted, ...]:
    """Return the entries of a live blog in order of place: as its page marks them, else by stamps, else by paragraph.

    Args:
        article: a live blog; of one that has hardly begun, and marks nothing, there is none.
    """
    blocks = article.markings.text_blocks
    headings = {one.start: one.end for one in blocks if one.kind is TextBlockKind.CROSSHEAD}
    marked = tuple(
        Posted(
            text=article.text[one.start : one.end],
            start=one.start,
            at=one.at,
            key=one.at.isoformat() if one.at else "",
            heading=article.text[one.start : headings.get(one.start, one.start)],
        )
        for one in blocks
        if one.kind is TextBlockKind.LIVE_ENTRY
    )
    if marked or form_of(article) is not Form.LIVE_BLOG:
        return marked
    return tuple(_by_lines(article.text))


def facts_in(facts: Facts, posted: Posted) -> Facts:
    """Return the facts that stand in an entry of an article, with their places in the entry's own text."""
    return Facts(
        quotes=_within(facts.quotes, posted),
        figures=_within(facts.figures, posted),
        dates=_within(facts.dates, posted),
        # a name is kept at its first place in the article only
        names=tuple(
            replace(name, start=at, end=at + len(name.text))
            for name in facts.names
            if (at := posted.text.find(name.text)) >= 0
        ),
    )


def grown(known: Article, article: Article, *, before: bytes = b"", after: bytes = b"") -> Growth:
    """Return what a live blog added and edited.

    Args:
        known: as last stored.
        article: as it is now.
        before: fingerprints of all that the page of the stored version printed; empty: not known.
        after: the same of the new one's page.
    """
    old, new = entries_of(known), entries_of(article)
    was_printed = _printed_in(known, Prints(before))
    pairs = _same_entries(old, new)
    edits = [(each, _edit(known, article, pairs[each], each, (before, after))) for each in new if each in pairs]
    frame = compare(_frame(known, old, article), _frame(article, new, known), before=before, after=after, may_lose=True)
    latest = max((each.at for each in old if each.at and each.at <= known.seen_at), default=None)
    come = [each for each in new if each not in pairs and not _is_known(each, was_printed)]
    told = [each for each in come if not (each.at and latest and each.at < latest)]
    changes = [frame, *(edit for _, edit in edits)]
    kind = max((each.kind for each in changes), key=_KINDS.index)
    taken_back = [(entry, edit) for entry, edit in edits if edit and _puts_right(edit) and not _sums_up(entry)]
    return Growth(
        kind=RevisionKind.SUBSTANCE if come else kind,
        sentences=(
            *(sentence for each in changes for sentence in each.sentences),
            *(ChangedSentence(old=None, new=one) for each in come for one in _sentences(each.text)),
        ),
        taken_back=tuple(taken_back),
        # the newest stand on top: of two posted in one minute the lower one was first
        fresh=tuple(sorted((each for each in reversed(told) if not _sums_up(each)), key=lambda each: each.at or _EVER)),
    )


def without_entries(article: Article) -> str:
    """Return the lines of a live blog's text that are in none of its entries."""
    return "\n".join(_outside(article.text, entries_of(article)))


def bare(text: str) -> str:
    """Return the words of an entry without the stamp before them."""
    return text[found.end() :] if (found := _STAMP.match(text)) else text


# ------------------------------------------------------------------------------------------------- entries of a page


def _by_lines(text: str) -> Iterator[Posted]:
    """Yield the entries of a text whose page marks none: from stamp to stamp, or, without stamps, each paragraph."""
    lines, starts, start = text.split("\n"), [], 0
    for line in lines:
        starts.append(start)
        start += len(line) + 1
    stamped = [n for n, line in enumerate(lines) if is_stamped(line)]
    firsts = stamped or range(len(lines))
    for n, following in zip(firsts, [*firsts[1:], len(lines)], strict=True):
        entry = "\n".join(lines[n:following])
        stamp = _STAMP.match(entry) if stamped else None
        yield Posted(text=entry, start=starts[n], key=stamp.group().strip() if stamp else "")


def _outside(text: str, entries: Sequence[Posted]) -> Iterator[str]:
    start = 0
    for line in text.split("\n"):
        if not any(each.start <= start < each.end for each in entries):
            yield line
        start += len(line) + 1


def _frame(article: Article, entries: Sequence[Posted], other: Article) -> Article:
    """Return an article with only those of its lines that are in no entry, and that the other version has not."""
    elsewhere = folded(other.text)
    kept = (line for line in _outside(article.text, entries) if folded(line) not in elsewhere)
    return replace(article, text="\n".join(kept))


def _sums_up(posted: Posted) -> bool:
    return bool(_SUMS_UP.search(posted.heading or bare(posted.text).split("\n", 1)[0][:_FIRST_WORDS]))


# -------------------------------------------------------------------------------------------- entries found again


def _same_entries(old: Sequence[Posted], new: Sequence[Posted]) -> Mapping[Posted, Posted]:
    """Return the new version's entries that stood in the old one, each with what it was."""
    left = list(old)
    pairs: dict[Posted, Posted] = {}
    for find in (_unchanged, _edited):
        for one in new:
            if one not in pairs and (other := find(one, left)) is not None:
                pairs[one] = other
                left.remove(other)
    return pairs


def _unchanged(one: Posted, others: Sequence[Posted]) -> Posted | None:
    return next((each for each in others if each.key == one.key and each.text == one.text), None)


def _edited(one: Posted, others: Sequence[Posted]) -> Posted | None:
    """Return the entry that was posted at that minute and is gone under its words, or that is worded most like it."""
    at_once = [each for each in others if each.key and each.key == one.key]
    # a toll told at ten and another told at two are alike, and two entries
    timeless = (each for each in others if not (each.key and one.key))
    alike = at_once or [each for each in timeless if _likeness(each, one) >= _SAME_ENTRY]
    return max(alike, key=lambda each: _likeness(each, one), default=None)


def _likeness(one: Posted, other: Posted) -> float:
    mine, theirs = (Counter(folded(each.text).split()) for each in (one, other))
    return 2 * (mine & theirs).total() / max(1, mine.total() + theirs.total())


def _printed_in(article: Article, prints: Prints) -> Callable[[str], bool]:
    """Return what tells whether the page of an article printed a sentence, as compared."""
    text = folded(f"{article.headline}\n{article.standfirst or ''}\n{article.text}")
    return lambda key: key in text or prints.has(key)


def _is_known(posted: Posted, was_printed: Callable[[str], bool]) -> bool:
    """Tell whether most of an entry stood on the page before, wherever it did."""
    keys = [folded(one) for one in _sentences(posted.text)]
    n_known = sum(key.count(" ") + 1 for key in keys if was_printed(key))
    return n_known >= _KNOWN_PART * sum(key.count(" ") + 1 for key in keys)


def _edit(known: Article, article: Article, was: Posted, posted: Posted, prints: tuple[bytes, bytes]) -> Change:
    """Return what was changed in an entry."""
    if was.text == posted.text:
        return Change()
    return compare(
        replace(known, headline="", standfirst=None, text=bare(was.text)),
        replace(article, headline="", standfirst=None, text=bare(posted.text)),
        before=prints[0],
        after=prints[1],
        may_lose=True,
    )


def _puts_right(edit: Change) -> bool:
    """Tell whether an edit prints something else in the place of what it took back: entries are also cut short."""
    exchanged = (
        (edit.figures_gone, edit.figures_new),
        (edit.names_gone, edit.names_new),
        (edit.quotes_gone, edit.quotes_new),
        (edit.dates_gone, edit.dates_new),
    )
    return edit.negation or any(gone and new for gone, new in exchanged)


def _sentences(text: str) -> list[str]:
    return [one for line in bare(text).split("\n") for one in sentences_in(line) if one.strip()]


def _within(facts: tuple[_Fact, ...], posted: Posted) -> tuple[_Fact, ...]:
    n = posted.start
    inside = (one for one in facts if n <= one.start and one.end <= posted.end)
    return tuple(replace(one, start=one.start - n, end=one.end - n) for one in inside)
