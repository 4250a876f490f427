"""When an alert is due, and which alerts go together in one letter: decided here, carried out elsewhere.

A letter is one mail, or one message of another channel. Nothing is dropped: what is held back goes into a digest.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.nouns import Alert, Delivery, Pace

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverRules:
    """What a person can bear."""

    #: Alerts due at once for one recipient, up to which each has a letter of its own; more become one: a count.
    burst: int = 5
    #: Letters of one alert to one recipient within an hour; what comes beyond waits and becomes a digest: a count.
    most_an_hour: int = 12
    #: Alerts in one digest: a count. Gmail cuts a mail at 102 KB, which is about as many with their HTML.
    most_in_digest: int = 200
    #: A watch that makes more alerts a day than this is noisy: a count. Half of a morning's list of stories.
    noisy_a_day: float = 12.0
    #: Time over which noise is measured.
    noise_span: timedelta = timedelta(days=7)
    #: Letters that came back for good from which a recipient counts as not reached any more: a count. One may be the
    #: fault of the letter, and two of a bad day.
    many_bounces: int = 3
    #: Time within which they came back.
    bounce_span: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What was sent lately."""

    #: Instants of letters within the last hour, digests of what was held back left out, by recipient.
    letters: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    #: Such letters within the last 24 hours, by watch: a count.
    by_watch: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Alerts that are told together."""

    #: Message-ID.
    id: str
    recipient: str
    #: One: it is told by itself.
    alerts: tuple[Alert, ...]
    #: Was it put together just now? Otherwise it may have been sent before.
    is_fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What is to be done with the alerts that are due."""

    letters: tuple[Letter, ...]
    #: When each alert that is held back is due, by its id.
    held: Mapping[str, datetime]


def release_at(delivery: Delivery, now: datetime) -> datetime:
    """Return when an alert that is made now is due: now, with the next digest, or after the quiet hours."""
    if delivery.pace is Pace.HOURLY:
        due = now.replace(minute=0, second=0, microsecond=0) + _HOUR
    elif delivery.pace is Pace.DAILY:
        due = next_daily(delivery, now)
    else:
        due = now
    return after_quiet(delivery, due)


def unhurried(delivery: Delivery) -> Delivery:
    """Return how somebody is told of what can wait: in hourly digests, where they would be told at once."""
    return replace(delivery, pace=Pace.HOURLY) if delivery.pace is Pace.AT_ONCE else delivery


def next_daily(delivery: Delivery, now: datetime) -> datetime:
    """Return when the next daily digest is due, quiet hours aside."""
    return _next(delivery.daily_at, delivery.zone, now)


def after_quiet(delivery: Delivery, at: datetime) -> datetime:
    """Return this instant, or the end of the quiet hours in which it lies."""
    begin, end = delivery.quiet_from, delivery.quiet_until
    if begin is None or end is None or begin == end:
        return at
    clock = at.astimezone(ZoneInfo(delivery.zone)).time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    return _next(end, delivery.zone, at) if is_quiet else at


def _next(clock: time, zone: str, now: datetime) -> datetime:
    """Return the next instant after now at which the clocks of a zone show this time."""
    local = now.astimezone(ZoneInfo(zone))
    for day in (local.date(), local.date() + _DAY, local.date() + 2 * _DAY):
        found = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
        if found > now:
            return found
    raise AssertionError("one of three days in a row lies ahead")


def arrange(
    due: Iterable[Alert],
    deliveries: Mapping[str, Delivery],
    recent: Recent,
    *,
    now: datetime,
    rules: DeliverRules,
) -> Arrangement:
    """Decide which of the alerts that are due go into which letter, and which wait.

    Args:
        due: alerts that are due, the longest overdue first; those of one letter all together.
        deliveries: how each watch delivers, by watch; one that is gone delivers at once.
        recent: what was sent lately.
        now: the present instant.
        rules: what a person can bear.
    """
    by_recipient: dict[str, list[Alert]] = {}
    for alert in due:
        by_recipient.setdefault(alert.recipient, []).append(alert)
    letters: list[Letter] = []
    held: dict[str, datetime] = {}
    n_told = dict(recent.by_watch)
    for recipient, alerts in by_recipient.items():
        letters += _bound(recipient, alerts)
        sorted_ = _sort([alert for alert in alerts if alert.letter is None], deliveries, n_told, now)
        held |= sorted_.held
        singles, digest = sorted_.singles, sorted_.digest
        if singles and len(singles) + len(sorted_.over) > rules.burst:
            # one letter, whatever it holds: no limit is passed by taking in what would be over it
            together = [*singles, *(alert for alert, _ in sorted_.over), *digest]
            singles, digest = [], sorted(together, key=lambda alert: (alert.created_at, alert.id))
        else:
            held |= {alert.id: until for alert, until in sorted_.over}
        room = max(0, rules.most_an_hour - len(recent.letters.get(recipient, ())))
        if singles[room:]:
            until = min([*recent.letters.get(recipient, ()), now]) + _HOUR
            held |= {alert.id: until for alert in singles[room:]}
        letters += [_letter(recipient, [alert]) for alert in singles[:room]]
        size = rules.most_in_digest
        letters += [_letter(recipient, digest[start : start + size]) for start in range(0, len(digest), size)]
    return Arrangement(letters=tuple(letters), held=held)


@dataclass(slots=True, kw_only=True)
class _Sorted:
    """The free alerts of one recipient."""

    singles: list[Alert] = field(default_factory=list)
    digest: list[Alert] = field(default_factory=list)
    #: Those over the limit of their watch, with when they are due then.
    over: list[tuple[Alert, datetime]] = field(default_factory=list)
    held: dict[str, datetime] = field(default_factory=dict)


def _sort(
    alerts: Iterable[Alert], deliveries: Mapping[str, Delivery], n_told: dict[str, int], now: datetime
) -> _Sorted:
    found = _Sorted()
    for alert in alerts:
        delivery = deliveries.get(alert.watch_id, Delivery())
        free_at = after_quiet(delivery, now)
        most, told = delivery.most_a_day, n_told.get(alert.watch_id, 0)
        if free_at > now:
            found.held[alert.id] = free_at
        elif alert.is_held:
            found.digest.append(alert)
        elif most is not None and told >= most:
            found.over.append((alert, after_quiet(delivery, next_daily(delivery, now))))
        else:
            n_told[alert.watch_id] = told + 1
            found.singles.append(alert)
    return found


def _bound(recipient: str, alerts: Iterable[Alert]) -> list[Letter]:
    """Return the letters that were put together before: they may have been sent, and stay as they are."""
    together: dict[str, list[Alert]] = {}
    for alert in alerts:
        if alert.letter is not None:
            together.setdefault(alert.letter, []).append(alert)
    return [Letter(id=key, recipient=recipient, alerts=tuple(some), is_fresh=False) for key, some in together.items()]


def _letter(recipient: str, alerts: Sequence[Alert]) -> Letter:
    first = alerts[0].message_id
    key = first if len(alerts) == 1 else _digest_id(alerts, first.rpartition("@")[2])
    return Letter(id=key, recipient=recipient, alerts=tuple(alerts), is_fresh=True)


def _digest_id(alerts: Iterable[Alert], end: str) -> str:
    named = "\x1f".join(sorted(alert.id for alert in alerts))
    return f"<digest.{hashlib.sha256(named.encode()).hexdigest()[:20]}@{end}"


def is_noisy(n_alerts: int, rules: DeliverRules) -> bool:
    """Tell whether a watch that made so many alerts within the span of the rules is noisy."""
    return n_alerts / (rules.noise_span / _DAY) > rules.noisy_a_day
