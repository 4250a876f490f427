"""The small pieces of a page that stand in it a hundred times: times, links, sparks; made in Python, and kept.

A page of the desk names some two hundred instants and outlets. As macros of the template they took half of its time.
All that was published is escaped here as everywhere.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from desk.links import is_web
from desk.shown import DayCount
from desk.wording import ago, plural

#: What a link to somebody else's page says to browsers.
_OUTWARD = 'rel="noopener noreferrer nofollow external"'


class Named(Protocol):
    """What is linked to: an article as a page names it."""

    @property
    def headline(self) -> str:
        """Return its headline."""

    @property
    def url(self) -> str | None:
        """Return where it was published."""

    @property
    def outlet_name(self) -> str:
        """Return who published it."""

    @property
    def language(self) -> str | None:
        """Return the ISO 639-1 code of its language."""


def zone_of(context: Context) -> tzinfo:
    """Return the zone in which a page shows times."""
    zone: tzinfo = context.get("tz", UTC)
    return zone


def moment(local: datetime, today: date) -> str:
    """Return a time as short as it stays plain: the clock today, day and clock this year, else day and year."""
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local.day} {local:%b, %H:%M}"
    return f"{local.day} {local:%b %Y}"


def full(local: datetime) -> str:
    """Return a time with all that there is to say."""
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} {local.tzname()}"


def iso(instant: datetime) -> str:
    """Return an instant as ISO 8601 in UTC, to the second."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def dayname(day: date, today: date) -> str:
    """Return a day by its name; its year is told where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


@pass_context
def _time_of(context: Context, instant: datetime, form: str = "moment") -> Markup:
    zone = zone_of(context)
    return _stamp(instant, form, zone, context["now"].astimezone(zone).date())


@lru_cache(maxsize=50_000)
def _stamp(instant: datetime, form: str, zone: tzinfo, today: date) -> Markup:
    local = instant.astimezone(zone)
    said = _FORMS[form](local, today)
    # numbers and names of days and zones: nothing in it was published
    return Markup(f'<time datetime="{iso(instant)}" title="{full(local)}">{said}</time>')  # noqa: S704 - see above


def _date(local: datetime, today: date) -> str:
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


#: How a time is told: the clock alone, day and month with the year where it is another, or as short as it stays plain.
_FORMS: Mapping[str, Callable[[datetime, date], str]] = {
    "clock": lambda local, _: f"{local:%H:%M}",
    "date": _date,
    "moment": moment,
}


@pass_context
def _ago_of(context: Context, instant: datetime) -> Markup:
    return _aged(ago(instant, context["now"]))


@lru_cache(maxsize=2_000)
def _aged(said: str) -> Markup:
    return Markup(f'<span class="ago">{said}</span>')  # noqa: S704 - words of ours


def _lang_of(told: Named) -> Markup:
    return _spoken_in(told.language)


@lru_cache(maxsize=500)
def _spoken_in(language: str | None) -> Markup:
    return Markup(' lang="{}"').format(language) if language and language != "en" else Markup("")


def _link_to(told: Named) -> Markup:
    return _linked(told.url, told.headline, "", _spoken_in(told.language))


def _outlet_link(told: Named) -> Markup:
    return _linked(told.url, told.outlet_name, ' class="outlet"', "")


@lru_cache(maxsize=20_000)
def _linked(url: str | None, words: str, kind: str, language: str) -> Markup:
    """Return words as a link, where the address may be linked to; kind and language are attributes of ours."""
    said = escape(words)
    if not is_web(url):
        return Markup(f'<span{kind}{language} dir="auto">{said}</span>')  # noqa: S704 - escaped above
    return Markup(f'<a{kind} href="{escape(url)}" {_OUTWARD}{language} dir="auto">{said}</a>')  # noqa: S704 - escaped above


@pass_context
def _spark_of(context: Context, activity: tuple[DayCount, ...]) -> Markup:
    return _drawn(tuple(activity), context["now"].astimezone(zone_of(context)).date())


def spoken(activity: tuple[DayCount, ...]) -> str:
    """Return a spark in words."""
    return f"{plural(sum(day.n for day in activity), 'article')} in {plural(len(activity), 'day')}"


@lru_cache(maxsize=5_000)
def _drawn(activity: tuple[DayCount, ...], today: date) -> Markup:
    most = max((day.n for day in activity), default=0) or 1
    bars = "".join(_bar(place, day, most, today) for place, day in enumerate(activity))
    # numbers and names of days: nothing in it was published
    return Markup(  # noqa: S704 - see above
        f'<svg class="spark" role="img" viewBox="0 0 {6 * len(activity)} 20" preserveAspectRatio="none" '
        f'aria-label="{spoken(activity)}">{bars}</svg>'
    )


def _bar(place: int, day: DayCount, most: int, today: date) -> str:
    tall = max(day.n / most * 19, 1)
    kind = "" if day.n else ' class="none"'
    return (
        f'<rect x="{6 * place}" width="5" y="{20 - tall:.1f}" height="{tall:.1f}"{kind}>'
        f"<title>{dayname(day.day, today)}: {day.n}</title></rect>"
    )


#: Name in the templates -> what makes the piece.
FRAGMENTS: Mapping[str, Callable[..., Any]] = {
    "time_of": _time_of,
    "ago_of": _ago_of,
    "lang_of": _lang_of,
    "link_to": _link_to,
    "outlet_link": _outlet_link,
    "spark": _spark_of,
}
