"""What is due is put into letters before anything is sent, so that a kill at any instant repeats a letter as it was."""

from collections import Counter
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
    sent = [one for one in store.letters.sent_since(now - _DAY) if not one.is_held]
    letters: dict[str, list[datetime]] = {}
    # a burst that became one letter is one
    for recipient, _, sent_at in {(one.recipient, one.letter, one.sent_at) for one in sent}:
        if sent_at > now - _HOUR:
            letters.setdefault(recipient, []).append(sent_at)
    by_watch = Counter(watch_id for watch_id, _ in {(one.watch_id, one.letter) for one in sent})
    return Recent(letters=letters, by_watch=by_watch)
