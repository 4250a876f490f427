"""The secrets of this installation, each made when it is first needed: they sign what we send out."""

import secrets

import sqlalchemy as sa

from storage.database import Database
from storage.statements import insert_or_keep
from storage.tables import KeyRow, table_of

_KEYS = table_of(KeyRow)
#: Bytes of a key: as many as SHA-256 gives, which is what HMAC wants (RFC 2104, 3).
_LENGTH = 32


class Keys:
    """Keeps secrets by name; signs nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, name: str) -> bytes:
        """Return the key of this name, the same for every process and machine over this database.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(KeyRow.value).where(KeyRow.name == name)
        with self._database.reading() as connection:
            found: str | None = connection.scalar(asked)
        if found is None:
            made = {"name": name, "value": secrets.token_hex(_LENGTH)}
            with self._database.writing() as connection:
                connection.execute(insert_or_keep(self._database.dialect, _KEYS), made)
                # another process may have been first
                found = connection.execute(asked).scalar_one()
        return bytes.fromhex(found)
