"""Templates and their filters: times, counts, links; everything is escaped, nothing scraped is served as HTML."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from desk.fragments import FRAGMENTS, dayname, full, iso, moment, spoken, zone_of
from desk.languages import language_note
from desk.links import is_web
from desk.wording import ago, plural, span


def environment(package: str, folder: str) -> Environment:
    """Return a template environment with the desk's filters; autoescape is on for every template but `.txt`.

    Args:
        package: Package that holds the templates.
        folder: Folder in it.
    """
    made = Environment(
        loader=PackageLoader(package, folder),
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=True),
        undefined=StrictUndefined,
        # they come with the program: nobody edits them while it runs, and each look at their files costs
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(_FILTERS)
    made.globals.update(FRAGMENTS)
    made.globals["asset"] = partial(asset, hashes={})
    return made


@cache
def page_templates() -> Environment:
    """Return the templates of the desk's pages, every one compiled: a thread's first reader does not wait for that."""
    made = environment("desk.web", "templates")
    for name in made.list_templates():
        made.get_template(name)
    return made


def asset(name: str, hashes: dict[str, str]) -> str:
    """Return the address of a file in `static/`, with its hash, so that browsers may keep it for good."""
    if name not in hashes:
        content = files("desk.web").joinpath("static", name).read_bytes()
        hashes[name] = hashlib.sha256(content).hexdigest()[:12]
    return f"/static/{name}?v={hashes[name]}"


def _local(context: Context, instant: datetime) -> datetime:
    return instant.astimezone(zone_of(context))


@pass_context
def _clock(context: Context, instant: datetime) -> str:
    return f"{_local(context, instant):%H:%M}"


@pass_context
def _day(context: Context, instant: datetime) -> str:
    local = _local(context, instant)
    return f"{local.day} {local:%b %Y}"


@pass_context
def _moment(context: Context, instant: datetime) -> str:
    return moment(_local(context, instant), _local(context, context["now"]).date())


@pass_context
def _full(context: Context, instant: datetime) -> str:
    return full(_local(context, instant))


@pass_context
def _dayname(context: Context, instant: datetime | date) -> str:
    day = _local(context, instant).date() if isinstance(instant, datetime) else instant
    return dayname(day, _local(context, context["now"]).date())


@pass_context
def _weekday(context: Context, instant: datetime) -> str:
    local = _local(context, instant)
    year = "" if local.year == _local(context, context["now"]).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"


@pass_context
def _ago(context: Context, instant: datetime) -> str:
    return ago(instant, context["now"])


def _duedate(value: str) -> str:
    """Return an ISO 8601 date, month, quarter or year as people write it; what is none stays as it is."""
    parts = value.partition("T")[0].split("-")
    if not all(part.isdigit() for part in parts[:2]) or len(parts) == 1:
        return value
    month = f"{date(2000, int(parts[1]), 1):%B}" if 1 <= int(parts[1]) <= 12 else parts[1]
    day = f"{int(parts[2])} " if len(parts) > 2 and parts[2].isdigit() else ""
    return f"{day}{month[:3] if day else month} {parts[0]}"


def _percent(share: float) -> str:
    return f"{min(share, 1.0):.0%}"


def _counted(count: int, one: str, many: str | None = None) -> str:
    return plural(count, one, many)


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "ago": _ago,
    "clock": _clock,
    "counted": _counted,
    "day": _day,
    "dayname": _dayname,
    "duedate": _duedate,
    "full": _full,
    "iso": iso,
    "moment": _moment,
    "percent": _percent,
    "unread": language_note,
    "span": span,
    "spoken": spoken,
    "web": is_web,
    "weekday": _weekday,
}
