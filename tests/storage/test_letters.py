"""Letters, seen marks and keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.nouns import AlertState
from storage import open_store


@pytest.fixture
def owed(store, samples):
    """Put four alerts of one thread into the outbox and return them."""
    thread = samples.thread()
    alerts = [samples.alert(n, thread) for n in (1, 2, 3)]
    for n, alert in enumerate(alerts, 1):
        samples.place(store, n, thread=thread, alerts=[alert])
    hook = replace(alerts[0], id="mhook", recipient="https://hooks.example/x", message_id="<hook@x.example>")
    store.alerts.add([hook])
    return [*alerts, hook]


def test_mails_and_other_letters_are_due_apart(store, samples, owed):
    """A mail server that is away does not hold up a webhook."""
    later = samples.noon + timedelta(hours=1)
    assert store.letters.due(later, 10, by_mail=True) == owed[:3]
    assert store.letters.due(later, 10, by_mail=False) == owed[3:]
    assert store.letters.due(samples.noon + timedelta(minutes=2), 10, by_mail=True) == owed[:2]


def test_an_alert_goes_into_one_letter_only_and_brings_the_others_along(store, samples, owed):
    """Written down before it is sent; a second writer changes nothing."""
    ids = [alert.id for alert in owed]
    store.letters.arrange({"<l1>": ids[:2]}, {ids[2]: samples.noon + timedelta(days=1)})
    store.letters.arrange({"<l2>": ids[:3]}, {ids[0]: samples.noon + timedelta(days=9)})
    assert [alert.id for alert in store.letters.of("<l1>")] == ids[:2]
    assert [alert.id for alert in store.letters.of("<l2>")] == ids[2:3]
    (held,) = store.letters.of("<l2>")
    assert (held.is_held, held.due_at) == (True, samples.noon + timedelta(days=1))
    found = store.letters.due(samples.noon + timedelta(hours=1), 1, by_mail=True)
    assert [alert.id for alert in found] == ids[:2]


def test_a_letter_is_marked_as_a_whole(store, samples, owed):
    """Sent once, it is never due again; what was sent is counted."""
    ids = [alert.id for alert in owed]
    store.letters.arrange({"<l1>": ids[:2], "<l2>": ids[2:3]}, {})
    store.letters.mark_failed(
        "<l1>", "550 no", samples.noon + timedelta(days=1), refused_at=samples.noon, is_free=False
    )
    refused = store.letters.of("<l1>")
    assert {(a.state, a.failure, a.n_tries) for a in refused} == {(AlertState.REFUSED, "550 no", 1)}
    assert [a.id for a in store.alerts.listing(is_refused=True)] == ids[1::-1]
    assert store.letters.refusals([owed[0].watch_id]) == {owed[0].watch_id: "550 no"}
    store.letters.mark_sent("<l1>", samples.noon)
    sent = store.letters.of("<l1>")
    assert {(a.state, a.failure, a.refused_at) for a in sent} == {(AlertState.SENT, None, None)}
    assert [(one.letter, one.recipient) for one in store.letters.sent_since(samples.noon)] == [
        ("<l1>", owed[0].recipient)
    ] * 2
    assert store.letters.sent_since(samples.noon + timedelta(seconds=1)) == []
    assert store.letters.count_by_watch([owed[0].watch_id], samples.noon) == {owed[0].watch_id: 4}


def test_what_certainly_never_left_is_free_for_another_letter(store, samples, owed):
    """And only that."""
    ids = [alert.id for alert in owed]
    store.letters.arrange({"<l1>": ids[:1], "<l2>": ids[1:2]}, {})
    later = samples.noon + timedelta(hours=1)
    store.letters.mark_failed("<l1>", "away", later, refused_at=None, is_free=True)
    store.letters.mark_failed("<l2>", "cut off", later, refused_at=None, is_free=False)
    assert {alert.id: alert.letter for alert in store.letters.due(later, 10, by_mail=True)} == {
        ids[0]: None, ids[1]: "<l2>", ids[2]: None,
    }  # fmt: skip


def test_a_seen_mark_only_moves_forward(store, samples):
    """Of each reader and thread by itself."""
    thread = samples.thread()
    samples.place(store)
    assert store.seen.of("nora", [thread.id]) == {}
    store.seen.mark("nora", thread.id, samples.noon)
    store.seen.mark("nora", thread.id, samples.noon - timedelta(hours=1))
    assert store.seen.of("nora", [thread.id, "t-none"]) == {thread.id: samples.noon}
    assert store.seen.of("otto", [thread.id]) == {}


def test_a_key_is_made_once_and_outlives_the_process(store, url):
    """Each name has its own."""
    key = store.keys.of("unsubscribe")
    assert len(key) == 32
    assert store.keys.of("webhook") != key
    again = open_store(url)
    assert again.keys.of("unsubscribe") == key
    again.close()


def test_a_watch_added_again_tells_as_asked_last(store, samples):
    """The day it was made stays; each change is counted, so that nobody works with old ones."""
    from pipeline.nouns import Delivery, Pace

    watch = samples.watch()
    store.watches.add(watch)
    with store.begin() as ledger:
        before = ledger.n_watch_changes()
    changed = replace(
        watch, delivery=Delivery(pace=Pace.DAILY, most_a_day=3), created_at=samples.noon + timedelta(days=1)
    )
    store.watches.add(changed)
    assert store.watches.find(watch.id) == replace(changed, created_at=watch.created_at)
    with store.begin() as ledger:
        assert ledger.n_watch_changes() == before + 1
    assert store.watches.remove_all([watch.id, "w-none"]) == 1
    assert store.watches.remove_all([watch.id]) == 0


def test_the_ledger_knows_who_carries_a_development(store, samples):
    """For coverage gaps."""
    thread = samples.thread()
    samples.place(store, 1, thread=thread)
    with store.begin() as ledger:
        assert list(ledger.find_outlets(samples.development(1).id)) == ["weir-echo"]


def test_the_ledger_knows_what_was_told_besides(store, samples):
    """Of an entry of a live blog: its article lies in another development, and the outlet carries both."""
    from pipeline.nouns import DevelopmentKind, Evidence, Passage

    thread = samples.thread()
    article = samples.place(store, 1, thread=thread).article
    told = samples.development(1)
    entry = replace(told, id="d-entry", headline="The weir was closed.", first_at=told.first_at + timedelta(hours=1))
    shown = Passage(article_id=article.id, text="The weir at Ashmere was closed.", start=0, end=31)
    with store.begin() as ledger:
        ledger.add_development(entry, thread)
        ledger.add_evidence(entry.id, [Evidence(kind=DevelopmentKind.HAPPENED, passage=shown)])
    day = timedelta(days=1)
    with store.begin() as ledger:
        assert list(ledger.find_besides(thread.id, entry.first_at - day, entry.first_at)) == [entry]
        assert list(ledger.find_besides(thread.id, entry.first_at + day, entry.first_at + 2 * day)) == []
        assert ledger.find_outlets(entry.id) == {"weir-echo": entry.first_at}
    assert store.glances.outlets_of([entry.id]) == {entry.id: {"weir-echo"}}
