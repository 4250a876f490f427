"""What letters say, composed from the store: it reads, decides nothing and writes nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from desk.alert_shown import AlertShown, DigestLine, DigestShown, DigestThread
from desk.developments import told_of
from desk.shown import Told
from desk.views import development_told
from desk.wording import kind_name, noise_words, watch_words
from pipeline.deliver import DeliverRules, is_noisy
from pipeline.errors import NotFoundError
from pipeline.nouns import Alert, Development, DevelopmentKind, Thread, Watch
from storage.store import Store

_RULES = DeliverRules()
#: Other developments that a mail names as new to its reader: a count; the rest is on the thread's page.
_MOST_ALSO = 5


def alert_view(store: Store, alert: Alert, now: datetime) -> AlertShown:
    """Return all that the mail of an alert says.

    Args:
        store: What is remembered.
        alert: What is owed; it tells of a development.
        now: The present instant: noise is measured up to it.

    Raises:
        NotFoundError: its development is not known any more.
        StorageError: the database refused.
    """
    if alert.development_id is None:
        raise NotFoundError(f"Alert {alert.id} tells of no development")
    thread, developments, shown = development_told(store, alert.development_id)
    watches = store.watches.find_all([alert.watch_id])
    return AlertShown(
        thread=thread,
        conversation=_conversation(thread, developments),
        development=shown,
        earlier_message_ids=tuple(store.alerts.earlier_message_ids(alert.recipient, thread.id, alert)),
        earlier_threads=tuple(store.alerts.earlier_threads(alert.recipient, thread.id)),
        watch=watches[0] if watches else None,
        also_new=_also_new(store, alert, thread, developments),
        noise=" ".join(_noises(store, watches, now)),
    )


def digest_view(store: Store, alerts: Sequence[Alert], now: datetime) -> DigestShown:
    """Return all that a letter says that tells of several alerts, or of what befell an outlet.

    What is not known any more, since it was taken away, is left out.

    Raises:
        StorageError: the database refused.
    """
    wanted = {alert.development_id for alert in alerts if alert.development_id}
    found = store.glances.developments_by_id(wanted)
    thread_ids = {development.thread_id for development in found}
    threads = store.glances.threads(thread_ids)
    cards = store.glances.cards(development.first_article_id for development in found)
    names = store.glances.outlet_names()
    openings = store.glances.openings(thread_ids)
    groups: dict[str, list[DigestLine]] = {}
    for one in found:
        if one.first_article_id in cards and one.thread_id in threads:
            told = told_of(cards[one.first_article_id], names, headline=one.headline, at=one.first_at)
            groups.setdefault(one.thread_id, []).append(_line(one, told))
    recipient = alerts[0].recipient if alerts else ""
    notices = store.notices.find_all({alert.notice_id for alert in alerts if alert.notice_id})
    watches = store.watches.find_all({alert.watch_id for alert in alerts})
    return DigestShown(
        threads=tuple(
            DigestThread(
                thread=threads[key],
                conversation=openings.get(key, threads[key].headline),
                lines=tuple(lines),
                # only a letter of one thread stands in a conversation
                earlier_threads=tuple(store.alerts.earlier_threads(recipient, key)) if len(groups) == 1 else (),
            )
            for key, lines in groups.items()
        ),
        notices=tuple((names.get(notice.outlet, notice.outlet), notice) for notice in notices),
        reasons=tuple(dict.fromkeys(watch_words(watch) for watch in watches)),
        noises=_noises(store, watches, now),
    )


def _line(development: Development, told: Told) -> DigestLine:
    return DigestLine(
        development_id=development.id,
        kind=development.kind,
        kind_name=kind_name(development.kind),
        told=told,
        n_articles=development.n_articles,
    )


def _conversation(thread: Thread, developments: Iterable[Development]) -> str:
    """Return the headline that a thread opened with: subject of all its mails."""
    openings = (one.headline for one in developments if one.kind is DevelopmentKind.OPENED)
    return next(openings, thread.headline)


def _also_new(store: Store, alert: Alert, thread: Thread, developments: Iterable[Development]) -> tuple[Told, ...]:
    """Return what else of a thread is new to a reader who has looked at it before, newest first."""
    looks = store.seen.looks(alert.recipient, [thread.id])
    if not looks.seen_at and not looks.seen_before:
        return ()
    told = store.alerts.told_of(alert.recipient, thread.id)
    new = [one for one in developments if looks.is_new(one) and one.id not in told][-_MOST_ALSO:]
    cards, names = store.glances.cards(one.first_article_id for one in new), store.glances.outlet_names()
    return tuple(
        told_of(cards[one.first_article_id], names, headline=one.headline, at=one.first_at)
        for one in reversed(new)
        if one.first_article_id in cards
    )


def _noises(store: Store, watches: Sequence[Watch], now: datetime) -> tuple[str, ...]:
    span = _RULES.noise_span
    counts = store.letters.count_by_watch([watch.id for watch in watches], now - span)
    days = span / timedelta(days=1)
    return tuple(noise_words(counts[watch.id], days) for watch in watches if is_noisy(counts.get(watch.id, 0), _RULES))
