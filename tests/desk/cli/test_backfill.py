"""An outlet's archive through its sitemaps: only the span, each page once, and after a kill from where it was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.press import Answer, Press, opened

SPAN = ("--from", "2026-03-01", "--to", "2026-03-31")


def story(n: int, day: int) -> str:
    """Return the page of a story of a day in March."""
    return f"""<html lang="en"><head><title>Weir report {n}: keepers raise gate {n} after heavy rain</title></head><body><article>
    <h1>Weir report {n}: keepers raise gate {n} after heavy rain</h1><time datetime="2026-03-{day:02d}T09:00:00Z">then</time>
    <p>Keepers at the weir of Nether Storrow raised gate number {n} on the morning of {day} March after heavy rain.</p>
    <p>The level above the gate fell by {n + 10} centimetres within the hour, the river board said in its report {n}.</p>
    <p>Nobody was hurt, and the path along the river stays closed until the water has gone back to its usual mark.</p>
    </article></body></html>"""


@pytest.fixture
def press() -> Iterator[Press]:
    """Open a press for one test."""
    with opened() as opening:
        yield opening


@pytest.fixture
def archive(press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Publish an archive with an index, a sitemap a month, and a robots.txt that names it; and list the outlet."""
    folder = tmp_path / "outlets"
    folder.mkdir()
    (folder / "weir-echo.toml").write_text(
        f'name = "Weir Echo"\nhome = "{press.url("/")}"\nallow_private = true\ndelay_seconds = 0\n'
    )
    monkeypatch.setenv("THROUGHLINE_PATHS_OUTLETS", str(folder))
    press.put("/robots.txt", f"User-agent: *\nDisallow: /secret/\nSitemap: {press.url('/index.xml')}\n")
    months = ("2026-01", "2026-03", "2026-05")
    named = "".join(f"<sitemap><loc>{press.url(f'/sitemap-{month}.xml')}</loc></sitemap>" for month in months)
    press.put(
        "/index.xml", f"<sitemapindex>{named}<sitemap><loc>{press.url('/index.xml')}</loc></sitemap></sitemapindex>"
    )
    dated = [(f"/2026/03/{day:02d}/weir-report-{day}", day) for day in range(2, 8)]
    for path, day in dated:
        press.put(path, story(day, day))
    locs = [path for path, _ in dated] + ["/secret/2026/03/09/x", "/2026/03/10/gone-for-good", "/2026/04/20/too-late"]
    others = "<url><loc>https://rival.example/2026/03/05/x</loc></url><url><loc>javascript:alert(1)</loc></url>"
    items = "".join(f"<url><loc>{press.url(path)}</loc></url>" for path in locs)
    press.put("/sitemap-2026-03.xml", f"<urlset>{items}{others}</urlset>")
    return press


def pages_asked(press: Press) -> list[str]:
    """Return the pages that were asked for, in order."""
    return [request.path for request in press.requests if request.path.startswith(("/2026", "/secret"))]


def test_a_span_is_fetched_through_the_sitemaps_and_again_adds_nothing(throughline, archive: Press):
    """Only sitemaps and pages that can lie in the span are asked for, in order of time, and robots.txt holds."""
    first = throughline("backfill", "weir-echo", *SPAN, "--json")
    assert first.status == 0, first.err
    told = first.document
    assert (told["pages"], told["fetched"], told["missing"]) == (8, 6, 2)
    assert sum(told["outcomes"].values()) == 6
    assert {row["url"].rpartition("/")[2]: row["reason"] for row in told["failures"]} == {
        "x": f"{archive.url('/secret/2026/03/09/x')} could not be fetched: its robots.txt forbids it to us.",
        "gone-for-good": f"{archive.url('/2026/03/10/gone-for-good')} answered 404 Not Found.",
    }
    assert archive.asked("/sitemap-2026-01.xml") == archive.asked("/sitemap-2026-05.xml") == []
    assert pages_asked(archive) == [
        *(f"/2026/03/{n:02d}/weir-report-{n}" for n in range(2, 8)),
        "/2026/03/10/gone-for-good",
    ]
    archive.requests.clear()
    again = throughline("backfill", "weir-echo", *SPAN, "--json")
    assert (again.status, again.document["fetched"], again.document["pages"]) == (0, 0, 8)
    assert pages_asked(archive) == []
    assert again.document["outcomes"] == told["outcomes"]


def test_killed_it_goes_on_where_it_was(throughline, archive: Press, tmp_path: Path):
    """No page that was kept is fetched again, and none is lost."""

    def slowly(path: str):
        said = archive.answers[path]
        return lambda _request: Answer(body=said.body, silence=0.5)

    paths = [path for path in archive.answers if path.startswith("/2026/03")]
    for path in paths:
        archive.answers[path] = slowly(path)
    command = [sys.executable, "-m", "desk.cli", "backfill", "weir-echo", *SPAN, "--json"]
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(pages_asked(archive)) < 4 and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    before = pages_asked(archive)
    archive.requests.clear()
    done = throughline("backfill", "weir-echo", *SPAN, "--json")
    assert done.status == 0, done.err
    assert sum(done.document["outcomes"].values()) == 6
    assert done.document["missing"] == 2
    asked_again = [path for path in pages_asked(archive) if "weir-report" in path]
    assert len(asked_again) == done.document["fetched"] < 6
    # what was on the wire or on its way to the disk when it was killed, and no more, is asked for twice
    assert len(set(asked_again) & set(before)) <= 2
    assert archive.asked("/sitemap-2026-03.xml") == []


def test_an_outlet_without_sitemaps_is_said_with_what_to_do(throughline, archive: Press):
    """Nothing to go by is a failure, in a sentence."""
    archive.answers.clear()
    answer = throughline("backfill", "weir-echo", *SPAN)
    assert answer.status == 1
    assert "no sitemap of Weir Echo could be read: name one in its file" in answer.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("weir-echo", "--from", "2026-03-31", "--to", "2026-03-01"), "lies before"),
        (("weir-echo", "--from", "yesterday", "--to", "2026-03-01"), "yesterday"),
        (("weir-echo", "--from", "2026-03-01"), "--to"),
    ],
)
def test_what_cannot_be_meant_is_said(throughline, words: tuple[str, ...], sentence: str):
    """Misuse ends with 2 and a sentence."""
    answer = throughline("backfill", *words)
    assert answer.status == 2
    assert sentence in answer.err
