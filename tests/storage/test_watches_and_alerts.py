"""Watches and the outbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.errors import NotFoundError


def send(store, alert, at):
    """Tell an alert in a letter of its own."""
    store.letters.arrange({alert.message_id: [alert.id]}, {})
    store.letters.mark_sent(alert.message_id, at)


def due(store, now, limit=10):
    """Return what is due by mail."""
    return store.letters.due(now, limit, by_mail=True)


@pytest.fixture
def owed(store, samples):
    """Put three alerts of one thread into the outbox and return them."""
    thread = samples.thread()
    alerts = [samples.alert(n, thread) for n in (1, 2, 3)]
    for n, alert in enumerate(alerts, 1):
        samples.place(store, n, thread=thread, alerts=[alert])
    return alerts


def test_a_watch_added_twice_keeps_its_first_day(store, samples):
    """Asking again for what one has does not spill what came since."""
    watch = samples.watch()
    store.watches.add(watch)
    store.watches.add(replace(watch, created_at=samples.noon + timedelta(days=1)))
    assert store.watches.listing() == [watch]
    with store.begin() as ledger:
        assert list(ledger.watches()) == [watch]


def test_removing_a_watch_drops_what_it_owes_and_keeps_what_it_sent(store, samples, owed):
    """No mail comes after one said stop; the record of what was told stays."""
    store.watches.add(samples.watch())
    send(store, owed[0], samples.noon)
    store.watches.remove(samples.watch().id)
    assert store.watches.listing() == []
    assert [alert.id for alert in store.alerts.listing()] == [owed[0].id]


def test_removing_an_unknown_watch_says_so(store):
    """A mistyped id is told, with what to do."""
    with pytest.raises(NotFoundError, match="watch list"):
        store.watches.remove("w-none")


def test_due_alerts_come_oldest_first_and_only_when_due(store, samples, owed):
    """An alert waits for its instant."""
    assert due(store, samples.noon) == []
    assert due(store, samples.noon + timedelta(minutes=2), 10) == owed[:2]
    assert due(store, samples.noon + timedelta(minutes=9), 1) == owed[:1]


def test_a_sent_alert_is_never_due_again(store, samples, owed):
    """Even when a late failure is reported for it."""
    send(store, owed[0], samples.noon)
    store.letters.mark_failed(owed[0].message_id, "late", samples.noon, refused_at=None, is_free=True)
    assert owed[0].id not in {alert.id for alert in due(store, samples.noon + timedelta(days=1), 10)}
    sent = store.alerts.listing(is_sent=True)
    assert [(alert.sent_at, alert.n_tries, alert.failure) for alert in sent] == [(samples.noon, 1, None)]


def test_a_failed_alert_is_put_off_and_keeps_the_reason(store, samples, owed):
    """A mail server that is away costs nothing but time."""
    later = samples.noon + timedelta(hours=1)
    store.letters.arrange({owed[0].message_id: [owed[0].id]}, {})
    store.letters.mark_failed(owed[0].message_id, "Connection refused", later, refused_at=None, is_free=True)
    assert due(store, later - timedelta(seconds=1)) == owed[1:]
    (last,) = [alert for alert in due(store, later) if alert.id == owed[0].id]
    assert (last.n_tries, last.failure, last.due_at) == (1, "Connection refused", later)


def test_the_outbox_lists_the_newest_first_and_by_what_is_asked(store, samples, owed):
    """By thread, recipient, time, and whether sent."""
    send(store, owed[1], samples.noon)
    assert [a.id for a in store.alerts.listing()] == [a.id for a in reversed(owed)]
    assert [a.id for a in store.alerts.listing(is_sent=False)] == [owed[2].id, owed[0].id]
    assert store.alerts.listing(recipient="nobody@weir-echo.example") == []
    assert len(store.alerts.listing(thread_id=samples.thread().id)) == 3
    assert len(store.alerts.listing(since=owed[1].created_at)) == 2
    assert [a.id for a in store.alerts.listing(limit=1, offset=1)] == [owed[1].id]


def test_a_mail_refers_to_the_earlier_ones_of_its_thread(store, samples, owed):
    """One conversation for each thread and recipient, the oldest mail first."""
    recipient, thread = owed[0].recipient, owed[0].thread_id
    ids = [alert.message_id for alert in owed]
    assert store.alerts.earlier_message_ids(recipient, thread, owed[2]) == ids[:2]
    assert store.alerts.earlier_message_ids(recipient, thread, owed[0]) == []
    assert store.alerts.earlier_message_ids("other@weir-echo.example", thread, owed[2]) == []
