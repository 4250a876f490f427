"""Watches the outlets: notes what falls outside an outlet's own band, once, and when it is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline import identity
from pipeline.band import BandRules, days_of, outside_band
from pipeline.match import MatchRules, owed_silence
from pipeline.nouns import Notice, NoticeKind
from pipeline.watch_index import WatchIndex
from storage import Store

#: Kinds of notices about an outlet as a whole.
OUTLET_KINDS = (NoticeKind.QUIET, NoticeKind.FLOOD, NoticeKind.ERRORS, NoticeKind.LAYOUT)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a look at the outlets changed."""

    begun: tuple[Notice, ...] = ()
    ended: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VigilRules:
    """How the outlets are watched."""

    band: BandRules = field(default_factory=BandRules)
    #: An outlet that came back into its band is well when it stayed there for so long: it would else be told of
    #: again and again while it wavers.
    settles_in: timedelta = timedelta(hours=6)
    #: Is anyone told by mail?
    is_mailed: bool = False
    #: How watches on silent outlets are told.
    match: MatchRules = field(default_factory=MatchRules)


def look_at_outlets(store: Store, slugs: Iterable[str], now: datetime, rules: VigilRules) -> Noted:
    """Note which outlets fell outside their bands since the last look, and which came back.

    Args:
        store: What is remembered.
        slugs: Outlets that are followed.
        now: The present instant.
        rules: How they are watched.

    Raises:
        StorageError: the database refused.
    """
    outside = _outside(store, slugs, now, rules.band)
    open_ = {(one.outlet, one.kind): one for one in store.notices.listing(kinds=OUTLET_KINDS, only_open=True)}
    begun = tuple(
        _notice(slug, kind, says, now, is_mailed=rules.is_mailed)
        for slug, kinds in outside.items()
        for kind, says in kinds.items()
        if (slug, kind) not in open_
    )
    over = tuple(
        one
        for (slug, kind), one in open_.items()
        if kind not in outside.get(slug, {}) and now - one.began_at >= rules.settles_in
    )
    if begun or over:
        watches = WatchIndex(store.watches.listing() if begun else ())
        owed = [alert for one in begun for alert in owed_silence(one, watches, now=now, rules=rules.match)]
        store.notices.change(begun, [one.id for one in over], now, owed)
    store.tallies.drop_before(now - (rules.band.days + 2) * _DAY)
    return Noted(begun=begun, ended=over)


def _outside(
    store: Store, slugs: Iterable[str], now: datetime, rules: BandRules
) -> Mapping[str, dict[NoticeKind, str]]:
    firsts = store.tallies.first_hours()
    tallies = store.tallies.since(now - (rules.days + 1) * _DAY)
    pages = [store.tallies.pages(now - (back + 1) * _DAY, now - back * _DAY) for back in range(rules.days + 1)]
    found: dict[str, dict[NoticeKind, str]] = {}
    for slug in slugs:
        first = firsts.get(slug)
        if first is None:
            continue
        # the day on which the watch began is a part of one only, and its first answer was all new
        n_days = min((now - first) // _DAY, rules.days + 1)
        found[slug] = outside_band(days_of(tallies.get(slug, ()), pages[:n_days], slug, now), rules)
    return found


def _notice(slug: str, kind: NoticeKind, says: str, now: datetime, *, is_mailed: bool) -> Notice:
    due_at = now if is_mailed else None
    key = identity.notice_id(kind, slug, now)
    return Notice(id=key, kind=kind, outlet=slug, began_at=now, says=says, due_at=due_at)
