"""An alert becomes a mail: what is new in a thread, each claim linked to where it was published."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any, Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from css_inline import CSSInliner
from jinja2 import Environment

from desk.alert_shown import AlertShown
from desk.links import is_web
from desk.rendering import environment
from desk.shown import FactShown, Told
from desk.unsubscribing import unsubscribe_path
from desk.wording import watch_words
from pipeline.nouns import Alert, Notice, Thread, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRules:
    """The mail server, who writes, and where links lead."""

    #: Name or address of the SMTP server; empty: mails are not sent, alerts wait in the outbox.
    host: str
    port: int = 25
    #: Empty: no login.
    user: str = ""
    #: Never shown, never logged.
    password: str = field(default="", repr=False)
    #: No encryption, upgraded on the way, or from the first byte.
    security: Literal["none", "starttls", "tls"] = "none"
    #: As it stands in `From`.
    sender: str = "Throughline <throughline@localhost>"
    #: Address that is told of outlets outside their band; empty: nobody is, they are only shown.
    notices_to: str = ""
    #: Where the desk's pages are, without a slash at the end.
    desk_url: str = "http://127.0.0.1:8420"
    #: Where mail programs reach the desk to end a watch; empty: at `desk_url`.
    public_url: str = ""
    #: Signs the addresses that end a watch; empty: mails name none.
    key: bytes = field(default=b"", repr=False)
    #: For one answer of the mail server: seconds.
    timeout: float = 20.0
    #: IANA name of the zone in which times are written.
    zone: str = "UTC"
    #: Facts of one kind in one mail: a count; the rest is on the thread's page.
    most_facts: int = 6
    #: Earlier mails that `References` names: a count. Source: RFC 5322 has no limit, but servers cut long headers.
    most_references: int = 20
    #: Conversations of threads that were put into one, that `References` names: a count.
    most_merged: int = 5
    #: Longest subject: characters.
    longest_subject: int = 160
    #: Waits after a mail was refused, the last one again and again: seconds. Source: RFC 5321, 4.5.4.1 asks for 30
    #: minutes and more in the long run; the first tries are quick, for greylisting.
    waits: tuple[int, ...] = (60, 300, 1800, 7200, 21600, 86400)
    #: Waits after the server was away: seconds; shorter, as then everything waits.
    server_waits: tuple[int, ...] = (30, 60, 120, 300, 600)


def compose(alert: Alert, shown: AlertShown, rules: MailRules, now: datetime) -> EmailMessage:
    """Return the mail that tells of one development; the same alert always gives the same Message-ID.

    Args:
        alert: What is owed, with the Message-ID.
        shown: What the mail says.
        rules: Who writes, and where links lead.
        now: Date of the mail.

    Raises:
        ValueError: the recipient is no address that a mail can name.
    """
    mail = EmailMessage()
    for name, value in _headers(alert, shown, rules, now).items():
        mail[name] = value
    return filled(mail, "development", _words(alert, shown, rules, now), rules)


def compose_notice(notice: Notice, outlet_name: str, rules: MailRules, now: datetime) -> EmailMessage:
    """Return the mail that tells that an outlet falls outside its band; the same one always has the same Message-ID.

    Args:
        notice: What is told.
        outlet_name: As its readers know it.
        rules: Who writes, to whom, and where links lead.
        now: Date of the mail.

    Raises:
        ValueError: the recipient is no address that a mail can name.
    """
    host = _host_of(rules.sender)
    words = {
        "outlet_name": outlet_name,
        "kind": notice.kind.value,
        "says": notice.says,
        "began_at": notice.began_at,
        "ended_at": notice.ended_at,
        "outlets_url": f"{rules.desk_url.rstrip('/')}/outlets",
        "tz": ZoneInfo(rules.zone),
        "now": now,
    }
    mail = EmailMessage()
    mail["From"] = rules.sender
    mail["To"] = rules.notices_to
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = f"<notice.{notice.id}@{host}>"
    mail["List-Id"] = f"Throughline notices <notices.throughline.{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return filled(mail, "notice", words, rules)


def one_line(text: str, longest: int) -> str:
    """Return text that is safe in a header: one line, no controls, nothing that reads as an encoded word.

    Source: Python's header parser decodes `=?…?=` on assignment, line ends in it included (RFC 2047).
    """
    folded = " ".join(plain(text).split()).replace("=?", "= ?").replace("?=", "? =")
    return folded if len(folded) <= longest else folded[: longest - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Return text without control, format and separator characters: each becomes a blank, none changes direction."""
    return "".join(" " if unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else mark for mark in text)


def filled(mail: EmailMessage, folder: str, words: dict[str, Any], rules: MailRules) -> EmailMessage:
    """Return the mail with subject, text and HTML from a folder of templates."""
    filling = templates()
    subject = one_line(filling.get_template(f"{folder}/subject.txt").render(words), rules.longest_subject)
    mail["Subject"] = subject
    mail.set_content(filling.get_template(f"{folder}/body.txt").render(words))
    html = filling.get_template(f"{folder}/body.html").render(words, subject=subject)
    mail.add_alternative(_inliner().inline(html), subtype="html")
    return mail


def common_headers(recipient: str, message_id: str, alert: Alert, rules: MailRules, now: datetime) -> dict[str, str]:
    """Return the headers that every mail of a watch has.

    Args:
        recipient: Who is told.
        message_id: As it is fixed in the outbox.
        alert: The alert, or any of those that are told in the mail.
        rules: Who writes, and where a watch is ended.
        now: Date of the mail.
    """
    headers = {
        "From": rules.sender,
        "To": recipient,
        "Date": format_datetime(now.astimezone(UTC)),
        "Message-ID": message_id,
        "List-Id": f"Throughline alerts <alerts.throughline.{_host_of(rules.sender)}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "All",
    }
    if ends := unsubscribe_url(alert, rules):
        headers["List-Unsubscribe"] = f"<{ends}>"
        if ends.startswith("https://"):
            # mail programs take one click over https only (RFC 8058, 3.1)
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def unsubscribe_url(alert: Alert, rules: MailRules) -> str:
    """Return the address at which the watches of an alert's letter are ended; empty: there is none."""
    if not rules.key:
        return ""
    return f"{(rules.public_url or rules.desk_url).rstrip('/')}{unsubscribe_path(alert.id, rules.key)}"


def root_id(thread_id: str, recipient: str, rules: MailRules) -> str:
    """Return the Message-ID, never sent, that all mails of a thread to one recipient refer to."""
    return f"<thread.{thread_id}.{_short_hash(recipient)}@{_host_of(rules.sender)}>"


def conversation_roots(
    thread_id: str, earlier_threads: Sequence[str], recipient: str, rules: MailRules
) -> tuple[str, ...]:
    """Return the Message-IDs, never sent, by which the mails of a thread make one conversation, its own first.

    Args:
        thread_id: the thread.
        earlier_threads: those that were put into it and that the recipient was told of, oldest first.
        recipient: who is told.
        rules: who writes, and how many threads are named.
    """
    return tuple(root_id(key, recipient, rules) for key in (thread_id, *earlier_threads[-rules.most_merged :]))


def _headers(alert: Alert, shown: AlertShown, rules: MailRules, now: datetime) -> dict[str, str]:
    earlier = shown.earlier_message_ids
    roots = conversation_roots(shown.thread.id, shown.earlier_threads, alert.recipient, rules)
    return common_headers(alert.recipient, alert.message_id, alert, rules, now) | {
        # a root was never sent: it joins the conversation even where an earlier mail never arrived
        "In-Reply-To": earlier[-1] if earlier else roots[0],
        "References": " ".join((*roots, *earlier[-rules.most_references :])),
    }


def _words(owed: Alert, alert: AlertShown, rules: MailRules, now: datetime) -> dict[str, Any]:
    shown, thread, most = alert.development, alert.thread, rules.most_facts
    return {
        "now": now,
        "tz": ZoneInfo(rules.zone),
        "thread": thread,
        "shown": shown,
        "conversation": alert.conversation,
        "first_label": "Changed by" if shown.changed else "First",
        "is_reply": bool(alert.earlier_message_ids),
        "figures": shown.figures[:most],
        "quotes": shown.quotes[:most],
        "dates": shown.dates[:most],
        "also_new": alert.also_new,
        "thread_url": f"{thread_url(thread, rules)}#{shown.id}",
        "reason": one_line(_reason(alert.watch), 300),
        "noise": alert.noise,
        "ends": unsubscribe_url(owed, rules),
    }


def thread_url(thread: Thread, rules: MailRules) -> str:
    """Return the address of a thread's page."""
    return f"{rules.desk_url.rstrip('/')}/thread/{quote(thread.slug, safe='')}"


def _reason(watch: Watch | None) -> str:
    if watch is None:
        return "You watched for this; the watch is gone since."
    return f"You are told because you watch {watch_words(watch)}."


def _sentence(fact: FactShown) -> str:
    return plain(fact.before + fact.marked + fact.after)


def _where(told: Told) -> str:
    return told.url if told.url is not None and is_web(told.url) else "(published without an address)"


def _host_of(sender: str) -> str:
    host = parseaddr(sender)[1].rpartition("@")[2]
    return host if host and host.isascii() else "localhost"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cache
def templates() -> Environment:
    """Return the templates of all mails."""
    made = environment("desk.mail", ".")
    made.filters["plain"] = plain
    made.globals.update(sentence=_sentence, where=_where)
    return made


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
