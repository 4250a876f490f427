"""Letters that came back, over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.nouns import AlertState, Bounce, BounceKind


@pytest.fixture
def told(store, samples):
    """Send two letters to one reader, an hour apart, and return their alerts."""
    alerts = [samples.alert(n) for n in (1, 2)]
    for n, alert in enumerate(alerts, 1):
        samples.place(store, n, alerts=[alert])
        store.letters.arrange({alert.message_id: [alert.id]}, {})
        store.letters.mark_sent(alert.message_id, samples.noon + timedelta(hours=n))
    return alerts


def report(alert, samples, hours=3, **more):
    """Return a report of an alert's letter."""
    made = Bounce(
        id=f"b-{alert.id}", kind=BounceKind.FAILED, recipient=alert.recipient, letter=alert.message_id,
        at=samples.noon + timedelta(hours=hours), status="5.1.1", reason="550 no such reader",
    )  # fmt: skip
    return replace(made, **more)


def test_a_letter_that_came_back_shows_in_its_alerts_once(store, samples, told):
    """With when and why; the other letter stays as it is, and a report that is read again changes nothing."""
    bounced = report(told[0], samples)
    assert store.bounces.take([bounced, bounced]) == [bounced]
    assert store.bounces.take([replace(bounced, reason="something else")]) == []
    first, other = (store.alerts.find(alert.id) for alert in told)
    assert (first.state, first.failure, first.bounced_at) == (AlertState.BOUNCED, bounced.reason, bounced.at)
    assert (other.state, other.failure) == (AlertState.SENT, None)
    assert store.letters.due(samples.noon + timedelta(days=9), 10, by_mail=True) == []
    assert [alert.id for alert in store.alerts.listing(is_bounced=True)] == [first.id]
    assert [alert.id for alert in store.alerts.listing(is_bounced=False)] == [other.id]
    assert store.bounces.listing(recipient=told[0].recipient.upper()) == [bounced]


def test_a_report_without_the_letter_is_of_the_last_that_its_recipient_was_sent(store, samples, told):
    """As far back as mail servers try; what is about no letter of ours is not kept."""
    early = report(told[0], samples, hours=1.5, letter=None)
    assert [one.letter for one in store.bounces.take([early])] == [told[0].message_id]
    late = report(told[1], samples, id="late", letter=None)
    assert [one.letter for one in store.bounces.take([late])] == [told[1].message_id]
    too_late = report(told[1], samples, id="too-late", hours=24 * 6, letter=None)
    stranger = report(told[1], samples, id="stranger", letter="<not.ours@x.example>")
    nobody = report(told[1], samples, id="nobody", letter=None, recipient="nobody@x.example")
    assert store.bounces.take([too_late, stranger, nobody]) == []


def test_a_delay_is_kept_and_marks_nothing(store, samples, told):
    """The letter may still arrive."""
    delayed = report(told[0], samples, kind=BounceKind.DELAYED, status="4.4.1")
    assert store.bounces.take([delayed]) == [delayed]
    assert store.alerts.find(told[0].id).state is AlertState.SENT


def test_a_mailbox_behind_the_one_we_wrote_to_counts_for_that(store, samples, told):
    """The returned letter names it, whatever address the server speaks of."""
    (kept,) = store.bounces.take([report(told[0], samples, recipient="nora@behind.example")])
    assert kept.recipient == told[0].recipient


def test_a_letter_sent_again_after_it_came_back_keeps_why(store, samples):
    """Killed between sending and marking: the report may be there before the mark."""
    alert = samples.alert()
    samples.place(store, alerts=[alert])
    store.letters.arrange({alert.message_id: [alert.id]}, {})
    store.bounces.take([report(alert, samples)])
    store.letters.mark_sent(alert.message_id, samples.noon + timedelta(hours=4))
    found = store.alerts.find(alert.id)
    assert (found.state, found.failure) == (AlertState.BOUNCED, "550 no such reader")


def test_who_is_not_reached_any_more_is_known_by_several_letters(store, samples, told):
    """Different letters, returned for good, within the time that is asked for."""
    store.bounces.take([report(told[0], samples), report(told[0], samples, id="again", reason="once more")])
    assert store.bounces.unreachable(samples.noon, 2) == {}
    store.bounces.take([report(told[1], samples, hours=5, status="4.4.7")])
    assert store.bounces.unreachable(samples.noon, 2) == {}
    store.bounces.take([report(told[1], samples, id="for-good", hours=6, reason="gone")])
    (one,) = store.bounces.unreachable(samples.noon, 2).values()
    assert (one.recipient, one.n_letters, one.reason) == (told[0].recipient, 2, "gone")
    assert store.bounces.unreachable(samples.noon + timedelta(hours=4), 2) == {}
