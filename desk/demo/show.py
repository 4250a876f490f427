"""`throughline demo`: the script played in a few minutes, while one watches."""

import os
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from desk.demo.stage import Stage
from desk.demo.verdict import differences, losses
from pipeline.errors import ThroughlineError

#: Port of the desk's page, where it is free: the same as that of a real desk.
_DESK_PORT = 8420
#: Real seconds between two looks at what moved.
_LOOK_EVERY = 0.1
#: Real seconds after the last day until all must be read, threaded and sent.
_SETTLING = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRules:
    """How the demo is played."""

    #: Real seconds that the ten days take at least.
    seconds: float = 60.0
    #: Where everything is kept; None: a temporary folder, gone at the end.
    folder: Path | None = None
    #: End after the last day, instead of waiting for Ctrl-C.
    ends_by_itself: bool = False
    #: Open the page in a browser, where there is a screen.
    opens_browser: bool = True


def run_demo(rules: DemoRules, say: Callable[[str], None]) -> None:
    """Play the demo.

    Raises:
        ThroughlineError: the daemon ended by itself, or something was lost or told twice.
    """
    with ExitStack() as stack:
        folder = rules.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughline-demo-")))
        if rules.folder and any(rules.folder.glob("*")):
            raise ThroughlineError(f"{rules.folder} is not empty; name a new folder, or remove it")
        folder.mkdir(parents=True, exist_ok=True)
        stage = stack.enter_context(Stage(folder=folder.absolute(), seconds=rules.seconds, desk_port=_DESK_PORT))
        _announce(stage, say)
        stage.start()
        stage.begin()
        if rules.opens_browser and _has_screen():
            webbrowser.open(f"{stage.desk_url}/?live=1")
        play(stage, say)
        _conclude(stage, differences(stage), say)
        lost = losses(stage)
        if not rules.ends_by_itself:
            _wait(stage, say)
        if lost:
            raise ThroughlineError(f"the demo lost something or told it twice, in {len(lost)} places")


def _announce(stage: Stage, say: Callable[[str], None]) -> None:
    say(f"The desk:   {stage.desk_url}/?live=1   (opens when the model is loaded, and fills while you watch)")
    say(f"The mails:  {stage.mail_url}")
    say(f"The press:  {stage.press.base_url}/   ({len(stage.script.articles)} articles, in ten days)")
    say("")


def play(stage: Stage, say: Callable[[str], None]) -> None:
    """Let the days pass, tell what moved, and return when all is read and sent.

    Raises:
        ThroughlineError: the daemon ended by itself.
    """
    told: set[str] = set()
    while not stage.conductor.is_over:
        time.sleep(_LOOK_EVERY)
        stage.check_alive()
        stage.go_on()
        _tell_news(stage, told, say)
    patience_ends = time.monotonic() + _SETTLING
    while not is_settled(stage) and time.monotonic() < patience_ends:
        time.sleep(_LOOK_EVERY)
        stage.check_alive()
    _tell_news(stage, told, say)


def _tell_news(stage: Stage, told: set[str], say: Callable[[str], None]) -> None:
    for development in stage.store.exports.developments():
        if development.id not in told:
            told.add(development.id)
            day = (development.first_at - stage.script.starts_at).days + 1
            say(f"day {day:2} {development.first_at:%H:%M}  {development.kind:10} {development.headline}")


def is_settled(stage: Stage) -> bool:
    """Tell whether nothing waits to be read or sent."""
    return stage.store.pages.n_unread() == 0 and not stage.store.alerts.listing(is_sent=False, limit=1)


def _conclude(stage: Stage, problems: list[str], say: Callable[[str], None]) -> None:
    threads = stage.store.threads.listing(limit=1000)
    longest = max(threads, key=lambda thread: thread.n_articles)
    n_articles = sum(thread.n_articles for thread in threads)
    say("")
    say(f"Ten days are over: {n_articles} articles in {len(threads)} threads, {len(stage.mailbox.mails())} mails.")
    say("")
    say("What to look at:")
    say(f"  {stage.desk_url}/                  the threads, the one that moved last first")
    say(f"  {stage.desk_url}/thread/{longest.slug}   the long story: who had what first, copies, a silent correction")
    say(f"  {stage.mail_url}   the mails: one conversation a thread, one mail a development")
    say(f"  throughline --config {stage.settings_file} threads   the same from the command line")
    say("")
    for problem in problems:
        say(f"not as the script says: {problem}")
    if not problems:
        say("Everything is where the script says: every article, thread, development and alert, each told once.")


def _wait(stage: Stage, say: Callable[[str], None]) -> None:
    say("Ctrl-C ends the demo.")
    try:
        while True:
            time.sleep(_LOOK_EVERY)
            stage.check_alive()
    except KeyboardInterrupt:
        say("")


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
