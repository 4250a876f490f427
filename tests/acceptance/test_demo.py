"""The script knows what must come of it: each article, thread, development and alert; and all that an editor does with it."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from desk.access import Asks, GateRules
from desk.demo.conductor import EPILOGUE
from desk.demo.expected import broken_outlets, silent_outlets
from desk.demo.press import Press
from desk.demo.script import load_script
from desk.demo.stage import Stage
from desk.demo.verdict import differences, losses
from desk.people import hashed
from desk.unsubscribing import unsubscribe_path
from desk.web import create_app
from pipeline.nouns import Thread
from storage import Store, open_store
from storage.people import Person, Role
from tests.desk.browsing import chromium, complaints, merge_by_keys, opened, serving, violations
from tests.desk.demo.conftest import ONE_OFFS, STORY, WATCHES
from tests.desk.test_gate import routes

pytestmark = pytest.mark.acceptance

#: Seconds for which the daemon's look at an outlet and its next round are waited for, each.
_PATIENCE = 120
#: Read, and no pages: files, feeds, what goes on for as long as somebody listens, and what hubs ask.
NO_PAGES = {
    "/search.csv", "/search.atom", "/article/{article_id}.ninjs", "/thread/{key}.ninjs", "/to-come.ics", "/healthz", "/live",
    "/thread/{key}/feed.atom", "/watch/{watch_id}/feed.atom", "/websub/{token}", "/static",
}  # fmt: skip


def test_nothing_is_lost_or_told_twice(played: Stage) -> None:
    """Every article is stored, no other is; every alert owed was sent, once."""
    assert losses(played) == []


def test_everything_is_where_the_script_says(played: Stage) -> None:
    """Articles are in their threads and developments, edits were noticed, alerts due were sent and no other."""
    assert differences(played) == []


def test_the_script_is_as_large_as_it_claims(played: Stage) -> None:
    """At least a dozen outlets, eighty articles, eight threads of several articles, over ten days."""
    script = played.script
    assert len({article.outlet for article in script.articles}) >= 12
    assert len(script.articles) >= 80
    sizes = [thread.n_articles for thread in played.store.threads.listing(limit=1000)]
    assert sum(size > 3 for size in sizes) >= 8


def test_a_broken_feed_is_said_and_stops_nobody(played: Stage) -> None:
    """The outlet whose feed is an error page has its reason stored."""
    states = {state.outlet: state for state in played.store.feeds.states()}
    for slug in broken_outlets(played.script):
        assert states[slug].last_failure or states[slug].problems


def test_the_outlet_that_fell_silent_brought_nothing_more(played: Stage) -> None:
    """Silence is seen in when a feed last brought something new."""
    states = {state.outlet: state for state in played.store.feeds.states()}
    for slug in silent_outlets(played.script):
        last = states[slug].last_new_at
        assert last is not None
        assert (played.script.ends_at - last).days >= 3


def test_each_thread_is_one_conversation(played: Stage) -> None:
    """All mails of one thread to one person hang together by their headers."""
    threads = {(alert.recipient, alert.thread_id) for alert in played.store.exports.alerts()}
    assert len(played.mailbox.conversations()) == len(threads)


def test_the_page_shows_the_threads(played: Stage) -> None:
    """The daemon's page lists what moved, and each thread has its own."""
    front = httpx.get(played.desk_url, timeout=10)
    assert front.status_code == 200
    longest = max(played.store.threads.listing(limit=100), key=lambda thread: thread.n_articles)
    assert f"/thread/{longest.slug}" in front.text
    page = httpx.get(f"{played.desk_url}/thread/{longest.slug}", timeout=10)
    assert page.status_code == 200
    assert longest.headline in httpx.Response(200, text=page.text).text.replace("&#39;", "'").replace("&amp;", "&")


def test_the_command_line_answers_from_the_same_data(played: Stage) -> None:
    """`throughline threads --jsonl` lists as many threads as are stored."""
    asked = subprocess.run(
        [sys.executable, "-m", "desk.cli", "threads", "--jsonl", "--limit", "1000", "--config", played.settings_file],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert len(asked.stdout.splitlines()) == len(played.store.threads.listing(limit=1000))


# ----------------------------------------------------------------------------------------------- in a browser
#
# In this file, so that the demo is played once: tests of one file run in one process.


@dataclass(frozen=True, slots=True)
class StillAt:
    """A clock that stands at one instant."""

    at: datetime

    def now(self) -> datetime:
        """Return that instant."""
        return self.at


@dataclass(slots=True)
class DemoDesk:
    """A desk on a copy of what the demo left: a test may change it."""

    store: Store
    url: str
    #: The instant at which its clock stands.
    at: datetime

    def threads(self) -> list[Thread]:
        """Return its threads, the largest first."""
        return sorted(self.store.threads.listing(limit=1000), key=lambda one: (-one.n_articles, one.id))

    def path_of(self, thread: Thread) -> str:
        """Return where a thread stands."""
        return f"{self.url}/thread/{thread.slug}"


@contextmanager
def demo_desk(played: Stage, folder: Path, gate: GateRules | None = None) -> Iterator[DemoDesk]:
    """Serve a copy of the demo's store, at the hour at which the demo ended."""
    copy = folder / "copy.db"
    with closing(sqlite3.connect(played.folder / "throughline.db")) as told, closing(sqlite3.connect(copy)) as written:
        told.backup(written)
    at = played.script.ends_at + EPILOGUE
    store = open_store(f"sqlite:///{copy}")
    try:
        with serving(store, StillAt(at), gate) as url:
            yield DemoDesk(store, url, at)
    finally:
        store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def read_only(played: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoDesk]:
    """The demo's desk, to be looked at."""
    with demo_desk(played, tmp_path_factory.mktemp("looked-at")) as desk:
        yield desk


@pytest.fixture
def desk(played: Stage, tmp_path: Path) -> Iterator[DemoDesk]:
    """The demo's desk, to be worked at."""
    with demo_desk(played, tmp_path) as opened_desk:
        yield opened_desk


@pytest.fixture
def page(browser: Browser, desk: DemoDesk) -> Iterator[Page]:
    """A window with the demo's desk."""
    window = opened(browser, desk.url)
    yield window
    window.context.close()


def demo_paths(desk: DemoDesk) -> list[str]:
    """Return every page of the desk that is read, on what the demo left."""
    longest, second = desk.threads()[:2]
    speaker = next(quote.speaker for out in desk.store.exports.facts() for quote in out.facts.quotes if quote.speaker)
    alert = desk.store.alerts.listing(limit=1)[0]
    filled = {
        "/search": f"/search?q={longest.headline.split()[0]}",
        "/speaker": f"/speaker?name={speaker}",
        "/merge": f"/merge?thread={longest.id}&thread={second.id}",
        "/unsubscribe/{token}": unsubscribe_path(alert.id, desk.store.keys.of("unsubscribe")),
    }
    shown = [path for method, path in routes(create_app(desk.store, StillAt(desk.at))) if method == "GET"]
    pages = [path for path in shown if not path.startswith("/api/") and path not in NO_PAGES]
    return [filled.get(path, path.replace("{key}", longest.slug)) for path in pages] + ["/search?q=", "/nothing"]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True), (1920, False)])
def test_every_page_of_the_demo_pleases_axe_and_fits(
    browser: Browser, read_only: DemoDesk, width: int, *, dark: bool
) -> None:
    """No rule of WCAG 2.2 AA is broken, nothing scrolls sideways, and the browser has nothing to complain of."""
    window = opened(browser, read_only.url, width=width, dark=dark)
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text))
    window.on("pageerror", lambda error: said.append(str(error)))
    paths = demo_paths(read_only)
    assert len(paths) > 20
    found: list[object] = []
    for path in paths:
        found += violations(window, read_only.url, path)
        if (wide := window.evaluate("document.documentElement.scrollWidth")) > width:
            found.append((path, f"{wide} pixels wide"))
    window.context.close()
    assert found == []
    assert [one for one in said if "404" not in one] == []


@pytest.mark.browser
def test_threads_of_the_demo_are_merged_by_keys_and_the_merge_taken_back(desk: DemoDesk, page: Page) -> None:
    """j, x, j, x, m: then the page that asks, the merge, the word that it is done, and undo."""
    n_before = len(desk.threads())
    merge_by_keys(page)
    assert len(desk.threads()) == n_before - 1
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("taken back").wait_for()
    assert len(desk.threads()) == n_before


@pytest.mark.browser
def test_a_thread_of_the_demo_goes_into_another_by_name_and_by_dragging(desk: DemoDesk, page: Page) -> None:
    """From its own page by the other's address, which then leads to it; dragged, it only asks."""
    stands, goes = desk.threads()[0], desk.threads()[-1]
    page.goto(desk.path_of(stands))
    page.get_by_role("link", name="Merge with…").click()
    page.get_by_label("Put this one into it").fill(desk.path_of(goes))
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("Done: put").wait_for()
    page.goto(desk.path_of(goes))
    assert page.url == desk.path_of(stands)
    assert desk.store.threads.find(stands.id).n_articles == stands.n_articles + goes.n_articles
    page.goto(desk.url)
    rows = page.locator("[data-thread]")
    rows.nth(2).drag_to(rows.nth(0))
    page.wait_for_url("**/merge?thread=*")
    expect(page.get_by_role("radio")).to_have_count(2)
    assert len(desk.store.actions.listing()) == 1


@pytest.mark.browser
def test_a_development_of_the_demo_is_split_off_by_key_and_by_dragging(desk: DemoDesk, page: Page) -> None:
    """The key s takes the development one stands on; dragging it onto the button asks the same."""
    longest, n_before = desk.threads()[0], len(desk.threads())
    page.goto(desk.path_of(longest))
    page.locator("[data-development]").nth(1).drag_to(page.locator("[data-drop=split]"))
    page.wait_for_url("**/split?development=*")
    page.goto(desk.path_of(longest))
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.wait_for_url("**/split?development=*")
    expect(page.locator("main input:checked")).to_have_count(1)
    page.get_by_role("button", name="Split off").click()
    page.get_by_text("a thread of their own").wait_for()
    assert len(desk.threads()) == n_before + 1
    assert desk.store.threads.find(longest.id).n_articles < longest.n_articles


@pytest.mark.browser
def test_a_development_of_the_demo_is_moved_into_another_thread(desk: DemoDesk, page: Page) -> None:
    """Chosen on the page that splits, with the other thread's short name; undone from the history."""
    source, target = desk.threads()[:2]
    page.goto(desk.path_of(source))
    page.get_by_role("link", name="Split…").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Put them into").fill(target.slug)
    page.get_by_label("Why").fill("it is the other story")
    page.get_by_role("button", name="Split off").click()
    page.get_by_text("Done: ").wait_for()
    assert desk.store.threads.find(target.id).n_articles > target.n_articles
    page.goto(f"{desk.url}/history")
    expect(page.get_by_role("cell", name="it is the other story")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("taken back").first.wait_for()
    assert desk.store.threads.find(target.id).n_articles == target.n_articles
    assert desk.store.threads.find(source.id).n_articles == source.n_articles


@pytest.mark.browser
def test_a_thread_of_the_demo_is_named_headed_and_pinned(desk: DemoDesk, page: Page) -> None:
    """By the desk's own name, a published headline of its choice, and an address to which the old one leads."""
    thread = desk.threads()[0]
    page.goto(desk.path_of(thread))
    page.get_by_role("link", name="Name…").click()
    page.get_by_label("What this desk calls it").fill("The long one")
    headings = page.get_by_label("The headline that heads it")
    wanted = headings.locator("option").nth(2).inner_text()
    headings.select_option(label=wanted)
    page.get_by_label("Its address").fill("the-long-one")
    page.get_by_role("button", name="Name it so").click()
    page.wait_for_url("**/thread/the-long-one*")
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted)
    expect(page.get_by_text("Called The long one on this desk")).to_be_visible()
    page.get_by_role("button", name="Pin", exact=True).click()
    page.get_by_role("button", name="Unpin").click()
    page.get_by_role("button", name="Pin", exact=True).wait_for()
    kinds = [action.kind.value for action in desk.store.actions.listing()]
    assert kinds == ["unpin", "pin", "rename"]
    page.goto(desk.path_of(thread))
    assert page.url == f"{desk.url}/thread/the-long-one"


@pytest.mark.browser
def test_a_note_stands_beside_a_thread_of_the_demo_and_somebody_has_it(desk: DemoDesk, page: Page) -> None:
    """Written and taken away, given and taken back."""
    thread = desk.threads()[1]
    page.goto(desk.path_of(thread))
    page.get_by_label("Note", exact=True).fill("call the harbour master")
    page.locator("#ours").get_by_role("button", name="Add").click()
    page.get_by_text("call the harbour master").wait_for()
    page.get_by_label("Who has it").fill("nora")
    page.get_by_role("button", name="Give").click()
    page.get_by_text("given by").wait_for()
    assert desk.store.notes.keepers([thread.id])[thread.id].person == "nora"
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("call the harbour master").wait_for(state="detached")
    page.get_by_label("Who has it").fill("")
    page.get_by_role("button", name="Give").click()
    page.get_by_text("given by").wait_for(state="detached")
    assert desk.store.notes.of_thread(thread.id) == []


@pytest.mark.browser
def test_a_story_of_the_demo_is_followed_and_the_watch_removed(desk: DemoDesk, page: Page) -> None:
    """From the thread to the form, a look at what it would have told, the watch, and away with it."""
    n_before = len(desk.store.watches.listing())
    page.goto(desk.path_of(desk.threads()[0]))
    page.get_by_role("link", name="Follow…").click()
    page.get_by_label("Tell").fill("editor@paper.example")
    page.get_by_role("button", name="Show what it would have told").click()
    page.get_by_role("heading", name="The last seven days would have brought").wait_for()
    assert len(desk.store.watches.listing()) == n_before
    page.get_by_role("button", name="Add").click()
    row = page.get_by_role("row").filter(has_text="editor@paper.example")
    row.wait_for()
    assert len(desk.store.watches.listing()) == n_before + 1
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")
    assert len(desk.store.watches.listing()) == n_before


@pytest.mark.browser
def test_a_mail_of_the_demo_ends_its_watch_after_it_was_asked(desk: DemoDesk, page: Page) -> None:
    """The signed address shows which watch it is; only the button ends it."""
    alert = next(one for one in desk.store.alerts.listing(limit=50) if one.development_id)
    n_before = len(desk.store.watches.listing())
    page.goto(desk.url + unsubscribe_path(alert.id, desk.store.keys.of("unsubscribe")))
    assert len(desk.store.watches.listing()) == n_before
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main").get_by_role("button").click()
    assert len(desk.store.watches.listing()) == n_before - 1


@pytest.mark.browser
def test_what_was_looked_at_on_the_demos_desk_is_no_longer_new(desk: DemoDesk, page: Page) -> None:
    """Opening a thread marks it for its reader."""
    fresh = page.locator(".fresh .row")
    n_fresh = fresh.count()
    assert n_fresh > 0
    with page.expect_response("**/seen"):
        fresh.first.locator("[data-open]").click()
    page.goto(desk.url)
    expect(fresh).to_have_count(n_fresh - 1)


@pytest.mark.browser
def test_all_of_the_demo_is_marked_as_seen_with_one_button(desk: DemoDesk, page: Page) -> None:
    """Then nothing is new, and the button is gone."""
    page.get_by_role("button", name="Mark all as seen").click()
    page.get_by_text("Nothing is new to you").wait_for()
    expect(page.locator(".fresh .row")).to_have_count(0)
    expect(page.get_by_role("button", name="Mark all as seen")).to_have_count(0)


@pytest.mark.browser
def test_an_editor_finds_a_story_of_the_demo_by_keys(desk: DemoDesk, page: Page) -> None:
    """/ and words lead to it, j and o open it, g leads about, ? shows how."""
    thread = desk.threads()[0]
    page.keyboard.press("/")
    page.keyboard.type(f'"{thread.headline}"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/thread/{thread.slug}")
    for key, path in (("h", "history"), ("w", "watches"), ("f", "to-come")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"**/{path}")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


@pytest.mark.browser
def test_people_log_in_act_and_an_admin_sees_who_did(browser: Browser, played: Stage, tmp_path: Path) -> None:
    """A mistyped password, an editor's pin and note, and the audit, which is an admin's alone and pleases axe."""
    with demo_desk(played, tmp_path, GateRules(asks=Asks.ACCOUNT)) as desk:
        for name, role in (("nora", Role.EDITOR), ("quill", Role.ADMIN)):
            kept = hashed("a long enough one")
            desk.store.people.add(Person(name=name, role=role, password_hash=kept, created_at=desk.at))
        editor, admin = opened(browser, desk.path_of(desk.threads()[0])), opened(browser, f"{desk.url}/audit")
        _log_in(editor, "nora", "a wrong password")
        editor.get_by_text("Name or password is not right.").wait_for()
        _log_in(editor, "nora", "a long enough one")
        editor.get_by_role("button", name="Pin", exact=True).click()
        editor.get_by_role("button", name="Unpin").wait_for()
        editor.goto(f"{desk.url}/history")
        expect(editor.get_by_role("link", name="everything that was asked for")).to_have_count(0)
        editor.goto(f"{desk.url}/audit")
        expect(editor.get_by_role("heading", name="You may not do this")).to_be_visible()
        _log_in(admin, "quill", "a long enough one")
        expect(admin.get_by_role("row").filter(has_text="Pin or unpin").filter(has_text="nora")).to_have_count(1)
        assert complaints(admin, "/audit") == []
        admin.get_by_role("link", name="not done").click()
        expect(admin.get_by_role("row").filter(has_text="wrong name or password")).to_have_count(1)
        admin.get_by_role("button", name="Log out").click()
        admin.get_by_role("button", name="Log in").wait_for()
        editor.context.close()
        admin.context.close()


def _log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.browser
def test_an_outlet_is_added_in_the_browser_and_its_news_come(browser: Browser, played: Stage, tmp_path: Path) -> None:
    """Another press opens beside the demo's; by clicks alone the running daemon follows it, and its story is there."""
    for name, text in (("pier.toml", STORY), ("one-offs.toml", ONE_OFFS), ("watches.toml", WATCHES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Press(load_script(tmp_path), StillAt(played.script.ends_at)) as press:
        page = opened(browser, f"{played.desk_url}/start")
        page.set_default_timeout(_PATIENCE * 1000)
        page.get_by_label("Front page, or a feed").fill(f"{press.base_url}/northern-dispatch/")
        page.get_by_label("It is on our own network").check()
        page.get_by_role("button", name="Look").click()
        page.get_by_role("button", name="Follow it").wait_for()
        expect(page.get_by_text("A quiet day at number 3, northern-dispatch").first).to_be_visible()
        assert complaints(page, "what was found") == []
        page.get_by_role("button", name="Follow it").click()
        page.wait_for_url("**/outlets#127-0-0-1")
        followed = page.get_by_role("row").filter(has_text="127-0-0-1").locator("[data-name=Articles]")
        patience_ends = time.monotonic() + _PATIENCE
        while followed.inner_text() == "0" and time.monotonic() < patience_ends:
            page.wait_for_timeout(500)
            page.reload()
        assert int(followed.inner_text()) > 0
        page.get_by_role("searchbox").fill("outlet:127-0-0-1 headline:quiet")
        page.keyboard.press("Enter")
        page.locator("[data-open]", has_text="A quiet day at number 3").click()
        page.get_by_role("heading", name="Developments").wait_for()
        page.context.close()
