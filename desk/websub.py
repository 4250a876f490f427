"""Feeds that are pushed (WebSub): asks hubs, answers them, and lets a feed be polled seldom while its hub pushes."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from crawler import send
from crawler.websub import HubRules, after_intent, after_reply, hub_message, is_signed, read_push
from desk.sink import StoreSink
from desk.wiring import Desk
from pipeline.nouns import (
    FeedDue,
    FeedFetched,
    HubOffer,
    Outlet,
    Page,
    PageDue,
    PageFailed,
    Subscription,
    SubscriptionState,
)
from pipeline.ports import Sink, Workers

_LOG = structlog.get_logger(__name__)

#: Hubs that are asked at once.
_AT_ONCE = 4


class Hubs:
    """Keeps the subscriptions of one desk."""

    def __init__(self, desk: Desk, rules: HubRules | None = None) -> None:
        self._desk = desk
        self._rules = rules or HubRules()
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def keep(self) -> None:
        """Say to each hub what is due: subscribe, renew, or unsubscribe what the settings no longer name."""
        feeds = {feed.url: outlet for outlet in self._desk.outlets.values() for feed in outlet.feeds}
        now = self._desk.clock.now()
        kept = await asyncio.to_thread(self._desk.store.subscriptions.all)
        wanted = [self._as_wanted(one, now, is_named=one.feed_url in feeds) for one in kept]
        due = [one for one in wanted if one.due_at <= now]
        if any(one.feed_url not in feeds for one in due):
            feeds = await asyncio.to_thread(self._owners) | feeds
        await asyncio.gather(*(self._ask(one, feeds.get(one.feed_url)) for one in due))

    def _owners(self) -> dict[str, Outlet]:
        """Return the outlets of feeds that the settings named once."""
        known, outlets = self._desk.store.feeds.states(), self._desk.outlets
        return {state.url: outlets[state.outlet] for state in known if state.outlet in outlets}

    def _as_wanted(self, kept: Subscription, now: datetime, *, is_named: bool) -> Subscription:
        """Return the subscription as it should be: ended with its feed, and moved with the desk's address."""
        if not is_named and kept.state is not SubscriptionState.ENDING:
            return replace(kept, state=SubscriptionState.ENDING, due_at=now, n_failures=0)
        callback = self._callback(kept.token)
        if is_named and (kept.callback != callback or kept.state is SubscriptionState.ENDING):
            return replace(kept, callback=callback, state=SubscriptionState.ASKED, due_at=now, n_failures=0)
        return kept

    def _callback(self, token: str) -> str:
        return f"{self._desk.public_url}/websub/{token}"

    async def _ask(self, subscription: Subscription, outlet: Outlet | None) -> None:
        desk, store = self._desk, self._desk.store.subscriptions
        # written before it is said: the hub may ask back before it has answered
        said = replace(subscription, due_at=desk.clock.now() + self._rules.answer_within)
        await asyncio.to_thread(store.take, said)
        allow_private = outlet is not None and outlet.allow_private
        message = hub_message(said, self._rules, allow_private=allow_private)
        async with self._at_once:
            reply = await send(message, rules=desk.crawl_rules, clock=desk.clock, hosts=desk.hosts)
        if await asyncio.to_thread(store.of_feed, said.feed_url) != said:
            return  # the hub has asked back meanwhile
        after = after_reply(said, reply, desk.clock.now(), self._rules)
        _LOG.info(
            "asked_hub", feed=said.feed_url, hub=said.hub, state=said.state, status=reply.status, why=reply.failure
        )
        await asyncio.to_thread(self._keep, said, after)

    async def confirm(self, token: str, query: Mapping[str, str]) -> str | None:
        """Return what a hub is answered that asks whether we meant it; None: we did not.

        Args:
            token: End of the address at which it asked.
            query: The parameters of its request.
        """
        found = await asyncio.to_thread(self._desk.store.subscriptions.of_token, token)
        if found is None:
            return None
        after, answer = after_intent(found, query, self._desk.clock.now(), self._rules)
        if after != found:
            _LOG.info("hub_asked", feed=found.feed_url, hub=found.hub, mode=query.get("hub.mode"))
            await asyncio.to_thread(self._keep, found, after)
        return answer

    def _keep(self, before: Subscription, after: Subscription | None) -> None:
        store = self._desk.store.subscriptions
        store.forget(before.feed_url) if after is None else store.take(after)

    async def take(
        self, token: str, body: bytes, *, content_type: str | None, signature: str | None, workers: Workers
    ) -> bool:
        """Take what a hub pushed down the same path as a fetched feed; tell whether the address is one of ours.

        What is not signed with our secret is dropped, and the hub not told (W3C WebSub, 8).
        """
        desk = self._desk
        found = await asyncio.to_thread(desk.store.subscriptions.of_token, token)
        if found is None or found.state is not SubscriptionState.KEPT:
            return False
        due = await asyncio.to_thread(self._feed_due, found.feed_url)
        if due is None or not is_signed(body, signature, found.secret):
            _LOG.warning(
                "push_dropped", feed=found.feed_url, why="it is not signed as agreed" if due else "unknown feed"
            )
            return True
        fetched = await read_push(due, body, content_type, workers=workers, rules=desk.crawl_rules, clock=desk.clock)
        if fetched.failure is not None:
            _LOG.warning("push_dropped", feed=found.feed_url, why=fetched.failure)
            return True
        sink = StoreSink(desk.store, desk.outlets, [due], desk.clock, desk.pace_rules)
        await sink.take_feed(fetched)
        pushed = replace(found, last_push_at=desk.clock.now(), is_trusted=True)
        await asyncio.to_thread(desk.store.subscriptions.take, pushed)
        return True

    def _feed_due(self, feed_url: str) -> FeedDue | None:
        desk = self._desk
        outlet = next((one for one in desk.outlets.values() if any(feed.url == feed_url for feed in one.feeds)), None)
        if outlet is None:
            return None
        feeds = desk.store.feeds.due({outlet.slug: outlet}, desk.clock.now(), len(outlet.feeds), everything=True)
        return next((due for due in feeds if due.feed.url == feed_url), None)

    def learn(self, fetched: FeedFetched, *, brought_news: bool) -> None:
        """Remember the hub that a polled feed offers, and whether the one that it has had pushed what was found.

        Args:
            fetched: A poll of the feed.
            brought_news: Did it announce what nobody had pushed?
        """
        store, now = self._desk.store.subscriptions, self._desk.clock.now()
        found = store.of_feed(fetched.feed_url)
        if fetched.offer is not None and (found is None or not _is_of(found, fetched.offer)):
            store.take(self._new(fetched.feed_url, fetched.offer, now))
        elif found is not None and found.is_trusted and brought_news:
            store.take(replace(found, is_trusted=False))
        elif found is not None and found.is_trusted and found.lease_until is not None and found.lease_until > now:
            store.postpone(fetched.feed_url, now + self._rules.poll_every)

    def _new(self, feed_url: str, offer: HubOffer, now: datetime) -> Subscription:
        token = secrets.token_urlsafe(32)
        return Subscription(
            feed_url=feed_url,
            hub=offer.hub,
            topic=offer.topic,
            callback=self._callback(token),
            token=token,
            secret=secrets.token_urlsafe(32),
            state=SubscriptionState.ASKED,
            due_at=now,
        )


def _is_of(subscription: Subscription, offer: HubOffer) -> bool:
    return (subscription.hub, subscription.topic) == (offer.hub, offer.topic)


class ListeningSink:
    """A sink that hands everything on, and lets the hubs learn of each poll that succeeded."""

    def __init__(self, inner: Sink, hubs: Hubs) -> None:
        self._inner = inner
        self._hubs = hubs

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Remember a fetched feed and return those of its pages that are to be fetched now."""
        due = await self._inner.take_feed(fetched)
        if fetched.failure is None:
            await asyncio.to_thread(self._hubs.learn, fetched, brought_news=bool(due))
        return due

    async def take_page(self, page: Page) -> None:
        """Remember a page."""
        await self._inner.take_page(page)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Remember that a page was looked at again and answered 304."""
        await self._inner.take_unchanged(due, seen_at)

    async def take_failure(self, failed: PageFailed) -> None:
        """Remember that a page could not be had."""
        await self._inner.take_failure(failed)
