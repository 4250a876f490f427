"""Letters that came back: mails out of mailboxes and files are read for reports, and what they report is kept."""

import asyncio
import mailbox
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from desk.mail.bounces import MOST_BYTES, read_bounces
from desk.workers import WorkerPool
from pipeline.errors import InputError, WorkerKilledError
from pipeline.nouns import Bounce
from storage.store import Store

_LOG = structlog.get_logger(__name__)
#: As the name of a file: what is piped in.
STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncesTaken:
    """What mails brought."""

    #: Mails that were read: a count.
    n_mails: int
    #: Mails that reported nothing: a count.
    n_other: int
    #: Reports that were not known, each with its letter.
    bounces: tuple[Bounce, ...]
    #: Why each mail that could not be read could not, in sentences.
    unreadable: tuple[str, ...]


async def take_bounces(store: Store, workers: WorkerPool, mails: Iterable[bytes], now: datetime) -> BouncesTaken:
    """Read mails for reports of letters that came back, and keep what concerns ours; read again they change nothing.

    Args:
        store: Where the letters are known.
        workers: Where the mails are parsed.
        mails: As they lie in their mailboxes.
        now: The present instant.

    Raises:
        InputError: a mailbox cannot be read.
        StorageError: the database refused.
    """
    n_mails = n_other = 0
    taken: list[Bounce] = []
    unreadable: list[str] = []
    for raw in mails:
        n_mails += 1
        try:
            reports = await workers.run(read_bounces, raw[:MOST_BYTES], now)
        except (InputError, WorkerKilledError) as error:
            unreadable.append(str(error))
            continue
        taken += await asyncio.to_thread(store.bounces.take, reports) if reports else []
        n_other += not reports
    return BouncesTaken(n_mails=n_mails, n_other=n_other, bounces=tuple(taken), unreadable=tuple(unreadable))


async def look_at_maildir(store: Store, workers: WorkerPool, folder: Path, now: datetime) -> BouncesTaken:
    """Take the new mails of a maildir; each is moved to those that were looked at, unread, and none is deleted.

    Raises:
        InputError: the folder is no maildir, or a mail cannot be moved.
        StorageError: the database refused.
    """
    waiting = list(_new_in(folder))
    taken = await take_bounces(store, workers, (_bytes_of(file) for file in waiting), now)
    for file in waiting:
        try:
            file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,")
        except OSError as error:
            raise InputError(
                f"{file}: cannot be moved to {folder / 'cur'} ({error.strerror}); see mail.bounces"
            ) from error
    for bounce in taken.bounces:
        _LOG.warning("bounced", kind=bounce.kind.value, to=bounce.recipient, status=bounce.status, why=bounce.reason)
    for why in taken.unreadable:
        _LOG.warning("unreadable_mail", folder=str(folder), why=why)
    return taken


def mails_in(place: str) -> Iterator[bytes]:
    """Yield the mails in a maildir, a folder of files, an mbox file or a file of one mail; `-` is what is piped in.

    Raises:
        InputError: it is not there, or cannot be read.
    """
    if place == STDIN:
        yield sys.stdin.buffer.read(MOST_BYTES)
        return
    path = Path(place)
    if path.is_dir():
        folders = [path / "new", path / "cur"] if _is_maildir(path) else [path]
        yield from (_bytes_of(file) for folder in folders for file in sorted(folder.iterdir()) if file.is_file())
    elif _bytes_of(path, 5) == b"From ":
        yield from _in_mbox(path)
    else:
        yield _bytes_of(path)


def _in_mbox(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    except (mailbox.Error, OSError) as error:
        raise InputError(f"{path}: cannot be read as a mailbox ({error})") from error
    finally:
        box.close()


def _is_maildir(folder: Path) -> bool:
    return (folder / "new").is_dir() and (folder / "cur").is_dir()


def _new_in(folder: Path) -> Iterator[Path]:
    if not _is_maildir(folder):
        raise InputError(f"{folder} is no maildir (a folder with `new` and `cur` in it): see mail.bounces")
    yield from sorted(file for file in (folder / "new").iterdir() if file.is_file())


def _bytes_of(file: Path, most: int = MOST_BYTES) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); name a mailbox, or a file of a mail") from error
