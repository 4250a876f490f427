"""Several alerts become one mail: a digest, thread by thread, each line linked to where it was published."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from desk.alert_shown import DigestShown
from desk.mail.compose import (
    MailRules,
    common_headers,
    conversation_roots,
    filled,
    templates,
    thread_url,
    unsubscribe_url,
)
from desk.wording import plural
from pipeline.deliver import Letter
from pipeline.errors import NotFoundError


def compose_digest(letter: Letter, shown: DigestShown, rules: MailRules, now: datetime) -> EmailMessage:
    """Return the mail that tells of several developments; the same letter always has the same Message-ID.

    A digest of one thread stands in that thread's conversation.

    Args:
        letter: What is owed, with the Message-ID.
        shown: What the mail says.
        rules: Who writes, and where links lead.
        now: Date of the mail.

    Raises:
        NotFoundError: nothing of what it tells is known any more.
        ValueError: the recipient is no address that a mail can name.
    """
    if not shown.n_lines:
        raise NotFoundError(f"Nothing that letter {letter.id} tells of is known any more")
    alert = letter.alerts[0]
    headers = common_headers(letter.recipient, letter.id, alert, rules, now)
    if len(shown.threads) == 1 and not shown.notices:
        roots = conversation_roots(
            shown.threads[0].thread.id, shown.threads[0].earlier_threads, letter.recipient, rules
        )
        headers |= {"In-Reply-To": roots[0], "References": " ".join(roots)}
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name] = value
    return filled(mail, "digest", _words(shown, rules, now, unsubscribe_url(alert, rules)), rules)


def digest_text(shown: DigestShown, rules: MailRules, now: datetime) -> str:
    """Return the text of a digest, as other channels than mail show it."""
    return templates().get_template("digest/body.txt").render(_words(shown, rules, now, ""))


def _words(shown: DigestShown, rules: MailRules, now: datetime, ends: str) -> dict[str, Any]:
    return {
        "now": now,
        "tz": ZoneInfo(rules.zone),
        "shown": shown,
        "counts": _counts(shown),
        "is_of_one": len(shown.threads) == 1 and not shown.notices,
        "thread_urls": {one.thread.id: thread_url(one.thread, rules) for one in shown.threads},
        "outlets_url": f"{rules.desk_url.rstrip('/')}/outlets",
        "ends": ends,
    }


def _counts(shown: DigestShown) -> str:
    """Return what it tells of, in numbers: `7 developments in 3 threads, 1 notice`."""
    n_developments = sum(len(one.lines) for one in shown.threads)
    counted: list[str] = []
    if n_developments:
        counted.append(f"{plural(n_developments, 'development')} in {plural(len(shown.threads), 'thread')}")
    if shown.notices:
        counted.append(plural(len(shown.notices), "notice"))
    return ", ".join(counted)
