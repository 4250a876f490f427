"""Outlets: one TOML file each, `<slug>.toml`; read, checked, and written when one is added."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import tomlkit
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from tomlkit.exceptions import TOMLKitError

from config.places import is_zone
from pipeline.errors import SettingsError
from pipeline.nouns import Feed, FeedKind, Outlet, OutletKind


def _is_web(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("write a whole address that begins with http:// or https://")
    return url


def _is_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("write an IANA time zone such as Europe/London")
    return name


Url = Annotated[str, AfterValidator(_is_web)]


class _FeedFile(BaseModel):
    """A `[[feed]]` table."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    kind: FeedKind = FeedKind.FEED
    every_minutes: Annotated[float, Field(gt=0)] | None = None
    article_pattern: str | None = None


class _OutletFile(BaseModel):
    """A whole outlet file."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    home: Url
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "en"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    kind: OutletKind = OutletKind.NEWSPAPER
    is_wire: bool = False
    time_zone: Annotated[str, AfterValidator(_is_zone)] = "UTC"
    delay_seconds: Annotated[float, Field(ge=0)] | None = None
    allow_private: bool = False
    render: bool = False
    verified: date | Literal["never"] = "never"
    feed: list[_FeedFile] = []


def read_outlets(folder: Path | None = None) -> tuple[Outlet, ...]:
    """Read every outlet file of a folder, in order of slug.

    Args:
        folder: where they lie; None: the ones that come with Throughline.

    Raises:
        SettingsError: a file cannot be used; the message names the file and the option.
    """
    place = Path(str(resources.files("config").joinpath("outlets"))) if folder is None else folder
    if not place.is_dir():
        raise SettingsError(f"{place}: no such folder of outlets; name one in paths.outlets or make it")
    return tuple(read_outlet(file) for file in sorted(place.glob("*.toml")))


def read_outlet(file: Path) -> Outlet:
    """Read one outlet file.

    Raises:
        SettingsError: it cannot be used.
    """
    try:
        written = _OutletFile.model_validate(tomlkit.parse(file.read_text(encoding="utf-8")).unwrap())
    except ValidationError as error:
        first = error.errors()[0]
        option = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"{file}: {option}: {first['msg'].lower()}; docs/add-an-outlet.md lists the options"
        ) from error
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise SettingsError(f"{file}: cannot be read as TOML ({error}); mend it or take it away") from error
    return _outlet(file.stem, written)


def _outlet(slug: str, written: _OutletFile) -> Outlet:
    verified = None if written.verified == "never" else datetime.combine(written.verified, time(), UTC)
    return Outlet(
        slug=slug,
        name=written.name,
        home=written.home,
        language=written.language,
        country=written.country,
        kind=written.kind,
        is_wire=written.is_wire,
        feeds=tuple(_feed(feed) for feed in written.feed),
        time_zone=written.time_zone,
        delay=None if written.delay_seconds is None else timedelta(seconds=written.delay_seconds),
        allow_private=written.allow_private,
        render=written.render,
        verified_at=verified,
    )


def _feed(written: _FeedFile) -> Feed:
    every = None if written.every_minutes is None else timedelta(minutes=written.every_minutes)
    return Feed(url=written.url, kind=written.kind, every=every, article_pattern=written.article_pattern)


def write_outlet(outlet: Outlet, folder: Path) -> Path:
    """Write an outlet's file, comments for the next editor included.

    Raises:
        SettingsError: a file of that slug is there already, or the folder cannot be written.
    """
    file = folder / f"{outlet.slug}.toml"
    document = tomlkit.document()
    for option, value in _options(outlet):
        document.add(option, tomlkit.item(value))
    feeds = tomlkit.aot()
    for feed in outlet.feeds:
        feeds.append(_feed_table(feed))
    document.add("feed", feeds)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(tomlkit.dumps(document))
    except FileExistsError as error:
        raise SettingsError(f"{file}: is there already; edit it, or choose another slug") from error
    except OSError as error:
        raise SettingsError(f"{file}: cannot be written ({error.strerror})") from error
    return file


def _options(outlet: Outlet) -> Iterable[tuple[str, object]]:
    yield "name", outlet.name
    yield "home", outlet.home
    yield "language", outlet.language
    if outlet.country:
        yield "country", outlet.country
    yield "kind", outlet.kind.value
    if outlet.is_wire:
        yield "is_wire", True
    yield "time_zone", outlet.time_zone
    if outlet.delay is not None:
        yield "delay_seconds", outlet.delay.total_seconds()
    if outlet.allow_private:
        yield "allow_private", True
    if outlet.render:
        yield "render", True
    yield "verified", "never" if outlet.verified_at is None else outlet.verified_at.date()


def _feed_table(feed: Feed) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.add("url", feed.url)
    table.add("kind", feed.kind.value)
    if feed.every is not None:
        table.add("every_minutes", feed.every.total_seconds() / 60)
    if feed.article_pattern is not None:
        table.add("article_pattern", feed.article_pattern)
    return table
