"""Hosts that fail are left alone ever longer, and a restart asks nobody anew."""

import asyncio
import socket
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from crawler import Hosts
from crawler.hosts import HostRules
from pipeline.nouns import HostState, PageDue, RobotsAnswer

from .conftest import START, Crew
from .press import Press

PAGE = "<html><body><p>The pier is closed.</p></body></html>"


@dataclass
class Memory:
    """A memory in a dict: what lies in it outlives each `Hosts`."""

    states: dict[str, HostState] = field(default_factory=dict)
    answers: dict[str, RobotsAnswer] = field(default_factory=dict)

    async def hosts(self):
        """Return who is troubled."""
        return list(self.states.values())

    async def robots(self, origin):
        """Return what is known of an origin."""
        return self.answers.get(origin)

    async def take_host(self, state):
        """Keep it."""
        self.states[state.host] = state

    async def take_robots(self, answer):
        """Keep it."""
        self.answers[answer.origin] = answer


class Forgetful(Memory):
    """A memory that cannot be read."""

    async def robots(self, origin):
        """Fail as a database does."""
        raise RuntimeError(origin)


def restarted(crew: Crew, memory: Memory) -> None:
    """Let the crawler begin anew, with nothing but the memory."""
    crew.hosts = Hosts(memory=memory)


def test_a_restart_asks_for_no_robots_txt_anew(press: Press, crew: Crew):
    """What it said is known from the memory, until it is a day old."""
    memory = Memory()
    press.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    for path in ("/news/a", "/private/b"):
        press.put(path, PAGE)
    for _ in range(3):
        restarted(crew, memory)
        report = crew.go(pages=[crew.page("/news/a"), crew.page("/private/b")])
        assert report.n_pages == 1
    assert len(press.asked("/robots.txt")) == 1
    crew.clock.at += timedelta(hours=25)
    restarted(crew, memory)
    crew.go(pages=[crew.page("/news/a")])
    assert len(press.asked("/robots.txt")) == 2


def test_a_restart_breaks_no_promise_to_a_host(press: Press, crew: Crew):
    """What asked to be left alone is left alone by the next process too."""
    memory = Memory()
    press.put("/busy", "later", status=503, headers={"Retry-After": "600"})
    press.put("/news/a", PAGE)
    crew.go()
    restarted(crew, memory)
    crew.go(pages=[crew.page("/busy")])
    restarted(crew, memory)
    n_before = len(press.requests)
    crew.go(pages=[crew.page("/news/a")])
    assert len(press.requests) == n_before
    failed = crew.sink.failed[0]
    assert (failed.is_asked, failed.retry_at) == (False, START + timedelta(seconds=600))
    crew.clock.at += timedelta(seconds=601)
    restarted(crew, memory)
    assert crew.go(pages=[crew.page("/news/a")]).n_pages == 1
    assert memory.states[f"127.0.0.1:{press.port}"].n_failures == 0


def test_a_dead_host_is_left_alone_ever_longer(press: Press, crew: Crew):
    """After a few failures in a row it rests, twice as long each time; its other pages wait without being asked for."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    crew.rules = replace(crew.rules, obey_robots=False)
    pages = [PageDue(url=f"http://{host}/{n}", outlet=crew.outlet) for n in range(8)]
    crew.go(pages=pages)
    assert [failed.is_asked for failed in crew.sink.failed] == [True] * 5 + [False] * 3
    state = crew.hosts.troubled[host]
    assert (state.n_failures, state.resting_until) == (5, START + timedelta(minutes=1))
    assert "it refused connections" in crew.sink.failed[-1].failure
    for minutes in (2, 4):
        crew.clock.at = crew.hosts.troubled[host].resting_until
        crew.go(pages=pages)
        assert [failed.is_asked for failed in crew.sink.failed] == [True] + [False] * 7
        assert crew.hosts.troubled[host].resting_until == crew.clock.at + timedelta(minutes=minutes)


def test_a_page_that_is_broken_is_not_held_against_its_host(press: Press, crew: Crew):
    """An error page is an answer: the host goes on being asked."""
    press.put("/broken", "no", status=500)
    press.put("/news/a", PAGE)
    report = crew.go(pages=[*(crew.page(f"/broken?{n}") for n in range(9)), crew.page("/news/a")])
    assert report.n_pages == 1
    assert crew.hosts.troubled == {}


def test_a_busy_host_rests_though_it_names_no_time(press: Press, crew: Crew):
    """429 without Retry-After asks for a rest all the same."""
    press.put("/busy", "slow down", status=429)
    press.put("/news/a", PAGE)
    assert crew.go(pages=[crew.page("/busy"), crew.page("/news/a")]).n_pages == 0
    assert crew.hosts.troubled[f"127.0.0.1:{press.port}"].resting_until == START + timedelta(minutes=1)


def test_a_mistyped_retry_after_shuts_no_host_out_for_years(crew: Crew):
    """It is kept up to a week."""
    asyncio.run(crew.hosts.answered("slow.example", 503, "99999999", START))
    assert crew.hosts.troubled["slow.example"].resting_until == START + timedelta(days=7)


def test_rules_that_are_not_held_ready_are_read_from_the_memory(press: Press, crew: Crew):
    """However many hosts there are, memory stays small, and none is asked twice."""
    memory = Memory()
    press.put("/news/a", PAGE)
    crew.hosts = Hosts(memory=memory, rules=HostRules(most_robots=0))
    for _ in range(2):
        assert crew.go(pages=[crew.page("/news/a")]).n_pages == 1
    assert crew.hosts.robots == {}
    assert len(press.asked("/robots.txt")) == 1


def test_a_memory_that_fails_stops_the_round(press: Press, crew: Crew):
    """Nothing is fetched of which the manners are not known."""
    press.put("/news/a", PAGE)
    restarted(crew, Forgetful())
    with pytest.raises(RuntimeError, match=str(press.port)):
        crew.go(pages=[crew.page("/news/a")])
    assert press.requests == []
