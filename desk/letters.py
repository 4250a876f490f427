"""What is due is put into letters before anything is sent, so that a kill at any instant repeats a letter as it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.deliver import DeliverRules, Letter, Recent, arrange
from storage.store import Store

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def letters_due(
    store: Store, now: datetime, *, by_mail: bool, limit: int, rules: DeliverRules | None = None
) -> Sequence[Letter]:
    """Return the letters that are to be sent now; which alerts are in which is written down first.

    Args:
        store: The outbox.
        now: The present instant.
        by_mail: Those to mailboxes, or those to other addresses.
        limit: How many alerts are looked at, at most.
        rules: What a person can bear.

    Raises:
        StorageError: the database refused.
    """
    due = store.letters.due(now, limit, by_mail=by_mail)
    if not due:
        return ()
    watches = store.watches.find_all({alert.watch_id for alert in due})
    deliveries = {watch.id: watch.delivery for watch in watches}
    arranged = arrange(due, deliveries, _recent(store, now), now=now, rules=rules or DeliverRules())
    fresh = {one.id: [alert.id for alert in one.alerts] for one in arranged.letters if one.is_fresh}
    store.letters.arrange(fresh, arranged.held)
    return arranged.letters


def _recent(store: Store, now: datetime) -> Recent:
    letters: dict[str, list[datetime]] = {}
    by_watch: dict[str, int] = {}
    for sent in store.letters.sent_since(now - _DAY):
        if sent.is_held:
            continue
        by_watch[sent.watch_id] = by_watch.get(sent.watch_id, 0) + 1
        if sent.sent_at > now - _HOUR:
            letters.setdefault(sent.recipient, []).append(sent.sent_at)
    return Recent(letters=letters, by_watch=by_watch)
