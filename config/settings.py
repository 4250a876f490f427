"""Settings: default.toml, then a file, then THROUGHLINE_… variables; checked by name and type.

Only the desk's wiring reads them, and `ingest`, which starts the model before it loads the wiring; all of them stand in
`docs/operations.md`.
"""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from pipeline.errors import SettingsError

#: Settings file that is read when none is named.
_OWN_FILE = "throughline.toml"


def _split(value: object) -> object:
    """Read a variable's `en, fr` as a list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Numbers = Annotated[list[float], NoDecode, BeforeValidator(_split)]
Positive = Annotated[float, Field(gt=0)]
Port = Annotated[int, Field(ge=0, le=65535)]


class _Section(BaseModel):
    """One section of default.toml: unknown options are refused, values are typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSettings(_Section):
    """Where it is remembered."""

    url: str


class PathSettings(_Section):
    """Folders; empty: the defaults."""

    data: str
    outlets: str


class CrawlSettings(_Section):
    """How the world comes in; units stand in default.toml."""

    contact: str
    delay: float
    timeout: Positive
    page_size: int
    feed_size: int
    every: Positive
    shortest: Positive
    longest: Positive
    revisit_after: Numbers
    confirm_missing: Positive
    longest_backoff: Positive
    round_feeds: int
    round_pages: int


class ReadSettings(_Section):
    """How pages are read."""

    languages: Words
    least_words: int
    time_limit: Positive
    memory_limit: int
    workers: int
    names_model: str


class EmbedSettings(_Section):
    """Which model makes vectors, of how much text."""

    model: str
    is_multilingual: bool
    max_tokens: int
    batch_size: int


class MailSettings(_Section):
    """The SMTP server."""

    host: str
    port: Port
    user: str
    password: str
    security: Literal["none", "starttls", "tls"]
    sender: str
    notices_to: str
    bounces: str
    timeout: Positive


class TellSettings(_Section):
    """Whom we tell of what."""

    own_outlet: str
    allow_private: bool


class DeskSettings(_Section):
    """The web page."""

    host: str
    port: Port
    url: str
    public_url: str


class PeopleSettings(_Section):
    """Who may use the desk."""

    required: bool
    proxy_header: str
    proxy_networks: Words
    proxy_role: Literal["reader", "editor", "admin"]
    session_days: Positive


class DaemonSettings(_Section):
    """The daemon's ticks, in seconds."""

    collect_every: Positive
    read_every: Positive
    tell_every: Positive
    watch_every: Positive
    rethink_every: Positive
    lease: Positive


class ClockSettings(_Section):
    """A demonstration's clock."""

    starts_at: str
    led_by: str
    speed: Positive


class LogSettings(_Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["console", "json"]


class Settings(BaseSettings):
    """All options; one attribute a section of default.toml."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="THROUGHLINE_", env_nested_delimiter="_", env_nested_max_split=1
    )

    database: DatabaseSettings
    paths: PathSettings
    crawl: CrawlSettings
    read: ReadSettings
    embed: EmbedSettings
    mail: MailSettings
    tell: TellSettings
    desk: DeskSettings
    people: PeopleSettings
    daemon: DaemonSettings
    clock: ClockSettings
    log: LogSettings


def default_sections() -> dict[str, Any]:
    """Return default.toml as it is: section -> option -> value."""
    text = resources.files("config").joinpath("default.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def default_folder() -> Path:
    """Return the folder in which data lie where the settings name none."""
    return Path(platformdirs.user_data_dir("throughline", appauthor=False))


def settings_file(named: Path | None) -> Path | None:
    """Return the file that is to be read: the one named, else the one in the default folder where there is one."""
    own = default_folder() / _OWN_FILE
    return named or (own if own.exists() else None)


def read_settings(file: Path | None = None) -> Settings:
    """Read all settings.

    Args:
        file: a TOML file with some of the options, or None.

    Raises:
        SettingsError: the file cannot be read, or an option is unknown or of the wrong type.
    """
    given = {} if file is None else _read_toml(file)

    class _Layered(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del init_settings, dotenv_settings, file_secret_settings
            defaults = InitSettingsSource(settings_cls, default_sections())
            return env_settings, InitSettingsSource(settings_cls, given), defaults

    try:
        return _Layered()  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError(_sentence(error, file)) from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}); name a file that exists") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is no TOML ({error}); mend that line") from error


def _sentence(error: ValidationError, file: Path | None) -> str:
    """Say in one line which option is wrong and what it may be."""
    first = error.errors()[0]
    option = ".".join(str(part) for part in first["loc"])
    where = f"{file} or a THROUGHLINE_ variable" if file else "a THROUGHLINE_ variable"
    if first["type"] == "extra_forbidden":
        known = (
            default_sections().get(str(first["loc"][0]), default_sections())
            if len(first["loc"]) > 1
            else default_sections()
        )
        return f"unknown option {option} in {where}; there are {', '.join(sorted(known))}"
    return f"option {option} is {first['input']!r} in {where}: {first['msg'].lower()}"
