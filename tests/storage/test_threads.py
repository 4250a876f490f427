"""The reading side: threads, exports, and what is shown of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.errors import NotFoundError


def test_threads_come_by_when_they_moved(store, samples):
    """The morning's question: which of my stories moved?"""
    for n in (1, 2, 3):
        samples.place(store, n)
    ids = [samples.thread(n).id for n in (3, 2, 1)]
    assert [t.id for t in store.threads.listing()] == ids
    assert [t.id for t in store.threads.listing(limit=1, offset=1)] == ids[1:2]
    assert [t.id for t in store.threads.listing(since=samples.noon + timedelta(minutes=2))] == ids[:2]


@pytest.mark.parametrize("name", ["t-none", "", "\x00", "x" * 9000])
def test_an_unknown_thread_says_so(store, name):
    """With what to do about it."""
    with pytest.raises(NotFoundError, match="throughline threads"):
        store.threads.find(name)
    with pytest.raises(NotFoundError):
        store.articles.find(name)
    with pytest.raises(NotFoundError):
        store.threads.development(name)


def test_the_latest_development_of_each_thread_is_found_at_once(store, samples):
    """A list of threads says what is new in each."""
    thread = samples.thread(1)
    samples.place(store, 1)
    samples.place(store, 2, thread=thread)
    samples.place(store, 3)
    latest = store.threads.latest([thread.id, samples.thread(3).id, "t-none"])
    assert latest == {thread.id: samples.development(2, thread), samples.thread(3).id: samples.development(3)}


def test_assignments_are_exported_with_the_id_and_address_they_came_with(store, samples):
    """What a scorer or a data journalist joins on."""
    samples.place(store, 1)
    (out,) = store.exports.assignments()
    assert (out.external_id, out.url, out.published_at) == (
        "ext-1",
        "https://weir-echo.example/1",
        samples.article(1).published_at,
    )
    assert out.assignment == samples.assignment(1, samples.thread(1), samples.development(1))


def test_every_export_is_bounded_by_thread_and_time(store, samples):
    """Six streams, one manner of asking."""
    for n in (1, 2, 3):
        samples.place(store, n, alerts=[samples.alert(n)])
    since = samples.noon + timedelta(minutes=2)
    for stream in ("articles", "threads", "developments", "assignments", "facts", "alerts"):
        export = getattr(store.exports, stream)
        assert len(list(export())) == 3, stream
        assert len(list(export(since=since))) == 2, stream
        assert len(list(export(thread_id=samples.thread(2).id))) == 1, stream
        assert list(export(thread_id="t-none")) == [], stream


def test_an_export_of_facts_carries_each_fact_with_its_article(store, samples):
    """Every fact links to where it was published."""
    samples.place(store, 1)
    (out,) = store.exports.facts()
    assert (out.article, out.facts, out.thread_id) == (samples.article(1), samples.facts(), samples.thread(1).id)


def test_an_assignment_can_be_looked_up_by_its_article(store, samples):
    """A plain reason for every membership."""
    samples.place(store, 1)
    assert store.threads.assignment(samples.article(1).id).grounds.shared == ("weir", "Ashmere")
    assert store.threads.assignment("a-none") is None


def test_known_texts_are_told_in_one_question(store, samples):
    """A second run of the same file reads nothing again."""
    samples.place(store, 1)
    article = samples.article(1)
    assert store.articles.text_hashes([article.id, "a-none"]) == {article.id: article.text_hash}


def test_a_change_of_the_thread_is_seen_by_the_next_reader(store, samples):
    """Readers see what was committed, and nothing else."""
    samples.place(store, 1)
    with store.begin() as ledger:
        ledger.add_development(samples.development(1), replace(samples.thread(1), headline="Weir opens"))
        assert store.threads.find(samples.thread(1).id).headline == "Weir report 1"
    assert store.threads.find(samples.thread(1).id).headline == "Weir opens"
