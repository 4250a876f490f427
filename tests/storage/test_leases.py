"""Leases among processes."""

import multiprocessing
from datetime import timedelta

from storage import open_store

MINUTE = timedelta(minutes=1)


def test_only_one_holds_a_lease(store, samples):
    """The second one waits until the first gives it back."""
    now = samples.noon
    assert store.leases.acquire("thread", "one", now, MINUTE)
    assert not store.leases.acquire("thread", "two", now, MINUTE)
    assert store.leases.acquire("other", "two", now, MINUTE)
    assert store.leases.holder("thread", now) == "one"
    store.leases.release("thread", "two")
    assert store.leases.holder("thread", now) == "one"
    store.leases.release("thread", "one")
    assert store.leases.holder("thread", now) is None
    assert store.leases.acquire("thread", "two", now, MINUTE)


def test_a_lease_that_ended_can_be_taken(store, samples):
    """A holder that was killed blocks nobody for longer than its lease."""
    now = samples.noon
    store.leases.acquire("thread", "one", now, MINUTE)
    assert not store.leases.acquire("thread", "two", now + MINUTE / 2, MINUTE)
    assert store.leases.acquire("thread", "two", now + MINUTE, MINUTE)
    assert not store.leases.renew("thread", "one", now + MINUTE, MINUTE)


def test_the_holder_can_take_and_prolong_its_own(store, samples):
    """A restart under the same name and a heartbeat both keep it."""
    now = samples.noon
    assert store.leases.acquire("thread", "one", now, MINUTE)
    assert store.leases.acquire("thread", "one", now, MINUTE)
    assert store.leases.renew("thread", "one", now + MINUTE / 2, MINUTE)
    assert not store.leases.acquire("thread", "two", now + MINUTE, MINUTE)


def _race(url, name, now, start, winners):
    store = open_store(url)
    start.wait()
    if store.leases.acquire("thread", name, now, MINUTE):
        winners.put(name)
    store.close()


def test_of_processes_that_race_one_wins(url, samples):
    """The database decides, whatever the instant."""
    spawn = multiprocessing.get_context("spawn")
    start, winners = spawn.Event(), spawn.Queue()
    racers = [spawn.Process(target=_race, args=(url, f"p{n}", samples.noon, start, winners)) for n in range(3)]
    for racer in racers:
        racer.start()
    start.set()
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    assert winners.get(timeout=10)
    assert winners.empty()
