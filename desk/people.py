"""Who may do what: passwords, keys and rights. It decides; `storage.people` remembers, `desk.web.gate` asks."""

import hashlib
import re
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from pipeline.errors import InputError
from storage.people import Person, Role, Token

#: What a key for programs begins with, so that scanners of published files know it.
TOKEN_PREFIX = "tl_"  # noqa: S105 -- the beginning of all of them
#: What each scope lets somebody do.
SCOPES: Mapping[str, str] = {
    "read": "look at everything",
    "write": "merge, split, watch, note",
    "admin": "see the audit, and who may use the desk",
}
_OF_ROLE: Mapping[Role, frozenset[str]] = {
    Role.READER: frozenset({"read"}),
    Role.EDITOR: frozenset({"read", "write"}),
    Role.ADMIN: frozenset({"read", "write", "admin"}),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """What a password has to be. Source: OWASP ASVS 5.0, 6.2."""

    #: Characters; nothing is demanded of what they are.
    shortest: int = 12
    #: More costs the server time and nobody types it.
    longest: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks."""

    #: `desk`: nobody was asked for a name.
    name: str
    #: What they may do.
    scopes: frozenset[str]
    #: `open`, `session`, `token`, `proxy` or `login`.
    via: str


#: Who asks where nobody is asked for a name.
ANYBODY = Caller(name="desk", scopes=frozenset(SCOPES), via="open")


def caller_of(person: Person, via: str, token: Token | None = None) -> Caller:
    """Return what somebody may do; with a token never more than its scopes say."""
    scopes = _OF_ROLE[person.role]
    if token is not None:
        scopes &= frozenset(token.scopes)
    return Caller(name=person.name, scopes=scopes, via=via)


def checked_name(name: str) -> str:
    """Return a name under which somebody can log in.

    Raises:
        InputError: it is none.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name to log in with: write up to 64 of a-z, 0-9, dot, dash, underscore and @")
    return name


def hashed(password: str, rules: PasswordRules | None = None) -> str:
    """Return the hash that is kept of a password.

    Raises:
        InputError: it is too short or too long.
    """
    rules = rules or PasswordRules()
    if not rules.shortest <= len(password) <= rules.longest:
        raise InputError(
            f"a password has {rules.shortest} to {rules.longest} characters: choose a longer or shorter one"
        )
    return _hasher().hash(password)


def is_password(person: Person | None, password: str) -> bool:
    """Tell whether a password is somebody's; it takes as long for somebody who does not exist."""
    kept = person.password_hash if person is not None else None
    try:
        return _hasher().verify(kept or _nobodys(), password[: PasswordRules().longest + 1]) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    # the library's defaults are RFC 9106's second choice: 64 MiB, 3 passes, 4 lanes
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def new_key(prefix: str = "") -> str:
    """Return a new random key of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Return what is kept of a key: it is random, and needs no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRules:
    """How often somebody may mistype."""

    #: Failures within `window` after which a name rests.
    most_by_name: int = 5
    #: And an address, behind which a whole newsroom may sit.
    most_by_address: int = 40
    window: timedelta = timedelta(minutes=15)


@dataclass(slots=True)
class Failures:
    """Counts failed log-ins, in memory: a restart forgives."""

    rules: LoginRules = field(default_factory=LoginRules)
    _by_key: dict[str, deque[datetime]] = field(default_factory=dict)

    def is_barred(self, name: str, address: str, now: datetime) -> bool:
        """Tell whether this name, or anybody at this address, has to wait."""
        by_name, by_address = self._recent(f"name:{name}", now), self._recent(f"address:{address}", now)
        return by_name >= self.rules.most_by_name or by_address >= self.rules.most_by_address

    def note(self, name: str, address: str, now: datetime) -> None:
        """Remember a failure."""
        for key in (f"name:{name}", f"address:{address}"):
            self._by_key.setdefault(key, deque(maxlen=self.rules.most_by_address)).append(now)
        if len(self._by_key) > _MOST_KEYS:
            for key in [key for key in self._by_key if not self._recent(key, now)]:
                del self._by_key[key]

    def forgive(self, name: str) -> None:
        """Forget the failures of somebody who got in."""
        self._by_key.pop(f"name:{name}", None)

    def _recent(self, key: str, now: datetime) -> int:
        return sum(at > now - self.rules.window for at in self._by_key.get(key, ()))


#: Names and addresses counted before those whose time is over are swept out.
_MOST_KEYS = 10_000
