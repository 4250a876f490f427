"""The daemon: ticks that ask the tables what is due, and the web page, on one loop, until SIGTERM."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from crawler import prove_guard, run_on_reactor
from desk.access import GateRules
from desk.adding import OutletDoor
from desk.cycle import Cycle
from desk.embedding import model_process
from desk.heartbeat import beat_every, tell_systemd
from desk.questions import Questions
from desk.web.app import WebRules, create_app
from desk.web.rehearsal import rehearse
from desk.web.websub import Callback
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline.errors import ModelError, SettingsError, ThroughlineError
from pipeline.ports import Vector
from pipeline.read.embed import embed_texts

_LOG = structlog.get_logger(__name__)
#: By how much the processes that read and embed stand back for the one that answers people: a niceness.
_BEHIND = 5


def run_daemon(desk: Desk, on_ready: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; what was under way is finished or left due, and nothing is lost.

    Args:
        desk: the wiring.
        on_ready: called with the page's address once it can be opened.

    Raises:
        ThroughlineError: the port is taken, the database cannot be used, or the guard of the network does not hold.
    """
    # whom to let in is known before anybody can knock
    gate = desk.gate_rules()
    listening = _listen(desk.settings.desk.host, desk.settings.desk.port)
    run_on_reactor(lambda: _serve(desk, listening, gate, on_ready))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"cannot listen on {host} port {port} ({error.strerror}); set desk.port to one that is free"
        ) from error
    return listening


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the daemon has them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


async def _serve(desk: Desk, listening: socket.socket, gate: GateRules, on_ready: Callable[[str], None]) -> None:
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    await prove_guard(desk.crawl_rules, desk.clock)
    await asyncio.to_thread(desk.demand_vectors)
    desk.store.feeds.register(desk.outlets.values(), desk.clock.now())
    seeking = _Seeking(desk)
    questions = Questions(seeking.embed, desk.embed_rules.model_name)
    rules = WebRules(own_outlet=desk.match_rules.own_outlet or "")
    app = create_app(desk.store, desk.clock, rules, questions=questions, gate=gate)
    app.state.door = OutletDoor(desk)
    server = _Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3)
    )
    await asyncio.to_thread(rehearse, app)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    # whoever reads a page waits for it, and an article that is a second late is missed by nobody
    with desk.workers(_BEHIND) as workers, model_process(desk.embed_rules, _BEHIND) as model:
        cycle = Cycle(desk, workers, model)
        seeking.model = model
        # the first article must not wait for the model, and a broken model is to be said at once
        await cycle.warm()
        if cycle.hubs:
            app.state.callback = Callback(hubs=cycle.hubs, workers=workers, max_bytes=desk.crawl_rules.max_page_bytes)
        ticks = _Ticks(desk, cycle)
        scheduler = ticks.scheduler()
        scheduler.start()
        on_ready(desk.desk_url)
        tell_systemd("READY=1")
        beating = asyncio.create_task(_beat())
        if warning := desk.store.care.warning():
            _LOG.warning("database_program", why=warning)
        _LOG.info("started", page=desk.desk_url, database=desk.store.name, outlets=len(desk.outlets))
        await stopping.wait()
        _LOG.info("stopping")
        tell_systemd("STOPPING=1")
        beating.cancel()
        scheduler.pause()
        await ticks.end()
        scheduler.shutdown(wait=False)
    server.should_exit = True
    await serving
    desk.pen.drop()
    _LOG.info("stopped")


async def _beat() -> None:
    """Give systemd the signs of life that it asks for, from the loop itself: one that stands still gives none."""
    if every := beat_every():
        while True:
            tell_systemd("WATCHDOG=1")
            await asyncio.sleep(every)


class _Seeking:
    """Makes vectors for the page's searches in the model's process, from the threads in which pages are made."""

    def __init__(self, desk: Desk) -> None:
        self._rules = desk.embed_rules
        self._loop = asyncio.get_running_loop()
        #: The process that keeps the model; None: it is not there yet.
        self.model: WorkerPool | None = None

    def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """Return the vectors of some texts.

        Raises:
            ModelError: the model is not loaded yet, or takes too long.
        """
        if self.model is None:
            raise ModelError("The embedding model is being loaded: search for words, or try again in a moment")
        made = asyncio.run_coroutine_threadsafe(self.model.run(embed_texts, self._rules, list(texts)), self._loop)
        try:
            return list(made.result(_MODEL_PATIENCE))
        except TimeoutError as error:
            made.cancel()
            raise ModelError("The embedding model is busy: search for words, or try again in a moment") from error


#: Longest that a search waits for the model, which may be at a batch of articles: seconds.
_MODEL_PATIENCE = 10.0


class _Ticks:
    """The interval jobs: each does one step if we hold the pen, and stands by otherwise."""

    def __init__(self, desk: Desk, cycle: Cycle) -> None:
        self._desk = desk
        self._cycle = cycle
        self._held = False
        self._running: set[asyncio.Task[None]] = set()

    def scheduler(self) -> AsyncIOScheduler:
        """Return the scheduler with its jobs; nothing of it is stored, since what is due stands in the tables."""
        daemon = self._desk.settings.daemon
        jobs: dict[str, tuple[Callable[[], Awaitable[object]], float]] = {
            "collect": (self._cycle.collect, daemon.collect_every),
            "read": (self._cycle.read_and_thread, daemon.read_every),
            "follow_up": (self._cycle.follow_up, daemon.read_every),
            "tell": (self._cycle.tell, daemon.tell_every),
            "rethink": (self._cycle.rethink, daemon.rethink_every),
            "watch": (self._cycle.watch_outlets, daemon.watch_every),
        }
        if self._desk.settings.mail.bounces:
            jobs["bounces"] = (self._cycle.look_at_bounces, daemon.tell_every)
        if self._cycle.hubs:
            jobs["hubs"] = (self._cycle.hubs.keep, daemon.collect_every)
        # a tick that comes late is run late, once, and never beside itself
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        for name, (step, seconds) in jobs.items():
            scheduler.add_job(
                self._step, IntervalTrigger(seconds=seconds), (name, step), id=name, next_run_time=datetime.now(tz=UTC)
            )
        # a step may last longer than the lease
        scheduler.add_job(self._hold, IntervalTrigger(seconds=max(daemon.lease / 4, 0.5)), id="hold")
        return scheduler

    async def _hold(self) -> None:
        if self._held:
            await asyncio.to_thread(self._take_pen)

    def _take_pen(self) -> bool:
        has = self._desk.pen.take()
        if has and not self._held:
            _LOG.info("took_the_pen")
            self._cycle.forget()
        self._held = has
        return has

    async def _step(self, name: str, step: Callable[[], Awaitable[object]]) -> None:
        running = asyncio.create_task(self._guarded(name, step))
        self._running.add(running)
        try:
            await running
        except asyncio.CancelledError:
            _LOG.info("step_left_due", step=name)
        finally:
            self._running.discard(running)

    async def _guarded(self, name: str, step: Callable[[], Awaitable[object]]) -> None:
        try:
            if await asyncio.to_thread(self._take_pen):
                await step()
        except ThroughlineError as error:
            _LOG.error("step_failed", step=name, why=str(error))
        except Exception:  # noqa: BLE001
            # one broken round must not end the watch; the next tick starts from the tables again
            _LOG.exception("step_failed", step=name)

    async def end(self) -> None:
        """Let steps end for a moment, then cancel them: what they had not finished stays due."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=5)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
