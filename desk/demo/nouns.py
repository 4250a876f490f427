"""The nouns of the demo's script: who publishes what and when, and who asked to be told of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pipeline.nouns import DevelopmentKind, WatchKind

#: Midnight at which day 1 begins: a Monday.
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
#: How long the script runs.
N_DAYS = 10


class EditKind(StrEnum):
    """What a later change of a page is about."""

    CORRECTION = "correction"  # a figure, name or quote was changed
    STYLE = "style"  # nothing that matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A later, silent change of a published page."""

    at: datetime
    kind: EditKind
    #: The new headline; None: it stays.
    headline: str | None = None
    #: The whole new text.
    text: str
    #: Key of the development that it opens; None for edits of style.
    development: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A date in an article that passes without anybody following it up."""

    #: ISO 8601, as the article's text means it.
    value: str
    #: Key of the development by which the desk is reminded.
    development: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """One entry of a live blog, appended as time goes by."""

    at: datetime
    text: str
    #: Key of the development that it opens; None: it tells nothing that was not told.
    development: str | None = None
    #: What that is called.
    kind: DevelopmentKind = DevelopmentKind.HAPPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a page says at some instant."""

    headline: str
    text: str
    #: When it began to say so.
    changed_at: datetime
    #: Entries of the live blog up to then, newest first.
    live: tuple[LiveEntry, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the text without the live entries, cut at its blank lines."""
        return paragraphs_of(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptArticle:
    """One published item of the script."""

    key: str
    #: Key of the thread to which it belongs.
    thread: str
    #: Slug of the outlet.
    outlet: str
    at: datetime
    headline: str
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    section: str | None = None
    #: Printed above the headline (`EXCLUSIVE`).
    label: str | None = None
    #: Caption and credit under the picture; None: no picture.
    image_credit: str | None = None
    #: Key of the development that it tells.
    development: str
    #: What the development is called that it opens; None: `opened` in a new thread, or else `happened`.
    kind: DevelopmentKind | None = None
    #: As first published; copies are written out.
    text: str
    #: Key of the article whose text it carries; None: its own.
    copy_of: str | None = None
    #: Does it stand behind a paywall?
    wall: bool = False
    #: Is it a very short item?
    headline_only: bool = False
    #: In order of time.
    edits: tuple[Edit, ...] = ()
    live: tuple[LiveEntry, ...] = ()
    #: When its page is taken down; None: it stays.
    gone_at: datetime | None = None
    #: Key of the development that its going is.
    gone: str | None = None
    #: In order of date.
    reminders: tuple[Reminder, ...] = ()

    def is_gone(self, now: datetime) -> bool:
        """Tell whether its page was taken down by `now`."""
        return self.gone_at is not None and self.gone_at <= now

    def version_at(self, now: datetime) -> Version:
        """Return what its page says at `now`; asked too early, what it will say first."""
        version = Version(headline=self.headline, text=self.text, changed_at=self.at)
        for edit in self.edits:
            if edit.at <= now:
                version = Version(headline=edit.headline or version.headline, text=edit.text, changed_at=edit.at)
        live = tuple(entry for entry in reversed(self.live) if entry.at <= now)
        changed_at = max([version.changed_at, *(entry.at for entry in live)])
        return Version(headline=version.headline, text=version.text, changed_at=changed_at, live=live)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptWatch:
    """A standing request of an invented reporter."""

    kind: WatchKind
    #: Thread key, query, or slug of an outlet.
    value: str
    recipient: str
    #: When it is made; day 0 lies before anything is published.
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All that happens in the demo, in order of time."""

    articles: tuple[ScriptArticle, ...]
    watches: tuple[ScriptWatch, ...]
    #: What each story file is about, by thread key.
    summaries: Mapping[str, str]
    starts_at: datetime = FIRST_DAY
    ends_at: datetime = FIRST_DAY + timedelta(days=N_DAYS)

    def of_outlet(self, slug: str) -> tuple[ScriptArticle, ...]:
        """Return what one outlet publishes, in order of time."""
        return tuple(article for article in self.articles if article.outlet == slug)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text whose paragraphs are parted by blank lines, each on one line."""
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return tuple(block for block in blocks if block)
