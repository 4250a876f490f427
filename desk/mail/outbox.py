"""The outbox is emptied: one letter at a time is sent and then marked, so that a kill loses none.

Killed between sending and marking, a letter is sent again under the same Message-ID, which mail clients recognise.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Protocol

from desk.letters import letters_due
from desk.mail.compose import MailRules, compose, compose_notice, one_line
from desk.mail.digest import compose_digest
from desk.mail.smtp import Connection, DroppedError, Refusal, ServerAwayError
from desk.told import alert_view, digest_view
from pipeline.deliver import DeliverRules, Letter
from pipeline.errors import NotFoundError
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What a round of sending brought."""

    n_sent: int = 0
    #: Why each letter that could not be sent could not: its Message-ID, or id of the notice -> a sentence.
    failures: Mapping[str, str] = field(default_factory=dict)
    #: Why the mail server could not be used; None: it could, or was not needed.
    server_failure: str | None = None


async def send_due(
    store: Store, rules: MailRules, now: datetime, limit: int = 1000, deliver: DeliverRules | None = None
) -> SendReport:
    """Send the alerts that are due by mail, letter by letter, each marked at once.

    A mail server that is away costs one attempt, and all letters of the round wait; a refused one waits alone.

    Args:
        store: The outbox and the news.
        rules: The mail server; without a host nothing is sent and nothing fails.
        now: The present instant.
        limit: How many alerts at most.
        deliver: What a person can bear.

    Raises:
        StorageError: the database refused.
    """
    if not rules.host:
        return SendReport()
    letters = await asyncio.to_thread(letters_due, store, now, by_mail=True, limit=limit, rules=deliver)
    if not letters:
        return SendReport()
    signed = replace(rules, key=await asyncio.to_thread(store.keys.of, "unsubscribe"))
    owed = [
        _Owed(
            id=letter.id,
            recipient=letter.recipient,
            n_tries=max(alert.n_tries for alert in letter.alerts),
            composed=partial(_mail, store, letter, signed, now),
            marks=store.letters,
            is_fresh=letter.is_fresh,
        )
        for letter in letters
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
            marks=_NoticeMarks(store),
        )
        for notice in notices
    ]
    return await _send_all(owed, rules, now)


class _Marks(Protocol):
    """Where it is written what became of a letter."""

    def mark_sent(self, owed_id: str, sent_at: datetime, /) -> None: ...

    def mark_failed(
        self, owed_id: str, failure: str, due_at: datetime, /, *, refused_at: datetime | None, is_free: bool
    ) -> None: ...


class _NoticeMarks:
    """Marks of notices, of which each has a mail of its own, and to one address only."""

    def __init__(self, store: Store) -> None:
        self._notices = store.notices

    def mark_sent(self, owed_id: str, sent_at: datetime, /) -> None:
        self._notices.mark_sent(owed_id, sent_at)

    def mark_failed(
        self, owed_id: str, failure: str, due_at: datetime, /, *, refused_at: datetime | None, is_free: bool
    ) -> None:
        del refused_at, is_free
        self._notices.mark_failed(owed_id, failure, due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """A mail that is owed."""

    id: str
    recipient: str
    n_tries: int
    composed: Callable[[], EmailMessage]
    marks: _Marks
    #: Was it put together just now? Then no earlier try can have arrived.
    is_fresh: bool = False


def _mail(store: Store, letter: Letter, rules: MailRules, now: datetime) -> EmailMessage:
    first = letter.alerts[0]
    if len(letter.alerts) > 1 or first.notice_id is not None:
        return compose_digest(letter, digest_view(store, letter.alerts, now), rules, now)
    return compose(first, alert_view(store, first, now), rules, now)


async def _send_all(owed: Sequence[_Owed], rules: MailRules, now: datetime) -> SendReport:
    due = list(owed)
    if not due:
        return SendReport()
    round_ = _Round(rules, now)
    try:
        async with Connection(rules) as connection:
            while due:
                await round_.send(connection, due[0])
                due.pop(0)
    except DroppedError as error:
        await round_.put_off(due[1:], str(error))
        # behind the others next time, so that no mail holds them up for good
        await round_.refuse(due[0], Refusal(why=str(error)), may_have_arrived=error.may_have_arrived)
    except ServerAwayError as error:
        await round_.put_off(due, str(error))
    return round_.report


class _Round:
    """One round: what was sent and what failed so far."""

    def __init__(self, rules: MailRules, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self.report = SendReport()

    async def send(self, connection: Connection, owed: _Owed) -> None:
        """Send one mail and mark it, or mark why not."""
        try:
            mail = await asyncio.to_thread(owed.composed)
            refusal = await connection.send(mail, owed.recipient)
        except NotFoundError as error:
            refusal = Refusal(why=str(error))
        except ValueError as error:
            refusal = Refusal(why=f"No mail can be made of it for {owed.recipient!r}: {error}")
        if refusal is not None:
            await self.refuse(owed, refusal, may_have_arrived=False)
            return
        await asyncio.to_thread(owed.marks.mark_sent, owed.id, self._now)
        self.report = replace(self.report, n_sent=self.report.n_sent + 1)

    async def refuse(self, owed: _Owed, refusal: Refusal, *, may_have_arrived: bool) -> None:
        """Let one mail wait that could not be sent."""
        await self._fail(owed, refusal, self._rules.waits, is_free=owed.is_fresh and not may_have_arrived)

    async def put_off(self, all_owed: Sequence[_Owed], failure: str) -> None:
        """Let all mails wait for the server."""
        self.report = replace(self.report, server_failure=self._readable(failure))
        for owed in all_owed:
            await self._fail(owed, Refusal(why=failure), self._rules.server_waits, is_free=owed.is_fresh)

    async def _fail(self, owed: _Owed, refusal: Refusal, waits: Sequence[int], *, is_free: bool) -> None:
        reason = self._readable(refusal.why)
        due_at = self._now + timedelta(seconds=waits[min(owed.n_tries, len(waits) - 1)])
        refused_at = self._now if refusal.is_for_good else None
        failed = partial(owed.marks.mark_failed, refused_at=refused_at, is_free=is_free)
        await asyncio.to_thread(failed, owed.id, reason, due_at)
        self.report = replace(self.report, failures={**self.report.failures, owed.id: reason})

    def _readable(self, failure: str) -> str:
        if self._rules.password:
            failure = failure.replace(self._rules.password, "…")
        return one_line(failure, 300)
