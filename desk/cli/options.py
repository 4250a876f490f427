"""Options that several commands share."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

C = TypeVar("C", bound=Callable[..., Any])
_SPAN = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
#: Before the first article that anybody will store.
EVER = datetime(1, 1, 2, tzinfo=UTC)


class _Since(click.ParamType[datetime | timedelta]):
    """An instant, or a span back from now."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime | timedelta:
        """Read `2026-03-01`, `2026-03-01T06:00`, or `36h`, `7d`."""
        if isinstance(value, datetime | timedelta):
            return value
        if span := _SPAN.fullmatch(str(value).strip()):
            return timedelta(**{_UNITS[span[2]]: int(span[1])})
        try:
            read = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write 2026-03-01, 2026-03-01T06:00 (UTC), 36h or 7d", param, ctx)
        return read if read.tzinfo else read.replace(tzinfo=UTC)


def since_option(default: datetime | timedelta, shown: str) -> Callable[[C], C]:
    """Return the option `--since` with another default, which is shown as said."""
    return click.option(
        "--since",
        type=_Since(),
        default=default,
        show_default=shown,
        help="From this time on: 2026-03-01, 2026-03-01T06:00 (UTC), or back from now: 36h, 7d.",
    )


SINCE = since_option(EVER, "ever")


def instant(since: datetime | timedelta, now: datetime) -> datetime:
    """Return the instant that `--since` means."""
    return now - since if isinstance(since, timedelta) else since
