"""The guard's proof of itself: it holds as it is installed, and says so aloud where it does not."""

from datetime import timedelta

import pytest

from crawler import CrawlRules, Message, prove_guard, run_on_reactor, send
from crawler import guard as door
from pipeline.errors import ThroughlineError

from .conftest import Crew, HandClock
from .press import Answer, Press, Request

RULES = CrawlRules(timeout=timedelta(seconds=2))


def test_the_guard_holds():
    """A private address is refused in figures, by name and behind a redirect."""
    run_on_reactor(lambda: prove_guard(RULES, HandClock()))


@pytest.mark.parametrize("broken", ["literals", "redirects"])
def test_a_guard_that_does_not_hold_is_found_out(monkeypatch: pytest.MonkeyPatch, broken: str):
    """Whatever lets a private address through, in figures or behind a redirect, stops the program with a sentence."""
    if broken == "literals":
        monkeypatch.setattr(door, "is_public", bool)
    else:
        monkeypatch.setattr(door, "_may_be_private", lambda request: bool(request.meta.get(door.ONLY_FIRST_PRIVATE)))
    with pytest.raises(ThroughlineError, match=r"the guard of the network does not hold: .* was not refused"):
        run_on_reactor(lambda: prove_guard(RULES, HandClock()))


def test_a_message_goes_through_the_door(press: Press, crew: Crew):
    """Its method, headers and body arrive; a private address needs leave; a redirect is not followed unasked."""
    said: list[Request] = []

    def listen(request: Request) -> Answer:
        said.append(request)
        return Answer(status=202)

    press.answers["/hub"] = listen
    press.put("/moved", status=307, headers={"Location": press.url("/hub")})

    def go(path: str, **kwargs: bool) -> tuple[int | None, str | None]:
        message = Message(url=press.url(path), headers={"X-Sign": "s"}, body=b"a=b", **kwargs)
        reply = run_on_reactor(lambda: send(message, rules=RULES, clock=crew.clock, hosts=crew.hosts))
        return reply.status, reply.failure

    assert go("/hub", allow_private=True) == (202, None)
    assert (said[0].method, said[0].body, said[0].headers["X-Sign"]) == ("POST", b"a=b", "s")
    assert go("/moved", allow_private=True) == (307, None)
    assert len(said) == 1
    status, failure = go("/hub")
    assert status is None
    assert "is the private address 127.0.0.1" in (failure or "")
    assert len(said) == 1


def test_an_address_that_is_none_is_told():
    """No message is sent to what is neither http nor https."""
    reply = run_on_reactor(lambda: send(Message(url="gopher://127.0.0.1/"), rules=RULES, clock=HandClock()))
    assert "only http and https addresses are" in (reply.failure or "")
