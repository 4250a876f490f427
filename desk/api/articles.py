"""`/articles`, `/search` and `/speakers`: what was published, and what is found in it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from desk.api.asking import AskedDesk, OptionalQuery, Since, aware, question_of
from desk.api.models import ArticleOut, HitOut, Page, SpeakerOut, SpokenOut, WholeArticleOut
from desk.api.paging import Cursor, Limit, name_of, number_of, packed, page_of, place_of
from desk.api.shown import article_out, hit_out, spoken_out, whole_article_out
from storage.listings import Listed

router = APIRouter(tags=["articles"])
#: A search is read from its best answers on: deeper pages would cost more and say less.
_DEEPEST = 2000


@router.get("/articles")
def articles(
    desk: AskedDesk, q: OptionalQuery = None, since: Since = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[ArticleOut]:
    """List articles, the newest first; with `q` those that meet it."""
    found = desk.store.listings.articles(
        question_of(desk, q), since=aware(since), after=place_of(cursor), limit=limit + 1
    )
    return page_of(found, limit, article_out, lambda one: (one.article.told_at, one.article.id))


@router.get("/articles/{article_id}")
def article(desk: AskedDesk, article_id: Annotated[str, Path(max_length=64)]) -> WholeArticleOut:
    """Show an article with its text, facts, earlier versions, and why it is where it is."""
    store = desk.store
    found = store.articles.find(article_id)
    assignment = store.threads.assignment(article_id)
    listed = Listed(
        article=found,
        provenance=store.articles.provenance([article_id])[article_id],
        thread_id=assignment.thread_id if assignment else None,
        development_id=assignment.development_id if assignment else None,
    )
    facts = store.articles.facts([article_id])[article_id]
    return whole_article_out(listed, facts, store.articles.revisions(article_id), assignment)


@router.get("/search")
def search(
    desk: AskedDesk,
    q: Annotated[
        str, Query(max_length=1000, description="A query, as on the search page.", examples=["weir since:7d"])
    ],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[HitOut]:
    """Find articles, the best first: by words, by meaning, or else the newest."""
    question = question_of(desk, q)
    start = number_of(cursor) or 0
    if question is None or start >= _DEEPEST:
        return Page(items=[], next=None)
    found = desk.store.search.find(question, limit=limit + 1, offset=start)
    is_more = len(found) > limit and start + limit < _DEEPEST
    return Page(items=[hit_out(hit) for hit in found[:limit]], next=packed(start + limit) if is_more else None)


@router.get("/speakers")
def speakers(desk: AskedDesk, limit: Limit = 50, cursor: Cursor = None) -> Page[SpeakerOut]:
    """List the names under which people are quoted, in order of the alphabet."""
    found = desk.store.listings.speakers(after=name_of(cursor), limit=limit + 1)
    return page_of(found, limit, SpeakerOut.model_validate, lambda one: (one.name,))


@router.get("/speakers/{name}/quotes")
def quotes(
    desk: AskedDesk,
    name: Annotated[str, Path(max_length=200, description="Exactly as listed.", examples=["Dara Halloway"])],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[SpokenOut]:
    """List what is quoted of somebody, the newest first; `limit` counts articles, which may hold several quotes."""
    found = desk.store.listings.spoken(name, after=place_of(cursor), limit=limit + 1)
    ids = list(dict.fromkeys(one.article.id for one in found))
    few = [one for one in found if one.article.id in ids[:limit]]
    last = few[-1].article if len(ids) > limit else None
    return Page(items=[spoken_out(one) for one in few], next=packed(last.told_at, last.id) if last else None)
