"""What every table shares: the base class, and the column types that carry our nouns' types into both databases."""

import enum
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar, cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.attributes import InstrumentedAttribute

from pipeline.nouns import ChangedSentence, DevelopmentKind, FeedEntry, Markings, Rhythm
from storage.tables.markings import markings_of, written

N = TypeVar("N")

#: What no database text may hold: PostgreSQL refuses NUL, and lone surrogates have no UTF-8.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def writable(text: str) -> str:
    """Return the text with U+FFFD for each character that a database refuses; most texts pass untouched."""
    return _UNWRITABLE.sub("\ufffd", text) if _UNWRITABLE.search(text) else text


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC, in and out; SQLite keeps it as sortable text without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring the instant to UTC; a naive one is a mistake of ours and refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: instants are aware here")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a column: a page reads thousands of instants, of SQLite in one step instead of three."""
        return _read_instant if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_instant(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(f"{kept}+00:00")


class Wording(sa.types.TypeDecorator[str]):
    """Text that strangers wrote: the characters that a database refuses become U+FFFD."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Replace what cannot be written."""
        return None if value is None else writable(value)


class Strings(sa.types.TypeDecorator[tuple[str, ...]]):
    """A short list of strings, as JSON."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002
        """Hand the strings over as the list that JSON has."""
        return None if value is None else list(value)

    def process_result_value(self, value: Sequence[str] | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """Give the strings back as a tuple."""
        return None if value is None else tuple(value)


class Kinds(sa.types.TypeDecorator[tuple[DevelopmentKind, ...]]):
    """A few kinds of developments, as JSON; nothing kept is none."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: Sequence[DevelopmentKind] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> list[str] | None:
        """Write their names."""
        return [kind.value for kind in value] if value else None

    def process_result_value(self, value: Sequence[str] | None, dialect: Dialect) -> tuple[DevelopmentKind, ...]:  # noqa: ARG002
        """Give the kinds back as a tuple."""
        return tuple(DevelopmentKind(name) for name in value or ())


class Sentences(sa.types.TypeDecorator[tuple[ChangedSentence, ...]]):
    """Sentences before and after an edit, as JSON: pairs of strings, null where there was or is none."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: Sequence[ChangedSentence] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> list[list[str | None]] | None:
        """Write each as a pair."""
        return [[each and writable(each) for each in (one.old, one.new)] for one in value] if value else None

    def process_result_value(
        self,
        value: Sequence[Sequence[str | None]] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> tuple[ChangedSentence, ...]:
        """Build the sentences again; nothing kept is none."""
        return tuple(ChangedSentence(old=old, new=new) for old, new in value or ())


class Span(sa.types.TypeDecorator[timedelta]):
    """A stretch of time, as seconds."""

    impl = sa.Double
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> float | None:  # noqa: ARG002
        """Return its seconds."""
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: float | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002
        """Return the span again."""
        return None if value is None else timedelta(seconds=value)


class Packed(sa.types.TypeDecorator[bytes]):
    """Bytes compressed with zlib: a news page shrinks to about a fifth."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Compress."""
        return None if value is None else zlib.compress(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Decompress."""
        return None if value is None else zlib.decompress(value)


class Floats(sa.types.TypeDecorator[NDArray[np.float32]]):
    """A vector as little-endian float32; `numpy.frombuffer(blob, "<f4")` reads it."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: NDArray[np.float32] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Write the numbers one after the other."""
        return None if value is None else np.ascontiguousarray(value, dtype="<f4").tobytes()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> NDArray[np.float32] | None:  # noqa: ARG002
        """Read the numbers back; the array is not writable."""
        return None if value is None else np.frombuffer(value, dtype="<f4")


class Announced(sa.types.TypeDecorator[FeedEntry]):
    """What a feed said of a page, as JSON."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: FeedEntry | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        """Write the entry's fields, instants as ISO 8601."""
        if value is None:
            return None
        return {
            field.name: written.isoformat() if isinstance(written, datetime) else written
            for field in fields(value)
            if (written := getattr(value, field.name)) is not None
        }

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> FeedEntry | None:  # noqa: ARG002
        """Build the entry again."""
        if value is None:
            return None
        said = dict(value)
        for name in ("published_at", "updated_at"):
            if name in said:
                said[name] = datetime.fromisoformat(said[name])
        said["byline"] = tuple(said.get("byline", ()))
        return FeedEntry(**said)


class Yielded(sa.types.TypeDecorator[Rhythm]):
    """A feed's rhythm as JSON; four places are more than it means."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Rhythm | None, dialect: Dialect) -> list[list[float]] | None:  # noqa: ARG002
        """Write both rows of numbers."""
        return None if value is None else [[round(n, 4) for n in row] for row in (value.new, value.watched)]

    def process_result_value(self, value: list[list[float]] | None, dialect: Dialect) -> Rhythm | None:  # noqa: ARG002
        """Build the rhythm again."""
        return None if value is None else Rhythm(new=tuple(value[0]), watched=tuple(value[1]))


class Marked(sa.types.TypeDecorator[Markings]):
    """What a page says of its article, as JSON; rows of before it was kept have none."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Markings | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        """Write what is said, and nothing for what is not."""
        return None if value is None else written(value, writable) or None

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Markings:  # noqa: ARG002
        """Build the markings again."""
        return markings_of(value or {})


def _values_of(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """The base of every table; a column's Python type says how it is kept."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Wording(),
        datetime: Instant(),
        timedelta: Span(),
        float: sa.Double(),
        tuple[str, ...]: Strings(),
        tuple[ChangedSentence, ...]: Sentences(),
        tuple[DevelopmentKind, ...]: Kinds(),
        dict[str, str]: sa.JSON(),
        FeedEntry: Announced(),
        Rhythm: Yielded(),
        Markings: Marked(),
        enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=32, values_callable=_values_of),
    }


#: Rows are numbered in 64 bits; SQLite counts by itself only in a column called INTEGER.
Numbered = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def table_of(model: type[Base]) -> sa.Table:
    """Return the plain table behind a typed model, for statements that run many times."""
    return cast("sa.Table", model.__table__)


class Shape(Generic[N]):
    """How one noun lies in one table: column by column under the names of its fields.

    It makes no queries; it only knows the way in (`values`) and the way out (`build`).
    """

    def __init__(self, noun: type[N], model: type[Base], *, without: Sequence[str] = ()) -> None:
        self._noun = noun
        self._names = tuple(f.name for f in fields(cast("Any", noun)) if f.name not in without)
        self.columns: tuple[InstrumentedAttribute[Any], ...] = tuple(getattr(model, name) for name in self._names)

    def __len__(self) -> int:
        return len(self._names)

    def values(self, noun: N) -> dict[str, Any]:
        """Return the noun's fields by column."""
        return {name: getattr(noun, name) for name in self._names}

    def fields(self, row: Sequence[Any], start: int = 0) -> dict[str, Any]:
        """Return the fields that lie in the row from `start` on, by name."""
        return dict(zip(self._names, row[start : start + len(self._names)], strict=True))

    def build(self, row: Sequence[Any], start: int = 0) -> N:
        """Build the noun from the columns that lie in the row from `start` on."""
        return self._noun(**self.fields(row, start))
