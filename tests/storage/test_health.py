"""Hosts, robots.txt, and what each hour brought."""

from datetime import timedelta

import pytest

from pipeline.nouns import FeedEntry, FeedPlan, HostState, Notice, NoticeKind, Rhythm, RobotsAnswer


def test_a_host_that_rests_is_remembered_until_it_is_well(store, samples):
    """Who rests outlives the program; who is well leaves no trace."""
    state = HostState(
        host="weir-echo.example:8080", n_failures=5, resting_until=samples.noon, why="it did not answer in time"
    )
    store.hosts.take(state)
    assert store.hosts.troubled() == [state]
    store.hosts.take(HostState(host=state.host))
    assert store.hosts.troubled() == []


def test_a_robots_txt_is_remembered_as_it_came(store, samples):
    """Whatever bytes it holds; the last answer counts."""
    origin = "https://weir-echo.example"
    assert store.hosts.robots(origin) is None
    wild = RobotsAnswer(origin=origin, status=200, fetched_at=samples.noon, body=bytes(range(256)) * 400)
    silent = RobotsAnswer(origin=f"{origin}:8443", status=None, fetched_at=samples.noon, failure="there is no host")
    store.hosts.take_robots([silent, wild])
    assert store.hosts.robots(origin) == wild
    assert store.hosts.robots(silent.origin) == silent
    changed = RobotsAnswer(origin=origin, status=404, fetched_at=samples.noon + timedelta(days=1))
    store.hosts.take_robots([changed])
    assert store.hosts.robots(origin) == changed


def take(store, fetched, now, rhythm=Rhythm()):
    """Take one fetch."""
    store.feeds.take([fetched], lambda *_: FeedPlan(next_fetch_at=now, rhythm=rhythm), now)


def test_what_a_feed_taught_is_there_after_a_restart(store, samples):
    """Its rhythm, and how often it said that nothing is new, come back with it when it is due."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    rhythm = Rhythm(new=tuple(n / 4 for n in range(24)), watched=tuple(n / 2 for n in range(24)))
    take(store, samples.fetched(FeedEntry(id="a", url="https://weir-echo.example/a")), samples.noon)
    for _ in range(2):
        take(store, samples.fetched(reading=None, status=304), samples.noon, rhythm)
    (due,) = store.feeds.due({outlet.slug: outlet}, samples.noon, 10)
    assert (due.rhythm, due.n_not_modified, due.n_entries, due.last_success_at) == (rhythm, 2, 1, samples.noon)
    take(store, samples.fetched(), samples.noon)
    (due,) = store.feeds.due({outlet.slug: outlet}, samples.noon, 10)
    assert due.n_not_modified == 0


def test_a_host_that_rests_is_not_held_against_its_feeds(store, samples):
    """A feed that was not asked has not failed; one that was and did has."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    failed = samples.fetched(reading=None, status=500, failure="f")
    kept_back = samples.fetched(reading=None, status=None, failure="its host rests", is_asked=False)
    for fetched in (failed, kept_back, kept_back):
        take(store, fetched, samples.noon)
    (state,) = store.feeds.states()
    assert state.n_failures == 1


def test_the_fetches_of_an_hour_are_added_up(store, samples):
    """By outlet and hour, those of several feeds and batches together; what was not asked is not counted."""
    front, section = "https://weir-echo.example/front", "https://weir-echo.example/section"
    store.feeds.register([samples.outlet("weir-echo", front, section)], samples.noon)
    one = samples.fetched(FeedEntry(id="a", url="https://weir-echo.example/a"), feed=front)
    broken = samples.fetched(reading=None, status=500, failure="f", feed=section)
    plan = FeedPlan(next_fetch_at=samples.noon, rhythm=Rhythm())
    store.feeds.take([one, broken], lambda *_: plan, samples.noon)
    take(store, one, samples.noon + timedelta(minutes=59))
    take(store, one, samples.noon + timedelta(minutes=60))
    take(store, samples.fetched(reading=None, failure="rests", is_asked=False), samples.noon)
    first, second = store.tallies.since(samples.noon)["weir-echo"]
    assert (first.n_fetches, first.n_failures, first.n_new) == (3, 1, 1)
    assert (second.n_fetches, second.n_failures, second.n_new) == (1, 0, 0)
    assert store.tallies.first_hours() == {"weir-echo": samples.noon}
    store.tallies.drop_before(second.hour)
    assert store.tallies.since(samples.noon) == {"weir-echo": [second]}


@pytest.fixture
def quiet(store, samples):
    """Let it be known that an outlet is quiet, and return that."""
    notice = Notice(
        id="n1",
        kind=NoticeKind.QUIET,
        outlet="weir-echo",
        began_at=samples.noon,
        says="It announced 1 article in 24 hours; 20 to 40 are usual.",
        due_at=samples.noon,
    )
    store.notices.change([notice], [], samples.noon)
    return notice


def test_a_notice_is_owed_until_it_was_mailed(store, samples, quiet):
    """Written down again it is not owed again."""
    assert store.notices.due(samples.noon - timedelta(seconds=1), 10) == []
    assert store.notices.due(samples.noon, 10) == [quiet]
    store.notices.mark_failed("n1", "server away", samples.noon + timedelta(minutes=1))
    assert store.notices.due(samples.noon, 10) == []
    store.notices.mark_sent("n1", samples.noon)
    store.notices.change([quiet], [], samples.noon)
    assert store.notices.due(samples.noon + timedelta(days=1), 10) == []


def test_a_notice_ends(store, samples, quiet):
    """It stays on record with its end."""
    store.notices.change([], [quiet.id], samples.noon + timedelta(days=3))
    store.notices.change([], [quiet.id], samples.noon + timedelta(days=4))
    assert store.notices.listing(only_open=True) == []
    (ended,) = store.notices.listing(outlet="weir-echo", kinds=[NoticeKind.QUIET])
    assert ended.ended_at == samples.noon + timedelta(days=3)
