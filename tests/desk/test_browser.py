"""The pages in a real browser: narrow, wide, dark, on paper, by keyboard, and without JavaScript."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from desk.web import create_app
from tests.chromium import find_chromium
from tests.desk.newsroom import Newsroom, furnish
from tests.desk.test_web import Still

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280, 1920)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A store with the invented stories."""
    made = Newsroom(tmp_path_factory.mktemp("desk"))
    furnish(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(newsroom: Newsroom) -> Iterator[str]:
    """The desk on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(newsroom.store, Still()), log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    serving.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium: `python -m tests.chromium` installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def paths(newsroom: Newsroom) -> list[str]:
    """Every page of the desk."""
    return ["/", f"/thread/{newsroom.thread_id('post-exclusive')}", "/search?q=cases", "/outlets", "/nothing"]


def _open(browser: Browser, url: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(browser: Browser, address: str, paths: list[str], width: int) -> None:
    """Nothing scrolls sideways on a phone, a laptop or a wall, all details open."""
    for path in paths:
        page = _open(browser, address + path, width=width)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.context.close()


def test_the_browser_refuses_nothing_of_ours(browser: Browser, address: str, paths: list[str]) -> None:
    """The strict policy blocks no style, icon or form of our own, and the log stays empty."""
    for path in paths[:-1]:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("requestfailed", lambda request, said=said: said.append(request.url))
        page.goto(address + path)
        assert page.evaluate("getComputedStyle(document.querySelector('.wordmark')).fontWeight") == "700"
        assert said == []
        page.close()


def test_an_editor_reads_and_searches_without_javascript(browser: Browser, address: str) -> None:
    """From the list to a thread, its facts and grounds, and on to a search."""
    page = _open(browser, address, scripts=False)
    page.get_by_role("link", name="Former appeal judge Orla Fenwick to chair exploitation inquiry").first.click()
    assert page.url.endswith("denials")
    opening = page.locator(".development.opened")
    opening.get_by_text("Figures").click()
    assert opening.get_by_text("The cases span the past 15 years, a letter seen by the Post shows.").first.is_visible()
    opening.get_by_text("Why here").click()
    assert opening.get_by_text("Opened the thread: the best other scored").first.is_visible()
    page.get_by_role("searchbox").fill("ferries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ferries")
    assert page.get_by_role("heading", name="Ferry crews to strike for three days from Friday").first.is_visible()
    page.context.close()


def test_the_keyboard_reaches_the_news_first_and_shows_where_it_is(browser: Browser, address: str) -> None:
    """The first stop is the link past the masthead; every stop is outlined."""
    page = _open(browser, address)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the news"
    page.wait_for_timeout(50)
    box = focused.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.context.close()


@pytest.mark.parametrize("dark", [False, True])
def test_all_words_stand_out_from_their_ground(browser: Browser, address: str, paths: list[str], *, dark: bool) -> None:
    """Contrast is 4.5:1 or better for every visible word, in both schemes (WCAG 2.2, 1.4.3)."""
    for path in paths:
        page = _open(browser, address + path, dark=dark)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate(_FAINTEST) >= 4.5, path
        page.context.close()


def test_paper_gets_the_news_and_no_controls(browser: Browser, address: str, paths: list[str]) -> None:
    """Printed, the search box, the menu and the grounds are gone, the headlines stay."""
    page = _open(browser, address + paths[1])
    page.emulate_media(media="print")
    assert not page.locator(".seek").is_visible()
    assert not page.locator(".grounds").first.is_visible()
    assert page.locator("h1").is_visible()
    page.context.close()


def test_a_live_page_shows_what_came_since(browser: Browser, address: str, tmp_path: Path) -> None:
    """It refreshes by itself until it is told to stop."""
    page = _open(browser, address + "/?live=1")
    with page.expect_navigation(timeout=10_000):
        pass
    page.get_by_role("link", name="Stop refreshing").click()
    assert "live" not in page.url
    page.context.close()


#: The smallest contrast of visible text to the ground it stands on, after WCAG's relative luminance.
_FAINTEST = """() => {
  const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = each => {
    for (; each; each = each.parentElement) {
      const c = rgb(getComputedStyle(each).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  let least = 21;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const each = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !each.checkVisibility() || each.closest('.skip, .unseen')) continue;
    const a = light(rgb(getComputedStyle(each).color)), b = light(ground(each));
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
}"""
