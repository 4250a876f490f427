"""What an article brings its thread: of what kind it is, and the sentences and facts that make it so.

The kind of a development is the one that an editor would name first; what else its evidence shows is named beside it.
An article that joins a development adds to its evidence. Only a changed figure in its headline, or words that may turn
earlier ones around where nobody had noticed, make a development of their own (decision 0121).
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.nouns import Article, DateMention, DevelopmentKind, Evidence, Facts, Passage, ThreadStatus
from pipeline.thread.changed import changed_figures
from pipeline.thread.followups import FollowUpRules, is_deadline
from pipeline.thread.memory import Report, ThreadMemory
from pipeline.thread.novelty import Novelty, NoveltyRules
from pipeline.thread.quiet import QuietRules, status
from pipeline.thread.reversals import Reversal

#: Words of a headline that tell of words: `says union`, `Statement by the Mayor`.
_SPEAKS = re.compile(
    r"\b(?:says?|said|tells?|told|statement|warns?|vows?|admits?|insists?|claims?|accus(?:es?|ed)|den(?:y|ies|ied)|"
    r"demands?|urges?|calls? (?:for|on)|hits? back|apologi[sz]es?|responds?|replies|reply|slams?|condemns?|promises?|"
    r"defends?|rejects?|refuses?|speaks?|blames?|praises?|concedes?)\b",
    re.IGNORECASE,
)
#: Words of a headline that name a date to come.
_APPOINTS = re.compile(
    r"\b(?:deadline|date|due|trial|hearing|inquest|until|by|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[“”‘\"]")
#: Part of an article that must be new for it to set a quiet thread in motion, 0..1.
_A_GOOD_PART = 0.25
#: What a development is called, the first that its evidence shows.
_FIRST_NAMED = (
    DevelopmentKind.REVERSAL,
    DevelopmentKind.FIGURE,
    DevelopmentKind.STATEMENT,
    DevelopmentKind.DEADLINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRules:
    """What rules the naming of what is new."""

    novelty: NoveltyRules = field(default_factory=NoveltyRules)
    quiet: QuietRules = field(default_factory=QuietRules)
    follow_ups: FollowUpRules = field(default_factory=FollowUpRules)
    #: Sentences from the top in which the figure or date must stand that a development is called by.
    top: int = 3
    #: Sentences from the top in which the words must stand that a development is called by.
    top_words: int = 8
    #: New sentences, statements and dates that are kept for a development at most, of each.
    most: int = 6
    #: The same of an article that joins one.
    most_joining: int = 3
    #: Articles of a development whose new sentences and statements are kept: what the next one words anew is wording.
    most_quoted: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What an article brings its thread."""

    kind: DevelopmentKind
    #: Further kinds for which the evidence speaks.
    also: tuple[DevelopmentKind, ...]
    evidence: tuple[Evidence, ...]
    #: Part of its sentences that is new, 0..1.
    new_share: float = 1.0

    @property
    def revives(self) -> bool:
        """Tell whether it sets a quiet thread in motion: a good part of it was never told there."""
        return self.kind is DevelopmentKind.REVIVED and self.new_share >= _A_GOOD_PART


def first_news(report: Report, rules: NewsRules) -> News:
    """Return what the article that opens a thread brings: all of it is new."""
    told = [Novelty(line=line, score=1.0, nearest=None) for line in report.top(rules.top)]
    dates = tuple(_dates(report, frozenset(), rules))
    evidence = (*(_sentence(each, DevelopmentKind.OPENED) for each in told), *dates)
    return News(kind=DevelopmentKind.OPENED, also=_also(dates, DevelopmentKind.OPENED), evidence=evidence)


def news_of(report: Report, memory: ThreadMemory, rules: NewsRules) -> News:
    """Return what an article brings a thread that is known, as a development of its own would be called.

    Args:
        report: the article with its facts.
        memory: what the thread knows.
        rules: what counts as new, and as worth a name.
    """
    memory.read()
    judged = memory.known.judge(report.lines)
    reversal = _reversal(report, memory)
    changed = changed_figures(report.counts, memory.counts, report.lines, within=rules.top)
    figures = [one for one in changed if (one.old_value, one.new_value) not in memory.changes]
    statements = list(_statements(report.facts, judged, rules))
    dates = list(_dates(report, memory.deadlines, rules))
    fresh = [each for each in judged if each.line.place and each.score >= rules.novelty.new][: rules.most]
    found = ([_turn(reversal)] if reversal else []) + figures + statements + dates
    kind = _kind(report, found, memory, rules)
    evidence = (*found, *(_sentence(each, DevelopmentKind.HAPPENED) for each in fresh))
    share = sum(each.score >= rules.novelty.new for each in judged) / max(len(judged), 1)
    return News(kind=kind, also=_also(evidence, kind), evidence=evidence, new_share=share)


def own_development(news: News, report: Report, joined_also: Sequence[DevelopmentKind]) -> DevelopmentKind | None:
    """Return the kind of the development that a joining article makes on its own, or None: it adds to the one it joins.

    Args:
        news: what it brings the thread.
        report: the article.
        joined_also: what the development that it joins is known for already, its kind among it.
    """
    numbers = {one.new_value for one in news.evidence if one.kind is DevelopmentKind.FIGURE and one.new_value}
    if any(_prints(report.article.headline, number) for number in numbers):
        return DevelopmentKind.FIGURE
    has_turned = any(one.kind is DevelopmentKind.REVERSAL for one in news.evidence)
    return DevelopmentKind.REVERSAL if has_turned and DevelopmentKind.REVERSAL not in joined_also else None


def evidence_for(news: News, kind: DevelopmentKind) -> tuple[Evidence, ...]:
    """Return the evidence of one kind."""
    return tuple(one for one in news.evidence if one.kind is kind)


def added_evidence(
    news: News, own: DevelopmentKind | None, rules: NewsRules, n_articles: int = 2
) -> tuple[Evidence, ...]:
    """Return what a joining article adds to the development that it joins.

    Args:
        news: what it brings the thread.
        own: the kind of the development that it makes on its own, whose evidence goes there; None: it makes none.
        rules: how much is kept.
        n_articles: articles that the development has by now; of more than are quoted, only changes and dates are kept.
    """
    kept = [one for one in news.evidence if one.kind is not own]
    fresh = [one for one in kept if one.kind is DevelopmentKind.HAPPENED]
    # a turn that did not open a development of its own was shown before, or is too weak to be kept
    told = [one for one in kept if one.kind not in {DevelopmentKind.HAPPENED, DevelopmentKind.REVERSAL}]
    if n_articles > rules.most_quoted:
        return tuple(one for one in told if one.kind is not DevelopmentKind.STATEMENT)[: rules.most_joining]
    return (*told[: rules.most_joining], *fresh[: rules.most_joining])


def _kind(report: Report, found: Sequence[Evidence], memory: ThreadMemory, rules: NewsRules) -> DevelopmentKind:
    if status(memory.moves, report.article.told_at, rules.quiet) is ThreadStatus.QUIET:
        return DevelopmentKind.REVIVED
    shown = {one.kind for one in found}
    headline = report.article.headline
    top = {line.passage.start for line in report.top(1)}
    if not (_SPEAKS.search(headline) or _MARKS.search(headline)):
        shown.discard(DevelopmentKind.STATEMENT)
    appoints = any(one.kind is DevelopmentKind.DEADLINE and one.passage.start in top for one in found)
    if not (appoints and _APPOINTS.search(headline)):
        shown.discard(DevelopmentKind.DEADLINE)
    return next((kind for kind in _FIRST_NAMED if kind in shown), DevelopmentKind.HAPPENED)


def _also(evidence: Sequence[Evidence], kind: DevelopmentKind) -> tuple[DevelopmentKind, ...]:
    shown = {one.kind for one in evidence} - {kind, DevelopmentKind.HAPPENED}
    return tuple(each for each in DevelopmentKind if each in shown)


def _sentence(judged: Novelty, kind: DevelopmentKind) -> Evidence:
    nearest = judged.nearest
    return Evidence(
        kind=kind,
        passage=judged.line.passage,
        against=nearest.passage if nearest else None,
        score=judged.score,
    )


def _turn(reversal: Reversal) -> Evidence:
    return Evidence(
        kind=DevelopmentKind.REVERSAL,
        passage=reversal.new.line.passage,
        against=reversal.old.line.passage,
        label=reversal.who,
    )


def _reversal(report: Report, memory: ThreadMemory) -> Reversal | None:
    found = memory.stances.find(report.stances)
    return None if found is None or memory.has_turned(found) else found


def _statements(facts: Facts, judged: Sequence[Novelty], rules: NewsRules) -> Iterator[Evidence]:
    """Yield the new sentences in which a named speaker is quoted, of each at most one a speaker and sentence."""
    n = 0
    for each in judged:
        passage = each.line.passage
        if passage.start is None or passage.end is None or each.score < rules.novelty.new:
            continue
        for quote in facts.quotes:
            if quote.speaker and passage.start <= quote.start < passage.end and n < rules.most:
                n += 1
                yield Evidence(
                    kind=DevelopmentKind.STATEMENT,
                    passage=passage,
                    against=each.nearest.passage if each.nearest else None,
                    label=quote.speaker,
                    score=each.score,
                )
                break


def _dates(report: Report, known: AbstractSet[str], rules: NewsRules) -> Iterator[Evidence]:
    """Yield the dates to follow up that the thread did not know, each once."""
    found: set[str] = set()
    for mention in report.facts.dates:
        value = mention.value
        if value is None or value in known or value in found or len(found) >= rules.most:
            continue
        if is_deadline(mention, report.article.told_at, rules.follow_ups, report.article.text):
            found.add(value)
            yield Evidence(kind=DevelopmentKind.DEADLINE, passage=_passage(report.article, mention), label=value)


def _passage(article: Article, mention: DateMention) -> Passage:
    start = article.text.rfind(mention.sentence, 0, mention.end + len(mention.sentence))
    at = (start, start + len(mention.sentence)) if start >= 0 else (None, None)
    return Passage(article_id=article.id, text=mention.sentence, start=at[0], end=at[1])


def _prints(headline: str, number: float) -> bool:
    printed = re.findall(r"\d[\d,.]*\d|\d", headline)
    return any(_plain(each) in {f"{number:g}", f"{number:.0f}"} for each in printed)


def _plain(printed: str) -> str:
    return printed.replace(",", "")
