"""A hostile web of our own: whatever a host does, each thing is decided soon, at little cost, in a sentence."""

import gzip
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.bounds import is_text
from pipeline.nouns import PageDue

from .conftest import Crew
from .press import Answer, Press, Request

ZEROS = b"\0" * (4 * 1024 * 1024)


def packed(body: bytes, times: int) -> bytes:
    """Pack a body over and over."""
    for _ in range(times):
        body = gzip.compress(body)
    return body


def endless() -> Iterator[bytes]:
    """Never end."""
    return itertools.repeat(b"x" * 65536)


def drip() -> Iterator[bytes]:
    """Give one byte at a time."""
    for _ in itertools.count():
        yield b"x"
        time.sleep(0.1)


def redirects_slowly(request: Request) -> Answer:
    """Lead on, and on, each time after a while."""
    return Answer(status=302, headers={"Location": f"{request.path}x"}, silence=0.7)


#: What a host does -> its answer, and part of the sentence that is told.
ABUSES: dict[str, tuple[Callable[[], Answer | Callable[[Request], Answer]], str]] = {
    "a bomb": (
        lambda: Answer(body=packed(ZEROS, 1), headers={"Content-Encoding": "gzip"}),
        "it unpacks to more than 100 times its size",
    ),
    "a bomb in a bomb": (
        lambda: Answer(body=packed(ZEROS, 2), headers={"Content-Encoding": "gzip, gzip"}),
        "it unpacks to more than 100 times its size",
    ),
    "many wrappings": (
        lambda: Answer(body=packed(b"<p>x", 5), headers={"Content-Encoding": ", ".join(["gzip"] * 5)}),
        "it is packed 5 times over",
    ),
    "headers without end": (
        lambda: Answer(headers={f"X-{number}": "a" * 100 for number in range(3000)}),
        "its headers are larger than 128 KiB",
    ),
    "film": (
        lambda: Answer(pieces=endless(), headers={"Content-Type": "video/mp4"}),
        "it is no text but video/mp4",
    ),
    "a document": (
        lambda: Answer(pieces=endless(), headers={"Content-Type": "application/PDF; x=y"}),
        "it is no text but application/pdf",
    ),
    "an endless page": (lambda: Answer(pieces=endless()), "it is larger than 8 MiB"),
    "a dripping page": (lambda: Answer(pieces=drip()), "no whole answer came within 2 seconds"),
    "a length that lies": (
        lambda: Answer(pieces=iter([b"x"]), headers={"Content-Length": "99999999999"}),
        "it is larger than 8 MiB",
    ),
    "slow redirects": (lambda: redirects_slowly, "no whole answer came within 2 seconds"),
}


@pytest.mark.parametrize("abuse", ABUSES)
def test_each_abuse_is_decided_in_a_sentence(press: Press, crew: Crew, abuse: str):
    """Nothing takes longer than one answer may, and the other pages of the round come."""
    answer, sentence = ABUSES[abuse]
    path = "/abuse"
    for number in range(7):
        press.answers[path + "x" * number] = answer()
    press.put("/news/ok", "fine")
    crew.rules = replace(crew.rules, timeout=timedelta(seconds=2), max_page_bytes=8 * 1024 * 1024)
    began = time.monotonic()
    crew.go(pages=[crew.page(path), crew.page("/news/ok")])
    assert time.monotonic() - began < 20
    assert sentence in crew.sink.failed[0].failure
    assert [page.body for page in crew.sink.pages] == [b"fine"]


@pytest.mark.parametrize(
    "kind", ["", "text/html", "application/xml", "application/octet-stream", "application/gzip", "application/x-gzip"]
)
def test_what_may_hold_an_article_or_feed_is_downloaded(kind: str):
    """Text, XML, packed sitemaps and what has no name are taken."""
    assert is_text(kind)


@pytest.mark.parametrize("kind", ["image/svg+xml", "AUDIO/mpeg", "font/woff2", "application/vnd.ms-excel"])
def test_what_holds_none_is_not(kind: str):
    """Pictures, sound and files of programs are not."""
    assert not is_text(kind)


@pytest.mark.parametrize("port", [22, 25, 110, 6000, 6667])
def test_ports_of_other_protocols_are_not_asked(crew: Crew, port: int):
    """A request is no way to speak to a mail server."""
    outlet = replace(crew.outlet, allow_private=False)
    crew.rules = replace(crew.rules, obey_robots=False)
    crew.go(pages=[PageDue(url=f"http://192.0.2.1:{port}/", outlet=outlet)])
    assert "its port is none at which the open web is served" in crew.sink.failed[0].failure


@pytest.mark.parametrize("url", ["http://[::ffff:127.0.0.1]@example.com/", "http://a\\@127.0.0.1:1/", "http:///x"])
def test_an_address_that_nobody_can_spell_breaks_no_round(press: Press, crew: Crew, url: str):
    """It fails alone."""
    press.put("/news/ok", "fine")
    outlet = replace(crew.outlet, allow_private=False)
    crew.go(pages=[PageDue(url=url, outlet=outlet), crew.page("/news/ok")])
    assert [failed.url for failed in crew.sink.failed] == [url]
    assert len(crew.sink.pages) == 1
