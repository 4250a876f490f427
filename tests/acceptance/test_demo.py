"""The script knows what must come of it: each article, thread, development and alert."""

import subprocess
import sys

import httpx
import pytest

from desk.demo.expected import broken_outlets, silent_outlets
from desk.demo.stage import Stage
from desk.demo.verdict import differences, losses

pytestmark = pytest.mark.acceptance


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
