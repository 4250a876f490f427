"""Spans of time that addresses name."""

from datetime import UTC, datetime

import pytest

from crawler.read.periods import period_named


@pytest.mark.parametrize(
    ("url", "start", "end"),
    [
        ("https://post.example/2026/03/05/pier-closed", (2026, 3, 5), (2026, 3, 6)),
        ("https://post.example/2026/mar/5/pier-closed", (2026, 3, 5), (2026, 3, 6)),
        ("https://post.example/pier-closed-20261231.html", (2026, 12, 31), (2027, 1, 1)),
        ("https://post.example/news/2026-03-05-pier", (2026, 3, 5), (2026, 3, 6)),
        ("https://post.example/sitemap-2026-12.xml", (2026, 12, 1), (2027, 1, 1)),
        ("https://post.example/sitemap_2026_march.xml.gz", (2026, 3, 1), (2026, 4, 1)),
        ("https://post.example/sitemaps/202603.xml", (2026, 3, 1), (2026, 4, 1)),
        ("https://post.example/sitemap.xml?yyyy=2026&mm=03&dd=05", (2026, 3, 5), (2026, 3, 6)),
        ("https://post.example/sitemap-2026.xml", (2026, 1, 1), (2027, 1, 1)),
    ],
)
def test_a_day_month_or_year_is_found(url: str, start: tuple[int, int, int], end: tuple[int, int, int]):
    """The shortest span that is named is meant."""
    found = period_named(url)
    assert found is not None
    assert (found.start, found.end) == (datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))


@pytest.mark.parametrize(
    "path", ["sitemap-12.xml", "news/uk-england-12345678", "a/123420260305x", "politics", "p-19991"]
)
def test_a_number_is_no_date(path: str):
    """Ids are not taken for days."""
    assert period_named(f"https://post.example/{path}") is None
