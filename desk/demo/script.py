"""Reads the demo's script: TOML files to frozen nouns, checked, with errors that name file, article and key.

Does not check how the parts fit together; `desk.demo.script_checks` does.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from desk.demo.nouns import (
    FIRST_DAY,
    N_DAYS,
    Edit,
    EditKind,
    LiveEntry,
    Reminder,
    Script,
    ScriptArticle,
    ScriptWatch,
    paragraphs_of,
)
from desk.demo.script_checks import check_script
from pipeline.errors import InputError
from pipeline.nouns import DevelopmentKind, WatchKind

#: Where the demo's own script lies.
SCRIPT_FOLDER = Path(__file__).parent / "script"
_INSTANT = re.compile(r"(\d{1,2}) ([01]\d|2[0-3]):([0-5]\d)")
T = TypeVar("T")


def load_script(folder: Path = SCRIPT_FOLDER) -> Script:
    """Read a whole script.

    Args:
        folder: Holds one TOML file per story, `one-offs.toml` and `watches.toml`; only the stories are needed.

    Raises:
        InputError: a file cannot be read, or says what cannot be.
    """
    drafts: list[_Draft] = []
    watches: list[ScriptWatch] = []
    summaries: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        table = _Table(_parse(path), path.name)
        thread = table.maybe("key", str)
        if thread is not None:
            summaries[thread] = table.maybe("summary", str) or ""
        drafts += [_read_article(each, thread) for each in table.tables("article")]
        watches += [_read_watch(each) for each in table.tables("watch")]
        table.close()
    if not drafts:
        raise InputError(f"{folder} holds no article of a script: name a folder with story files (*.toml).")
    script = Script(
        articles=tuple(sorted(_written_out(drafts), key=lambda article: (article.at, article.key))),
        watches=tuple(watches),
        summaries=summaries,
    )
    check_script(script)
    return script


@dataclass
class _Table:
    """A TOML table that is taken apart key by key, so that what is left over is a mistake."""

    left: dict[str, Any]
    #: What it is, for errors.
    where: str

    def maybe(self, name: str, kind: type[T]) -> T | None:
        value = self.left.pop(name, None)
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise InputError(f"{self.where}: `{name}` must be of type {kind.__name__}, not {value!r}.")
        return value

    def need(self, name: str, kind: type[T]) -> T:
        value = self.maybe(name, kind)
        if value is None or value == "":
            raise InputError(f"{self.where}: `{name}` is missing; add it.")
        return value

    def instant(self, name: str) -> datetime:
        written = self.need(name, str)
        found = _INSTANT.fullmatch(written)
        if not found or int(found[1]) > N_DAYS:
            raise InputError(f'{self.where}: `{name}` must be "day HH:MM" with day 0 to {N_DAYS}, not {written!r}.')
        return FIRST_DAY + timedelta(days=int(found[1]) - 1, hours=int(found[2]), minutes=int(found[3]))

    def strings(self, name: str) -> tuple[str, ...]:
        values = self.maybe(name, list) or []
        if not all(isinstance(value, str) for value in values):
            raise InputError(f"{self.where}: `{name}` must be a list of strings, not {values!r}.")
        return tuple(values)

    def tables(self, name: str) -> "list[_Table]":
        values = self.maybe(name, list) or []
        if not all(isinstance(value, dict) for value in values):
            raise InputError(f"{self.where}: `{name}` must be written as [[{name}]].")
        return [_Table(value, f"{self.where}, {name} {_named(value, n)}") for n, value in enumerate(values, 1)]

    def one_of(self, name: str, kinds: Callable[[str], T]) -> T:
        written = self.need(name, str)
        try:
            return kinds(written)
        except ValueError:
            raise InputError(f"{self.where}: `{name}` cannot be {written!r}; see the script's format.") from None

    def close(self) -> None:
        if self.left:
            raise InputError(f"{self.where}: unknown key {', '.join(map(repr, self.left))}; remove or correct it.")


@dataclass(frozen=True)
class _Draft:
    """An article whose text may still have to be fetched from the one that it copies."""

    article: ScriptArticle
    lead: str | None
    drop_last: int
    where: str


def _named(value: Mapping[str, Any], number: int) -> str:
    name = value.get("key") or value.get("at")
    return f'"{name}"' if isinstance(name, str) else f"number {number}"


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path.name} cannot be read as TOML: {error}. Mend the file.") from error


def _read_article(table: _Table, file_thread: str | None) -> _Draft:
    key = table.need("key", str)
    article = ScriptArticle(
        key=key,
        thread=file_thread or table.need("thread", str),
        outlet=table.need("outlet", str),
        at=table.instant("at"),
        headline=table.need("headline", str),
        standfirst=table.maybe("standfirst", str),
        byline=table.strings("byline"),
        section=table.maybe("section", str),
        label=table.maybe("label", str),
        image_credit=table.maybe("image_credit", str),
        development=table.maybe("development", str) or key,
        text=(table.maybe("text", str) or "").strip(),
        copy_of=table.maybe("copy_of", str),
        wall=table.maybe("wall", bool) or False,
        headline_only=table.maybe("headline_only", bool) or False,
        edits=tuple(sorted(map(_read_edit, table.tables("edit")), key=lambda edit: edit.at)),
        live=tuple(sorted(map(_read_live, table.tables("live")), key=lambda entry: entry.at)),
        kind=table.one_of("kind", DevelopmentKind) if "kind" in table.left else None,
        gone_at=table.instant("gone_at") if "gone_at" in table.left else None,
        gone=table.maybe("gone", str),
        reminders=tuple(sorted(map(_read_reminder, table.tables("reminder")), key=lambda each: each.value)),
    )
    draft = _Draft(article, table.maybe("lead", str), table.maybe("drop_last", int) or 0, table.where)
    table.close()
    return draft


def _read_edit(table: _Table) -> Edit:
    edit = Edit(
        at=table.instant("at"),
        kind=table.one_of("kind", EditKind),
        headline=table.maybe("headline", str),
        text=table.need("text", str).strip(),
        development=table.maybe("development", str),
    )
    table.close()
    return edit


def _read_live(table: _Table) -> LiveEntry:
    entry = LiveEntry(
        at=table.instant("at"),
        text=table.need("text", str).strip(),
        development=table.maybe("development", str),
        kind=table.one_of("kind", DevelopmentKind) if "kind" in table.left else DevelopmentKind.HAPPENED,
    )
    table.close()
    return entry


def _read_reminder(table: _Table) -> Reminder:
    reminder = Reminder(value=table.need("value", str), development=table.need("development", str))
    table.close()
    return reminder


def _read_watch(table: _Table) -> ScriptWatch:
    watch = ScriptWatch(
        kind=table.one_of("kind", WatchKind),
        value=table.need("value", str),
        recipient=table.need("recipient", str),
        at=table.instant("at"),
    )
    table.close()
    return watch


def _written_out(drafts: Iterable[_Draft]) -> list[ScriptArticle]:
    by_key: dict[str, _Draft] = {}
    for draft in drafts:
        if draft.article.key in by_key:
            raise InputError(f"{draft.where}: this key is taken by {by_key[draft.article.key].where}; choose another.")
        by_key[draft.article.key] = draft
    return [replace(draft.article, text=_text_of(draft, by_key, ())) for draft in by_key.values()]


def _text_of(draft: _Draft, by_key: Mapping[str, _Draft], on_the_way: tuple[str, ...]) -> str:
    article = draft.article
    if article.copy_of is None:
        if draft.lead or draft.drop_last:
            raise InputError(f"{draft.where}: `lead` and `drop_last` belong to `copy_of`; add it or remove them.")
        return article.text
    if article.text:
        raise InputError(f"{draft.where}: it has `text` and `copy_of`; keep one of them.")
    if article.key in on_the_way or article.copy_of not in by_key:
        raise InputError(f"{draft.where}: `copy_of` names {article.copy_of!r}, which is no article to copy from.")
    copied = paragraphs_of(_text_of(by_key[article.copy_of], by_key, (*on_the_way, article.key)))
    if not 0 <= draft.drop_last < len(copied):
        raise InputError(f"{draft.where}: `drop_last` must leave some of the {len(copied)} paragraphs.")
    kept = copied[: len(copied) - draft.drop_last]
    return "\n\n".join((*([draft.lead.strip()] if draft.lead else []), *kept))
