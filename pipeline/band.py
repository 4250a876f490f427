"""Whether an outlet falls outside its own band: what it did in the last four weeks decides what is odd for it.

Four ways to: far less than it used to announce (quiet), far more (flood), far more failures (errors), far fewer pages
that can be read (layout). What is asked and stored about it is the business of others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.nouns import NoticeKind, Tally

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRules:
    """What counts as outside; an outlet's band is the lowest and the highest of its own days."""

    #: How far back the band reaches: days.
    days: int = 28
    #: With less history nothing is said: days.
    least_days: int = 7
    #: Quiet: less than this part of the leanest stretch of the band.
    quiet_below: float = 0.5
    #: Stretches that are looked at for quiet, the shortest that never was empty counts: days. A paper that rests at
    #: weekends is judged by longer ones than a station that never does.
    stretches: tuple[int, ...] = (1, 2, 4, 7)
    #: Only a stretch that brought so many at its leanest tells quiet from chance: a count.
    least_new: int = 4
    #: Flood: more than so many times the fullest day of the band.
    flood_above: float = 2.0
    #: A day with fewer new entries is no flood: a count.
    least_flood: int = 20
    #: Errors: a larger share of failed fetches than this, and than so many times the worst day of the band.
    errors_above: float = 0.5
    errors_times: float = 1.5
    #: A day with fewer fetches says nothing about errors: a count.
    least_fetches: int = 4
    #: Layout: less than this part of the share of pages read on the worst day of the band.
    layout_below: float = 0.6
    #: A day with fewer pages says nothing about the layout: a count.
    least_pages: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Twenty-four hours of an outlet."""

    n_fetches: int = 0
    n_failures: int = 0
    #: Entries that were not known.
    n_new: int = 0
    #: Pages that were judged, and those of them that were articles.
    n_pages: int = 0
    n_read: int = 0


def days_of(
    tallies: Sequence[Tally], pages: Sequence[Mapping[str, tuple[int, int]]], outlet: str, now: datetime
) -> list[Day]:
    """Return an outlet's days, counted back from now: the last 24 hours first.

    Args:
        tallies: What its feeds brought, hour by hour.
        pages: For each of the days how many pages of each outlet were judged, and how many of them were articles.
        outlet: Its slug.
        now: The present instant.
    """
    days = [Day(n_pages=judged, n_read=read) for judged, read in (each.get(outlet, (0, 0)) for each in pages)]
    for tally in tallies:
        back = (now - tally.hour) // _DAY
        if 0 <= back < len(days):
            day = days[back]
            days[back] = Day(
                n_fetches=day.n_fetches + tally.n_fetches,
                n_failures=day.n_failures + tally.n_failures,
                n_new=day.n_new + tally.n_new,
                n_pages=day.n_pages,
                n_read=day.n_read,
            )
    return days


def outside_band(days: Sequence[Day], rules: BandRules | None = None) -> dict[NoticeKind, str]:
    """Return in what ways an outlet falls outside its own band, each with a sentence that names the figures.

    Days on which nothing was fetched are left out: we did not look. An outlet that fails is not called quiet as well.

    Args:
        days: Counted back from now, the last 24 hours first; as far back as it was watched.
        rules: What counts as outside.
    """
    rules = rules or BandRules()
    band = [day for day in days[1 : rules.days + 1] if day.n_fetches]
    if len(band) < rules.least_days or not days[0].n_fetches:
        return {}
    found = {
        NoticeKind.ERRORS: _errors(days[0], band, rules),
        NoticeKind.LAYOUT: _layout(days[0], band, rules),
        NoticeKind.FLOOD: _flood(days[0], band, rules),
    }
    if found[NoticeKind.ERRORS] is None:
        found[NoticeKind.QUIET] = _quiet([days[0], *band], rules)
    return {kind: says for kind, says in found.items() if says is not None}


def _quiet(days: Sequence[Day], rules: BandRules) -> str | None:
    new = [day.n_new for day in days]
    for length in rules.stretches:
        if len(new) < 2 * length:
            return None
        past = [sum(new[start : start + length]) for start in range(length, len(new) - length + 1)]
        if min(past) >= rules.least_new:
            lately = sum(new[:length])
            if lately >= min(past) * rules.quiet_below:
                return None
            return (
                f"It announced {lately} new articles in {24 * length} hours; in four weeks it was never fewer than "
                f"{min(past)} in as long."
            )
    return None


def _flood(today: Day, band: Sequence[Day], rules: BandRules) -> str | None:
    most = max(day.n_new for day in band)
    if today.n_new < rules.least_flood or today.n_new <= most * rules.flood_above:
        return None
    return f"It announced {today.n_new} new articles in 24 hours; in four weeks it was never more than {most}."


def _errors(today: Day, band: Sequence[Day], rules: BandRules) -> str | None:
    if today.n_fetches < rules.least_fetches:
        return None
    share = today.n_failures / today.n_fetches
    worst = max(day.n_failures / day.n_fetches for day in band)
    if share <= max(rules.errors_above, worst * rules.errors_times):
        return None
    return (
        f"{today.n_failures} of {today.n_fetches} fetches of its feeds failed in 24 hours ({share:.0%}); in four weeks "
        f"it was never more than {worst:.0%} in a day."
    )


def _layout(today: Day, band: Sequence[Day], rules: BandRules) -> str | None:
    shares = [day.n_read / day.n_pages for day in band if day.n_pages >= rules.least_pages]
    if today.n_pages < rules.least_pages or len(shares) < rules.least_days:
        return None
    share = today.n_read / today.n_pages
    if share >= min(shares) * rules.layout_below:
        return None
    return (
        f"{today.n_read} of {today.n_pages} of its pages could be read as articles in 24 hours ({share:.0%}); in four "
        f"weeks it was never under {min(shares):.0%} in a day. Its layout may have changed."
    )
