"""What the last look at each feed saw."""

from dataclasses import replace
from datetime import timedelta

from storage.checks import FeedCheck


def test_the_last_look_at_each_feed_is_remembered(store, samples):
    """A look that failed replaces the one before, and keeps the day on which the feed last worked."""
    post = FeedCheck(
        url="https://post.example/rss",
        outlet="post",
        checked_at=samples.noon,
        worked_at=samples.noon,
        status=200,
        form="rss",
        n_entries=30,
        n_dated=29,
        newest_at=samples.noon - timedelta(hours=1),
        problems=("1 of its 30 entries have no date that can be read.",),
    )
    echo = FeedCheck(url="https://echo.example/rss", outlet="echo", checked_at=samples.noon, failure="no answer")
    store.checks.take([post, echo])
    assert store.checks.all() == [echo, post]
    later = FeedCheck(
        url=post.url, outlet="post", checked_at=samples.noon + timedelta(days=1), status=404, failure="it is not there"
    )
    store.checks.take([later])
    assert store.checks.all() == [echo, replace(later, worked_at=samples.noon)]


def test_no_look_is_nothing_to_remember(store):
    """An empty round changes nothing."""
    store.checks.take([])
    assert store.checks.all() == []
