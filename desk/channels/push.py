"""Letters to other addresses than mailboxes, sent and marked one by one as mails are: at least once, known again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler import send
from desk.alert_shown import DigestShown
from desk.channels.apprise import send_by_apprise
from desk.channels.webhook import payload_of, refusal_of, webhook_message
from desk.letters import letters_due
from desk.mail.compose import MailRules, one_line
from desk.mail.digest import digest_text
from desk.mail.outbox import SendReport
from desk.mail.smtp import Refusal
from desk.told import digest_view
from desk.wiring import Desk
from pipeline.deliver import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRules:
    """How patiently other addresses are told."""

    #: Waits after a letter was not taken, the last one again and again: seconds; as for mails.
    waits: tuple[int, ...] = (60, 300, 1800, 7200, 21600, 86400)
    #: Addresses told at the same time: a count.
    n_at_once: int = 4


@dataclass(slots=True)
class PushReport:
    """What a round of pushing brought so far."""

    n_sent: int = 0
    #: Why each letter that could not be sent could not: its Message-ID -> a sentence.
    failures: dict[str, str] = field(default_factory=dict)


async def push_due(desk: Desk, now: datetime, *, limit: int = 500, rules: PushRules | None = None) -> SendReport:
    """Send the letters to webhooks and other channels that are due; runs on the loop of `run_on_reactor`.

    After a letter that was not taken, the others to its address wait as well: an address that is away costs one
    attempt, and gets what came meanwhile as a digest.

    Args:
        desk: The wiring.
        now: The present instant.
        limit: How many alerts at most.
        rules: How patiently.

    Raises:
        StorageError: the database refused.
    """
    letters = await asyncio.to_thread(letters_due, desk.store, now, by_mail=False, limit=limit)
    if not letters:
        return SendReport()
    pushing = _Pushing(desk, now, rules or PushRules())
    by_address: dict[str, list[Letter]] = {}
    for letter in letters:
        by_address.setdefault(letter.recipient, []).append(letter)
    at_once = asyncio.Semaphore(pushing.rules.n_at_once)

    async def push_all(some: Sequence[Letter]) -> None:
        async with at_once:
            await pushing.push_all(some)

    await asyncio.gather(*(push_all(some) for some in by_address.values()))
    return SendReport(n_sent=pushing.report.n_sent, failures=pushing.report.failures)


class _Pushing:
    """One round."""

    def __init__(self, desk: Desk, now: datetime, rules: PushRules) -> None:
        self._desk = desk
        self._now = now
        self.rules = rules
        self.report = PushReport()

    async def push_all(self, letters: Sequence[Letter]) -> None:
        """Send the letters to one address, until one is not taken."""
        for number, letter in enumerate(letters):
            refusal = await self._push(letter)
            if refusal is None:
                await asyncio.to_thread(self._desk.store.letters.mark_sent, letter.id, self._now)
                self.report.n_sent += 1
                continue
            await asyncio.to_thread(self._put_off, letter, refusal, is_free=False)
            for later in letters[number + 1 :]:
                await asyncio.to_thread(self._put_off, later, refusal, is_free=later.is_fresh)
            return

    async def _push(self, letter: Letter) -> Refusal | None:
        desk = self._desk
        shown = await asyncio.to_thread(digest_view, desk.store, letter.alerts, self._now)
        if not shown.n_lines:
            return Refusal(why="nothing that it tells of is known any more")
        allow_private = desk.settings.tell.allow_private
        if not letter.recipient.startswith(("https://", "http://")):
            title, text = (
                one_line(title_of(shown), 160),
                digest_text(shown, MailRules(host="", desk_url=desk.desk_url), self._now),
            )
            return await send_by_apprise(letter.recipient, title, text, allow_private=allow_private)
        key = await asyncio.to_thread(desk.store.keys.of, "webhook")
        payload = payload_of(letter.id, shown, desk.desk_url, self._now)
        message = webhook_message(
            letter.id, letter.recipient, payload, key, desk.clock.now(), allow_private=allow_private
        )
        return refusal_of(await send(message, rules=desk.crawl_rules, clock=desk.clock, hosts=desk.hosts))

    def _put_off(self, letter: Letter, refusal: Refusal, *, is_free: bool) -> None:
        n_tries = max(alert.n_tries for alert in letter.alerts)
        wait = timedelta(seconds=self.rules.waits[min(n_tries, len(self.rules.waits) - 1)])
        # the address may hold a secret, and the reason is shown
        reason = one_line(refusal.why.replace(letter.recipient, "its address"), 300)
        self._desk.store.letters.mark_failed(
            letter.id,
            reason,
            self._now + wait,
            refused_at=self._now if refusal.is_for_good else None,
            is_free=is_free,
        )
        self.report.failures[letter.id] = reason


def title_of(shown: DigestShown) -> str:
    """Return the line over a letter in a chat: the thread's first headline, or the first outlet."""
    if shown.threads:
        return shown.threads[0].conversation
    name, notice = shown.notices[0]
    return f"{name}: {notice.kind.value}"
