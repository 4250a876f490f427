"""The demo's stage: press, mail server and outlet files around a real daemon in a process of its own."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from config.outlets import write_outlet
from desk.clock import LedClock
from desk.demo.conductor import Conductor
from desk.demo.expected import expected_articles
from desk.demo.loopback import listen
from desk.demo.mailbox.server import Mailbox
from desk.demo.mailbox.web import mailbox_app
from desk.demo.nouns import Script, ScriptWatch
from desk.demo.outlets import demo_outlets
from desk.demo.press.server import PATIENCE, Press
from desk.demo.script import load_script
from desk.pen import Pen
from pipeline import identity
from pipeline.errors import SettingsError, ThroughlineError
from pipeline.nouns import Watch, WatchKind
from storage import Store, open_store

#: Simulated time between two fetches of a feed, and real seconds between two ticks of the daemon. At each tick all
#: feeds are due: when the clock waits for the desk, seconds are seconds.
_FEED_EVERY, _TICK_EVERY = timedelta(seconds=0.3), 0.3
#: Real seconds that the daemon is given to load its model; the first day begins when it is ready.
_STARTING = 180.0
#: Real seconds that the daemon is given to end.
_ENDING = 20.0


@dataclass(slots=True, kw_only=True)
class Stage:
    """All that the demo needs, set up in one folder; a context manager. The daemon is started and killed at will."""

    folder: Path
    #: Real seconds that the script's days take at least; the clock waits besides where the desk is slower.
    seconds: float
    #: Another database than the SQLite file in the folder.
    database_url: str | None = None
    #: Port of the desk's page, where it is free; otherwise, and for 0, any other: stages may stand side by side.
    desk_port: int = 0
    script: Script = field(default_factory=load_script)
    clock: LedClock = field(init=False)
    conductor: Conductor = field(init=False)
    press: Press = field(init=False)
    mailbox: Mailbox = field(init=False)
    store: Store = field(init=False)
    desk_url: str = field(init=False)
    mail_url: str = field(init=False)
    #: Script threads' keys -> watches that wait for their thread.
    _waiting: list[ScriptWatch] = field(init=False, default_factory=list)
    _daemon: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _stack: ExitStack = field(init=False, default_factory=ExitStack)

    def __enter__(self) -> Self:
        length = self.script.ends_at - self.script.starts_at
        self.clock = LedClock(
            starts_at=self.script.starts_at,
            speed=length.total_seconds() / self.seconds,
            led_by=self.folder / "clock.json",
        )
        self.press = self._stack.enter_context(Press(self.script, self.clock))
        self.mailbox = self._stack.enter_context(Mailbox(self.folder / "mails"))
        self.mail_url = self._stack.enter_context(_MailPages(self.mailbox)).url
        self._write_files()
        self.store = open_store(self._database_url(), create=True)
        self._stack.callback(self.store.close)
        self._stack.callback(self.stop)
        self.conductor = Conductor(self.script, self.press.base_url, self.store, self.clock)
        self._waiting = list(self.script.watches)
        self.add_watches()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def settings_file(self) -> Path:
        """Return the settings of the daemon; any command understands them."""
        return self.folder / "throughline.toml"

    @property
    def log_file(self) -> Path:
        """Return what the daemon said."""
        return self.folder / "daemon.log"

    def _database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / 'throughline.db'}"

    def _write_files(self) -> None:
        for outlet in demo_outlets(self.press.base_url, self.script, every=_FEED_EVERY):
            write_outlet(outlet, self.folder / "outlets")
        port = _free_port(self.desk_port)
        self.desk_url = f"http://127.0.0.1:{port}"
        self.settings_file.write_text(_toml(self._settings(port)), encoding="utf-8")

    def _settings(self, port: int) -> Mapping[str, Mapping[str, Any]]:
        return {
            "database": {"url": self._database_url()},
            "paths": {"data": str(self.folder), "outlets": str(self.folder / "outlets")},
            "crawl": {"delay": 0.0, "timeout": 5.0},
            "mail": {
                "host": self.mailbox.host,
                "port": self.mailbox.port,
                "sender": "Throughline <throughline@desk.example>",
            },
            "desk": {"port": port},
            "daemon": {"collect_every": _TICK_EVERY, "read_every": _TICK_EVERY, "tell_every": _TICK_EVERY},
            "clock": {
                "starts_at": self.clock.starts_at.isoformat(),
                "led_by": str(self.clock.led_by),
                "speed": self.clock.speed,
            },
        }

    def start(self) -> None:
        """Start the daemon, as `throughline run` would."""
        with self.log_file.open("ab") as log:
            self._daemon = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "desk.cli", "run", "--config", str(self.settings_file)],
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
            )

    def begin(self) -> None:
        """Wait until the daemon has begun its work, and let the first day begin.

        Raises:
            ThroughlineError: it ended by itself, or does not come up.
        """
        self.await_work()
        self.conductor.move()

    def await_work(self) -> None:
        """Wait until the daemon that was started last has begun its work.

        Raises:
            ThroughlineError: it ended by itself, or does not come up.
        """
        assert self._daemon is not None, "start it first"
        patience_ends = time.monotonic() + _STARTING
        pen = Pen(self.store, timedelta(0))
        while not (pen.holder() or "").endswith(f":{self._daemon.pid}"):
            self.check_alive()
            if time.monotonic() > patience_ends:
                raise ThroughlineError(f"the daemon did not come up in {_STARTING:g} s; see {self.log_file}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the daemon as SIGTERM does, and wait until it is gone."""
        if self._daemon is None:
            return
        self._daemon.terminate()
        try:
            self._daemon.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self.kill()
        self._daemon = None

    def kill(self) -> None:
        """Kill the daemon's process as `kill -9` does; it has no chance to tidy up."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def check_alive(self) -> None:
        """Make sure that the daemon runs.

        Raises:
            ThroughlineError: it ended by itself; with its last words.
        """
        if self._daemon is not None and self._daemon.poll() is not None:
            last = self.log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise ThroughlineError(f"the daemon ended: {' '.join(last)}; all that it said is in {self.log_file}")

    def go_on(self) -> None:
        """Add the watches whose time has come, and let time pass if the desk has caught up; to be called often."""
        self.add_watches()
        self.conductor.move()

    def add_watches(self) -> None:
        """Add the watches whose time has come; one on a thread waits until its thread is there."""
        now = self.clock.now()
        for watch in list(self._waiting):
            if watch.at <= max(now, self.script.starts_at) and (value := self._watched(watch)) is not None:
                self.store.watches.add(
                    Watch(
                        id=identity.watch_id(watch.kind, value, watch.recipient),
                        kind=watch.kind,
                        value=value,
                        recipient=watch.recipient,
                        created_at=watch.at,
                    )
                )
                self._waiting.remove(watch)

    def _watched(self, watch: ScriptWatch) -> str | None:
        if watch.kind is not WatchKind.THREAD:
            return watch.value
        for article in expected_articles(self.script, self.press.base_url).values():
            if article.thread == watch.value:
                assignment = self.store.threads.assignment(identity.article_id(article.url, None))
                return assignment.thread_id if assignment else None
        return None


class _MailPages:
    """The mailbox's pages on a loopback port, in a thread of their own."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._socket = listen("127.0.0.1", 0, "The mailbox's page")
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        app = mailbox_app(mailbox)
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="mail", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()


def _environment() -> dict[str, str]:
    # the demo's own settings must not be bent by those of a real desk beside it
    return {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}


def _free_port(wished: int) -> int:
    for port in (wished, 0):
        try:
            taken = listen("127.0.0.1", port, "The desk's page")
        except SettingsError:
            continue
        with taken:
            return int(taken.getsockname()[1])
    raise SettingsError("no port of 127.0.0.1 is free for the desk's page")


def _toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Return settings as TOML; JSON's strings, numbers and booleans are TOML's too."""
    lines: list[str] = []
    for section, options in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{option} = {json.dumps(value)}" for option, value in options.items()]
    return "\n".join(lines) + "\n"
