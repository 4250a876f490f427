"""The pages in a real browser: narrow, wide, dark, on paper, by keyboard, and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desk.browsing import WIDTHS, chromium, merge_by_keys, opened, serving, violations
from tests.desk.newsroom import Newsroom, furnish
from tests.desk.test_web import Still

pytestmark = pytest.mark.browser

#: A furnished newsroom, and where its desk is served.
Desk = tuple[Newsroom, str]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A store with the invented stories."""
    made = Newsroom(tmp_path_factory.mktemp("desk"))
    furnish(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(newsroom: Newsroom) -> Iterator[str]:
    """The desk, to be read only."""
    with serving(newsroom.store, Still()) as served:
        yield served


@pytest.fixture
def desk_of_our_own(tmp_path: Path) -> Iterator[Desk]:
    """A desk that a test may change."""
    made = Newsroom(tmp_path)
    furnish(made)
    with serving(made.store, Still()) as served:
        yield made, served
    made.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[str]:
    """A desk on which nothing has happened yet."""
    made = Newsroom(tmp_path)
    with serving(made.store, Still()) as served:
        yield served
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def paths(newsroom: Newsroom) -> list[str]:
    """Every page of the desk."""
    thread = f"/thread/{newsroom.thread_id('post-exclusive')}"
    tabs = ["", "?order=time", "/figures", "/quotes", "/coverage", "/articles", "/edits", "/split", "/rename"]
    others = [
        "/search?q=",
        "/outlets",
        "/start",
        "/watches",
        "/alerts",
        "/to-come",
        "/people",
        "/history",
        "/audit",
        "/keys",
        "/login",
    ]
    merge = f"/merge?thread={newsroom.thread_id('tram')}&thread={newsroom.thread_id('strike')}"
    found = ["/search?q=cases", "/speaker?name=Orla+Fenwick", merge]
    return ["/", *[thread + tab for tab in tabs], *others, *found, "/nothing"]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(browser: Browser, address: str, paths: list[str], width: int) -> None:
    """Nothing scrolls sideways on a phone, a laptop or a wall, all details open."""
    page = opened(browser, address, width=width)
    for path in paths:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_the_browser_refuses_nothing_of_ours(browser: Browser, address: str, paths: list[str]) -> None:
    """The strict policy blocks no style, icon or form of our own, and the log stays empty."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in paths[:-1]:
        page.goto(address + path)
        assert page.evaluate("getComputedStyle(document.querySelector('.wordmark')).fontWeight") == "700"
        assert said == [], path
    page.close()


def test_an_editor_reads_and_searches_without_javascript(browser: Browser, address: str) -> None:
    """From the list to a thread, its facts and grounds, and on to a search."""
    page = opened(browser, address, scripts=False)
    page.get_by_role("link", name="Former appeal judge Orla Fenwick to chair exploitation inquiry").first.click()
    page.wait_for_url("**denials")
    opening = page.locator(".development.opened")
    opening.get_by_text("Figures").click()
    expect(
        opening.get_by_text("The cases span the past 15 years, a letter seen by the Post shows.").first
    ).to_be_visible()
    opening.get_by_text("Why here").click()
    expect(opening.get_by_text("Opened the thread: the best other scored").first).to_be_visible()
    page.get_by_role("searchbox").fill("ferries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ferries")
    expect(page.get_by_role("heading", name="Ferry crews to strike for three days from Friday").first).to_be_visible()
    page.context.close()


def test_the_keyboard_reaches_the_news_first_and_shows_where_it_is(browser: Browser, address: str) -> None:
    """The first stop is the link past the masthead; every stop is outlined."""
    page = opened(browser, address)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the news")
    page.wait_for_timeout(50)
    box = focused.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_to_complain_of(
    browser: Browser, address: str, paths: list[str], width: int, *, dark: bool
) -> None:
    """No page breaks a rule of WCAG 2.2 AA that axe can check, all details open, in both schemes and widths."""
    page = opened(browser, address, width=width, dark=dark)
    found = [one for path in paths for one in violations(page, address, path)]
    page.context.close()
    assert found == []


def test_paper_gets_the_news_and_no_controls(browser: Browser, address: str, paths: list[str]) -> None:
    """Printed, the search box, the menu and the grounds are gone, the headlines stay."""
    page = opened(browser, address + paths[1])
    page.emulate_media(media="print")
    expect(page.locator(".seek")).to_be_hidden()
    expect(page.locator(".grounds").first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    page.context.close()


def test_a_page_without_javascript_refreshes_by_itself_until_told_to_stop(browser: Browser, address: str) -> None:
    """Somebody who watches sees what came, whatever the browser can do."""
    page = opened(browser, address + "/?live=1", scripts=False)
    with page.expect_navigation(timeout=10_000):
        pass
    page.get_by_role("link", name="Stop refreshing").click()
    page.wait_for_url(lambda url: "live" not in url)
    page.context.close()


def test_what_moves_while_a_page_is_open_is_told_on_it(browser: Browser, desk_of_our_own: Desk) -> None:
    """A line says that threads moved; a page that refreshes by itself shows them at once."""
    newsroom, address = desk_of_our_own
    told, live = opened(browser, address), opened(browser, address + "/?live=1")
    told.wait_for_timeout(1500)
    newsroom.publish("late", "the-tally", "11 07:20", "Harbour clock stops at noon", "It stopped.")
    told.get_by_text("1 thread moved").wait_for(timeout=8000)
    expect(told.locator(".row h3", has_text="Harbour clock")).to_have_count(0)
    live.locator(".row h3", has_text="Harbour clock stops at noon").wait_for(timeout=8000)
    told.context.close()
    live.context.close()


def test_threads_are_merged_by_keyboard_and_the_merge_taken_back(browser: Browser, desk_of_our_own: Desk) -> None:
    """j, x, j, x, m: then the page that asks, the merge, the word that it is done, and undo."""
    newsroom, address = desk_of_our_own
    page = opened(browser, address)
    merge_by_keys(page)
    assert len(newsroom.store.actions.listing()) == 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("taken back").wait_for()
    expect(page.get_by_text("one story")).to_be_visible()
    page.context.close()


def test_a_thread_dragged_onto_another_asks_whether_to_merge_them(browser: Browser, desk_of_our_own: Desk) -> None:
    """Dragging changes nothing by itself."""
    newsroom, address = desk_of_our_own
    page = opened(browser, address)
    rows = page.locator("[data-thread]")
    rows.nth(2).drag_to(rows.nth(0))
    page.wait_for_url("**/merge?thread=*")
    expect(page.get_by_role("radio")).to_have_count(2)
    assert newsroom.store.actions.listing() == []
    page.context.close()


def test_developments_are_split_off_by_key_and_by_dragging(browser: Browser, desk_of_our_own: Desk) -> None:
    """The key s takes the development one stands on; dragging it onto the button does the same."""
    newsroom, address = desk_of_our_own
    n_before = len(newsroom.store.threads.listing())
    thread = f"{address}/thread/{newsroom.thread_id('post-exclusive')}"
    page = opened(browser, thread)
    page.locator("[data-development]").nth(0).drag_to(page.locator("[data-drop=split]"))
    page.wait_for_url("**/split?development=*")
    page.goto(thread)
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.wait_for_url("**/split?development=*")
    expect(page.locator("main input:checked")).to_have_count(1)
    page.get_by_role("button", name="Split off").click()
    page.get_by_text("a thread of their own").wait_for()
    assert len(newsroom.store.threads.listing()) == n_before + 1
    page.context.close()


def test_a_thread_is_named_and_pinned_without_javascript(browser: Browser, desk_of_our_own: Desk) -> None:
    """The desk's own name stands beside the published headline; a new address leads there, and so does the old."""
    newsroom, address = desk_of_our_own
    old = f"{address}/thread/{newsroom.store.threads.find(newsroom.thread_id('tram')).slug}"
    page = opened(browser, old, scripts=False)
    page.get_by_role("link", name="Name…").click()
    page.get_by_label("What this desk calls it").fill("The tram")
    page.get_by_label("Its address").fill("docks-tram")
    page.get_by_role("button", name="Name it so").click()
    page.wait_for_url(re.compile(r"/thread/docks-tram(\?|$)"))
    expect(page.get_by_text("Called The tram on this desk")).to_be_visible()
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    page.goto(old)
    page.wait_for_url(f"{address}/thread/docks-tram")
    page.context.close()


def test_a_story_is_followed_and_the_watch_removed(browser: Browser, desk_of_our_own: Desk) -> None:
    """From the thread to the form, a look at what it would have told, the watch, and away with it."""
    newsroom, address = desk_of_our_own
    page = opened(browser, f"{address}/thread/{newsroom.thread_id('strike')}")
    page.get_by_role("link", name="Follow…").click()
    page.get_by_label("Tell").fill("editor@paper.example")
    page.get_by_role("button", name="Show what it would have told").click()
    page.get_by_text("The last seven days would have brought 1 alert").wait_for()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("cell", name="editor@paper.example", exact=True).wait_for()
    assert len(newsroom.store.watches.listing()) == 1
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Nobody is told of anything yet").wait_for()
    page.context.close()


def test_what_was_looked_at_is_no_longer_new(browser: Browser, desk_of_our_own: Desk) -> None:
    """Opening a thread marks it for its reader; one button marks all."""
    newsroom, address = desk_of_our_own
    page = opened(browser, address)
    expect(page.locator(".fresh .row")).to_have_count(4)
    with page.expect_response("**/seen"):
        page.goto(f"{address}/thread/{newsroom.thread_id('strike')}")
    page.goto(address)
    expect(page.locator(".fresh .row")).to_have_count(3)
    page.get_by_role("button", name="Mark all as seen").click()
    page.get_by_text("Nothing is new to you").wait_for()
    page.context.close()


def test_a_figure_is_drawn_over_time_with_a_table_beside_it(browser: Browser, desk_of_our_own: Desk) -> None:
    """The plot is a picture with a description; the table says the same, and stands without JavaScript too."""
    newsroom, address = desk_of_our_own
    path = f"{address}/thread/{newsroom.thread_id('post-exclusive')}/figures"
    page = opened(browser, path)
    plot = page.locator("svg.plot[role=img]").first
    plot.wait_for()
    assert "first in" in (plot.get_attribute("aria-description") or "")
    page.get_by_text("Every printing").first.click()
    expect(page.locator("table.printed").first).to_be_visible()
    plain = opened(browser, path, scripts=False)
    plain.get_by_text("Every printing").first.click()
    expect(plain.locator("table.printed tbody tr").first).to_be_visible()
    page.context.close()
    plain.context.close()


def test_the_keys_can_be_seen_and_switched_off(browser: Browser, address: str) -> None:
    """? shows them, g leads about, and a single key does nothing for whoever does not want it (WCAG 2.1.4)."""
    page = opened(browser, address)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.get_by_label("Single keys work on this machine").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page.locator(".is-here")).to_have_count(0)
    page.evaluate("localStorage.clear()")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/outlets")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.context.close()


def test_an_empty_desk_shows_the_way(browser: Browser, empty_desk: str) -> None:
    """Three steps, from no outlet to the first alert."""
    page = opened(browser, empty_desk)
    page.get_by_role("link", name="Three steps to the first alert").click()
    for step in ("Add an outlet", "See it work", "Follow a story"):
        expect(page.get_by_role("heading", name=step)).to_be_visible()
    page.context.close()
