"""Options that several commands share."""

import re
from datetime import UTC, datetime, timedelta

import click

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


SINCE = click.option(
    "--since",
    type=_Since(),
    default=EVER,
    show_default="ever",
    help="From this time on: 2026-03-01, 2026-03-01T06:00 (UTC), or back from now: 36h, 7d.",
)


def instant(since: datetime | timedelta, now: datetime) -> datetime:
    """Return the instant that `--since` means."""
    return now - since if isinstance(since, timedelta) else since
