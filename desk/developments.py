"""One development as it is shown: who had it first, who else carries it, its facts, its edits, and the grounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.diff import Version, changed_text
from desk.facts_shown import facts_shown
from desk.links import is_web
from desk.shown import Carried, ChangedText, DevelopmentShown, EvidenceShown, Part, Told
from desk.wording import OVERDUE, grounds_words, kind_name
from pipeline import identity
from pipeline.errors import NotFoundError
from pipeline.nouns import (
    Action,
    Article,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    Markings,
    Provenance,
    ProvenanceKind,
    Revision,
    Thread,
)
from pipeline.thread.firsts import Coverage, Reported, coverage
from pipeline.thread.forms import goes_on
from pipeline.thread.live import facts_in
from pipeline.thread.posted import ENTRY_KINDS, entry_of
from storage.glance import Card
from storage.threads import Report
from storage.threads import Told as Story

#: Sentences of evidence that are shown of one development: a count; nobody reads more of them one by one.
_MOST_EVIDENCE = 12
#: Kinds whose evidence gives way first.
_LIGHTEST = {DevelopmentKind.HAPPENED: 2, DevelopmentKind.STATEMENT: 1, DevelopmentKind.OPENED: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What the developments of one thread name, fetched beforehand."""

    #: The thread's reports, by article.
    reports: Mapping[str, Report]
    #: Outlets' names by slug.
    names: Mapping[str, str]
    #: Articles named in grounds and provenance, by id.
    cards: Mapping[str, Card]
    #: Threads named in grounds, by id.
    threads: Mapping[str, Thread]
    #: Facts of the articles that had a development first, by id.
    facts: Mapping[str, Facts]
    #: Replaced versions by article, the oldest first.
    revisions: Mapping[str, Sequence[Revision]]
    #: What put an article into the thread after it had been placed, the latest that stands, by article.
    actions: Mapping[str, Action] = field(default_factory=dict)
    #: Evidence by development.
    evidence: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    #: Slugs of all outlets of the thread; None: those of the reports.
    outlets: frozenset[str] | None = None

    def reported(self, article_id: str | None) -> Told | None:
        """Return the line of an article of the thread, where it is in it."""
        report = self.reports.get(article_id or "")
        return told_of(report.article, self.names) if report else None

    def told(self, article_id: str | None) -> Told | None:
        """Return the line of an article, where it is known."""
        card = self.cards.get(article_id or "")
        return told_of(card, self.names) if card else None


def told_of(
    article: Article | Card, names: Mapping[str, str], *, headline: str | None = None, at: datetime | None = None
) -> Told:
    """Return the line that names an article.

    Args:
        article: The article, or its card.
        names: Outlets' names by slug.
        headline: The headline as it was when it was told; None: as it stands.
        at: The instant it was told; None: when it was published.
    """
    known = names.get(article.outlet or "")
    return Told(
        article_id=article.id,
        headline=headline or article.headline,
        url=article.canonical_url if is_web(article.canonical_url) else None,
        outlet=article.outlet,
        outlet_name=known or article.outlet_name or article.outlet or "Outlet not named",
        at=at or article.told_at,
        language=article.language,
        withdrawn_at=article.withdrawn_at,
        markings=article.markings if isinstance(article, Article) else Markings(),
    )


def development_shown(story: Story, press: Press) -> DevelopmentShown:
    """Return a development as it is shown.

    Raises:
        NotFoundError: the article that had it first is not in the thread.
    """
    development = story.development
    opener = press.reports.get(development.first_article_id)
    if opener is None:
        raise NotFoundError(
            f"Article {development.first_article_id} of development {development.id} is not in its thread: "
            "run `throughline db check`"
        )
    is_correction = development.kind is DevelopmentKind.CORRECTION
    first = _carried(opener, development, press, is_opener=True)
    rest = [_carried(report, development, press) for report in story.reports if report.article.id != opener.article.id]
    facts, text = (Facts(), "") if is_correction else _facts_of(development, opener, press)
    figures, quotes, dates = facts_shown(facts, first.told, text)
    evidence = telling(press.evidence.get(development.id, ()))
    return DevelopmentShown(
        id=development.id,
        kind=development.kind,
        kind_name=_kind_name(development),
        first=first,
        others=tuple(carried for carried in rest if carried.provenance is not ProvenanceKind.COPY),
        copies=tuple(carried for carried in rest if carried.provenance is ProvenanceKind.COPY),
        figures=figures,
        quotes=quotes,
        dates=dates,
        changed=_opening_change(opener.article, development, press) if is_correction else None,
        also=development.also,
        evidence=tuple(_evidence_shown(one, press) for one in evidence),
        n_more_evidence=len(press.evidence.get(development.id, ())) - len(evidence),
        coverage=_coverage(story, opener, press),
    )


def _facts_of(development: Development, opener: Report, press: Press) -> tuple[Facts, str]:
    """Return the facts that a development is shown with, and the text that they stand in: of a live blog, its entry."""
    article = opener.article
    facts = press.facts.get(article.id, Facts())
    is_own = opener.assignment.development_id == development.id or development.kind not in ENTRY_KINDS
    if is_own or not goes_on(article):
        return facts, article.text
    posted = entry_of(article, development)
    return (facts_in(facts, posted), posted.text) if posted else (Facts(), "")


def telling(evidence: Sequence[Evidence], most: int = _MOST_EVIDENCE) -> list[Evidence]:
    """Return the evidence that is shown of a development, in the order in which it was found.

    What changed or turned goes before what is merely new, and of that what came first.
    """
    by_weight = sorted(range(len(evidence)), key=lambda n: (_LIGHTEST.get(evidence[n].kind, 0), n))
    return [evidence[n] for n in sorted(by_weight[:most])]


def _kind_name(development: Development) -> str:
    """Return the kind in plain words; a date that passed is told from one to come by when it was opened."""
    is_reminder = development.kind is DevelopmentKind.DEADLINE and development.n_articles == 0
    return OVERDUE if is_reminder else kind_name(development.kind)


def _coverage(story: Story, opener: Report, press: Press) -> Coverage | None:
    reports = {report.article.id: report for report in (opener, *story.reports)}.values()
    outlets = press.outlets
    if outlets is None:
        outlets = frozenset(report.article.outlet for report in press.reports.values() if report.article.outlet)
    return coverage((Reported(article=each.article, provenance=each.provenance) for each in reports), outlets)


def _evidence_shown(one: Evidence, press: Press) -> EvidenceShown:
    return EvidenceShown(
        kind=one.kind,
        kind_name=kind_name(one.kind),
        is_possible=one.is_possible,
        label=one.label,
        old_value=one.old_value,
        new_value=one.new_value,
        score=one.score,
        sentence=one.passage.text,
        start=one.passage.start,
        end=one.passage.end,
        told=press.reported(one.passage.article_id),
        against=one.against.text if one.against else None,
        against_told=press.reported(one.against.article_id) if one.against else None,
    )


def _carried(report: Report, development: Development, press: Press, *, is_opener: bool = False) -> Carried:
    article = report.article
    told = told_of(article, press.names)
    is_change = is_opener and development.kind is DevelopmentKind.CORRECTION
    if is_opener:
        told = told_of(article, press.names, headline=development.headline, at=development.first_at)
    return Carried(
        told=told,
        after=told.at - development.first_at,
        provenance=report.provenance.kind,
        shared=report.provenance.shared,
        copied_from=_origin(report.provenance, press),
        grounds=_grounds(report, press),
        decided_by=report.assignment.decided_by,
        revisions=() if is_change else tuple(change for _, change in _changes(article, press)),
    )


def _origin(provenance: Provenance, press: Press) -> Told | None:
    return press.told(provenance.of)


def _grounds(report: Report, press: Press) -> tuple[Part, ...]:
    grounds = report.assignment.grounds
    return grounds_words(
        report.assignment,
        press.told(grounds.nearest_article_id),
        press.threads.get(grounds.runner_up_thread_id or ""),
        press.actions.get(report.article.id),
    )


def _changes(article: Article, press: Press) -> list[tuple[str, ChangedText]]:
    """Return each edit of an article, with the id of the development that it opens if it is one of substance."""
    replaced = press.revisions.get(article.id, ())
    versions = [(each.text_hash, Version(headline=each.headline, text=each.text)) for each in replaced]
    versions.append((article.text_hash, Version(headline=article.headline, text=article.text)))
    is_live = goes_on(article)
    return [
        (
            identity.correction_id(article.id, revision.text_hash, new_hash, revision.seen_at),
            changed_text(_without_additions(revision) if is_live else revision, new),
        )
        for revision, (new_hash, new) in zip(replaced, versions[1:], strict=True)
        if not is_live or _without_additions(revision).changed
    ]


def _without_additions(revision: Revision) -> Revision:
    """Return an edit of a live blog without what was only added: its entries are told by themselves."""
    return replace(revision, changed=tuple(one for one in revision.changed if one.old is not None))


def _opening_change(article: Article, development: Development, press: Press) -> ChangedText | None:
    """Return the edit that opened a correction."""
    return next((change for opens, change in _changes(article, press) if opens == development.id), None)


def carried_shown(report: Report, development: Development, press: Press) -> Carried:
    """Return an article as it carries a development."""
    return _carried(report, development, press)


def changes_of(article: Article, press: Press) -> list[ChangedText]:
    """Return each edit of an article, the first first."""
    return [change for _, change in _changes(article, press)]
