"""The one transaction of an article."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipeline import identity
from pipeline.errors import StorageError
from pipeline.nouns import (
    Amendment,
    AmendmentKind,
    ChangedSentence,
    ClaimPlace,
    DevelopmentKind,
    Evidence,
    Facts,
    Markings,
    Outcome,
    Passage,
    Picture,
    Provenance,
    ProvenanceKind,
    Revision,
    RevisionKind,
    TextBlock,
    TextBlockKind,
    TimeClaim,
)
from storage.articles import _RECALL

ORIGINAL = Provenance(kind=ProvenanceKind.ORIGINAL)


def test_what_was_written_is_read_back_field_by_field(store, samples):
    """Nothing is lost or bent between the nouns and the tables, offsets and grounds included."""
    reading, thread = samples.reading(), samples.thread()
    development = samples.development()
    assignment = samples.assignment(1, thread, development)
    copied = Provenance(
        kind=ProvenanceKind.COPY, of="a-earlier", shared=0.93, own=0.02, also=("a-second", "a-third"), agency="PA"
    )
    with store.begin() as ledger:
        ledger.add_article(reading, copied, samples.vector(), samples.model)
        ledger.add_assignment(assignment, thread, development)
    article = reading.article
    with store.begin() as ledger:
        assert ledger.find_article(article.id) == article
        assert ledger.find_text([article.id, "a-none"]) == {article.id: article.text}
        assert ledger.find_facts(article.id) == reading.facts
        assert ledger.find_assignment(article.id) == assignment
        assert ledger.find_thread(thread.id) == thread
        assert ledger.find_development(development.id) == development
    assert store.articles.find(article.id) == article
    assert store.articles.provenance([article.id]) == {article.id: copied}
    assert store.articles.facts([article.id]) == {article.id: reading.facts}


def test_what_a_page_says_of_its_article_is_kept(store, samples):
    """Every marking comes back as it went in; an article without any has empty ones."""
    claim = TimeClaim(at=datetime(2026, 3, 7, 9, 30, tzinfo=UTC), zone="+01:00", place=ClaimPlace.JSON_LD)
    marked = Markings(
        published=claim,
        modified=replace(claim, zone=None, place=ClaimPlace.META),
        disputed=(replace(claim, place=ClaimPlace.PRINTED),),
        section="Harbour",
        tags=("quay", "weir"),
        picture=Picture(url="https://weir-echo.example/a.jpg", credit="Pia Lens"),
        is_free=False,
        based_on=("https://wire.example/1",),
        amendments=(Amendment(kind=AmendmentKind.CLARIFICATION, text="It was the lower weir."),),
        is_live=True,
        text_blocks=(
            TextBlock(kind=TextBlockKind.LIVE_ENTRY, start=0, end=20, at=datetime(2026, 3, 7, 9, 30, tzinfo=UTC)),
            TextBlock(kind=TextBlockKind.CROSSHEAD, start=4, end=9),
        ),
    )
    for n, markings in enumerate((marked, Markings(), Markings(tags=("bad \x00\ud800 tag",)))):
        article = samples.article(n, markings=markings)
        with store.begin() as ledger:
            reading = replace(samples.reading(), article=article)
            ledger.add_article(reading, ORIGINAL, samples.vector(), samples.model)
    found = [article.markings for article in store.exports.articles()]
    assert found == [marked, Markings(), Markings(tags=("bad \ufffd\ufffd tag",))]


def test_what_is_not_there_is_none(store):
    """An unknown id is an answer and no error."""
    with store.begin() as ledger:
        assert ledger.find_article("a1") is None
        assert ledger.find_assignment("a1") is None
        assert ledger.find_thread("t1") is None
        assert ledger.find_development("d1") is None
        assert ledger.find_facts("a1") == Facts()
        assert not ledger.is_slug_taken("weir")
        assert list(ledger.watches()) == []


def test_articles_that_were_looked_for_together_are_found_as_by_themselves(store, samples):
    """One that is stored, one that is not, and one that is added after the look."""
    stored, added = samples.article(1), samples.article(2)
    with store.begin() as ledger:
        ledger.add_article(replace(samples.reading(), article=stored), ORIGINAL, samples.vector(), samples.model)
    with store.begin() as ledger:
        ledger.look_for([stored.id, added.id, "a-none"])
        assert ledger.find_article(stored.id) == stored
        assert ledger.find_article("a-none") is None
        assert ledger.find_article(added.id) is None
        ledger.add_article(replace(samples.reading(), article=added), ORIGINAL, samples.vector(), samples.model)
        assert ledger.find_article(added.id) == added


def test_a_bare_article_is_kept(store, samples):
    """Undated, without address, language, byline or facts: an ingested line may have no more."""
    bare = replace(
        samples.article(),
        canonical_url=None,
        outlet=None,
        outlet_name=None,
        byline=(),
        published_at=None,
        language=None,
        text="",
    )
    with store.begin() as ledger:
        reading = replace(samples.reading(), article=bare, facts=Facts(), signature=b"")
        ledger.add_article(reading, ORIGINAL, samples.vector(), samples.model)
    assert store.articles.find(bare.id) == bare


def test_a_block_that_raises_leaves_nothing(store, samples):
    """From text to alert it is one transaction."""

    def broken():
        with store.begin() as ledger:
            ledger.add_article(samples.reading(), ORIGINAL, samples.vector(), samples.model)
            raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        broken()
    assert store.articles.text_hashes([samples.article().id]) == {}
    assert store.search.find("weir") == []
    assert store.vectors.find([samples.article().text_hash], samples.model) == {}


def test_an_article_cannot_be_added_twice(store, samples):
    """A second one under its id is a mistake and is refused as a whole."""
    samples.place(store)
    with pytest.raises(StorageError), store.begin() as ledger:
        ledger.add_article(samples.reading(), ORIGINAL, samples.vector(), samples.model)


def test_a_revision_keeps_what_it_replaced(store, samples):
    """The article carries the new text, facts and signature; the old text lies in its revision."""
    old = samples.place(store).article
    new = replace(
        samples.reading(1, "The weir at Ashmere was opened again."),
        facts=replace(samples.facts(), quotes=()),
        signature=b"new",
        prints=b"four",
    )
    revision = Revision(
        id=identity.revision_id(old.id, old.text_hash, new.article.text_hash, samples.noon),
        article_id=old.id,
        seen_at=samples.noon,
        headline=old.headline,
        text=old.text,
        text_hash=old.text_hash,
        kind=RevisionKind.SUBSTANCE,
        changed=(
            ChangedSentence(old="The weir was closed.", new=None),
            ChangedSentence(old=None, new="Opened “again”."),
        ),
    )
    with store.begin() as ledger:
        assert ledger.find_prints(old.id) == b""
        ledger.revise_article(new, revision, samples.vector(3), samples.model)
        assert ledger.find_prints(old.id) == b"four"
    assert store.articles.find(old.id) == new.article
    assert store.articles.revisions(old.id) == [revision]
    assert store.articles.facts([old.id])[old.id] == new.facts
    (placed,) = store.articles.placed(samples.model)
    assert placed.signature == b"new"
    assert np.array_equal(placed.vector, samples.vector(3))
    assert [hit.article.id for hit in store.search.find("opened")] == [old.id]
    assert store.search.find("closed") == []


def test_a_second_article_moves_its_thread_and_development_on(store, samples):
    """Assignments bring the thread and development as they are from now on."""
    thread, development = samples.thread(), samples.development()
    samples.place(store)
    moved = replace(thread, n_articles=2, last_seen_at=samples.noon + timedelta(days=1))
    carried = replace(development, n_articles=2)
    with store.begin() as ledger:
        ledger.add_article(samples.reading(2), ORIGINAL, samples.vector(2), samples.model)
        ledger.add_assignment(samples.assignment(2, moved, carried), moved, carried)
    assert store.threads.find(thread.id) == moved
    (told,) = store.threads.developments(thread.id)
    assert told.development == carried
    assert [report.article for report in told.reports] == [samples.article(1), samples.article(2)]


def test_a_development_of_a_revision_needs_no_assignment(store, samples):
    """A corrected figure is a development of its own, told by the article that is there already."""
    thread = samples.thread()
    samples.place(store)
    correction = replace(samples.development(), id="d-correction")
    with store.begin() as ledger:
        ledger.add_development(correction, replace(thread, n_developments=2))
    assert {told.development.id for told in store.threads.developments(thread.id)} == {
        correction.id,
        samples.development().id,
    }


def test_a_renamed_thread_keeps_its_old_slug(store, samples):
    """Addresses that were once given out stay good, and no other thread takes them."""
    samples.place(store)
    renamed = replace(samples.thread(), slug="ashmere-weir")
    with store.begin() as ledger:
        ledger.add_development(samples.development(), renamed)
    with store.begin() as ledger:
        assert ledger.is_slug_taken("weir-1")
        assert ledger.is_slug_taken("ashmere-weir")
    assert store.threads.find("weir-1") == store.threads.find("ashmere-weir") == renamed


def test_an_alert_that_is_there_stays_as_it_is(store, samples):
    """Told once: a repeated run neither sends it again nor puts it off."""
    samples.place(store, alerts=[samples.alert()])
    store.letters.arrange({samples.alert().message_id: [samples.alert().id]}, {})
    store.letters.mark_sent(samples.alert().message_id, samples.noon)
    with store.begin() as ledger:
        ledger.add_alerts([replace(samples.alert(), message_id="<other>"), samples.alert()])
        ledger.add_alerts([])
    (alert,) = store.alerts.listing()
    assert (alert.sent_at, alert.message_id) == (samples.noon, samples.alert().message_id)


def test_a_page_settles_with_its_article(store, samples):
    """The page's end is written in the transaction of its article."""
    store.pages.take(samples.page(), None)
    ((key, _),) = store.pages.unread(1)
    with store.begin() as ledger:
        ledger.add_article(samples.reading(), ORIGINAL, samples.vector(), samples.model)
        ledger.settle_page(key, Outcome.ARTICLE, "new", samples.article().id)
    assert store.pages.outcomes() == {"article": 1}
    assert store.pages.unread(1) == []


def test_a_page_that_is_looked_at_again_is_due_by_then(store, samples):
    """And as often as one that is new from then on; one that is due sooner stays so."""
    page = samples.page()
    for _ in range(3):
        store.pages.take(page, samples.noon + timedelta(days=1))
    ((key, _),) = store.pages.unread(1)
    with store.begin() as ledger:
        ledger.look_again(key, samples.noon + timedelta(minutes=15))
    state = store.pages.state(page.url)
    assert (state.next_fetch_at, state.n_fetches) == (samples.noon + timedelta(minutes=15), 1)
    with store.begin() as ledger:
        ledger.look_again(key, samples.noon + timedelta(hours=2))
    assert store.pages.state(page.url).next_fetch_at == samples.noon + timedelta(minutes=15)


def test_developments_that_an_article_opened_lately_are_counted(store, samples):
    """Those of the transaction as well, and of no other article."""
    samples.place(store)
    thread, opened = samples.thread(), samples.development()
    with store.begin() as ledger:
        for n in (1, 2):
            at = samples.noon + timedelta(hours=n)
            ledger.add_development(
                replace(opened, id=f"d-entry-{n}", opened_at=at), replace(thread, n_developments=1 + n)
            )
        counted = [
            ledger.n_opened_by(opened.first_article_id, samples.noon + timedelta(minutes=after))
            for after in (-1, 30, 90)
        ]
        assert ledger.n_opened_by("a-none", samples.noon - timedelta(days=1)) == 0
    assert counted == [3, 2, 1]


def test_evidence_finds_its_sentences_again_in_a_new_version(store, samples):
    """What stands further down is found there, what is gone stands nowhere, what is the headline stays that."""
    first, second = "The weir at Ashmere was closed.", "Nobody was hurt."
    reading = samples.reading(1, f"{first}\n{second}")
    article, thread, development = reading.article, samples.thread(), samples.development()

    def passage(text, at=None):
        end = None if at is None else at + len(text)
        return Passage(article_id=article.id, text=text, start=at, end=end)

    told = [
        Evidence(kind=DevelopmentKind.HAPPENED, passage=passage(first, 0)),
        Evidence(kind=DevelopmentKind.HAPPENED, passage=passage(second, 32), against=passage(first, 0)),
        Evidence(kind=DevelopmentKind.HAPPENED, passage=passage(article.headline)),
    ]
    with store.begin() as ledger:
        ledger.add_article(reading, ORIGINAL, samples.vector(), samples.model)
        ledger.add_assignment(samples.assignment(1, thread, development), thread, development)
        ledger.add_evidence(development.id, told)
    new = f"The keeper spoke at noon.\n{first}"
    revised = samples.reading(1, new)
    revision = Revision(
        id="r-1",
        article_id=article.id,
        seen_at=samples.noon,
        headline=article.headline,
        text=article.text,
        text_hash=article.text_hash,
    )
    with store.begin() as ledger:
        ledger.revise_article(revised, revision, samples.vector(), samples.model)
        found = ledger.find_evidence(thread.id)
    assert [one.passage for one in found] == [passage(first, 26), passage(second), passage(article.headline)]
    assert found[1].against == passage(first, 26)


def test_texts_as_hostile_as_can_be_are_kept(store, samples):
    """What a database refuses is replaced by the replacement character, and all else stays."""
    text = "NUL \x00, half a pair \ud83d, a whole one 😀, " + "x" * 2_000_000
    reading = samples.reading(1, text, headline="\x00")
    with store.begin() as ledger:
        ledger.add_article(reading, ORIGINAL, samples.vector(), samples.model)
    found = store.articles.find(reading.article.id)
    assert found.text == text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")


def test_a_naive_instant_is_refused(store, samples):
    """A time without a zone is a mistake of ours, and never guessed at."""
    reading = samples.reading(1, published_at=samples.noon.replace(tzinfo=None))
    with pytest.raises(StorageError, match="time zone"), store.begin() as ledger:
        ledger.add_article(reading, ORIGINAL, samples.vector(), samples.model)


def test_placed_gives_back_all_that_indexes_learn_from(store, samples):
    """In the order of time, with vectors, names and signatures."""
    samples.place(store, 1201)
    samples.place(store, 1200)
    placed = list(store.articles.placed(samples.model))
    assert [p.article.id for p in placed] == [samples.article(1200).id, samples.article(1201).id]
    assert placed[0].names == ("Ottoline Prewett", "Ashmere")
    assert np.array_equal(placed[0].vector, samples.vector(1200))
    assert placed[0].thread_id == samples.thread(1200).id


def test_indexes_are_rebuilt_in_the_order_in_which_articles_came(store, samples, monkeypatch):
    """Whatever they were told at: so rows are numbered as in the index that was running. Chunks leave nothing out."""
    monkeypatch.setattr("storage.articles._RECALL", _RECALL.limit(2))
    monkeypatch.setattr("storage.articles._MANY", 2)
    for n in (1203, 1200, 1202, 1201):
        samples.place(store, n)
    chunks = list(store.articles.recalled(samples.model))
    found = [each for chunk in chunks for each in chunk]
    assert [len(chunk) for chunk in chunks] == [2, 2]
    assert [each.article_id for each in found] == [samples.article(n).id for n in (1203, 1200, 1202, 1201)]
    assert np.array_equal(found[1].vector, samples.vector(1200))
    assert (found[1].thread_id, found[1].traces) == (samples.thread(1200).id, samples.reading(1200).signature)
    assert found[1].told == samples.article(1200).told_at.timestamp()
    assert list(store.articles.recalled("other-model")) == []


def test_streams_go_on_over_many_chunks(store, samples, monkeypatch):
    """Each article comes once, though several were told at the same instant."""
    monkeypatch.setattr("storage.articles._CHUNK", 2)
    monkeypatch.setattr("storage.exports._CHUNK", 2)
    for n in range(1, 8):
        samples.place(store, n, published_at=samples.noon)
    assert len({p.article.id for p in store.articles.placed(samples.model)}) == 7
    assert len(list(store.exports.articles())) == len({a.id for a in store.exports.articles()}) == 7
    assert len({t.id for t in store.exports.threads()}) == 7


def test_articles_without_a_vector_of_a_model_are_found(store, samples):
    """A new model embeds what it has not embedded yet, and nothing else."""
    samples.place(store, 1)
    samples.place(store, 2, "Boats left Ashmere.")
    store.vectors.add({samples.article(1).text_hash: samples.vector()}, "other-model")
    assert [a.id for a in store.articles.without_vector("other-model")] == [samples.article(2).id]
    assert store.articles.n_without_vector("other-model") == 1
    assert [p.article.id for p in store.articles.placed("other-model")] == [samples.article(1).id]


def test_vectors_of_other_models_are_dropped_when_they_are_not_wanted_any_more(store, samples):
    """An archive that was moved to another model need not keep both."""
    store.vectors.add({"h1": samples.vector(1), "h2": samples.vector(2)}, "old")
    store.vectors.add({"h1": samples.vector(3)}, "new")
    assert store.vectors.drop_others("new") == 2
    assert store.vectors.find(["h1", "h2"], "old") == {}
    assert list(store.vectors.find(["h1"], "new")) == ["h1"]


def test_vectors_are_kept_by_text_and_model_to_the_last_bit(store, samples):
    """The same text is never embedded twice, and a known vector stays as it is."""
    one, two = samples.vector(1), np.float32(np.pi) * samples.vector(2)
    store.vectors.add({"h1": one, "h2": two}, "m")
    store.vectors.add({"h1": two}, "m")
    store.vectors.add({}, "m")
    found = store.vectors.find(["h1", "h2", "h3"], "m")
    assert set(found) == {"h1", "h2"}
    assert np.array_equal(found["h1"], one)
    assert np.array_equal(found["h2"], two)
    assert found["h1"].dtype == np.float32
    assert store.vectors.find(["h1"], "n") == {}
