"""Looks back: each sitemap is asked once, each page is had once, and what was stopped goes on."""

from datetime import timedelta

import pytest

from pipeline.nouns import FeedEntry, NamedSitemap, PageFailed
from storage import SitemapTaken

INDEX = "https://weir-echo.example/sitemap.xml"


@pytest.fixture
def key(store, samples):
    """Begin a look back at one sitemap, and return its id."""
    return store.backfills.begin("weir-echo", samples.noon, samples.noon + timedelta(days=1), [INDEX], samples.noon)


def entries(samples, *names):
    """Return entries, the first named the oldest."""
    return [
        (FeedEntry(id=name, url=f"https://weir-echo.example/{name}"), samples.noon + timedelta(hours=hour))
        for hour, name in enumerate(names)
    ]


def waiting(store, samples, key, after=timedelta(0)):
    """Return the names of the pages that wait."""
    pages = store.backfills.pages_waiting(key, samples.outlet(), samples.noon + after, 10)
    return [page.url.rpartition("/")[2] for page in pages]


def test_a_sitemap_waits_until_it_was_taken_and_its_children_the_newest_first(store, samples, key):
    """What an index names is queued with it, in one step."""
    (index,) = store.backfills.sitemaps_waiting(key, 10)
    assert (index.url, index.depth) == (INDEX, 0)
    children = [NamedSitemap(url=f"{INDEX}?{n}", changed_at=n and samples.noon + timedelta(n)) for n in (0, 1, 3, 2)]
    children[0] = NamedSitemap(url=f"{INDEX}?0")
    store.backfills.take_sitemap(key, "weir-echo", SitemapTaken(url=INDEX, taken_at=samples.noon, children=children))
    assert [(one.url[-1], one.depth) for one in store.backfills.sitemaps_waiting(key, 10)] == [
        ("3", 1), ("2", 1), ("1", 1), ("0", 1),
    ]  # fmt: skip
    assert store.backfills.state(key).n_sitemaps == 5


def test_pages_wait_the_oldest_first_and_are_no_part_of_a_round(store, samples, key):
    """A round's pages do not wait behind an archive; those that a feed brought before are not had again."""
    store.pages.take(samples.page("https://weir-echo.example/known"), None)
    taken = SitemapTaken(url=INDEX, taken_at=samples.noon, entries=entries(samples, "a", "known", "b"), n_undated=4)
    store.backfills.take_sitemap(key, "weir-echo", taken)
    assert waiting(store, samples, key) == ["a", "b"]
    assert store.pages.due({"weir-echo": samples.outlet()}, samples.noon + timedelta(days=9), 10) == []
    store.pages.take(samples.page("https://weir-echo.example/a"), None)
    assert waiting(store, samples, key) == ["b"]
    state = store.backfills.state(key)
    assert (state.n_pages, state.n_missing, state.n_undated) == (3, 1, 4)


def test_what_failed_is_tried_again_by_the_next_run_unless_it_is_gone(store, samples, key):
    """Within a run each page is tried once; 404 and 410 are final."""
    taken = SitemapTaken(url=INDEX, taken_at=samples.noon, entries=entries(samples, "a", "gone"))
    store.backfills.take_sitemap(key, "weir-echo", taken)
    for name, status in (("a", 500), ("gone", 410)):
        url = f"https://weir-echo.example/{name}"
        failed = PageFailed(url=url, outlet="weir-echo", failed_at=samples.noon, failure="no", status=status)
        store.pages.take_failure(failed, None)
    assert waiting(store, samples, key) == []
    assert waiting(store, samples, key, after=timedelta(minutes=1)) == ["a"]
    assert set(store.backfills.state(key).failures.values()) == {"no"}


def test_begun_again_it_goes_on_and_once_done_it_asks_for_its_sitemaps_again(store, samples, key):
    """The id is that of outlet and span; pages that were had stay had."""
    taken = SitemapTaken(url=INDEX, taken_at=samples.noon, entries=entries(samples, "a"))
    store.backfills.take_sitemap(key, "weir-echo", taken)
    span = ("weir-echo", samples.noon, samples.noon + timedelta(days=1))
    assert store.backfills.begin(*span, [INDEX], samples.noon) == key
    assert store.backfills.sitemaps_waiting(key, 10) == []
    store.pages.take(samples.page("https://weir-echo.example/a"), None)
    store.backfills.end(key, samples.noon)
    assert store.backfills.begin(*span, [INDEX], samples.noon) == key
    assert len(store.backfills.sitemaps_waiting(key, 10)) == 1
    assert waiting(store, samples, key) == []


def test_a_sitemap_that_failed_is_told(store, samples, key):
    """With its reason, among the failures."""
    taken = SitemapTaken(url=INDEX, taken_at=samples.noon, failure="It is empty.")
    store.backfills.take_sitemap(key, "weir-echo", taken)
    state = store.backfills.state(key)
    assert (state.n_sitemaps_failed, state.failures) == (1, {INDEX: "It is empty."})
