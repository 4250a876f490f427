"""Feeds that are pushed: a hub of our own, from the offer in a feed to the end of the subscription."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from config.settings import read_settings
from crawler import run_on_reactor
from crawler.sending import Reply
from crawler.websub import HubRules, after_intent, after_reply, is_signed
from desk.cycle import Cycle
from desk.web import create_app
from desk.web.websub import Callback
from desk.wiring import Desk
from pipeline.nouns import Subscription, SubscriptionState
from tests.crawler.press import Answer, Press, Request, opened

PUBLIC = "http://desk.example"


class InProcess:
    """Workers that are none: they call at once, in this process."""

    async def run(self, function: Callable[..., Any], /, *args: object) -> Any:
        """Call the function."""
        return function(*args)


@dataclass
class Hub:
    """A hub that writes down what it is told, and says what it is set to."""

    press: Press
    status: int = 202
    told: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        """Take one word."""
        self.told.append(dict(parse_qsl(request.body.decode())))
        return Answer(status=self.status)


@dataclass
class Room:
    """A desk whose one outlet is our press, its web application, and a hub."""

    press: Press
    hub: Hub
    desk: Desk
    cycle: Cycle
    client: httpx.AsyncClient

    @property
    def feed_url(self) -> str:
        """Return the address of the outlet's feed."""
        return self.press.url("/feed")

    @property
    def subscription(self) -> Subscription | None:
        """Return the subscription as it is stored."""
        return self.desk.store.subscriptions.of_feed(self.feed_url)

    def publish(self, *names: str) -> str:
        """Publish a feed with these articles, and return it."""
        items = "".join(
            f"<item><title>{name}</title><link>{self.press.url('/' + name)}</link></item>" for name in names
        )
        for name in names:
            self.press.put(f"/{name}", f"<p>{name}")
        text = (
            '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Post</title>'
            f'<a:link rel="hub" href="{self.press.url("/hub")}"/><a:link rel="self" href="{self.feed_url}"/>'
            f"{items}</channel></rss>"
        )
        self.press.put("/feed", text)
        return text

    async def ask_back(
        self, mode: str = "subscribe", *, lease: str = "86400", topic: str | None = None
    ) -> httpx.Response:
        """Let the hub ask whether the last word was meant."""
        query = {"hub.mode": mode, "hub.topic": topic or self.feed_url, "hub.challenge": "xyz<b>"}
        return await self.client.get(self._path, params=query | {"hub.lease_seconds": lease})

    async def push(self, body: str, secret: str | None = None) -> httpx.Response:
        """Let the hub push, signed with a secret; None: with the one that was agreed."""
        key = (secret or self.hub.told[-1]["hub.secret"]).encode()
        signature = "sha256=" + hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": signature, "Content-Type": "application/rss+xml"}
        return await self.client.post(self._path, content=body.encode(), headers=headers)

    @property
    def _path(self) -> str:
        return urlsplit(self.hub.told[-1]["hub.callback"]).path

    def pages(self) -> set[str]:
        """Return the names of the pages that are stored or due."""
        due = self.desk.store.pages.due(self.desk.outlets, self.desk.clock.now(), 99)
        stored = [page for _, page in self.desk.store.pages.unread(99)]
        return {urlsplit(one).path for one in [*(page.url for page in due), *(page.requested_url for page in stored)]}

    def next_poll(self) -> timedelta:
        """Return how far off the feed's next poll is."""
        return self.desk.store.feeds.states()[0].next_fetch_at - self.desk.clock.now()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Open a press with a hub, and a desk that follows it."""
    with opened() as press:
        (tmp_path / "outlets").mkdir()
        (tmp_path / "outlets" / "post.toml").write_text(
            f'name = "Post"\nhome = "{press.url()}"\nallow_private = true\ndelay_seconds = 0\n'
            f'[[feed]]\nurl = "{press.url("/feed")}"\n'
        )
        file = tmp_path / "desk.toml"
        file.write_text(
            f'[paths]\ndata = "{tmp_path}"\noutlets = "{tmp_path / "outlets"}"\n[desk]\npublic_url = "{PUBLIC}/"\n'
        )
        desk = Desk(settings=read_settings(file), file=file)
        desk.store.feeds.register(desk.outlets.values(), desk.clock.now())
        hub = Hub(press)
        press.answers["/hub"] = hub
        app = create_app(desk.store, desk.clock)
        workers: Any = InProcess()
        cycle = Cycle(desk, workers, workers)
        assert cycle.hubs is not None
        app.state.callback = Callback(hubs=cycle.hubs, workers=workers, max_bytes=100_000)
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC)
        yield Room(press=press, hub=hub, desk=desk, cycle=cycle, client=client)
        desk.store.close()


def play(scene: Callable[[], Awaitable[None]]) -> None:
    """Run a scene on the crawler's loop."""
    run_on_reactor(scene)


async def subscribed(room: Room) -> None:
    """Poll the feed once, tell its hub, and let it ask back."""
    room.publish("a")
    await room.cycle.collect()
    assert room.cycle.hubs is not None
    await room.cycle.hubs.keep()
    answer = await room.ask_back()
    assert (answer.status_code, answer.text) == (200, "xyz<b>")


def test_from_the_offer_to_the_push(room: Room):
    """A hub that a feed offers is told, asks back, pushes, and what it pushes goes down the path of a poll."""

    async def scene() -> None:
        await subscribed(room)
        word = room.hub.told[0]
        assert (word["hub.mode"], word["hub.topic"]) == ("subscribe", room.feed_url)
        assert word["hub.callback"].startswith(f"{PUBLIC}/websub/")
        assert (await room.push(room.publish("a", "b"))).status_code == 202
        assert room.pages() == {"/a", "/b"}
        assert room.subscription is not None
        assert room.subscription.state is SubscriptionState.KEPT
        assert room.subscription.is_trusted
        await room.cycle.collect(everything=True)
        assert room.next_poll() > timedelta(minutes=50)
        await room.cycle.hubs.keep()
        assert len(room.hub.told) == 1

    play(scene)


def test_a_silent_hub_is_not_relied_on(room: Room):
    """A poll that finds what nobody pushed brings the feed back to its own pace."""

    async def scene() -> None:
        await subscribed(room)
        await room.push(room.publish("a", "b"))
        room.publish("a", "b", "c")
        await room.cycle.collect(everything=True)
        assert room.subscription is not None
        assert not room.subscription.is_trusted
        assert room.next_poll() < timedelta(minutes=50)

    play(scene)


def test_what_is_not_signed_with_our_secret_is_dropped(room: Room):
    """The sender is not told, and nothing of it is kept; what is too large or sent elsewhere is refused."""

    async def scene() -> None:
        await subscribed(room)
        forged = room.publish("a").replace("/a<", "/forged<")
        assert (await room.push(forged, secret="guessed")).status_code == 202
        assert "/forged" not in room.pages()
        assert (await room.push("x" * 200_000)).status_code == 413
        assert (await room.client.post("/websub/guessed", content=b"x")).status_code == 410
        assert (await room.push("no feed at all")).status_code == 202

    play(scene)


def test_only_what_was_asked_for_is_confirmed(room: Room):
    """Another topic, an end that nobody wants, and an address that nobody gave out are answered with no."""

    async def scene() -> None:
        await subscribed(room)
        assert (await room.ask_back(topic="https://other.example/")).status_code == 404
        assert (await room.ask_back("unsubscribe")).status_code == 404
        assert (await room.client.get("/websub/guessed", params={"hub.mode": "subscribe"})).status_code == 404

    play(scene)


def test_a_feed_that_is_no_longer_followed_is_unsubscribed(room: Room):
    """The hub is told, asks back, and the subscription is gone."""

    async def scene() -> None:
        await subscribed(room)
        room.desk.__dict__["outlets"] = {"post": replace(room.desk.outlets["post"], feeds=())}
        assert room.cycle.hubs is not None
        await room.cycle.hubs.keep()
        assert room.hub.told[-1]["hub.mode"] == "unsubscribe"
        assert (await room.ask_back("unsubscribe")).text == "xyz<b>"
        assert room.subscription is None

    play(scene)


def test_a_hub_that_fails_is_asked_again_later_and_the_feed_polled(room: Room):
    """Its failure is kept in a sentence."""

    async def scene() -> None:
        room.publish("a")
        room.hub.status = 500
        await room.cycle.collect()
        assert room.cycle.hubs is not None
        await room.cycle.hubs.keep()
        assert room.subscription is not None
        assert room.subscription.failure == f"{room.press.url('/hub')} answered 500."
        assert room.subscription.due_at > room.desk.clock.now() + timedelta(minutes=10)
        await room.cycle.hubs.keep()
        assert len(room.hub.told) == 1
        assert room.next_poll() < timedelta(minutes=50)

    play(scene)


def test_without_a_public_address_no_hub_is_asked(room: Room):
    """It is off by default."""
    settings = room.desk.settings.model_copy(
        update={"desk": room.desk.settings.desk.model_copy(update={"public_url": ""})}
    )
    workers: Any = InProcess()
    assert Cycle(replace(room.desk, settings=settings), workers, workers).hubs is None
    assert read_settings().desk.public_url == ""


def test_a_lease_is_renewed_before_it_ends(room: Room):
    """At seven tenths of what the hub grants, within bounds."""
    now = room.desk.clock.now()
    made = Subscription(
        feed_url="f", hub="h", topic="t", callback="c", token="k", secret="s", state=SubscriptionState.ASKED, due_at=now
    )
    query = {"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "x"}
    for seconds, lease in (("1000", 1000), ("1", 300), ("999999999", 90 * 86400), ("soon", 10 * 86400)):
        kept, answer = after_intent(made, query | {"hub.lease_seconds": seconds}, now, HubRules())
        assert answer == "x"
        assert kept is not None
        assert kept.lease_until == now + timedelta(seconds=lease)
        assert kept.due_at == now + timedelta(seconds=lease) * 0.7
    refused, _ = after_intent(made, {"hub.mode": "denied", "hub.topic": "t", "hub.reason": "no"}, now, HubRules())
    assert refused is not None
    assert refused.state is SubscriptionState.REFUSED
    assert refused.failure == "h refused: no"


def test_an_end_that_no_hub_confirms_is_the_end(room: Room):
    """After a few tries nobody is asked any more."""
    now = room.desk.clock.now()
    ending: Subscription | None = Subscription(
        feed_url="f",
        hub="h",
        topic="t",
        callback="c",
        token="k",
        secret="s",
        state=SubscriptionState.ENDING,
        due_at=now,
    )
    n_tries = 0
    while ending is not None:
        ending = after_reply(ending, Reply(status=None, failure="silent"), now, HubRules())
        n_tries += 1
    assert n_tries == HubRules().most_farewells


@pytest.mark.parametrize("signature", [None, "", "sha256", "md5=00", "sha256=\u00e9", "sha256=" + "0" * 64])
def test_a_signature_that_is_none(signature: str | None):
    """Nothing but the digest with our secret passes."""
    assert not is_signed(b"body", signature, "secret")
