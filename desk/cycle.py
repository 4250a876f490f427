"""The steps of the one path as the desk runs them: collect, read and thread, tell; daemon and commands call these.

Each step takes what is due from the tables and leaves its result there, so that it may be stopped at any instant.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from crawler import crawl
from desk.bouncing import BouncesTaken, look_at_maildir
from desk.channels import push_due
from desk.heap import let_rest
from desk.mail.outbox import SendReport, send_due, send_notices
from desk.shapes import with_shapes
from desk.sink import StoreSink
from desk.vigil import Noted, VigilRules, look_at_outlets
from desk.websub import Hubs, ListeningSink
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline.errors import WorkerKilledError
from pipeline.ingest import Embedded, Settled
from pipeline.ingest import Path as ArticlePath
from pipeline.nouns import (
    Action,
    Article,
    CrawlReport,
    Outcome,
    Outlet,
    Page,
    Provenance,
    ProvenanceKind,
    Reading,
    Rejected,
)
from pipeline.ports import Vector
from pipeline.read.embed import embed_texts, embedding_text, loaded_precision
from pipeline.read.page import read_page

_LOG = structlog.get_logger(__name__)

#: Pages that are read, embedded and threaded together: one batch of the model, and little to repeat after a crash.
BATCH = 32
#: Notices sent in one round, at most.
_ROUND_MAILS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A page that was read, with its key in the store."""

    page_key: int
    found: Reading | Rejected


class Cycle:
    """Runs the steps; who makes one holds the pen."""

    def __init__(self, desk: Desk, workers: WorkerPool, model: WorkerPool) -> None:
        """Make one.

        Args:
            desk: the wiring.
            workers: where what strangers wrote is parsed.
            model: the process that keeps the embedding model.
        """
        self._desk = desk
        self._workers = workers
        self._model = model
        self._is_warm = False
        self._warming = asyncio.Lock()
        self._path: ArticlePath | None = None
        self._rebuilding = threading.Lock()
        #: How often the path had read the watches when the heap was last laid to rest.
        self._n_watch_readings = 0
        #: What keeps the subscriptions; None: the open web cannot reach this desk, and no hub is asked.
        self.hubs = Hubs(desk) if desk.public_url else None

    async def collect(self, outlets: Mapping[str, Outlet] | None = None, *, everything: bool = False) -> CrawlReport:
        """Fetch what is due of these outlets, or of all, and remember it.

        Args:
            outlets: whose, by slug; None: all.
            everything: also feeds whose time has not come.
        """
        desk, now = self._desk, self._desk.clock.now()
        chosen = desk.outlets if outlets is None else outlets
        feeds = await asyncio.to_thread(
            desk.store.feeds.due, chosen, now, desk.settings.crawl.round_feeds, everything=everything
        )
        feeds = await asyncio.to_thread(with_shapes, desk.store, feeds)
        pages = await asyncio.to_thread(desk.store.pages.due, chosen, now, desk.settings.crawl.round_pages)
        if not feeds and not pages:
            return CrawlReport()
        stored = StoreSink(desk.store, chosen, feeds, desk.clock, desk.pace_rules)
        sink = ListeningSink(stored, self.hubs) if self.hubs else stored
        report = await crawl(
            feeds,
            pages,
            sink=sink,
            workers=self._workers,
            rules=desk.crawl_rules,
            clock=desk.clock,
            hosts=desk.hosts,
        )
        say = _LOG.info if report.n_pages or report.failures else _LOG.debug
        say(
            "collected",
            feeds=report.n_feeds,
            not_modified=report.n_not_modified,
            pages=report.n_pages,
            failures=len(report.failures),
        )
        return report

    async def read_and_thread(self) -> Counter[Outcome]:
        """Take every page that waits down the path, in order of publication within a batch; return the outcomes."""
        outcomes: Counter[Outcome] = Counter()
        while waiting := await asyncio.to_thread(self._desk.store.pages.unread, BATCH):
            read = await asyncio.gather(*(self._read(key, page) for key, page in waiting))
            embedded = await self.embed([(one.found, one.page_key) for one in read if isinstance(one.found, Reading)])
            settled = await asyncio.to_thread(self._settle, read, embedded)
            outcomes.update(one.outcome for one in settled)
        if outcomes:
            _LOG.info("threaded", **{str(outcome): n for outcome, n in outcomes.items()})
        return outcomes

    async def _read(self, page_key: int, page: Page) -> Read:
        outlet = self._desk.outlets.get(page.outlet)
        rules = replace(self._desk.read_rules, time_zone=outlet.time_zone) if outlet else self._desk.read_rules
        try:
            return Read(page_key=page_key, found=await self._workers.run(read_page, page, rules))
        except WorkerKilledError as error:
            outcome, detail = Outcome.KILLED, str(error)
        except Exception as error:  # noqa: BLE001 - whatever a page does to its reader, the other pages go on
            outcome, detail = Outcome.BROKEN, f"the reader failed on it: {type(error).__name__}: {error}"
        _LOG.warning("unreadable", url=page.url, outcome=str(outcome), detail=detail)
        return Read(page_key=page_key, found=Rejected(outcome=outcome, detail=detail, url=page.url))

    def _settle(self, read: Sequence[Read], embedded: Sequence[Embedded]) -> list[Settled]:
        path, now = self.path, self._desk.clock.now()
        settled = [path.reject(one.found, one.page_key) for one in read if isinstance(one.found, Rejected)]
        settled += path.settle(embedded, now)
        if path.n_watch_readings != self._n_watch_readings:
            self._n_watch_readings = path.n_watch_readings
            let_rest()
        return settled

    @property
    def path(self) -> ArticlePath:
        """Return the path that articles take; its indexes are rebuilt from the store at first use."""
        with self._rebuilding:
            # one batch may be settled while the next is looked at
            if self._path is None or self._path.is_stale:
                self._path, self._n_watch_readings = self._desk.article_path(), 0
                let_rest()
            return self._path

    def forget(self) -> None:
        """Drop the indexes: another process had the pen, and may have threaded and collected since."""
        self._path = None
        self._desk.hosts.forget()

    async def warm(self) -> None:
        """Load the model, and say once what it computes on.

        Raises:
            ModelError: the model cannot be used.
            WorkerKilledError: its process died, of a lack of memory most likely.
        """
        async with self._warming:
            if self._is_warm:
                return
            rules = self._desk.embed_rules
            precision = await self._model.run(loaded_precision, rules)
            self._is_warm = True
        _LOG.info("embedding", model=rules.model, device=precision.device, dtype=precision.dtype, why=precision.reason)

    async def embed(self, readings: Iterable[tuple[Reading, int | None]]) -> list[Embedded]:
        """Give each reading its vector, in order of publication; the same text is never embedded twice.

        A copy of an article that is settled takes that article's vector, whatever was trimmed or put before it.

        Args:
            readings: each with the key of its page, or None.

        Raises:
            ModelError: the model cannot be used.
            WorkerKilledError: its process died, of a lack of memory most likely.
        """
        ordered = sorted(readings, key=lambda pair: (pair[0].article.told_at, pair[0].article.id))
        rules = self._desk.embed_rules
        texts = {one.article.text_hash: embedding_text(one.article) for one, _ in ordered}
        vectors = dict(await asyncio.to_thread(self._desk.store.vectors.find, list(texts), rules.model_name))
        unknown = [one.article for one, _ in ordered if one.article.text_hash not in vectors]
        copied = await asyncio.to_thread(self._copied, unknown) if unknown else {}
        vectors.update((article.text_hash, copied[article.id][1]) for article in unknown if article.id in copied)
        missing = [text_hash for text_hash in texts if text_hash not in vectors]
        if missing:
            await self.warm()
            made = await self._model.run(embed_texts, rules, [texts[text_hash] for text_hash in missing])
            vectors.update(zip(missing, made, strict=True))
        return [
            Embedded(
                reading=one,
                vector=vectors[one.article.text_hash],
                model_name=rules.model_name,
                page_key=page_key,
                origin=copied[one.article.id][0] if one.article.id in copied else None,
            )
            for one, page_key in ordered
        ]

    def _copied(self, articles: Sequence[Article]) -> dict[str, tuple[Provenance, Vector]]:
        """Return those of these articles that are copies of settled ones, by id: whose, and the vector of that one."""
        store, path = self._desk.store, self.path
        judged = {article.id: path.provenance(article, store.articles.find_all) for article in articles}
        copies = {key: one for key, one in judged.items() if one.kind is ProvenanceKind.COPY and one.of}
        hashes = store.articles.text_hashes(list({one.of for one in copies.values() if one.of}))
        vectors = store.vectors.find(list(hashes.values()), self._desk.embed_rules.model_name)
        return {
            key: (one, vectors[hashes[one.of]])
            for key, one in copies.items()
            if one.of in hashes and hashes[one.of] in vectors
        }

    async def rethink(self, threads: Sequence[str] = ()) -> list[Action]:
        """Think again of the threads that moved since the last time, and of these; return what was done."""
        done = await asyncio.to_thread(lambda: self.path.rethink(self._desk.clock.now(), threads))
        for action in done:
            _LOG.info("rethought", action=action.id, kind=action.kind.value, threads=action.threads, score=action.score)
        return done

    async def watch_outlets(self) -> Noted:
        """Note which outlets fell outside their own bands, and which came back."""
        desk = self._desk
        is_mailed = desk.mail_rules is not None and bool(desk.mail_rules.notices_to)
        rules = VigilRules(is_mailed=is_mailed, match=desk.match_rules)
        noted = await asyncio.to_thread(look_at_outlets, desk.store, desk.outlets, desk.clock.now(), rules)
        for one in noted.begun:
            _LOG.warning("outside_band", outlet=one.outlet, kind=one.kind.value, why=one.says)
        for one in noted.ended:
            _LOG.info("back_in_band", outlet=one.outlet, kind=one.kind.value)
        return noted

    async def follow_up(self) -> int:
        """Open what no article opens: pages that are gone, dates that passed unnoticed; return how many."""
        opened = await asyncio.to_thread(self.path.follow_up, self._desk.clock.now())
        for one in opened:
            _LOG.info("followed_up", kind=one.kind.value, thread=one.thread_id, headline=one.headline)
        return len(opened)

    async def look_at_bounces(self) -> BouncesTaken:
        """Take the mails that came back out of the maildir of the settings, `mail.bounces`."""
        desk = self._desk
        return await look_at_maildir(desk.store, self._workers, Path(desk.settings.mail.bounces), desk.clock.now())

    async def tell(self) -> SendReport:
        """Send the alerts and notices that are due; without a mail server those to mailboxes wait."""
        desk, now = self._desk, self._desk.clock.now()
        pushed = await push_due(desk, now)
        if pushed.n_sent or pushed.failures:
            _LOG.info("pushed", sent=pushed.n_sent, failed=len(pushed.failures))
        if desk.mail_rules is None:
            return pushed
        await send_notices(desk.store, desk.mail_rules, now=now, limit=_ROUND_MAILS)
        report = await send_due(desk.store, desk.mail_rules, now=now)
        if report.n_sent or report.failures or report.server_failure:
            _LOG.info("told", sent=report.n_sent, failed=len(report.failures), server=report.server_failure)
        return report
