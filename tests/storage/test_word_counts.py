"""In how many articles names and words of headlines stand, and what that tells of a thread."""

from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa

from pipeline.errors import StorageError
from pipeline.nouns import Name, OutletKind, Provenance, ProvenanceKind, Revision
from pipeline.thread.keywords import EVERYWHERE, counted
from storage import open_store
from storage.database import Database


def kept(url):
    """Return the counts that are kept, nothing left out."""
    with Database(url).reading() as connection:
        rows = connection.execute(sa.text("SELECT word, is_name, n_articles FROM word_counts WHERE n_articles <> 0"))
        return {(word, bool(is_name)): n for word, is_name, n in rows}


def recounted(store):
    """Return what a count of everything stored gives."""
    counts = Counter()
    articles = list(store.exports.articles())
    facts = store.articles.facts([article.id for article in articles])
    for article in articles:
        counts.update(counted(article.headline, [name.text for name in facts[article.id].names]))
    return counts


def publish(store, samples, n, headline, *names, thread=None):
    """Store an article with these names."""
    reading = samples.reading(n, headline=headline)
    given = tuple(Name(text=name, kind=None, start=0, end=4) for name in names)
    reading = replace(reading, facts=replace(reading.facts, names=given))
    thread = thread or samples.thread(n)
    development = samples.development(n, thread)
    with store.begin() as ledger:
        ledger.add_article(reading, Provenance(kind=ProvenanceKind.ORIGINAL), samples.vector(n), "m")
        ledger.add_assignment(samples.assignment(n, thread, development), thread, development)
    return reading


def test_counts_follow_articles_and_their_revisions(store, url, samples):
    """Added with the article, exchanged with its text, in one transaction with both; odd characters do no harm."""
    publish(store, samples, 1, "Weir gate fails", "Tarn", "Tarn", "Idris Penhallow")
    first = publish(store, samples, 2, "Gate of weir\x00 mended \ud800", "Tarn", "x" * 5_000)
    publish(store, samples, 3, "Pigeon " + "y" * 5_000, "Tarn")
    assert kept(url) == recounted(store)
    assert kept(url)["Tarn", True] == kept(url)[EVERYWHERE] == 3
    article = replace(first.article, headline="Sluice mended", text_hash="other")
    names = (Name(text="Orla Fenwick", kind=None, start=0, end=4),)
    revised = replace(first, article=article, facts=replace(first.facts, names=names))
    before = Revision(id="r", article_id=article.id, seen_at=samples.noon, headline="", text="", text_hash="")
    with store.begin() as ledger:
        ledger.revise_article(revised, before, samples.vector(2), "m")
    assert kept(url) == recounted(store)
    assert kept(url)["Tarn", True] == 2


def test_what_fails_is_not_counted(store, url, samples):
    """Counts stand and fall with the article."""
    publish(store, samples, 1, "Weir gate fails", "Tarn")
    before = kept(url)

    def twice():
        with store.begin() as ledger:
            for n in (2, 1):
                origin = Provenance(kind=ProvenanceKind.ORIGINAL)
                ledger.add_article(samples.reading(n), origin, samples.vector(n), "m")
                ledger.write()

    with pytest.raises(StorageError):
        twice()
    assert kept(url) == before


def test_an_older_store_is_counted_once_it_is_upgraded(store, url, samples):
    """The migration counts as the ledger does."""
    for n in range(1, 6):
        publish(store, samples, n, f"Weir gate {n} fails, report of the weir", "Tarn", f"Name {n % 2}", "z" * 90)
    known = kept(url)
    with Database(url).writing() as connection:
        connection.execute(sa.text("DROP TABLE word_counts"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0017'"))
    open_store(url, upgrade=True).close()
    assert kept(url) == known == recounted(store)


def test_words_of_a_thread_come_with_their_counts(store, samples):
    """Those of two articles or more; outlets and agencies beside them, but no police force."""
    store.feeds.register(
        [samples.outlet(), replace(samples.outlet(), slug="force", name="Ashmere Police", kind=OutletKind.BODY)],
        samples.noon,
    )
    thread = samples.thread(1, n_articles=2)
    publish(store, samples, 1, "Weir gate fails", "Tarn", "Idris Penhallow", thread=thread)
    publish(store, samples, 2, "Gates of the weir mended", "Tarn", thread=thread)
    publish(store, samples, 3, "Weir festival", "Tarn", "Idris Penhallow")
    words = store.stories.words(thread)
    found = {(each.text, each.is_name): (each.n_within, each.n_all) for each in words.mentioned}
    assert found == {("Tarn", True): (2, 3), ("weir", False): (2, 3), ("Gates", False): (2, 2)}
    assert words.n_all == 3
    assert samples.outlet().name in words.press
    assert "Ashmere Police" not in words.press
