"""The sitemaps below an index: newest first, only what can hold news, and an end in every case."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.sitemaps import Span, may_hold
from pipeline.nouns import FeedEntry, FeedKind, NamedSitemap

from .conftest import Crew
from .press import Press

MARCH = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)


def publish_index(press: Press, path: str, *named: str | tuple[str, str]) -> None:
    """Publish an index of sitemaps, each with the day of its last change or without."""
    pairs = ((one, "") if isinstance(one, str) else one for one in named)
    items = "".join(
        f"<sitemap><loc>{press.url(child)}</loc>{day and f'<lastmod>{day}</lastmod>'}</sitemap>" for child, day in pairs
    )
    press.put(path, f"<sitemapindex>{items}</sitemapindex>")


def publish(press: Press, path: str, *pages: str) -> None:
    """Publish a sitemap of pages."""
    items = "".join(f"<url><loc>{press.url(page)}</loc></url>" for page in pages)
    press.put(path, f"<urlset>{items}</urlset>")


def urls(crew: Crew) -> list[str]:
    """Crawl the index and return the paths that it announced."""
    crew.go([crew.feed("/index.xml", FeedKind.NEWS_SITEMAP)])
    reading = crew.sink.feeds[0].reading
    return [entry.url.removeprefix(crew.press.url("")) for entry in reading.entries]


def test_indexes_in_indexes_are_followed_down_to_a_limit(press: Press, crew: Crew):
    """Each level is read, newest first; below the limit nothing is asked for."""
    publish_index(press, "/index.xml", ("/a.xml", "2026-11-01"), ("/deep-1.xml", "2026-11-02"))
    publish_index(press, "/deep-1.xml", "/deep-2.xml", "/b.xml")
    publish_index(press, "/deep-2.xml", "/deep-3.xml", "/c.xml")
    publish_index(press, "/deep-3.xml", "/too-deep.xml")
    for name in ("a", "b", "c", "too-deep"):
        publish(press, f"/{name}.xml", f"/{name}")
    assert sorted(urls(crew)) == ["/a", "/b", "/c"]
    assert press.asked("/too-deep.xml") == []
    asked = [request.path for request in press.requests]
    assert asked.index("/deep-1.xml") < asked.index("/a.xml")


def test_circles_end_and_each_sitemap_is_asked_for_once(press: Press, crew: Crew):
    """An index that names itself, another that names the first, and a redirect back to the start."""
    publish_index(press, "/index.xml", "/index.xml", "/one.xml", "/back.xml")
    publish_index(press, "/one.xml", "/index.xml", "/two.xml", "/one.xml")
    publish_index(press, "/two.xml", "/one.xml", "/a.xml")
    publish(press, "/a.xml", "/a")
    press.put("/back.xml", status=301, headers={"Location": "/index.xml"})
    assert urls(crew) == ["/a"]
    assert [len(press.asked(path)) for path in ("/one.xml", "/two.xml", "/a.xml")] == [1, 1, 1]
    assert "leads back to" in " ".join(crew.sink.feeds[0].reading.problems)


def test_what_cannot_hold_news_is_not_asked_for(press: Press, crew: Crew):
    """Sitemaps that did not change for long, or whose name says an old month, are left alone."""
    publish_index(press, "/index.xml", ("/old.xml", "2026-01-01"), "/sitemap-2019-05.xml", ("/new.xml", "2026-11-01"))
    for name in ("old", "sitemap-2019-05", "new"):
        publish(press, f"/{name}.xml", f"/{name}")
    assert urls(crew) == ["/new"]
    assert press.asked("/old.xml") == press.asked("/sitemap-2019-05.xml") == []
    assert crew.sink.feeds[0].failure is None


def test_no_more_than_so_many_are_asked_for(press: Press, crew: Crew):
    """The number is limited over all levels, and what was left out is told."""
    crew.rules = replace(crew.rules, max_children=3)
    publish_index(press, "/index.xml", *(f"/{n}.xml" for n in range(9)))
    for n in range(9):
        publish(press, f"/{n}.xml", f"/{n}")
    assert urls(crew) == ["/0", "/1", "/2"]
    assert "6 further sitemaps of the index were not asked for." in crew.sink.feeds[0].reading.problems


def test_an_index_may_be_handed_over_as_it_is(press: Press, crew: Crew):
    """Whoever keeps a queue of sitemaps gets what an index names, and nothing is asked for."""
    crew.rules = replace(crew.rules, max_children=0)
    publish_index(press, "/index.xml", ("/a.xml", "2026-11-01"))
    assert urls(crew) == []
    changed_at = datetime(2026, 11, 1, tzinfo=UTC)
    assert crew.sink.feeds[0].reading.children == (NamedSitemap(url=press.url("/a.xml"), changed_at=changed_at),)
    assert press.asked("/a.xml") == []


@pytest.mark.parametrize(
    ("path", "changed_at", "expected"),
    [
        ("a.xml", None, True),
        ("a.xml", datetime(2026, 2, 20, tzinfo=UTC), False),
        ("a.xml", datetime(2026, 2, 28, tzinfo=UTC), True),
        ("a.xml", datetime(2026, 9, 1, tzinfo=UTC), True),
        ("sitemap-2026-03.xml", datetime(2026, 9, 1, tzinfo=UTC), True),
        ("sitemap-2026-05.xml", datetime(2026, 9, 1, tzinfo=UTC), False),
        ("sitemap-2025.xml", None, False),
        ("sitemap-2025.xml", datetime(2026, 3, 5, tzinfo=UTC), True),
    ],
)
def test_a_sitemap_may_hold_what_its_dates_allow(path: str, changed_at: datetime | None, expected: bool):
    """The last change must not lie before, the named span must meet; a bare year may be a number."""
    assert may_hold(NamedSitemap(url=f"https://post.example/{path}", changed_at=changed_at), *MARCH) is expected


@pytest.mark.parametrize(
    ("path", "published", "updated", "sitemap", "expected"),
    [
        ("a", (2026, 3, 5), (2026, 9, 1), "a.xml", True),
        ("2026/03/05/a", (2026, 4, 5), None, "a.xml", False),
        ("2026/03/05/a", None, (2026, 9, 1), "a.xml", True),
        ("2026/05/05/a", None, (2026, 3, 5), "a.xml", False),
        ("a", None, (2026, 3, 5), "a.xml", True),
        ("a", None, (2026, 4, 5), "a.xml", True),
        ("a", None, (2026, 5, 5), "a.xml", False),
        ("a", None, None, "sitemap-2026-03.xml", True),
        ("a", None, None, "sitemap-2026.xml", None),
        ("a", None, None, "a.xml", None),
    ],
)
def test_a_page_lies_in_a_span_by_the_best_of_its_dates(path, published, updated, sitemap, expected):
    """Publication, then the address, then the last change with some days for edits, then the sitemap's own name."""
    moments = [None if day is None else datetime(*day, tzinfo=UTC) for day in (published, updated)]
    entry = FeedEntry(id="a", url=f"https://post.example/{path}", published_at=moments[0], updated_at=moments[1])
    assert Span(since=MARCH[0], until=MARCH[1]).holds(entry, f"https://post.example/{sitemap}") is expected
