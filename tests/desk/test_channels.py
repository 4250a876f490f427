"""Webhooks and channels: signed, guarded, at least once and known again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import read_settings
from crawler import run_on_reactor
from desk.channels import address_shown, check_address, push_due, webhook_secret
from desk.channels.apprise import send_by_apprise
from desk.channels.webhook import refusal_of
from desk.mail.outbox import SendReport
from desk.wiring import Desk
from pipeline.errors import InputError
from pipeline.nouns import AlertState, WatchKind
from tests.crawler.press import Answer, Press, Request, opened
from tests.desk.newsroom import NOW, Newsroom


@pytest.fixture
def press() -> Iterator[Press]:
    """A web server on loopback, in place of whoever receives."""
    with opened() as made:
        yield made


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store with nothing in it."""
    made = Newsroom(tmp_path)
    yield made
    made.close()


def _desk(newsroom: Newsroom, folder: Path, *, allow_private: bool = True) -> Desk:
    file = folder / "desk.toml"
    file.write_text(
        f'[paths]\ndata = "{folder}"\n[database]\nurl = "sqlite:///{folder}/desk.db"\n[desk]\nurl = "https://desk.example"\n'
        f"[tell]\nallow_private = {str(allow_private).lower()}\n"
    )
    return Desk(settings=read_settings(file), file=file)


def _push(desk: Desk, minutes: int = 0) -> SendReport:
    return run_on_reactor(lambda: push_due(desk, NOW + timedelta(minutes=minutes)))


def _publish(newsroom: Newsroom, n: int = 1) -> None:
    for number in range(n):
        text = f"Nine cases of report {number} were counted."
        newsroom.publish(f"c{number}", "the-tally", f"10 08:{number:02}", f"Nine cases, report {number}", text)


def test_a_webhook_gets_what_is_new_signed_once(newsroom: Newsroom, press: Press, tmp_path: Path) -> None:
    """With headline, outlet, address and thread; under a name by which it is known again."""
    address = press.url("/hook")
    press.answers["/hook"] = Answer(status=204)
    newsroom.watch(WatchKind.QUERY, "cases", address)
    _publish(newsroom)
    desk = _desk(newsroom, tmp_path)
    assert _push(desk).n_sent == 1
    assert _push(desk).n_sent == 0
    (request,) = press.asked("/hook")
    said = json.loads(request.body)
    (told,) = said["developments"]
    assert (told["headline"], told["outlet"], told["kind"]) == ("Nine cases, report 0", "The Tally", "opened")
    assert told["url"] == "https://the-tally.example/c0"
    assert told["thread"]["url"].startswith("https://desk.example/thread/cases-report")
    assert said["reasons"] == ["for “cases”"]
    secret = webhook_secret(address, newsroom.store.keys.of("webhook")).removeprefix("whsec_")
    said_with = {name.lower(): value for name, value in request.headers.items()}
    signed = f"{said_with['webhook-id']}.{said_with['webhook-timestamp']}.".encode() + request.body
    signature = base64.b64encode(hmac.new(base64.b64decode(secret), signed, hashlib.sha256).digest()).decode()
    assert said_with["webhook-signature"] == f"v1,{signature}"
    assert said_with["idempotency-key"] == f'"{said_with["webhook-id"]}"'


def test_a_webhook_that_fails_is_tried_again_under_the_same_name_and_then_gets_the_rest_together(
    newsroom: Newsroom, press: Press, tmp_path: Path
) -> None:
    """An address that is away costs one attempt a round; nothing is lost and nothing comes under two names."""
    statuses = [503, 503, 200, 200, 200]

    def hook(_: Request) -> Answer:
        return Answer(status=statuses.pop(0))

    press.answers["/hook"] = hook
    newsroom.watch(WatchKind.QUERY, "cases", press.url("/hook"))
    _publish(newsroom, 3)
    desk = _desk(newsroom, tmp_path)
    report = _push(desk)
    assert (report.n_sent, set(report.failures.values())) == (0, {"it answered 503"})
    assert _push(desk).failures == {}
    _push(desk, 2)
    _push(desk, 30)
    first, again, third, *others = press.asked("/hook")
    names = [
        {key.lower(): value for key, value in each.headers.items()}["webhook-id"] for each in (first, again, third)
    ]
    assert len(set(names)) == 1
    told = [one["headline"] for each in (third, *others) for one in json.loads(each.body)["developments"]]
    assert sorted(told) == [f"Nine cases, report {n}" for n in range(3)]
    assert {alert.state for alert in newsroom.store.alerts.listing()} == {AlertState.SENT}


def test_a_private_webhook_is_not_reached_unless_the_settings_allow_it(
    newsroom: Newsroom, press: Press, tmp_path: Path
) -> None:
    """Whoever may add a watch must not reach what lies behind the firewall."""
    press.answers["/hook"] = Answer()
    newsroom.watch(WatchKind.QUERY, "cases", press.url("/hook"))
    _publish(newsroom)
    report = _push(_desk(newsroom, tmp_path, allow_private=False))
    assert report.n_sent == 0
    assert "private" in next(iter(report.failures.values())) or "port" in next(iter(report.failures.values()))
    assert press.requests == []


@pytest.mark.parametrize(("status", "is_for_good"), [(404, True), (410, True), (429, False), (503, False), (301, True)])
def test_an_answer_says_whether_trying_again_helps(status: int, is_for_good: bool) -> None:
    """4xx but for "not now" is a refusal."""
    from crawler import Reply

    refusal = refusal_of(Reply(status=status))
    assert refusal is not None
    assert refusal.is_for_good is is_for_good
    assert refusal_of(Reply(status=202)) is None


async def test_apprise_tells_a_channel_and_is_kept_from_private_addresses(press: Press) -> None:
    """In a process that watches what it connects to; the same channel, allowed and not."""
    press.answers["/notify"] = Answer()
    address = f"json://127.0.0.1:{press.port}/notify"
    assert await send_by_apprise(address, "Weir breaks", "It broke.", allow_private=True) is None
    (request,) = press.asked("/notify")
    assert json.loads(request.body)["title"] == "Weir breaks"
    for host in ("127.0.0.1", "localhost"):
        refusal = await send_by_apprise(
            address.replace("127.0.0.1", host), "Weir breaks", "It broke.", allow_private=False
        )
        assert refusal is not None
        assert "private address" in refusal.why
    assert len(press.asked("/notify")) == 1


async def test_a_channel_that_does_not_take_a_letter_is_no_success(press: Press) -> None:
    """Its answer decides."""
    press.answers["/notify"] = Answer(status=500)
    refusal = await send_by_apprise(f"json://127.0.0.1:{press.port}/notify", "x", "y", allow_private=True)
    assert refusal is not None
    assert refusal.why == "the channel did not take it"


def test_a_letter_by_apprise_goes_through_the_outbox(newsroom: Newsroom, press: Press, tmp_path: Path) -> None:
    """Sent, marked, and its text names outlet, headline and address."""
    press.answers["/notify"] = Answer()
    newsroom.watch(WatchKind.QUERY, "cases", f"json://127.0.0.1:{press.port}/notify")
    _publish(newsroom)
    assert _push(_desk(newsroom, tmp_path)).n_sent == 1
    said = json.loads(press.asked("/notify")[0].body)
    assert said["title"] == "Nine cases, report 0"
    assert "https://the-tally.example/c0" in said["message"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("nora@desk.example", "nora@desk.example"),
        ("https://hooks.example/secret/way?k=1", "https://hooks.example/…"),
        ("json://user:password@chat.example/room", "json://…"),
    ],
)
def test_what_is_secret_in_an_address_is_not_shown(address: str, shown: str) -> None:
    """Addresses of channels hold tokens; and all of them are taken."""
    check_address(address)
    assert address_shown(address) == shown


@pytest.mark.parametrize(
    "address",
    ["", "nora", "nora@desk.example\nBcc: x@y.example", "a b@c.example", "nosuch://x", "http://", "<a@b.example>"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """With what one may write."""
    with pytest.raises(InputError, match=r"address|channel"):
        check_address(address)
