"""How the indexes in memory are rebuilt: articles are fetched ahead, and sorted by nearness behind."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from desk.heap import unwatched
from pipeline.nouns import Facts, Name, Reading
from pipeline.read.copies import CopyIndex
from pipeline.read.shingles import signature
from pipeline.thread.assign import StoryIndex
from pipeline.thread.recall import Recalled, are_current, signature_of
from storage.store import Store

Chunk = TypeVar("Chunk")


def recall_all(store: Store, stories: StoryIndex, copies: CopyIndex, model: str) -> None:
    """Fill empty indexes with all that is stored.

    Args:
        store: where it is stored.
        stories: for threading.
        copies: for finding copies.
        model: whose vectors they learn from.

    Raises:
        StorageError: the database refused.
    """
    with unwatched(), ThreadPoolExecutor(1) as worker:
        sortings: list[Future[None]] = []
        for chunk in _ahead(store.articles.recalled(model)):
            many = _with_current_traces(store, stories, chunk, model)
            if not sortings:
                stories.nearest.expect(store.articles.n_placed(), len(many[0].vector))
            stories.recall(many)
            copies.add_many([(each.article_id, each.outlet, each.told, signature_of(each.traces)) for each in many])
            if not sortings or sortings[-1].done():
                sortings.append(worker.submit(stories.nearest.sort, stories.nearest.rows))
        for sorting in sortings:
            # what went wrong there is raised here
            sorting.result()
    # else the first article would wait for it
    stories.nearest.sort()


def _ahead(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Yield chunks, the next one being fetched meanwhile: the database works without holding up Python."""
    waiting = iter(chunks)
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, waiting, None)
        while (chunk := coming.result()) is not None:
            coming = worker.submit(next, waiting, None)
            yield chunk


def _with_current_traces(store: Store, stories: StoryIndex, many: Sequence[Recalled], model: str) -> list[Recalled]:
    """Return articles with traces of the present scheme; those of another are made from their texts, and stored.

    Args:
        store: where they are stored.
        stories: makes the traces.
        many: the articles.
        model: whose vectors they have.

    Raises:
        StorageError: the database refused.
    """
    old = [each.article_id for each in many if not are_current(each.traces)]
    if not old:
        return list(many)
    renewed = {}
    for placed in store.articles.placed(model, old):
        names = tuple(Name(text=name, kind=None, start=0, end=0) for name in placed.names)
        reading = Reading(article=placed.article, facts=Facts(names=names), signature=signature(placed.article.text))
        renewed[placed.article.id] = stories.traces(reading)
    with store.begin() as ledger:
        ledger.renew_signatures(renewed)
    return [replace(each, traces=renewed.get(each.article_id, each.traces)) for each in many]
