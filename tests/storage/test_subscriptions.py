"""Subscriptions at hubs, over both databases."""

from dataclasses import replace
from datetime import timedelta

from pipeline.nouns import Subscription, SubscriptionState

HOUR = timedelta(hours=1)


def test_a_subscription_is_kept_found_and_forgotten(store, samples):
    """By feed and by the end of its callback; a second one for the feed replaces the first."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    feed_url = outlet.feeds[0].url
    made = Subscription(
        feed_url=feed_url,
        hub="https://hub.example/",
        topic=feed_url,
        callback="https://desk.example/websub/abc",
        token="abc",
        secret="s",
        state=SubscriptionState.ASKED,
        due_at=samples.noon,
    )
    store.subscriptions.take(made)
    kept = replace(made, state=SubscriptionState.KEPT, lease_until=samples.noon + HOUR, is_trusted=True)
    store.subscriptions.take(kept)
    assert store.subscriptions.all() == [kept]
    assert store.subscriptions.of_token("abc") == store.subscriptions.of_feed(feed_url) == kept
    assert store.subscriptions.of_token("ab") is None
    store.subscriptions.forget(feed_url)
    assert store.subscriptions.all() == []


def test_a_feed_that_is_pushed_is_polled_later_and_never_earlier(store, samples):
    """Postponing moves the next poll back; it never moves it forward."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    url = outlet.feeds[0].url
    for until in (samples.noon + HOUR, samples.noon + HOUR / 2):
        store.subscriptions.postpone(url, until)
        assert next(state for state in store.feeds.states() if state.url == url).next_fetch_at == samples.noon + HOUR
