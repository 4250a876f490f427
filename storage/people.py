"""People: who may use the desk, their sessions and tokens. It checks no password and decides no right."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from pipeline.errors import NotFoundError, StorageError
from storage.database import Database
from storage.tables import PersonRow, SessionRow, Shape, TokenRow, table_of

_PEOPLE, _SESSIONS, _TOKENS = table_of(PersonRow), table_of(SessionRow), table_of(TokenRow)


class Role(StrEnum):
    """What somebody may do; each may do what those before it may."""

    READER = "reader"  # look
    EDITOR = "editor"  # merge, split, watch, note
    ADMIN = "admin"  # people, tokens, the audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may use the desk."""

    #: As they log in.
    name: str
    role: Role
    #: Argon2; None: comes by the proxy or by token only.
    password_hash: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which somebody is logged in."""

    #: SHA-256 of what the browser holds, hexadecimal.
    key_hash: str
    person: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A key for programs."""

    id: str
    #: SHA-256 of the key, hexadecimal: the key itself is shown once and kept nowhere.
    key_hash: str
    person: str
    #: What it is for, in its owner's words.
    label: str
    #: `read`, `write`, `admin`: never more than its person may.
    scopes: tuple[str, ...]
    created_at: datetime
    #: None: until it is removed.
    expires_at: datetime | None = None


_PERSON, _SESSION, _TOKEN = Shape(Person, PersonRow), Shape(Session, SessionRow), Shape(Token, TokenRow)
_EVERYBODY = sa.select(*_PERSON.columns).order_by(PersonRow.name)


class People:
    """Remembers people, sessions and tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: Person) -> None:
        """Remember somebody.

        Raises:
            StorageError: the name is taken, or the database refused.
        """
        with self._database.writing() as connection:
            if connection.scalar(sa.select(PersonRow.name).where(PersonRow.name == person.name)) is not None:
                raise StorageError(f"There is a person {person.name!r} already: choose another name")
            connection.execute(sa.insert(_PEOPLE), _values(_PERSON.values(person)))

    def change(self, name: str, *, role: Role | None = None, password_hash: str | None = None) -> None:
        """Give somebody another role or password; a new password ends their sessions.

        Raises:
            NotFoundError: nobody has this name.
            StorageError: the database refused.
        """
        changed = {"role": role.value if role else None, "password_hash": password_hash}
        values = {column: value for column, value in changed.items() if value is not None}
        with self._database.writing() as connection:
            if not connection.execute(sa.update(_PEOPLE).where(PersonRow.name == name).values(values)).rowcount:
                raise _unknown(name)
            if password_hash is not None:
                connection.execute(sa.delete(_SESSIONS).where(SessionRow.person == name))

    def remove(self, name: str) -> None:
        """Forget somebody, their sessions and their tokens; what they wrote and did keeps their name.

        Raises:
            NotFoundError: nobody has this name.
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_SESSIONS).where(SessionRow.person == name))
            connection.execute(sa.delete(_TOKENS).where(TokenRow.person == name))
            if not connection.execute(sa.delete(_PEOPLE).where(PersonRow.name == name)).rowcount:
                raise _unknown(name)

    def find(self, name: str) -> Person | None:
        """Return somebody, or None.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_PERSON.columns).where(PersonRow.name == name)).first()
        return None if row is None else _person(row)

    def listing(self) -> list[Person]:
        """Return everybody, by name.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return [_person(row) for row in connection.execute(_EVERYBODY)]

    def open_session(self, session: Session) -> None:
        """Remember a session, and forget those that have ended.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_SESSIONS).where(SessionRow.expires_at <= session.created_at))
            connection.execute(sa.insert(_SESSIONS), _SESSION.values(session))

    def end_session(self, key_hash: str) -> None:
        """Forget a session; one that is not known is no error.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_SESSIONS).where(SessionRow.key_hash == key_hash))

    def of_session(self, key_hash: str, now: datetime) -> Person | None:
        """Return whose session this is, as long as it lasts, or None.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(*_PERSON.columns)
            .join(SessionRow, SessionRow.person == PersonRow.name)
            .where(SessionRow.key_hash == key_hash, SessionRow.expires_at > now)
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else _person(row)

    def add_token(self, token: Token) -> None:
        """Remember a token.

        Raises:
            NotFoundError: nobody has the name of its person.
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            # held, so that nobody is removed before their token is there
            held = sa.select(PersonRow.name).with_for_update(read=True, key_share=True)
            if connection.scalar(held.where(PersonRow.name == token.person)) is None:
                raise _unknown(token.person)
            connection.execute(sa.insert(_TOKENS), _TOKEN.values(token))

    def remove_token(self, token_id: str) -> None:
        """Forget a token.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            if not connection.execute(sa.delete(_TOKENS).where(TokenRow.id == token_id)).rowcount:
                raise NotFoundError(f"No token is known under {token_id!r}: `throughline people token list` lists them")

    def tokens(self) -> list[Token]:
        """Return every token, by person.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_TOKEN.columns).order_by(TokenRow.person, TokenRow.created_at, TokenRow.id)
        with self._database.reading() as connection:
            return [_TOKEN.build(row) for row in connection.execute(asked)]

    def of_token(self, key_hash: str, now: datetime) -> tuple[Person, Token] | None:
        """Return whose token this is, as long as it lasts, and the token; or None.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(*_PERSON.columns, *_TOKEN.columns)
            .join(TokenRow, TokenRow.person == PersonRow.name)
            .where(TokenRow.key_hash == key_hash, sa.or_(TokenRow.expires_at.is_(None), TokenRow.expires_at > now))
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else (_person(row), _TOKEN.build(row, len(_PERSON)))


def _values(values: dict[str, object]) -> dict[str, object]:
    return {**values, "role": str(values["role"])}


def _person(row: sa.Row[tuple[object, ...]]) -> Person:
    fields = _PERSON.fields(row)
    return Person(**{**fields, "role": Role(fields["role"])})


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(f"No person is known under {name!r}: `throughline people list` lists them")
