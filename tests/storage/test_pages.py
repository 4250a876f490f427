"""The queue of pages, the pages as fetched, and how they ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.nouns import FeedEntry, FeedPlan, Outcome, PageFailed, Rhythm


@pytest.fixture
def announced(store, samples):
    """Let a feed announce one page, and return its address."""
    url = "https://weir-echo.example/a"
    store.feeds.register([samples.outlet()], samples.noon)
    fetched, plan = (
        samples.fetched(FeedEntry(id="a", url=url, headline="A")),
        FeedPlan(next_fetch_at=samples.noon, rhythm=Rhythm()),
    )
    store.feeds.take([fetched], lambda *_: plan, samples.noon)
    return url


def due(store, samples, at=None):
    """Return the addresses due."""
    outlets = {"weir-echo": samples.outlet()}
    return [page.url for page in store.pages.due(outlets, at or samples.noon, 10)]


def test_the_latest_outcomes_of_an_outlet_are_told(store, samples):
    """The newest first, those that wait and those of others left out."""
    for name, outlet in (("a", "weir-echo"), ("b", "weir-echo"), ("c", "rival"), ("d", "weir-echo")):
        store.pages.take(samples.page(f"https://{outlet}.example/{name}", outlet=outlet), None)
    keys = [key for key, _ in store.pages.unread(10)]
    with store.begin() as ledger:
        for key, outcome in zip(keys[:3], (Outcome.EMPTY, Outcome.SECTION_PAGE, Outcome.EMPTY), strict=True):
            ledger.settle_page(key, outcome, "", None)
    told = store.pages.latest_outcomes("weir-echo", 10)
    assert [(url[-1], outcome) for url, outcome in told] == [("b", Outcome.SECTION_PAGE), ("a", Outcome.EMPTY)]
    assert len(store.pages.latest_outcomes("weir-echo", 1)) == 1


def test_a_page_stays_due_until_it_was_taken(store, samples, announced):
    """What was being fetched when the program was killed is fetched again."""
    assert due(store, samples) == due(store, samples) == [announced]
    store.pages.take(samples.page(announced), None)
    assert due(store, samples, samples.noon + timedelta(days=900)) == []


def test_a_page_comes_back_as_it_was_fetched(store, samples, announced):
    """The bytes, the headers and what the feed said are untouched."""
    entry = FeedEntry(
        id="a",
        url=announced,
        headline="A",
        published_at=samples.noon,
        updated_at=samples.noon + timedelta(microseconds=1),
        byline=("O. Prewett",),
        summary="s",
    )
    page = samples.page(announced, bytes(range(256)) * 99, entry=entry, requested_url=announced + "?r")
    assert store.pages.take(page, None)
    ((_, found),) = store.pages.unread(10)
    assert found == page


def test_an_equal_page_does_not_wait_to_be_read_again(store, samples, announced):
    """Looking again and finding the same bytes costs nothing further on."""
    again = samples.noon + timedelta(hours=1)
    assert store.pages.take(samples.page(announced), again)
    assert not store.pages.take(samples.page(announced), None)
    assert store.pages.n_unread() == 1
    assert store.pages.take(samples.page(announced, b"<p>b</p>"), None)
    assert store.pages.n_unread() == 2
    state = store.pages.state(announced)
    assert (state.n_fetches, state.next_fetch_at) == (3, None)


def test_a_page_that_nobody_announced_is_taken(store, samples):
    """Pages asked for by hand and pages of archives are known by no feed."""
    assert store.pages.take(samples.page("https://weir-echo.example/hand"), None)
    assert store.pages.state("https://weir-echo.example/hand").feed_url is None


def test_an_unchanged_page_moves_on(store, samples, announced):
    """A 304 is a success."""
    later = samples.noon + timedelta(hours=2)
    store.pages.take_unchanged(announced, samples.noon, later)
    assert due(store, samples) == []
    assert due(store, samples, later) == [announced]
    assert store.pages.state(announced).last_status == 304


def test_failures_are_counted_and_end_with_a_success(store, samples, announced):
    """A page that cannot be had keeps its reason and its next time."""
    failed = PageFailed(url=announced, outlet="weir-echo", failed_at=samples.noon, failure="Timed out", status=None)
    later = samples.noon + timedelta(minutes=5)
    store.pages.take_failure(failed, later)
    store.pages.take_failure(failed, later)
    state = store.pages.state(announced)
    assert (state.n_failures, state.last_failure, state.next_fetch_at) == (2, "Timed out", later)
    store.pages.take(samples.page(announced), None)
    state = store.pages.state(announced)
    assert (state.n_failures, state.last_failure) == (0, None)


def test_a_page_given_up_is_not_due_again(store, samples, announced):
    """No next time means never, until the feed says something new of it."""
    store.pages.take_failure(
        PageFailed(url=announced, outlet="weir-echo", failed_at=samples.noon, failure="410", status=410), None
    )
    assert due(store, samples, samples.noon + timedelta(days=99)) == []


def test_unread_pages_come_in_the_order_of_fetching_and_go_on_after_a_key(store, samples):
    """The reader may fetch the next ones while the last ones are still in hand."""
    for n in range(5):
        store.pages.take(samples.page(f"https://weir-echo.example/{n}"), None)
    first = store.pages.unread(2)
    rest = store.pages.unread(10, after=first[-1][0])
    assert [page.url[-1] for _, page in first + rest] == list("01234")


def test_each_settled_page_is_counted_once_under_its_outcome(store, samples):
    """Every page ends in exactly one counted outcome."""
    for n in range(3):
        fetched_at = samples.noon + timedelta(hours=n)
        store.pages.take(samples.page(f"https://weir-echo.example/{n}", fetched_at=fetched_at), None)
    for (key, _), outcome in zip(
        store.pages.unread(10), (Outcome.PAYWALLED, Outcome.PAYWALLED, Outcome.EMPTY), strict=True
    ):
        with store.begin() as ledger:
            ledger.settle_page(key, outcome, "because", None)
    assert store.pages.unread(10) == []
    assert store.pages.outcomes() == {"empty": 1, "paywalled": 2}
    assert store.pages.outcomes(samples.noon + timedelta(hours=1)) == {"empty": 1, "paywalled": 1}


def test_pages_can_be_put_back_to_be_read_again(store, samples):
    """A better reader goes over the archive, or over one kind of refusal."""
    for n in range(2):
        store.pages.take(samples.page(f"https://weir-echo.example/{n}"), None)
    for (key, _), outcome in zip(store.pages.unread(10), (Outcome.EMPTY, Outcome.BLOCKED), strict=True):
        with store.begin() as ledger:
            ledger.settle_page(key, outcome, "because", None)
    assert store.pages.mark_unread(outcome=Outcome.BLOCKED) == 1
    assert [page.url[-1] for _, page in store.pages.unread(10)] == ["1"]
    assert store.pages.mark_unread() == 1
    assert store.pages.n_unread() == 2


def gone(samples, url, status=404, **more):
    """Return an answer that a page is not there."""
    return PageFailed(
        url=url, outlet="weir-echo", failed_at=samples.noon, failure=f"{url} answered {status}.", status=status, **more
    )


@pytest.fixture
def read(store, samples):
    """Let the page of article 1 be fetched and read, and return its address."""
    url = samples.article().canonical_url
    store.pages.take(samples.page(url), samples.noon)
    samples.place(store)
    ((key, _),) = store.pages.unread(1)
    with store.begin() as ledger:
        ledger.settle_page(key, Outcome.ARTICLE, "", samples.article().id)
    return url


def test_a_page_that_went_missing_is_known_to_be_since(store, samples, read):
    """What a second 404 is measured from; a page that never came is not missing."""
    store.pages.take_failure(gone(samples, read), samples.noon)
    assert store.pages.state(read).missing_since == samples.noon
    later = replace(gone(samples, read), failed_at=samples.noon + timedelta(hours=1))
    store.pages.take_failure(later, None)
    assert store.pages.state(read).missing_since == samples.noon


def test_an_article_that_was_withdrawn_is_kept_and_said(store, samples, read):
    """Nothing is deleted: when it was found to be gone is written beside it, once, and as an event."""
    article = samples.article().id
    store.pages.take_failure(gone(samples, read, 410), None, is_withdrawn=True)
    store.pages.take_failure(gone(samples, read, 410), None, is_withdrawn=True)
    found = store.articles.find(article)
    assert (found.withdrawn_at, found.text) == (samples.noon, samples.article().text)
    (notice,) = store.notices.listing()
    assert (notice.kind, notice.article_id, notice.began_at, notice.ended_at) == (
        "withdrawn",
        article,
        samples.noon,
        None,
    )
    assert notice.due_at is None
    assert due(store, samples, samples.noon + timedelta(days=900)) == []


def test_a_page_that_comes_back_is_withdrawn_no_longer(store, samples, read):
    """The event has an end, and the article stands again."""
    store.pages.take_failure(gone(samples, read, 410), None, is_withdrawn=True)
    later = samples.noon + timedelta(days=2)
    store.pages.take(samples.page(read, fetched_at=later), None)
    assert store.articles.find(samples.article().id).withdrawn_at is None
    assert store.pages.state(read).missing_since is None
    (notice,) = store.notices.listing()
    assert notice.ended_at == later


def test_a_page_kept_back_by_a_resting_host_did_not_fail(store, samples, announced):
    """Its count of failures stands."""
    kept_back = PageFailed(
        url=announced, outlet="weir-echo", failed_at=samples.noon, failure="its host rests", is_asked=False
    )
    store.pages.take_failure(kept_back, samples.noon)
    assert store.pages.state(announced).n_failures == 0
