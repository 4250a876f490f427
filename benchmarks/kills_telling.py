"""SIGKILL at random instants while alerts flow and the mail server fails at random.

One process settles articles, each with its alerts in one transaction, and sends what is due by the real sender; it is
killed and started again. The mail server answers 421, 451 or 550, hangs, is half open, hangs up with or without having
kept the mail, and works in between. Afterwards the database is held against what each watch asks for, and the mailbox
against the database: nothing may be missing, and nothing may have come under two Message-IDs.
"""

import asyncio
import multiprocessing
import random
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from desk.clock import FastClock
from desk.demo.mailbox import Mailbox, Trouble
from desk.mail import MailRules, send_due
from pipeline import identity
from pipeline.match import MatchRules, owed_alerts
from pipeline.nouns import (
    Alert,
    Article,
    Delivery,
    Facts,
    Grounds,
    Pace,
    Provenance,
    ProvenanceKind,
    Reading,
    Watch,
    WatchKind,
)
from pipeline.thread.assign import Decision
from pipeline.thread.develop import place
from storage import Store, open_store

#: Simulated seconds in a real one: waits of minutes pass in a blink, a day's digest comes after 40 s.
_SPEED = 2000.0
_BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
#: Real seconds of work after which it is killed, at most.
_WORKING = 0.8
#: Real seconds in which a mail server that is well must be able to take everything that is left.
_SETTLING = 240.0
#: Share of the time in which the mail server works.
_WELL = 0.6
_READERS: tuple[tuple[str, WatchKind, str, Delivery], ...] = (
    ("asa@desk.example", WatchKind.QUERY, "lock", Delivery()),
    ("bela@desk.example", WatchKind.QUERY, "lock", Delivery(pace=Pace.HOURLY)),
    ("cato@desk.example", WatchKind.OUTLET, "weir-echo", Delivery(pace=Pace.DAILY)),
    ("dora@desk.example", WatchKind.QUERY, "basin -gate", Delivery(most_a_day=5)),
    ("emil@desk.example", WatchKind.QUERY, "gate OR basin", Delivery()),
)
_NUMBER = re.compile(r"Lock report (\d+) ends")
_VECTOR = np.array([1.0, 0.0], dtype=np.float32)
_RULES = MatchRules(mail_domain="desk.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """What one process is given."""

    database_url: str
    mail_host: str
    mail_port: int
    real_start: float

    @property
    def clock(self) -> FastClock:
        return FastClock(starts_at=_BEGIN, speed=_SPEED, real_start=self.real_start)

    @property
    def mail_rules(self) -> MailRules:
        return MailRules(
            host=self.mail_host, port=self.mail_port, timeout=0.5, sender="Throughline <throughline@desk.example>"
        )


def _live(life: _Life, first: int, acks: Connection, *, is_settling: bool) -> None:
    """Settle and send until the end comes; runs in a process of its own."""
    store = open_store(life.database_url)
    number = first
    while True:
        if is_settling:
            for _ in range(3):
                _settle(store, number, life.clock.now())
                acks.send(number)
                number += 1
        asyncio.run(send_due(store, life.mail_rules, life.clock.now()))
        acks.send(None)


def _article(number: int, now: datetime) -> Article:
    url = f"https://weir-echo.example/{number}"
    subject = ("gate", "basin", "keeper")[number % 3]
    text = f"The {subject} of the lock was looked at, and report {number} was written."
    headline = f"Lock report {number} ends"
    return Article(
        id=identity.article_id(url, None),
        canonical_url=url,
        outlet=("weir-echo", "storrow-post")[number % 2],
        outlet_name=None,
        headline=headline,
        published_at=now,
        seen_at=now,
        language="en",
        text=text,
        text_hash=identity.text_hash(headline, text),
    )


def _settle(store: Store, number: int, now: datetime) -> None:
    """Store an article with all that it causes in one transaction; one that is there already stays as it is."""
    article = _article(number, now)
    with store.begin() as ledger:
        if ledger.find_article(article.id) is not None:
            return
        decision = Decision(thread_id=None, development_id=None, grounds=Grounds(score=0.1, similarity=None))
        placed = place(decision, article, thread=None, development=None, is_slug_taken=ledger.is_slug_taken, now=now)
        reading = Reading(article=article, facts=Facts())
        ledger.add_article(reading, Provenance(kind=ProvenanceKind.ORIGINAL), _VECTOR, "none")
        ledger.add_assignment(placed.assignment, placed.thread, placed.development)
        ledger.add_alerts(owed_alerts(placed.development, article, ledger.watches(), now=now, rules=_RULES))


def run(kills: int, seed: int, folder: Path) -> dict[str, object]:
    """Go through this many kills and return what came of it."""
    chance = random.Random(seed)
    database_url = f"sqlite:///{folder / 'kills.db'}"
    store = open_store(database_url, create=True)
    store.watches.add_all(_watches())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.kills_telling"])
    acked = 0
    with Mailbox(folder / "mails") as mailbox:
        life = _Life(database_url=database_url, mail_host=mailbox.host, mail_port=mailbox.port, real_start=time.time())
        with _failing(mailbox, chance.randrange(2**32)):
            for number in range(1, kills + 1):
                process, pipe = _start(context, life, acked + 1, is_settling=True)
                acked = max(acked, _follow(pipe, chance.uniform(0.0, _WORKING)))
                process.kill()
                process.join()
                acked = max(acked, _rest(pipe))
                sys.stderr.write(f"\rkill {number} of {kills}, {acked} articles, {len(mailbox.mails())} mails ")
        mailbox.fail_with(None)
        process, pipe = _start(context, life, acked + 1, is_settling=False)
        ends = time.monotonic() + _SETTLING
        while store.alerts.listing(is_sent=False, limit=1) and time.monotonic() < ends:
            _follow(pipe, 0.5)
        process.kill()
        process.join()
        result = _verdict(store, mailbox, acked)
    store.close()
    return {"kills": kills, "seed": seed, **result}


def _watches() -> list[Watch]:
    return [
        Watch(
            id=identity.watch_id(kind, value, who),
            kind=kind,
            value=value,
            recipient=who,
            created_at=_BEGIN - timedelta(days=1),
            delivery=delivery,
        )
        for who, kind, value, delivery in _READERS
    ]


def _start(
    context: multiprocessing.context.ForkServerContext, life: _Life, first: int, *, is_settling: bool
) -> tuple[multiprocessing.context.ForkServerProcess, Connection]:
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(life, first, its), kwargs={"is_settling": is_settling})
    process.start()
    its.close()
    # it lives once it has done something
    if not mine.poll(60.0):
        raise SystemExit("the process does not begin its work")
    return process, mine


def _follow(pipe: Connection, seconds: float) -> int:
    """Read what is acknowledged for a while; return the last number."""
    ends, last = time.monotonic() + seconds, 0
    while (left := ends - time.monotonic()) > 0:
        if pipe.poll(left):
            last = max(last, pipe.recv() or 0)
    return last


def _rest(pipe: Connection) -> int:
    """Return the last number that was acknowledged before the end."""
    last = 0
    try:
        while pipe.poll(0):
            last = max(last, pipe.recv() or 0)
    except (EOFError, OSError):
        pipe.close()
    return last


@contextmanager
def _failing(mailbox: Mailbox, seed: int) -> Iterator[None]:
    """Let the mail server fail in changing ways, and work in between."""
    chance, is_over = random.Random(seed), threading.Event()

    def change() -> None:
        while not is_over.wait(chance.uniform(0.01, 0.15)):
            mailbox.fail_with(None if chance.random() < _WELL else chance.choice(list(Trouble)))

    changing = threading.Thread(target=change, daemon=True)
    changing.start()
    try:
        yield
    finally:
        is_over.set()
        changing.join()


def _verdict(store: Store, mailbox: Mailbox, acked: int) -> dict[str, object]:
    articles = {article.id: article for article in store.exports.articles()}
    alerts = list(store.exports.alerts())
    lost = [f"article {n} is lost" for n in range(1, acked + 1) if _article(n, _BEGIN).id not in articles]
    lost += _unowed(store, articles, alerts)
    lost += [
        f"alert {alert.id} to {alert.recipient} was not sent: {alert.failure}" for alert in alerts if not alert.sent_at
    ]
    mails = mailbox.mails()
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mail in mails:
        for number in _NUMBER.findall(mail.text):
            named[mail.recipients[0], number].add(mail.message_id)
    for alert in alerts:
        number = articles[_first_article(store, alert)].headline.split()[2]
        if not named.get((alert.recipient, number)):
            lost.append(f"{alert.recipient} was never told of report {number}")
    twice = [f"{who} was told of report {n} in {len(ids)} letters" for (who, n), ids in named.items() if len(ids) > 1]
    came = Counter(mail.message_id for mail in mails)
    return {
        "articles": len(articles),
        "alerts": len(alerts),
        "mails": len(mails),
        "digests": sum(key.startswith("<digest.") for key in came),
        "mails_sent_again_under_the_same_id": len(mails) - len(came),
        "lost": lost,
        "told_twice": twice,
        "lost_or_told_twice": lost + twice,
        "damage": store.care.check(),
    }


def _unowed(store: Store, articles: dict[str, Article], alerts: list[Alert]) -> list[str]:
    """Return what some watch asks for and no alert tells."""
    owed = {(alert.recipient, alert.development_id) for alert in alerts}
    watches = _watches()
    wanted = {
        (alert.recipient, one.id)
        for one in store.exports.developments()
        for alert in owed_alerts(one, articles[one.first_article_id], watches, now=one.opened_at, rules=_RULES)
    }
    return [f"{who} is not owed development {key}" for who, key in wanted - owed]


def _first_article(store: Store, alert: Alert) -> str:
    assert alert.development_id is not None
    return store.threads.development(alert.development_id).first_article_id
