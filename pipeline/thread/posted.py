"""What an entry of a live blog tells its thread: held against what that knows, as a report is, and in its own words.

A live blog also greets its readers, looks out of the window and looks back. An entry is told where a report would be
called by it: a changed figure, a possible reversal, a named speaker's new words, a date to follow up; or where a
sentence that nobody told yet says, in the third person, that somebody did something or that something befell them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.nouns import Article, Development, DevelopmentKind, Evidence, Facts, Passage
from pipeline.read.prints import sentences_in
from pipeline.thread.happenings import addresses, happened
from pipeline.thread.live import Posted, bare, entries_of, facts_in
from pipeline.thread.memory import Report, ThreadMemory
from pipeline.thread.news import NewsRules, news_of
from pipeline.thread.sentences import Rarity

#: Kinds that carry an entry by themselves, the first that shows.
_CARRY = (
    DevelopmentKind.REVERSAL,
    DevelopmentKind.FIGURE,
    DevelopmentKind.STATEMENT,
    DevelopmentKind.DEADLINE,
)
#: What an entry may be told as, what was taken back in one aside.
ENTRY_KINDS = frozenset({*_CARRY, DevelopmentKind.HAPPENED, DevelopmentKind.REVIVED})
#: Characters of the words in which an entry is told that hold more than its sentence.
_LONGEST = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRules:
    """When an entry of a live blog is told, and how loudly."""

    news: NewsRules = field(default_factory=NewsRules)
    #: Rarity of a word, 0..1, from which an entry that has it in common with its thread speaks of the same.
    tie: float = 0.3
    #: Developments of one live blog within an hour of which those who asked are told at once; the alerts on further
    #: ones go into an hourly digest: a count. Source: three messages an hour about one story are what a desk bears
    #: beside its other stories; a reporter on the spot posts ten.
    most_an_hour: int = 3
    #: Time in which they are counted.
    span: timedelta = timedelta(hours=1)
    #: Time between an entry and a report of the same, which joins what the entry opened. Source: a paper prints in the
    #: morning what was posted by day.
    retold_within: timedelta = timedelta(days=1)
    #: Time after which a live blog that just grew is looked at again, however often that was; None: as any article.
    again_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry tells its thread."""

    posted: Posted
    kind: DevelopmentKind
    also: tuple[DevelopmentKind, ...]
    #: Its heading, or the sentence that carries it; as published.
    headline: str
    #: Its passages are of the article's text.
    evidence: tuple[Evidence, ...]


def report_of(article: Article, posted: Posted, facts: Facts, told_at: datetime, rarity: Rarity) -> Report:
    """Return an entry as a report of its own, headed by its heading or first sentence.

    Args:
        article: the live blog.
        posted: the entry.
        facts: those of the whole live blog.
        told_at: when it was posted.
        rarity: how rare a folded word is.
    """
    alone = Article(
        # none of the blog's: what it counted before is held against what it counts now
        id=f"{article.id}#{posted.start}",
        canonical_url=article.canonical_url,
        outlet=article.outlet,
        outlet_name=article.outlet_name,
        headline=posted.heading or next(iter(sentences_in(bare(posted.text).split("\n", 1)[0])), ""),
        published_at=told_at,
        seen_at=article.seen_at,
        language=article.language,
        text=posted.text,
        text_hash=article.text_hash,
    )
    return Report(alone, facts_in(facts, posted), rarity)


def told_by(
    report: Report, memory: ThreadMemory, posted: Posted, rules: LiveRules, others: Sequence[ThreadMemory] = ()
) -> Told | None:
    """Return what an entry tells its thread, or None: nothing new, or nothing that anybody asks for.

    Args:
        report: the entry as a report of its own.
        memory: what its thread knows, all its live blog's earlier entries among it.
        posted: the entry.
        rules: what counts.
        others: what further threads know to which it may be no news.
    """
    memory.read()
    if not _is_tied(report, memory, rules):
        return None
    news = news_of(report, memory, rules.news)
    stale = _told_elsewhere(report, others, rules)
    evidence = [one for one in news.evidence if one.passage.text not in stale]
    carrying = [
        one for one in evidence if one.kind is news.kind and one.kind in _CARRY and not addresses(one.passage.text)
    ]
    judged = memory.known.judge([line for line in report.lines if line.place])
    happenings = (happened(each, memory.known, rules.news.novelty.new) for each in judged)
    carrying = carrying or [one for one in happenings if one and one.passage.text not in stale]
    carrying = carrying or [one for one in evidence if one.kind is DevelopmentKind.STATEMENT]
    if not carrying:
        return None
    shown = {one.kind for one in evidence}
    kind = news.kind if news.kind is DevelopmentKind.REVIVED else carrying[0].kind
    return Told(
        posted=posted,
        kind=kind,
        also=tuple(each for each in DevelopmentKind if each in shown - {kind, DevelopmentKind.HAPPENED}),
        headline=posted.heading or _words_of(carrying[0], posted),
        evidence=(*carrying, *(one for one in evidence if one not in carrying))[: rules.news.most],
    )


def in_text(evidence: Sequence[Evidence], article: Article, posted: Posted) -> tuple[Evidence, ...]:
    """Return evidence that names places in entries with places in the article's text instead.

    Args:
        evidence: of one entry.
        article: its live blog.
        posted: the entry.
    """

    def placed(passage: Passage, after: int) -> Passage:
        if not passage.article_id.startswith(article.id):
            return passage
        # an earlier entry may have gone down the page, or off it
        start = article.text.find(passage.text, after)
        at = (start, start + len(passage.text)) if start >= 0 else (None, None)
        return Passage(article_id=article.id, text=passage.text, start=at[0], end=at[1])

    return tuple(
        replace(one, passage=placed(one.passage, posted.start), against=placed(one.against, 0) if one.against else None)
        for one in evidence
    )


def entry_of(article: Article, development: Development) -> Posted | None:
    """Return the entry by which a live blog told a development; None: by none, or it is gone from the page."""
    found = [each for each in entries_of(article) if development.headline in each.text]
    return next((each for each in found if each.at == development.first_at), found[0] if found else None)


def alone(article: Article, facts: Facts, posted: Posted, headline: str) -> tuple[Article, Facts]:
    """Return an entry as those who ask for words or facts are told by it: its own, and what the live blog is about.

    Args:
        article: the live blog.
        facts: those of all of it.
        posted: the entry.
        headline: the words in which it is told.
    """
    return replace(article, headline=headline, standfirst=article.headline, text=posted.text), facts_in(facts, posted)


def _is_tied(report: Report, memory: ThreadMemory, rules: LiveRules) -> bool:
    """Tell whether an entry has a telling word in common with what its thread knows."""
    told = (item for line in report.lines for item in line.words.items())
    return any(rarity >= rules.tie and memory.known.holds(word) for word, rarity in told)


def _told_elsewhere(report: Report, others: Sequence[ThreadMemory], rules: LiveRules) -> frozenset[str]:
    """Return the sentences of an entry that are no news to another thread."""
    new = rules.news.novelty.new
    found: set[str] = set()
    for memory in others:
        memory.read()
        judged = (each for each in memory.known.judge(report.lines) if each.score < new)
        found.update(each.line.passage.text for each in judged if happened(each, memory.known, new) is None)
    return frozenset(found)


def _words_of(one: Evidence, posted: Posted) -> str:
    """Return the words in which an entry without a heading is told: its sentence, or all from its speaker on."""
    sentence = one.passage.text
    if one.kind is not DevelopmentKind.STATEMENT or not one.label or one.label.split()[-1] in sentence:
        return bare(sentence)
    paragraph = next((line for line in posted.text.split("\n") if sentence in line), sentence)
    before = paragraph[: paragraph.index(sentence)]
    named = [each for each in sentences_in(before) if one.label.split()[-1] in each]
    words = paragraph[before.rindex(named[-1]) : len(before) + len(sentence)] if named else sentence
    return bare(words if len(words) <= _LONGEST else sentence)
