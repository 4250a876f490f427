"""A folder of mails: one raw `.eml` file each, numbered in the order in which they came."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail as it came, with the envelope it came in."""

    #: 1 for the first in its folder.
    number: int
    path: Path
    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        """Return its Message-ID with the angle brackets; empty: it has none."""
        return next(iter(_ids(self.message, "Message-ID")), "")

    @property
    def references(self) -> tuple[str, ...]:
        """Return the Message-IDs that it answers, oldest first."""
        return tuple(dict.fromkeys((*_ids(self.message, "References"), *_ids(self.message, "In-Reply-To"))))

    @property
    def subject(self) -> str:
        """Return its subject; empty: it has none."""
        return str(self.message.get("Subject", ""))

    @property
    def text(self) -> str:
        """Return its plain part; empty: it has none."""
        return _part(self.message, "plain")

    @property
    def html(self) -> str:
        """Return its HTML part as it was sent, not to be trusted; empty: it has none."""
        return _part(self.message, "html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The mails that a mail client shows together to one recipient."""

    recipient: str
    #: In the order in which they came.
    mails: tuple[KeptMail, ...]

    @property
    def subject(self) -> str:
        """Return the subject of the first mail."""
        return self.mails[0].subject


class MailFolder:
    """Keeps mails in a folder and an index of them in memory; several processes may read, one may write."""

    def __init__(self, folder: Path) -> None:
        """Open a folder, with what earlier runs left in it."""
        self._folder = folder
        self._kept: dict[str, KeptMail] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        """Write a mail safely to disk; once this returns it outlives a crash."""
        number = 1 + max((mail.number for mail in self.mails()), default=0)
        envelope = f"Return-Path: <{sender}>\r\n" + "".join(f"Delivered-To: {each}\r\n" for each in recipients)
        half_done = self._folder / f"{number:06}.part"
        with half_done.open("wb") as file:
            file.write(envelope.encode("utf-8") + content)
            file.flush()
            os.fsync(file.fileno())
        half_done.rename(half_done.with_suffix(".eml"))

    def mails(self) -> tuple[KeptMail, ...]:
        """Return all mails in the order in which they came."""
        for path in sorted(self._folder.glob("[0-9]*.eml")):
            if path.name not in self._kept:
                self._kept[path.name] = _read(path)
        return tuple(sorted(self._kept.values(), key=lambda mail: mail.number))

    def conversations(self) -> tuple[Conversation, ...]:
        """Return the mails grouped as mail clients do, the conversation that moved last first."""
        return conversations_of(self.mails())


def conversations_of(mails: Iterable[KeptMail]) -> tuple[Conversation, ...]:
    """Group mails by recipient and by what they answer, the conversation that moved last first."""
    groups: dict[tuple[str, str], list[KeptMail]] = {}
    roots: dict[tuple[str, str], str] = {}
    for mail in mails:
        recipient = mail.recipients[0] if mail.recipients else ""
        known = [roots[recipient, each] for each in (*mail.references, mail.message_id) if (recipient, each) in roots]
        root = next(iter((*known, *mail.references, mail.message_id)), "")
        for each in (*mail.references, mail.message_id):
            roots.setdefault((recipient, each), root)
        groups.setdefault((recipient, root), []).append(mail)
    found = [Conversation(recipient=recipient, mails=tuple(group)) for (recipient, _), group in groups.items()]
    return tuple(sorted(found, key=lambda conversation: -conversation.mails[-1].number))


def _read(path: Path) -> KeptMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return KeptMail(
        number=int(path.stem),
        path=path,
        received_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        sender=str(message.get("Return-Path", "")).strip("<> "),
        recipients=tuple(str(each).strip() for each in message.get_all("Delivered-To", [])),
        message=message,
    )


def _ids(message: EmailMessage, header: str) -> list[str]:
    return _MESSAGE_ID.findall(str(message.get(header, "")))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
