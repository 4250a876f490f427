"""What a mail server reports of a letter that it had taken: read out of the mail that it sends back.

Reports in the standard form (RFC 3464) are read here; of the many others, flufl.bounce knows who is not reached. What
is no report, such as a reader's answer or a note that they are away, gives nothing. All of it was written by strangers:
callers read in a process that can be killed.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from flufl.bounce import all_failures

from pipeline.errors import InputError
from pipeline.nouns import Bounce, BounceKind

#: Bytes of a mail that are read: a report returns at most the mail that it is about, which is smaller than this.
MOST_BYTES = 1_000_000
#: Reports in one mail: servers send one a recipient, and we write to one only.
_MOST_REPORTS = 50
#: Characters of what a server said that are kept: it fills a line or two.
_MOST_SAID = 300
#: What became of the mail, as the standard names it; opensmtpd says `error`. Deliveries and relays are none of ours.
_ACTIONS = (("fail", BounceKind.FAILED), ("error", BounceKind.FAILED), ("delay", BounceKind.DELAYED))
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{3,200}>)\s*$", re.IGNORECASE | re.MULTILINE)
#: Who sends reports, where the mail names a sender at all.
_MAILER = re.compile(r"^(?:mailer-?daemon|postmaster|mail-daemon|bounces?)\b", re.IGNORECASE)


def read_bounces(raw: bytes, now: datetime) -> tuple[Bounce, ...]:
    """Return what a mail reports of letters that could not be delivered, one a recipient; nothing: it is no report.

    Args:
        raw: The mail as it lies in a mailbox; the end of one that is very long is not looked at.
        now: The present instant: stands in for a date that is missing or lies ahead.

    Raises:
        InputError: it cannot be read at all.
    """
    try:
        mail = message_from_bytes(raw[:MOST_BYTES])
        found = list(_standard(mail)) or list(_other(mail))
        letter = _returned(mail, raw)
    except Exception as error:
        # readers of forms that nobody defined fail on bent mails in any way
        raise InputError(f"a mail cannot be read ({type(error).__name__}: {error}); it is left as it is") from error
    at, own = _dated(mail, now), str(mail.get("message-id", "")).strip()
    return tuple(
        Bounce(
            id=_id_of(letter or own or at.isoformat(), kind, recipient),
            kind=kind,
            recipient=recipient,
            letter=letter,
            at=at,
            status=status,
            reason=_one_line(said) or "it could not be delivered; the server did not say why",
        )
        for kind, recipient, status, said in found[:_MOST_REPORTS]
    )


_Report = tuple[BounceKind, str, str | None, str]


def _standard(mail: Message) -> Iterator[_Report]:
    """Yield what a report in the standard form says, recipient by recipient (RFC 3464, 2.3)."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _parts(part):
            recipient = _address(block, "original-recipient") or _address(block, "final-recipient")
            action = str(block.get("action", "")).strip().lower()
            kind = next((kind for start, kind in _ACTIONS if action.startswith(start)), None)
            if recipient and kind:
                said = str(block.get("diagnostic-code", "")).partition(";")[2].strip()
                status = _STATUS.search(str(block.get("status", ""))) or _STATUS.search(said)
                yield kind, recipient, status[1] if status else None, said


def _parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _address(block: Message, field: str) -> str:
    """Return the address in a field such as `rfc822; nora@desk.example`, in lower case; empty: there is none."""
    kind, _, rest = str(block.get(field, "")).partition(";")
    return parseaddr((rest or kind).strip())[1].strip().lower()


def _other(mail: Message) -> Iterator[_Report]:
    """Yield whom a report of another form names; what was not sent by a mail server is none."""
    if not _is_from_mailer(mail):
        return
    delayed, failed = all_failures(mail)
    said = _first_words(mail)
    status = _STATUS.search(said)
    for kind, recipients in ((BounceKind.FAILED, failed), (BounceKind.DELAYED, delayed - failed)):
        for recipient in sorted(recipients):
            yield kind, recipient.decode("utf-8", "replace").lower(), status[1] if status else None, said


def _is_from_mailer(mail: Message) -> bool:
    """Tell whether a mail server sent it: with no address to answer to, or one of those that only servers have."""
    if str(mail.get("return-path", "")).strip() == "<>":
        return "auto-replied" not in str(mail.get("auto-submitted", "")).lower()
    return _MAILER.match(parseaddr(str(mail.get("from", "")))[1]) is not None


def _first_words(mail: Message) -> str:
    """Return the beginning of the text in which the server says what happened, its lines with codes first."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            text = raw[:20_000].decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            coded = [line for line in text.splitlines() if _STATUS.search(line) or re.search(r"\b5\d\d[ -]", line)]
            return " ".join(coded[:3]) or text[: 2 * _MOST_SAID]
    return ""


def _returned(mail: Message, raw: bytes) -> str | None:
    """Return the Message-ID of the mail that a report returns, whole or its headers only; None: it returns none."""
    own = str(mail.get("message-id", "")).strip()
    for part in mail.walk():
        inner = _parts(part) if part.get_content_type() == "message/rfc822" else []
        if inner and (found := str(inner[0].get("message-id", "")).strip()):
            return found
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and (headers := _MESSAGE_ID.search(payload.decode("utf-8", "replace"))):
                return headers[1]
    # older servers paste the mail into their text
    pasted = _MESSAGE_ID.findall(raw[:MOST_BYTES].decode("utf-8", "replace"))
    return next((found for found in pasted if found != own), None)


def _dated(mail: Message, now: datetime) -> datetime:
    try:
        at = parsedate_to_datetime(str(mail.get("date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(aware.astimezone(UTC), now)


def _id_of(about: str, kind: BounceKind, recipient: str) -> str:
    """Return an id that is the same however often the report is read: at most one a letter, recipient and outcome."""
    named = f"{about}\x1f{kind}\x1f{recipient}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _one_line(said: str) -> str:
    folded = " ".join("".join(mark if mark.isprintable() else " " for mark in said).split())
    return folded if len(folded) <= _MOST_SAID else folded[: _MOST_SAID - 1].rstrip() + "…"
