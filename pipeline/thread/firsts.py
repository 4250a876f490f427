"""Who had it first, by time of publication as sure as it is known; who carries it since, who never did; who says so."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from pipeline.nouns import Article, Passage, Provenance, ProvenanceKind
from pipeline.read.sentences import read_sentences
from pipeline.thread.accounts import Account
from pipeline.thread.quotations import join_quotations
from pipeline.thread.series import group_figures

#: What a time without a zone may be off by: an hour of summer time that somebody forgot.
_WITHOUT_ZONE = timedelta(hours=1)
#: A page that says nothing of its time may have stood for so long before we came.
_BEFORE_SEEN = timedelta(days=1)
#: Claims of another instant that are further off than this are of a template, and say nothing.
_FAR_OFF = timedelta(days=1)
#: Sentences from the top in which an outlet claims something for itself.
_WITHIN = 12
_CLAIM = re.compile(
    r"\b(?P<own>exclusive(?:ly)?|can (?:now )?reveal|has (?:learned|learnt|obtained))\b"
    r"|\b(?P<verb>(?:first )?reported by|first (?:revealed|reported|published) (?:by|in)|revealed by|exposed by|"
    r"uncovered by|obtained by|seen by)\s+(?:the\s+)?(?P<who>[A-Z][\w’'&-]*(?:\s+(?:of\s+)?[A-Z][\w’'&-]*){0,3})",
)
_LABEL = re.compile(r"\bEXCLUSIVE\b")


class Certainty(StrEnum):
    """How sure it is when an article was published."""

    EXACT = "exact"  # printed with its zone
    LOCAL = "local"  # printed without a zone
    DAY = "day"  # only the day is known
    SEEN = "seen"  # nobody says: it is when the article came to us


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an article was published, and how sure that is."""

    at: datetime
    certainty: Certainty
    #: Bounds of when it may have been.
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An article that carries something."""

    article_id: str
    #: Slug of the outlet; None: not known.
    outlet: str | None
    moment: Moment
    #: Time since the first.
    after: timedelta
    provenance: ProvenanceKind
    #: Part of its text that is the outlet's own, 0..1.
    own: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who had something first, and who carries it."""

    first: Carrier
    #: Outlets whose time is so unsure that they may have had it first.
    contested_by: tuple[str, ...]
    #: Everyone after the first, in order of time.
    since: tuple[Carrier, ...]
    #: Outlets of the thread that carry nothing of it.
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A figure or a quotation of a thread, with who had it first and who prints it since."""

    #: `figure` or `quote`.
    kind: str
    #: As the first printed it.
    text: str
    #: The thing counted or the speaker; None: not said.
    label: str | None
    #: Of figures.
    value: float | None
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstClaim:
    """A sentence in which an outlet claims a story for itself or credits another: a claim, and no finding."""

    #: Slug of the outlet that prints it.
    outlet: str | None
    passage: Passage
    #: The words that claim.
    words: str
    #: Whom it credits, as printed; None: itself.
    credits: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An article with whose text it is."""

    article: Article
    provenance: Provenance


def moment_of(article: Article) -> Moment:
    """Return when an article was published, and within which bounds."""
    at, said = article.told_at, article.markings
    if article.published_at is None:
        return Moment(at=at, certainty=Certainty.SEEN, earliest=at - _BEFORE_SEEN, latest=at)
    if at.timetz().replace(tzinfo=None) == time():
        return Moment(at=at, certainty=Certainty.DAY, earliest=at, latest=at + timedelta(days=1))
    has_zone = said.published is None or said.published.zone is not None
    certainty, slack = (Certainty.EXACT, timedelta()) if has_zone else (Certainty.LOCAL, _WITHOUT_ZONE)
    others = [claim.at for claim in said.disputed if abs(claim.at - at) <= _FAR_OFF]
    return Moment(at=at, certainty=certainty, earliest=min([at - slack, *others]), latest=max([at + slack, *others]))


def coverage(reports: Iterable[Reported], outlets: Iterable[str]) -> Coverage | None:
    """Return who had something first and who carries it; None: nobody carries it.

    Args:
        reports: the articles that carry it, in any order.
        outlets: all outlets of the thread.
    """
    told = sorted(reports, key=lambda one: (one.article.told_at, one.article.id))
    if not told:
        return None
    begun = told[0].article.told_at
    carriers = [_carrier(one, begun) for one in told]
    first, *since = carriers
    contested = (
        each.outlet for each in since if each.outlet and each.outlet != first.outlet and _may_precede(each, first)
    )
    carried = {each.outlet for each in carriers}
    return Coverage(
        first=first,
        contested_by=tuple(dict.fromkeys(contested)),
        since=tuple(since),
        never=tuple(sorted(set(outlets) - carried)),
    )


def trace(accounts: Sequence[Account], reports: Sequence[Reported]) -> Iterator[Traced]:
    """Yield each figure and quotation that more than one outlet prints, with who had it first.

    Args:
        accounts: the facts of a thread's articles.
        reports: the same articles, with whose text each is.
    """
    by_id = {one.article.id: one for one in reports}
    outlets = sorted({one.article.outlet for one in reports if one.article.outlet})
    for series in group_figures(accounts):
        for point in series.points:
            ids = dict.fromkeys(each.article_id for each in point.printed)
            found = _covered(ids, by_id, outlets)
            if found:
                text, label = point.first.figure.text, series.of
                yield Traced(kind="figure", text=text, label=label, value=point.value, coverage=found)
    for quotation in join_quotations(accounts):
        ids = dict.fromkeys(each.article_id for each in quotation.printings)
        found = _covered(ids, by_id, outlets)
        if found:
            text = quotation.fullest.quote.text
            yield Traced(kind="quote", text=text, label=quotation.speaker, value=None, coverage=found)


def claims(article: Article) -> list[FirstClaim]:
    """Return the sentences at the top of an article that claim a story for its outlet, or credit another."""
    headline = Passage(article_id=article.id, text=article.headline, start=None, end=None)
    spans = read_sentences(article.text).spans[:_WITHIN]
    passages = [
        headline,
        *(
            Passage(article_id=article.id, text=article.text[span.start : span.end], start=span.start, end=span.end)
            for span in spans
        ),
    ]
    found = []
    for passage in passages:
        claim = _CLAIM.search(passage.text) or _LABEL.search(passage.text)
        if claim:
            who = claim.groupdict().get("who")
            found.append(FirstClaim(outlet=article.outlet, passage=passage, words=claim.group(), credits=who))
    return found


def _carrier(one: Reported, begun: datetime) -> Carrier:
    return Carrier(
        article_id=one.article.id,
        outlet=one.article.outlet,
        moment=moment_of(one.article),
        after=one.article.told_at - begun,
        provenance=one.provenance.kind,
        own=one.provenance.own,
    )


def _may_precede(one: Carrier, first: Carrier) -> bool:
    is_unsure = {one.moment.certainty, first.moment.certainty} != {Certainty.EXACT}
    return is_unsure and one.moment.earliest < first.moment.latest


def _covered(ids: Iterable[str], by_id: dict[str, Reported], outlets: Sequence[str]) -> Coverage | None:
    reports = [by_id[each] for each in ids if each in by_id]
    if len({one.article.outlet or one.article.id for one in reports}) < 2:
        return None
    return coverage(reports, outlets)
