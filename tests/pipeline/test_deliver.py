"""When an alert is due, and which alerts go together."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliver import DeliverRules, Recent, after_quiet, arrange, is_noisy, release_at
from pipeline.nouns import Alert, Delivery, Pace

NOON = datetime(2026, 3, 2, 12, 10, tzinfo=UTC)
RULES = DeliverRules()
NIGHT = Delivery(quiet_from=time(22), quiet_until=time(6, 30), zone="Europe/London")


def _alert(n: int, recipient: str = "nora@desk.example", watch: str = "w1", **more: object) -> Alert:
    at = NOON - timedelta(minutes=60 - n)
    alert = Alert(
        id=f"m{n}",
        watch_id=watch,
        recipient=recipient,
        thread_id=f"t{n}",
        development_id=f"d{n}",
        message_id=f"<m{n}@desk.example>",
        created_at=at,
        due_at=at,
    )
    return replace(alert, **more)  # type: ignore[arg-type]


def _arranged(
    alerts: list[Alert], delivery: Delivery | None = None, recent: Recent | None = None, now: datetime = NOON
):
    return arrange(alerts, {"w1": delivery or Delivery()}, recent or Recent(), now=now, rules=RULES)


@pytest.mark.parametrize(
    ("delivery", "now", "due"),
    [
        (Delivery(), "12:10", "2026-03-02T12:10"),
        (Delivery(pace=Pace.HOURLY), "12:10", "2026-03-02T13:00"),
        (Delivery(pace=Pace.HOURLY), "13:00", "2026-03-02T14:00"),
        (Delivery(pace=Pace.DAILY), "06:59", "2026-03-02T07:00"),
        (Delivery(pace=Pace.DAILY), "07:00", "2026-03-03T07:00"),
        (Delivery(pace=Pace.DAILY, zone="Asia/Kolkata"), "00:00", "2026-03-02T01:30"),
        (NIGHT, "21:59", "2026-03-02T21:59"),
        (NIGHT, "22:00", "2026-03-03T06:30"),
        (NIGHT, "03:00", "2026-03-02T06:30"),
        (NIGHT, "06:30", "2026-03-02T06:30"),
        (replace(NIGHT, pace=Pace.DAILY, daily_at=time(5)), "12:00", "2026-03-03T06:30"),
        (Delivery(quiet_from=time(12), quiet_until=time(13)), "12:10", "2026-03-02T13:00"),
        (Delivery(quiet_from=time(12), quiet_until=time(12)), "12:10", "2026-03-02T12:10"),
    ],
)
def test_an_alert_is_due_as_its_watch_delivers(delivery: Delivery, now: str, due: str) -> None:
    """At once, with the next digest, and never in quiet hours."""
    hour, minute = map(int, now.split(":"))
    assert release_at(delivery, NOON.replace(hour=hour, minute=minute)) == datetime.fromisoformat(f"{due}+00:00")


def test_quiet_hours_follow_the_summer_time_of_their_zone() -> None:
    """At half past six by London's clocks, which is half past five in UTC from 29 March on."""
    before, after = datetime(2026, 3, 28, 3, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC)
    assert after_quiet(NIGHT, before) == before.replace(hour=6, minute=30)
    assert after_quiet(NIGHT, after) == after.replace(hour=5, minute=30)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times(), st.sampled_from(list(Pace)))  # noqa: DTZ001
def test_no_alert_is_ever_due_in_quiet_hours_or_more_than_two_days_away(
    now: datetime, begin: time, end: time, pace: Pace
) -> None:
    """Whatever the hours, in a zone whose clocks change."""
    delivery = Delivery(pace=pace, quiet_from=begin, quiet_until=end, zone="Europe/Paris")
    at = now.replace(tzinfo=UTC)
    due = release_at(delivery, at)
    assert at <= due <= at + timedelta(days=2, hours=2)
    assert after_quiet(delivery, due) == due


def test_a_few_alerts_have_a_letter_each_under_their_own_names() -> None:
    """One conversation a thread needs one mail a development."""
    letters = _arranged([_alert(n) for n in range(5)]).letters
    assert [letter.id for letter in letters] == [f"<m{n}@desk.example>" for n in range(5)]
    assert all(letter.is_fresh for letter in letters)


def test_a_burst_becomes_one_letter_whose_name_is_made_of_what_it_holds() -> None:
    """Six at once are one digest, the same one each time, and another reader's are no part of it."""
    alerts = [_alert(n) for n in range(6)]
    (first, other) = _arranged([*alerts, _alert(9, "otto@desk.example")]).letters
    assert [alert.id for alert in first.alerts] == [alert.id for alert in alerts]
    assert first.id == _arranged(alerts[::-1]).letters[0].id != _arranged([*alerts, _alert(7)]).letters[0].id
    assert first.id.endswith("@desk.example>")
    assert len(other.alerts) == 1


def test_what_was_held_back_comes_as_one_digest_beside_the_rest() -> None:
    """Held ones together, fresh ones by themselves."""
    held = [_alert(n, is_held=True) for n in (1, 2)]
    single, digest = _arranged([*held, _alert(3)]).letters
    assert [alert.id for alert in single.alerts] == ["m3"]
    assert [alert.id for alert in digest.alerts] == ["m1", "m2"]


def test_beyond_the_limit_of_a_watch_alerts_wait_for_the_daily_digest() -> None:
    """Three a day, of which two were sent: one goes, the rest waits until seven."""
    limited = Delivery(most_a_day=3)
    arranged = _arranged([_alert(n) for n in range(3)], limited, Recent(by_watch={"w1": 2}))
    assert [letter.id for letter in arranged.letters] == ["<m0@desk.example>"]
    assert arranged.held == dict.fromkeys(("m1", "m2"), NOON.replace(hour=7, minute=0) + timedelta(days=1))


def test_more_than_a_person_can_read_in_an_hour_waits_and_becomes_a_digest() -> None:
    """Twelve letters went out within the hour: the next goes when the first of them is an hour old."""
    sent = [NOON - timedelta(minutes=50 - n) for n in range(RULES.most_an_hour)]
    arranged = _arranged([_alert(1)], recent=Recent(letters={"nora@desk.example": sent}))
    assert arranged.letters == ()
    assert arranged.held == {"m1": NOON + timedelta(minutes=10)}


def test_an_alert_that_is_due_in_quiet_hours_waits_for_their_end() -> None:
    """A mail server that comes back at three in the morning wakes nobody."""
    night = NOON.replace(hour=3)
    arranged = _arranged([_alert(n) for n in range(8)], NIGHT, now=night)
    assert arranged.letters == ()
    assert set(arranged.held.values()) == {NOON.replace(hour=6, minute=30)}


def test_a_letter_that_may_have_been_sent_stays_as_it_is() -> None:
    """Even in quiet hours, over the limit, and in a burst."""
    bound = [_alert(n, letter="<digest.x@desk.example>") for n in range(2)]
    arranged = _arranged(
        [*bound, *(_alert(n) for n in range(3, 10))], replace(NIGHT, most_a_day=1), now=NOON.replace(hour=3)
    )
    (letter,) = arranged.letters
    assert (letter.id, letter.alerts, letter.is_fresh) == ("<digest.x@desk.example>", tuple(bound), False)
    assert len(arranged.held) == 7


def test_a_large_digest_is_cut() -> None:
    """A day's backlog of five hundred comes as three mails, and nothing of it is missing."""
    letters = _arranged([_alert(n) for n in range(500)]).letters
    assert [len(letter.alerts) for letter in letters] == [200, 200, 100]
    assert {alert.id for letter in letters for alert in letter.alerts} == {f"m{n}" for n in range(500)}


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b"]), st.sampled_from(["w1", "w2", "gone"])), max_size=40),
    st.integers(0, 23),
    st.integers(0, 15),
)
def test_every_alert_that_is_due_is_in_one_letter_or_waits(
    found: list[tuple[bool, str, str]], hour: int, n_sent: int
) -> None:
    """Nothing is dropped and nothing told twice, and what waits waits for an instant to come."""
    now = NOON.replace(hour=hour)
    alerts = [_alert(n, who, watch, is_held=held) for n, (held, who, watch) in enumerate(found)]
    deliveries = {"w1": NIGHT, "w2": Delivery(most_a_day=2)}
    recent = Recent(letters={"a": [now - timedelta(minutes=5)] * n_sent}, by_watch={"w2": n_sent % 3})
    arranged = arrange(alerts, deliveries, recent, now=now, rules=RULES)
    told = [alert.id for letter in arranged.letters for alert in letter.alerts]
    assert sorted([*told, *arranged.held]) == sorted(alert.id for alert in alerts)
    assert all(due_at > now for due_at in arranged.held.values())
    assert all({alert.recipient for alert in letter.alerts} == {letter.recipient} for letter in arranged.letters)


def test_a_watch_of_more_than_twelve_a_day_is_noisy() -> None:
    """Measured over seven days."""
    assert not is_noisy(84, RULES)
    assert is_noisy(85, RULES)
