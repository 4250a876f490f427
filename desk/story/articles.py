"""The articles of a thread, copies folded under what they copy; and those that were edited, with their edits."""

from dataclasses import replace
from datetime import timedelta

from desk.developments import Press, carried_shown, changes_of, told_of
from desk.shown import Carried
from desk.story.outline import Outline
from desk.story.shown import ArticleLine, ArticlesShown, EditShown
from desk.story.timeline import stretch
from pipeline.nouns import Development, ProvenanceKind
from storage.store import Store
from storage.thread_glance import Line
from storage.threads import Report

#: Articles on one page, copies listed under one of them, and edited articles: counts.
_MOST_ARTICLES, _MOST_COPIES, _MOST_EDITED = 50, 20, 40


def articles_view(store: Store, known: Outline, *, skip: int = 0) -> ArticlesShown:
    """Return the articles of a thread in words of their own, newest first, each with the copies of it.

    Raises:
        StorageError: the database refused.
    """
    own = [line for line in reversed(known.lines) if line.provenance is not ProvenanceKind.COPY]
    part = stretch(len(own), skip, _MOST_ARTICLES)
    chosen = own[part.skip : part.skip + part.n]
    copies = _copies(known, chosen)
    reports = store.stories.reports(
        line.article_id for line in (*chosen, *(copy for found in copies.values() for copy in found))
    )
    press = _press(store, known, reports)
    return ArticlesShown(lines=tuple(_line(line, copies, known, press) for line in chosen), stretch=part)


def edits_view(store: Store, known: Outline) -> tuple[EditShown, ...]:
    """Return the articles of a thread that were edited, the one edited last first.

    Raises:
        StorageError: the database refused.
    """
    ids = store.stories.revised(known.thread.id, _MOST_EDITED)
    press = _press(store, known, store.stories.reports(ids))
    return tuple(
        EditShown(
            told=told_of(press.reports[each].article, known.names),
            provenance=press.reports[each].provenance.kind,
            development_id=press.reports[each].assignment.development_id,
            changes=tuple(reversed(changes_of(press.reports[each].article, press))),
        )
        for each in ids
        if each in press.reports
    )


def _copies(known: Outline, chosen: list[Line]) -> dict[str, list[Line]]:
    """Return the copies in the developments of these articles, under the first of each development that is shown."""
    first: dict[str, str] = {}
    for line in reversed(chosen):
        first.setdefault(line.development_id, line.article_id)
    return {
        article_id: [line for line in known.by_development[development] if line.provenance is ProvenanceKind.COPY][
            :_MOST_COPIES
        ]
        for development, article_id in first.items()
    }


def _press(store: Store, known: Outline, reports: dict[str, Report]) -> Press:
    grounds = [report.assignment.grounds for report in reports.values()]
    named = {each.nearest_article_id for each in grounds} | {report.provenance.of for report in reports.values()}
    return Press(
        reports=reports,
        names=known.names,
        cards=store.glances.cards(article_id for article_id in named if article_id),
        threads=store.glances.threads({each.runner_up_thread_id for each in grounds if each.runner_up_thread_id}),
        facts={},
        revisions=store.stories.revisions(reports),
    )


def _line(line: Line, copies: dict[str, list[Line]], known: Outline, press: Press) -> ArticleLine:
    development = known.development(line.development_id)
    return ArticleLine(
        carried=_carried(line, development, press),
        development_id=line.development_id,
        copies=tuple(_carried(copy, development, press) for copy in copies.get(line.article_id, ())),
    )


def _carried(line: Line, development: Development, press: Press) -> Carried:
    carried = carried_shown(press.reports[line.article_id], development, press)
    return replace(carried, after=max(carried.after, timedelta(0)))
