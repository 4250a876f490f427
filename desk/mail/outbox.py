"""The outbox is emptied: one alert at a time is sent and then marked, so that a kill loses none.

Killed between sending and marking, an alert is sent again under the same Message-ID, which mail clients recognise.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from types import TracebackType
from typing import Protocol, Self

import aiosmtplib

from desk.mail.compose import MailRules, compose, compose_notice, one_line
from desk.views import alert_view
from pipeline.errors import NotFoundError
from pipeline.nouns import Alert
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What a round of sending brought."""

    n_sent: int = 0
    #: Why each mail that could not be sent could not: id of the alert or notice -> a sentence.
    failures: Mapping[str, str] = field(default_factory=dict)
    #: Why the mail server could not be used; None: it could, or was not needed.
    server_failure: str | None = None


class _ServerAwayError(Exception):
    """The mail server cannot be used by anyone now."""


class _DroppedError(_ServerAwayError):
    """The mail server went away over one mail, which may be what it cannot bear."""


async def send_due(store: Store, rules: MailRules, now: datetime, limit: int = 100) -> SendReport:
    """Send the alerts that are due, one by one, each marked at once.

    A mail server that is away costs one attempt, and all alerts of the round wait; a refused mail waits alone.

    Args:
        store: The outbox and the news.
        rules: The mail server; without a host nothing is sent and nothing fails.
        now: The present instant.
        limit: How many alerts at most.

    Raises:
        StorageError: the database refused.
    """
    if not rules.host:
        return SendReport()
    alerts = await asyncio.to_thread(store.alerts.due, now, limit)
    owed = [
        _Owed(
            id=alert.id,
            recipient=alert.recipient,
            n_tries=alert.n_tries,
            composed=partial(_alert_mail, store, alert, rules, now),
            marks=store.alerts,
        )
        for alert in alerts
    ]
    return await _send_all(owed, rules, now)


async def send_notices(store: Store, rules: MailRules, now: datetime, limit: int = 100) -> SendReport:
    """Send the notices of outlets outside their bands that are due, as alerts are sent.

    Args:
        store: The notices.
        rules: The mail server, and who is told; without either nothing is sent and nothing fails.
        now: The present instant.
        limit: How many notices at most.

    Raises:
        StorageError: the database refused.
    """
    if not rules.host or not rules.notices_to:
        return SendReport()
    notices = await asyncio.to_thread(store.notices.due, now, limit)
    names = await asyncio.to_thread(store.glances.outlet_names) if notices else {}
    owed = [
        _Owed(
            id=notice.id,
            recipient=rules.notices_to,
            n_tries=notice.n_tries,
            composed=partial(compose_notice, notice, names.get(notice.outlet, notice.outlet), rules, now),
            marks=store.notices,
        )
        for notice in notices
    ]
    return await _send_all(owed, rules, now)


class _Marks(Protocol):
    """Where it is written what became of a mail."""

    def mark_sent(self, owed_id: str, sent_at: datetime, /) -> None: ...

    def mark_failed(self, owed_id: str, failure: str, due_at: datetime, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """A mail that is owed."""

    id: str
    recipient: str
    n_tries: int
    composed: Callable[[], EmailMessage]
    marks: _Marks


def _alert_mail(store: Store, alert: Alert, rules: MailRules, now: datetime) -> EmailMessage:
    return compose(alert, alert_view(store, alert), rules, now)


async def _send_all(owed: Sequence[_Owed], rules: MailRules, now: datetime) -> SendReport:
    due = list(owed)
    if not due:
        return SendReport()
    round_ = _Round(rules, now)
    try:
        async with _Connection(rules) as connection:
            while due:
                await round_.send(connection, due[0])
                due.pop(0)
    except _DroppedError as error:
        await round_.put_off(due[1:], str(error))
        # behind the others next time, so that no mail holds them up for good
        await round_.refuse(due[0], str(error))
    except _ServerAwayError as error:
        await round_.put_off(due, str(error))
    return round_.report


class _Round:
    """One round: what was sent and what failed so far."""

    def __init__(self, rules: MailRules, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self.report = SendReport()

    async def send(self, connection: "_Connection", owed: _Owed) -> None:
        """Send one mail and mark it, or mark why not."""
        try:
            mail = await asyncio.to_thread(owed.composed)
            failure = await connection.send(mail, owed.recipient)
        except NotFoundError as error:
            failure = str(error)
        except ValueError as error:
            failure = f"No mail can be made of it for {owed.recipient!r}: {error}"
        if failure is not None:
            await self.refuse(owed, failure)
            return
        await asyncio.to_thread(owed.marks.mark_sent, owed.id, self._now)
        self.report = replace(self.report, n_sent=self.report.n_sent + 1)

    async def refuse(self, owed: _Owed, failure: str) -> None:
        """Let one mail wait that could not be sent."""
        await self._fail(owed, failure, self._rules.waits)

    async def put_off(self, all_owed: Sequence[_Owed], failure: str) -> None:
        """Let all mails wait for the server."""
        self.report = replace(self.report, server_failure=self._readable(failure))
        for owed in all_owed:
            await self._fail(owed, failure, self._rules.server_waits)

    async def _fail(self, owed: _Owed, failure: str, waits: Sequence[int]) -> None:
        reason = self._readable(failure)
        due_at = self._now + timedelta(seconds=waits[min(owed.n_tries, len(waits) - 1)])
        await asyncio.to_thread(owed.marks.mark_failed, owed.id, reason, due_at)
        self.report = replace(self.report, failures={**self.report.failures, owed.id: reason})

    def _readable(self, failure: str) -> str:
        if self._rules.password:
            failure = failure.replace(self._rules.password, "…")
        return one_line(failure, 300)


class _Connection:
    """A connection to the mail server that is made when it is first needed and once more when the server dropped it."""

    def __init__(self, rules: MailRules) -> None:
        self._rules = rules
        self._client: aiosmtplib.SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None and self._client.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._client.quit()

    async def send(self, mail: EmailMessage, recipient: str) -> str | None:
        """Send a mail; return why the server refused it, or None: it was taken.

        Raises:
            _ServerAwayError: the server takes no mails at all now.
            ValueError: the recipient is no address.
        """
        client = await self._connected()
        try:
            await client.send_message(mail, recipients=[recipient])
        except aiosmtplib.SMTPSenderRefused as error:
            raise _ServerAwayError(self._server_said(error)) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            return "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING:
                raise _DroppedError(self._server_said(error)) from error
            return f"{error.code} {error.message}"
        except aiosmtplib.SMTPNotSupported as error:
            return error.message
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _DroppedError(self._server_said(error)) from error
        return None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        rules = self._rules
        self._client = aiosmtplib.SMTP(
            hostname=rules.host,
            port=rules.port,
            username=rules.user or None,
            password=rules.password or None,
            timeout=rules.timeout,
            use_tls=rules.security == "tls",
            start_tls=rules.security == "starttls",
        )
        try:
            await self._client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _ServerAwayError(self._server_said(error)) from error
        return self._client

    def _server_said(self, error: Exception) -> str:
        if isinstance(error, aiosmtplib.SMTPResponseException):
            said = f"{error.code} {error.message}"
        else:
            said = str(error) or type(error).__name__
        return f"Mail server {self._rules.host}:{self._rules.port}: {said}"


#: "Service not available, closing transmission channel" (RFC 5321, 4.2.2).
_CLOSING = 421
