"""WebSub: what is said to a hub, what of its words is believed, and when it is asked again. Keeps nothing itself.

Source: W3C Recommendation WebSub.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from crawler.answers import read_answer
from crawler.errand import Errand
from crawler.hosts import Hosts
from crawler.round import OnePage
from crawler.rules import CrawlRules
from crawler.sending import Message, Reply
from pipeline.nouns import FeedDue, FeedFetched, Subscription, SubscriptionState
from pipeline.ports import Clock, Workers

#: Names of digests that a hub may sign with; SHA-1 is what older hubs have.
_DIGESTS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRules:
    """How long things last between a hub and us."""

    #: For how long we ask to be subscribed; the hub decides.
    lease: timedelta = timedelta(days=10)
    #: A lease is believed within these bounds.
    shortest_lease: timedelta = timedelta(minutes=5)
    longest_lease: timedelta = timedelta(days=90)
    #: Share of a lease after which it is renewed.
    renewed_after: float = 0.7
    #: A hub that said yes and then does not ask us back is asked again after so long.
    answer_within: timedelta = timedelta(minutes=10)
    #: After the first failure; twice as long after each further one, up to `longest_wait`.
    first_wait: timedelta = timedelta(minutes=15)
    longest_wait: timedelta = timedelta(days=1)
    #: After a hub refused.
    refused_wait: timedelta = timedelta(days=7)
    #: A feed whose hub pushes is polled so seldom; one that a poll finds silent is polled as ever.
    poll_every: timedelta = timedelta(hours=1)
    #: An end that no hub confirms is the end after so many tries.
    most_farewells: int = 4


def hub_message(subscription: Subscription, rules: HubRules, *, allow_private: bool) -> Message:
    """Return what is said to the hub: subscribe, or unsubscribe where the subscription is to end."""
    is_ending = subscription.state is SubscriptionState.ENDING
    said = {
        "hub.mode": "unsubscribe" if is_ending else "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": subscription.callback,
    }
    if not is_ending:
        said |= {"hub.secret": subscription.secret, "hub.lease_seconds": str(int(rules.lease.total_seconds()))}
    return Message(
        url=subscription.hub,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(said).encode("ascii"),
        allow_private=allow_private,
    )


def after_reply(subscription: Subscription, reply: Reply, now: datetime, rules: HubRules) -> Subscription | None:
    """Return the subscription after the hub answered our word; None: it is over."""
    n_tries = subscription.n_failures + 1
    if subscription.state is SubscriptionState.ENDING and n_tries >= rules.most_farewells:
        return None
    wait = min(rules.first_wait * 2 ** min(n_tries - 1, 20), rules.longest_wait)
    if reply.status is None or not 200 <= reply.status < 300:
        why = reply.failure or f"{subscription.hub} answered {reply.status}."
        return replace(subscription, n_failures=n_tries, failure=why, due_at=now + wait)
    # it stays a failure until the hub has asked us back
    return replace(subscription, n_failures=n_tries, failure=None, due_at=now + max(rules.answer_within, wait))


def after_intent(
    subscription: Subscription, query: Mapping[str, str], now: datetime, rules: HubRules
) -> tuple[Subscription | None, str | None]:
    """Return the subscription after a hub asked whether we meant it, and what it is answered; None: no.

    A subscription of None is over. What we did not ask for is answered with no, and changes nothing.

    Args:
        subscription: That of the address at which it asked.
        query: The parameters of its request.
        now: The present instant.
        rules: Bounds of a lease.
    """
    mode, challenge = query.get("hub.mode"), query.get("hub.challenge")
    is_ending = subscription.state is SubscriptionState.ENDING
    if query.get("hub.topic") != subscription.topic:
        return subscription, None
    if mode == "denied":
        why = f"{subscription.hub} refused: {query.get('hub.reason') or 'it gave no reason'}"
        refused = replace(subscription, state=SubscriptionState.REFUSED, failure=why[:500], lease_until=None)
        return replace(refused, due_at=now + rules.refused_wait, is_trusted=False), ""
    if mode == "unsubscribe" and is_ending and challenge:
        return None, challenge
    if mode != "subscribe" or is_ending or not challenge:
        return subscription, None
    lease = _lease(query.get("hub.lease_seconds"), rules)
    kept = replace(subscription, state=SubscriptionState.KEPT, n_failures=0, failure=None, lease_until=now + lease)
    return replace(kept, due_at=now + lease * rules.renewed_after), challenge


def _lease(seconds: str | None, rules: HubRules) -> timedelta:
    text = (seconds or "").strip()
    named = timedelta(seconds=int(text[:9])) if text.isascii() and text.isdigit() else rules.lease
    return min(max(named, rules.shortest_lease), rules.longest_lease)


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Tell whether what was pushed comes from whom we gave the secret to; compared in constant time."""
    method, _, given = (signature or "").partition("=")
    if method.lower() not in _DIGESTS:
        return False
    made = hmac.new(secret.encode("ascii"), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(made, given.strip().lower().encode("ascii", "replace").decode("ascii"))


async def read_push(
    due: FeedDue, body: bytes, content_type: str | None, *, workers: Workers, rules: CrawlRules, clock: Clock
) -> FeedFetched:
    """Read what a hub pushed exactly as the feed's own answer would be read.

    Args:
        due: The feed that it is a part of.
        body: What was pushed.
        content_type: As the hub says.
        workers: Where it is read.
        rules: Limits.
        clock: Tells when it came.
    """
    from scrapy.http import Response

    errand = Errand(feeds=(), pages=(), sink=OnePage(), workers=workers, rules=rules, clock=clock, hosts=Hosts())
    headers = {"Content-Type": content_type} if content_type else {}
    fetched = await read_answer(due, Response(due.feed.url, headers=headers, body=body), errand)
    # a push has no validators: those of the last full answer stay
    return replace(fetched, etag=due.etag, last_modified=due.last_modified)
