"""Moves an archive to another model: every text gets its vector of it, and every thread stays as it is.

Goes on where it stopped, since each batch is stored as it is made, and may run beside a daemon, which goes on with the
model that it started with. Nothing is threaded anew; the vectors of other models stay until they are dropped.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.nouns import Article
from pipeline.ports import Vector
from pipeline.read.embed import EmbedRules, embedding_text
from storage import Store

#: Texts that are stored together: what a kill costs.
_BATCH = 128

#: Gives vectors for texts, shape (texts, dimension).
Embed = Callable[[list[str]], Vector]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far an archive has come."""

    #: Name under which the vectors are stored.
    model: str
    #: Texts that got a vector, and those that had none at the beginning.
    n_done: int
    n_missing: int


def reembed(store: Store, rules: EmbedRules, embed: Embed) -> Iterator[Moved]:
    """Give each article of the store that has no vector of a model its own; yield how far it has come, by batches.

    Args:
        store: the archive.
        rules: the model, and how much of a text it reads.
        embed: makes the vectors.

    Raises:
        ModelError: the model cannot be used.
        StorageError: the database refused.
    """
    n_missing, n_done = store.articles.n_without_vector(rules.model_name), 0
    yield Moved(model=rules.model_name, n_done=0, n_missing=n_missing)
    waiting = store.articles.without_vector(rules.model_name)
    while articles := list(islice(waiting, _BATCH)):
        store.vectors.add(_vectors(articles, embed), rules.model_name)
        n_done += len(articles)
        # articles may have come meanwhile
        yield Moved(model=rules.model_name, n_done=n_done, n_missing=max(n_missing, n_done))


def _vectors(articles: Iterable[Article], embed: Embed) -> dict[str, Vector]:
    texts = {article.text_hash: embedding_text(article) for article in articles}
    return dict(zip(texts, embed(list(texts.values())), strict=True))
