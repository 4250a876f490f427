"""Section pages are given what their outlet's pages taught."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import learn_shapes
from desk.shapes import with_shapes
from pipeline.nouns import AddressShapes, Feed, FeedDue, FeedKind, Outcome, Outlet, Page
from storage import Store, open_store

OUTLET = Outlet(slug="weir-echo", name="Weir Echo", home="https://weir-echo.example/")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Open a store in which five articles, five section pages and five walls of an outlet were read."""
    opened = open_store(f"sqlite:///{tmp_path}/a.db", create=True)
    kinds = {"s": Outcome.ARTICLE, "list": Outcome.SECTION_PAGE, "wall": Outcome.PAYWALLED}
    for folder, outcome in kinds.items():
        for n in range(5):
            url = f"https://weir-echo.example/{folder}/{n}"
            page = Page(
                url=url, requested_url=url, outlet="weir-echo", fetched_at=datetime(2026, 3, 1, tzinfo=UTC), status=200,
                headers={}, body=b"x", content_hash=url,
            )  # fmt: skip
            opened.pages.take(page, None)
            ((key, _),) = opened.pages.unread(1)
            with opened.begin() as ledger:
                ledger.settle_page(key, outcome, "", None)
    return opened


def test_only_section_pages_without_a_pattern_are_taught(store: Store):
    """Feeds need no shapes, and a pattern in the outlet's file decides alone."""
    feeds = [
        Feed(url="https://weir-echo.example/feed"),
        Feed(url="https://weir-echo.example/news", kind=FeedKind.SECTION),
        Feed(url="https://weir-echo.example/sport", kind=FeedKind.SECTION, article_pattern="/s/"),
    ]
    plain, taught, own = with_shapes(store, [FeedDue(feed=feed, outlet=OUTLET) for feed in feeds])
    assert plain.shapes == own.shapes == AddressShapes()
    read = [(f"https://weir-echo.example/{folder}/{n}", folder == "s") for folder in ("s", "list") for n in range(5)]
    assert taught.shapes == learn_shapes(read)
    assert "s/9" in taught.shapes.articles
    assert "list/9" in taught.shapes.others
