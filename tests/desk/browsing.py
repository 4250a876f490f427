"""A desk served on a port of its own, and a Chromium that looks at it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from desk.access import GateRules
from desk.web import create_app
from pipeline.ports import Clock
from storage.store import Store
from tests.chromium import find_chromium

WIDTHS = (390, 1280, 1920)
#: axe-core 4.14.1, as Deque publishes it (MPL-2.0).
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
#: Milliseconds for which a page may take to show what is expected of it: the machine may be busy.
PATIENCE = 30_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def serving(store: Store, clock: Clock, gate: GateRules | None = None) -> Iterator[str]:
    """Serve the desk on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(store, clock, gate=gate)
    # a page that listens for moves keeps its connection open
    config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        serving.join()
        listening.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium without a window, or skip the test where there is none."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium: `python -m tests.chromium` installs one")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def opened(browser: Browser, url: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
    """Open an address in a window of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(url)
    return page


def violations(page: Page, address: str, path: str) -> list[tuple[str, str, str]]:
    """Return what axe finds wrong with a page, all details open: path, rule, element."""
    page.goto(address + path)
    return complaints(page, path)


def complaints(page: Page, name: str) -> list[tuple[str, str, str]]:
    """Return what axe finds wrong with the page that stands open, likewise."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    broken = page.evaluate("rules => axe.run(document, {resultTypes: ['violations'], runOnly: rules})", RULES)
    assert broken["passes"]
    return [(name, each["id"], each["nodes"][0]["html"][:200]) for each in broken["violations"]]


def merge_by_keys(page: Page) -> None:
    """Put the first two threads of a page into one by j, x, j, x, m, and say why: `one story`."""
    for key in "jxjxm":
        page.keyboard.press(key)
    page.get_by_role("heading", name="Put threads into one").wait_for()
    expect(page.get_by_role("radio")).to_have_count(2)
    page.get_by_label("Why").fill("one story")
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("Done: put").wait_for()
