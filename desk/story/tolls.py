"""The tolls that a thread's articles state first, side by side: how many were killed, how many injured."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.developments import told_of
from desk.shown import Told
from desk.story.kept import Kept
from desk.story.outline import Outline, version_of
from pipeline.nouns import Article, ProvenanceKind
from pipeline.read.tolls import Toll, first_tolls
from storage.store import Store

#: Articles whose leads are read, those told last: a count. Reading one takes half a millisecond.
MOST_ARTICLES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TollShown:
    """What one article states first."""

    told: Told
    #: None: headline and lead state none.
    killed: Toll | None
    injured: Toll | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that state them, each once."""
        return tuple(dict.fromkeys(toll.sentence for toll in (self.killed, self.injured) if toll))


def tolls_view(store: Store, known: Outline, kept: Kept) -> tuple[TollShown, ...]:
    """Return what the thread's latest articles in words of their own state first, in order of time.

    Raises:
        StorageError: the database refused.
    """
    return kept.get(("tolls", version_of(known.thread)), lambda: tuple(_tolls(store, known)))


def _tolls(store: Store, known: Outline) -> Iterable[TollShown]:
    own = [line.article_id for line in known.lines if line.provenance is not ProvenanceKind.COPY][-MOST_ARTICLES:]
    articles = {article.id: article for article in store.articles.find_all(own)}
    stated = {each: _stated(articles[each]) for each in own if each in articles}
    cards = store.glances.cards(each for each, tolls in stated.items() if tolls)
    for article_id, tolls in stated.items():
        if tolls and article_id in cards:
            told = told_of(cards[article_id], known.names)
            yield TollShown(told=told, killed=tolls.get("killed"), injured=tolls.get("injured"))


def _stated(article: Article) -> dict[str, Toll]:
    return {toll.kind: toll for toll in first_tolls(article.headline, article.text, article.language)}
