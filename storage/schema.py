"""The schema's version: whether this program and this database understand one another, and how they come to."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import StorageError
from storage.database import Database

#: The version that this program writes and reads: the newest of `migrations/versions`.
SCHEMA_VERSION = "0018"

#: Any number of ours: on PostgreSQL, two programs that upgrade at once wait for one another under it.
_UPGRADE_LOCK = 7_201_911


def schema_version(database: Database) -> str | None:
    """Return the schema's version, or None: there is no schema yet.

    Raises:
        StorageError: the database refused, or belongs to another program.
    """
    with database.reading() as connection:
        return _version(connection, database.name)


def require_schema(database: Database) -> None:
    """Refuse to go on with a schema that is not this program's.

    Raises:
        StorageError: the schema is missing, older or newer; what to do about it.
    """
    version = schema_version(database)
    if version is None:
        raise StorageError(f"{database.name} is empty: run `throughline db upgrade`")
    if version < SCHEMA_VERSION:
        raise StorageError(
            f"{database.name} has schema {version} and this program needs {SCHEMA_VERSION}: "
            "run `throughline db backup FILE`, then `throughline db upgrade`"
        )
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"{database.name} has schema {version}, which is newer than the {SCHEMA_VERSION} of this program: "
            "install a newer Throughline"
        )


def upgrade(database: Database) -> None:
    """Bring the schema to this program's version, in one transaction; one that is there already stays untouched.

    Raises:
        StorageError: the schema is newer than this program, or the database refused.
    """
    if schema_version(database) == SCHEMA_VERSION:
        return
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        version = _version(connection, database.name)
        if version is None or version < SCHEMA_VERSION:
            _migrate(connection)
    require_schema(database)


def _version(connection: Connection, name: str) -> str | None:
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in tables and "articles" in tables:
        version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return version
    if tables and connection.dialect.name == "sqlite":
        raise StorageError(f"{name} is a database of another program: name another file")
    return None


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, SCHEMA_VERSION)
