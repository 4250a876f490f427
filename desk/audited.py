"""What the audit says, in plain words: who asked for what, by what door, and how it was answered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from desk.people import SCOPES
from storage.audit import Asked, Choice
from storage.store import Store

#: What an address or command asks for, in the order in which they are tried. `{}` stands for what is named in it.
_ASKED: Sequence[tuple[str, str]] = (
    (r"POST /login", "Log in"),
    (r"POST /logout", "Log out"),
    (r"POST /seen", "Mark all as seen"),
    (r"(?:POST|PUT) (?:/api/v1)?/threads?/([^/]+)/seen", "Mark {} as seen"),
    (r"POST /merge", "Put threads into one"),
    (r"POST /api/v1/threads/([^/]+)/merge", "Put threads into {}"),
    (r"POST (?:/api/v1)?/threads?/([^/]+)/split", "Split {}, or move a part of it"),
    (r"POST (?:/api/v1)?/threads?/([^/]+)/rename", "Name {}"),
    (r"POST /thread/([^/]+)/pin", "Pin or unpin {}"),
    (r"POST /api/v1/pins", "Pin or unpin"),
    (r"POST /api/v1/articles/move", "Move articles"),
    (r"POST /undo", "Take an action back"),
    (r"POST /api/v1/actions/([^/]+)/undo", "Take the action {} back"),
    (r"POST (?:/api/v1)?/threads?/([^/]+)/notes?", "Write a note beside {}"),
    (r"POST /thread/([^/]+)/note/remove", "Take a note away from {}"),
    (r"DELETE /api/v1/notes/([^/]+)", "Take the note {} away"),
    (r"(?:POST|PUT) (?:/api/v1)?/threads?/([^/]+)/keeper", "Give {} to somebody"),
    (r"DELETE /api/v1/threads/([^/]+)/keeper", "Give {} to nobody"),
    (r"POST (?:/api/v1)?/watches", "Add a watch, or look what it would tell"),
    (r"POST /watches/remove", "Remove a watch"),
    (r"DELETE /api/v1/watches/([^/]+)", "Remove the watch {}"),
    (r"POST /outlets/look", "Look at an outlet"),
    (r"POST /outlets/add", "Add an outlet"),
    (r"people add (\S+)(?: --role (?:\w+))?", "Let {} use the desk"),
    (r"people role (\S+) .*", "Give {} another role"),
    (r"people password (\S+)", "Set the password of {}"),
    (r"people remove (\S+)", "Let {} use the desk no more"),
    (r"people token add (\S+) .*", "Make a key for {}"),
    (r"people token remove (\S+)", "End the key {}"),
)
_WORDS = tuple((re.compile(pattern), words) for pattern, words in _ASKED)
_THREAD = re.compile(r"\w+ (?:/api/v1)?/threads?/([^/]+)(?:/\w+)+")
_VIA: Mapping[str, str] = {
    "session": "logged in",
    "token": "by a key",
    "proxy": "by the proxy",
    "login": "at the log-in",
    "cli": "at the command line",
    "open": "on this machine",
}


class Sieve(NamedTuple):
    """A part of the audit that can be chosen."""

    #: As it stands in the address; empty: all of it.
    name: str
    title: str
    choice: Choice


SIEVES = (
    Sieve("", "all", Choice(with_marks=False)),
    Sieve("logins", "log-ins", Choice(via="login")),
    Sieve("people", "people and keys", Choice(via="cli")),
    Sieve("refused", "not done", Choice(is_refused=True)),
    # every thread that is opened marks itself: between them nothing else would be found
    Sieve("marks", "with marks of what was seen", Choice()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedShown:
    """One entry of the audit."""

    asked: Asked
    #: What was asked for, in plain words; empty: the desk has none, and shows what was sent.
    words: str
    #: What came of it, in a word or two.
    answer: str
    #: Was it turned away, or did it fail?
    is_refused: bool
    #: By what door they came, in plain words.
    door: str
    #: Path of the thread that it was about; None: it was about none.
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditShown:
    """A stretch of the audit."""

    entries: tuple[AskedShown, ...]
    #: Number before which older entries stand; None: there are none.
    older: int | None


class Seat(NamedTuple):
    """Somebody who may use the desk."""

    name: str
    #: `reader`, `editor` or `admin`, and what that lets them do.
    role: str
    may: str
    #: By what they come in, in plain words.
    door: str
    #: Their keys, each with its label, scopes and end.
    keys: tuple[str, ...]


def audit_view(store: Store, choice: Choice, *, before: int | None = None, limit: int = 100) -> AuditShown:
    """Return what was asked for, the newest first.

    Args:
        store: What is remembered.
        choice: Which entries.
        before: Only those with a lower number.
        limit: How many at most.

    Raises:
        StorageError: the database refused.
    """
    found = store.audit.listing(before, limit + 1, choice)
    shown = found[:limit]
    return AuditShown(
        entries=tuple(_shown(asked) for _, asked in shown),
        older=shown[-1][0] if len(found) > limit else None,
    )


def seats_view(store: Store) -> tuple[Seat, ...]:
    """Return who may use the desk, with their keys; nothing in it is secret.

    Raises:
        StorageError: the database refused.
    """
    keys: dict[str, list[str]] = {}
    for token in store.people.tokens():
        ends = f", until {token.expires_at:%Y-%m-%d}" if token.expires_at else ""
        keys.setdefault(token.person, []).append(f"{token.label or token.id}: {', '.join(token.scopes)}{ends}")
    return tuple(
        Seat(
            name=one.name,
            role=one.role.value,
            may=SCOPES[_LAST_SCOPE[one.role.value]],
            door="password" if one.password_hash else "proxy or key only",
            keys=tuple(keys.get(one.name, ())),
        )
        for one in store.people.listing()
    )


#: The furthest-reaching scope of each role.
_LAST_SCOPE: Mapping[str, str] = {"reader": "read", "editor": "write", "admin": "admin"}


def _shown(asked: Asked) -> AskedShown:
    thread = _THREAD.fullmatch(asked.what)
    return AskedShown(
        asked=asked,
        words=next(_worded(asked.what), ""),
        answer=answer_words(asked),
        is_refused=asked.status is not None and asked.status >= 400,
        door=_VIA.get(asked.via, asked.via),
        href=f"/thread/{quote(thread[1], safe='')}" if thread else None,
    )


def _worded(what: str) -> Iterator[str]:
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(what):
            yield words.format(*found.groups())


def answer_words(asked: Asked) -> str:
    """Return what came of a write, in a word or two."""
    status = asked.status
    if status is None or status < 400:
        return "done"
    if status >= 500:
        return "failed"
    if asked.via == "login":
        return "too many tries" if status == 429 else "wrong name or password"
    return {401: "not let in", 403: "not allowed", 404: "not found", 409: "came too late"}.get(status, "not possible")
