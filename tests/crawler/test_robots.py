"""robots.txt: what each answer to it means, how long it is believed, and that it is obeyed."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.rules import CrawlRules
from pipeline.nouns import PageDue

from .conftest import Crew
from .press import Press

DENY = "User-agent: *\nDisallow: /private/\n"
PAGE = "<p>page</p>"


@pytest.fixture
def pages(press: Press, crew: Crew) -> list[PageDue]:
    """Publish two pages, one of which most robots.txt of these tests forbid."""
    press.put("/news/a", PAGE)
    press.put("/private/b", PAGE)
    return [crew.page("/news/a"), crew.page("/private/b")]


def test_what_it_forbids_is_not_fetched(press: Press, crew: Crew, pages: list[PageDue]):
    """A forbidden page fails with that reason; others are fetched; the file is asked for once."""
    press.put("/robots.txt", DENY)
    crew.go(pages=pages)
    assert [page.url for page in crew.sink.pages] == [press.url("/news/a")]
    assert crew.sink.failed[0].failure.endswith("/private/b could not be fetched: its robots.txt forbids it to us.")
    assert len(press.asked("/robots.txt")) == 1
    assert press.asked("/private/b") == []


def test_rules_for_us_by_name_go_before_those_for_all(press: Press, crew: Crew, pages: list[PageDue]):
    """A group that names Throughline is the one that holds."""
    press.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: Throughline\nDisallow: /private/\n")
    crew.go(pages=pages)
    assert [page.url for page in crew.sink.pages] == [press.url("/news/a")]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_one_everything_may_be_fetched(press: Press, crew: Crew, pages: list[PageDue], status: int):
    """A 4xx answer means that there are no rules."""
    press.put("/robots.txt", DENY, status=status)
    assert crew.go(pages=pages).n_pages == 2


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_it_fails_nothing_is_fetched(press: Press, crew: Crew, pages: list[PageDue], status: int):
    """A 5xx answer keeps us away from the whole host, and is asked about again before long."""
    press.put("/robots.txt", "", status=status)
    crew.go(pages=pages)
    assert (len(crew.sink.failed), crew.sink.pages) == (2, [])
    assert f"its robots.txt answered {status}" in crew.sink.failed[0].failure
    press.put("/robots.txt", "")
    assert crew.go(pages=pages).n_pages == 0
    crew.clock.at += timedelta(minutes=11)
    assert crew.go(pages=pages).n_pages == 2


def test_while_it_hangs_nothing_is_fetched(press: Press, crew: Crew, pages: list[PageDue]):
    """A robots.txt that does not come keeps us away as well."""
    press.put("/robots.txt", DENY, silence=3)
    crew.rules = replace(crew.rules, timeout=timedelta(seconds=0.5))
    assert crew.go(pages=pages).n_pages == 0
    assert "no whole answer came within 0.5 seconds (asked for robots.txt)" in crew.sink.failed[0].failure


def test_it_is_believed_for_a_day_over_rounds(press: Press, crew: Crew, pages: list[PageDue]):
    """The same memory of hosts serves later rounds, until 24 hours have gone."""
    press.put("/robots.txt", DENY)
    crew.go(pages=pages)
    crew.clock.at += timedelta(hours=23)
    crew.go(pages=pages)
    assert len(press.asked("/robots.txt")) == 1
    crew.clock.at += timedelta(hours=2)
    crew.go(pages=pages)
    assert len(press.asked("/robots.txt")) == 2


def test_it_may_lie_behind_redirects(press: Press, crew: Crew, pages: list[PageDue]):
    """A robots.txt is followed over redirects, and holds for the host that was asked."""
    press.put("/robots.txt", status=301, headers={"Location": "/rules.txt"})
    press.put("/rules.txt", DENY)
    assert crew.go(pages=pages).n_pages == 1


def test_only_its_first_500_kibibytes_count(press: Press, crew: Crew, pages: list[PageDue]):
    """A file without end is read as far as the standard asks."""
    press.put("/robots.txt", "User-agent: *\n" + "Allow: /news/\n" * 40_000 + "Disallow: /private/\n")
    assert crew.go(pages=pages).n_pages == 2


def test_the_delay_that_it_asks_for_is_kept_up_to_a_limit(press: Press, crew: Crew):
    """Crawl-delay slows us down, but an absurd one only to our limit."""
    press.put("/robots.txt", "User-agent: *\nCrawl-delay: 600\n")
    for name in "abc":
        press.put(f"/news/{name}", PAGE)
    crew.rules = CrawlRules(max_crawl_delay=timedelta(seconds=0.4))
    crew.go(pages=[crew.page(f"/news/{name}") for name in "abc"])
    times = [request.at for request in press.requests]
    assert min(later - earlier for earlier, later in itertools.pairwise(times[1:])) > 0.15
    assert times[-1] - times[0] < 5


def test_a_redirect_to_a_forbidden_page_is_not_followed(press: Press, crew: Crew, pages: list[PageDue]):
    """The rules hold for where a redirect leads, not only for where it starts."""
    press.put("/robots.txt", DENY)
    press.put("/news/sly", status=302, headers={"Location": "/private/b"})
    crew.go(pages=[crew.page("/news/sly")])
    assert press.asked("/private/b") == []
    assert (
        crew.sink.failed[0].failure
        == f"{press.url('/news/sly')} could not be fetched: its robots.txt forbids it to us."
    )
