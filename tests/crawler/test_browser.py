"""Pages that need a browser: run in one that has no network but the door."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler import guard
from tests.chromium import find_chromium

from .conftest import Crew
from .press import Press, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed: see tests/chromium.py"),
]

PAGE = "<html><body><div id=a>empty</div><script src=/app.js></script></body></html>"
APP = "fetch('/text.json').then(r => r.json()).then(j => { document.getElementById('a').textContent = j.text })"
#: What a hostile page tries, `{canary}` being an address that it must not reach.
SLY = """<html><body><div id=a>read me</div>
<img src="{canary}/image"><iframe src="{canary}/frame"></iframe><link rel=prefetch href="{canary}/prefetch">
<link rel=stylesheet href="{canary}/style"><script src="{canary}/script"></script><script>
const seen = [];
const say = what => document.body.insertAdjacentHTML('beforeend', '<p>' + what + '</p>');
fetch('{canary}/fetch').then(() => say('REACHED')).catch(() => say('refused'));
fetch('{canary}/post', {{method: 'POST', body: 'x', mode: 'no-cors'}}).catch(() => 0);
new WebSocket('{canary}/socket'.replace('http', 'ws'));
new EventSource('{canary}/events');
navigator.sendBeacon('{canary}/beacon', 'x');
setTimeout(() => {{ location.href = '{canary}/away' }}, 200);
</script></body></html>"""


@pytest.fixture
def rendering(crew: Crew) -> Crew:
    """Make a crew whose outlet wants a browser."""
    crew.rules = replace(crew.rules, timeout=timedelta(seconds=10), longest_render=timedelta(seconds=5))
    crew.outlet = replace(crew.outlet, render=True)
    return crew


@pytest.fixture
def canary() -> Iterator[Press]:
    """Open a second press, which nothing may reach."""
    with opened() as opening:
        yield opening


def test_scripts_run_and_what_they_fetch_comes_through_the_door(press: Press, rendering: Crew):
    """The text that a script puts in is there; robots.txt holds for scripts too; pictures are not fetched."""
    press.put("/news/a", PAGE.replace("<body>", "<body><img src=/x.png>"), headers={"Content-Type": "text/html"})
    press.put("/app.js", APP, headers={"Content-Type": "text/javascript"})
    press.put("/text.json", '{"text": "grown in the browser"}', headers={"Content-Type": "application/json"})
    rendering.go(pages=[rendering.page("/news/a")])
    assert b"grown in the browser" in rendering.sink.pages[0].body
    assert rendering.sink.pages[0].url == press.url("/news/a")
    assert press.asked("/x.png") == []
    assert press.asked("/app.js")[0].headers["User-Agent"].startswith("Throughline/")
    press.put("/robots.txt", "User-agent: *\nDisallow: /text.json\n")
    rendering.hosts.forget()
    rendering.go(pages=[rendering.page("/news/a")])
    assert b"empty" in rendering.sink.pages[0].body


def test_nothing_that_a_page_tries_reaches_a_private_address(
    press: Press, rendering: Crew, canary: Press, monkeypatch: pytest.MonkeyPatch
):
    """Scripts, pictures, frames, sockets, beacons and navigation are refused or have no network; the text comes."""
    press.put("/sly", SLY.format(canary=canary.url("")), headers={"Content-Type": "text/html"})
    may_be_private = guard._may_be_private
    # only the page itself has leave here; what it asks for would have none on the open web
    monkeypatch.setattr(guard, "_may_be_private", lambda asked: may_be_private(asked) and press.url() in asked.url)
    rendering.go(pages=[rendering.page("/sly")])
    assert canary.requests == []
    assert b"read me" in rendering.sink.pages[0].body
    assert b"<p>refused</p>" in rendering.sink.pages[0].body


def test_a_script_that_never_ends_is_ended(press: Press, rendering: Crew):
    """It fails alone, in a sentence, and the next page has a browser again."""
    rendering.rules = replace(rendering.rules, longest_render=timedelta(seconds=8))
    press.put("/loop", "<html><script>for(;;){}</script></html>", headers={"Content-Type": "text/html"})
    press.put("/news/ok", "<html><p>fine</p></html>", headers={"Content-Type": "text/html"})
    rendering.go(pages=[rendering.page("/loop"), rendering.page("/news/ok")])
    assert [page.url for page in rendering.sink.pages] == [press.url("/news/ok")]
    assert "its scripts did not end in the browser" in rendering.sink.failed[0].failure


def test_without_a_browser_it_says_what_to_install(press: Press, rendering: Crew, monkeypatch: pytest.MonkeyPatch):
    """A clear sentence, and no page as if it were whole."""
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    importlib.invalidate_caches()
    press.put("/news/a", PAGE, headers={"Content-Type": "text/html"})
    rendering.go(pages=[rendering.page("/news/a")])
    assert "install throughline[render]" in rendering.sink.failed[0].failure


def test_it_is_off_unless_asked_for(press: Press, crew: Crew):
    """Outlets without `render`, and what is no HTML, never see a browser."""
    press.put("/news/a", PAGE, headers={"Content-Type": "text/html"})
    crew.go(pages=[crew.page("/news/a")])
    assert crew.sink.pages[0].body == PAGE.encode()
    assert press.asked("/app.js") == []
