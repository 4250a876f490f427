"""Nouns as the API shows them."""

from desk.api.asking import web
from desk.api.models import (
    ArticleOut,
    DevelopmentOut,
    FactsOut,
    GroundsOut,
    HitOut,
    ProvenanceOut,
    QuoteOut,
    RevisionOut,
    SpokenOut,
    ThreadOut,
    WholeArticleOut,
)
from desk.facts_written import fact_rows
from desk.languages import facts_note
from pipeline.nouns import Article, Assignment, Development, Facts, Revision, Thread
from storage.listings import Listed, Spoken
from storage.search import SearchHit


def thread_out(thread: Thread, keeper: str | None = None) -> ThreadOut:
    """Return a thread, with who has it."""
    return ThreadOut.model_validate(thread).model_copy(update={"keeper": keeper})


def development_out(development: Development) -> DevelopmentOut:
    """Return a development."""
    return DevelopmentOut.model_validate(development)


def article_out(listed: Listed) -> ArticleOut:
    """Return an article, without its text."""
    article = listed.article
    return ArticleOut(
        id=article.id,
        url=web(article.canonical_url),
        outlet=article.outlet,
        headline=article.headline,
        standfirst=article.standfirst,
        byline=list(article.byline),
        published_at=article.published_at,
        seen_at=article.seen_at,
        language=article.language,
        withdrawn_at=article.withdrawn_at,
        provenance=ProvenanceOut.model_validate(listed.provenance),
        thread_id=listed.thread_id,
        development_id=listed.development_id,
    )


def whole_article_out(
    listed: Listed, facts: Facts, revisions: list[Revision], assignment: Assignment | None
) -> WholeArticleOut:
    """Return an article with all that is known of it."""
    return WholeArticleOut(
        **article_out(listed).model_dump(),
        text=listed.article.text,
        facts=_facts_out(listed.article, facts),
        revisions=[RevisionOut.model_validate(one) for one in revisions],
        grounds=grounds_out(assignment) if assignment else None,
    )


def _facts_out(article: Article, facts: Facts) -> FactsOut:
    rows = fact_rows(facts, article.text)
    return FactsOut.model_validate({**rows, "note": facts_note(article.language, facts)})


def grounds_out(assignment: Assignment) -> GroundsOut:
    """Return why an article is where it is."""
    grounds = assignment.grounds
    return GroundsOut(
        decided_by=assignment.decided_by,
        score=grounds.score,
        similarity=grounds.similarity,
        nearest_article_id=grounds.nearest_article_id,
        nearest_similarity=grounds.nearest_similarity,
        runner_up_thread_id=grounds.runner_up_thread_id,
        runner_up_score=grounds.runner_up_score,
        shared=list(grounds.shared),
        gap=grounds.gap.total_seconds() if grounds.gap is not None else None,
    )


def hit_out(hit: SearchHit) -> HitOut:
    """Return what a search found."""
    article = hit.article
    return HitOut(
        article_id=article.id,
        headline=article.headline,
        url=web(article.canonical_url),
        outlet=article.outlet,
        published_at=article.told_at,
        snippet=hit.snippet,
        marks=list(hit.marks),
        rank=hit.rank,
        thread_id=hit.thread_id,
    )


def spoken_out(spoken: Spoken) -> SpokenOut:
    """Return a quote with where it was printed."""
    article = spoken.article
    return SpokenOut(
        quote=QuoteOut.model_validate(spoken.quote),
        article_id=article.id,
        headline=article.headline,
        url=web(article.canonical_url),
        outlet=article.outlet,
        published_at=article.told_at,
        thread_id=spoken.thread_id,
    )
