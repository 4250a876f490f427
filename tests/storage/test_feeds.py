"""Outlets, feeds, and what feeds announce."""

from dataclasses import replace
from datetime import timedelta

from pipeline.nouns import FeedEntry, FeedPlan, Rhythm


def entry(n=1, **more):
    """Return the entry number `n`."""
    return FeedEntry(id=f"e{n}", url=f"https://weir-echo.example/{n}", headline=f"Weir report {n}", **more)


def take(store, fetched, next_fetch_at, now):
    """Take one fetch; return the addresses that became due."""
    (due,) = store.feeds.take([fetched], lambda *_: FeedPlan(next_fetch_at=next_fetch_at, rhythm=Rhythm()), now)
    return due


def test_a_new_feed_is_due_at_once(store, samples):
    """What the settings name for the first time is fetched without waiting."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    (due,) = store.feeds.due({outlet.slug: outlet}, samples.noon, 10)
    assert (due.feed, due.outlet, due.n_failures, due.etag) == (outlet.feeds[0], outlet, 0, None)


def test_registering_again_changes_no_due_time(store, samples):
    """A restart of the daemon does not make every feed due."""
    outlet = samples.outlet()
    later = samples.noon + timedelta(hours=1)
    store.feeds.register([outlet], samples.noon)
    take(store, samples.fetched(entry(), etag="x"), later, samples.noon)
    store.feeds.register([outlet], samples.noon)
    assert store.feeds.due({outlet.slug: outlet}, samples.noon, 10) == []
    (due,) = store.feeds.due({outlet.slug: outlet}, samples.noon, 10, everything=True)
    assert due.etag == "x"


def test_a_feed_no_longer_named_rests_with_its_history_and_wakes_due(store, samples):
    """Leaving an outlet out of the settings forgets nothing; naming it again asks at once."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    take(store, samples.fetched(entry()), samples.noon + timedelta(days=1), samples.noon)
    store.feeds.register([], samples.noon)
    (state,) = store.feeds.states()
    assert not state.is_active
    assert state.n_entries == 1
    assert store.feeds.due({outlet.slug: outlet}, samples.noon, 10, everything=True) == []
    store.feeds.register([outlet], samples.noon)
    assert len(store.feeds.due({outlet.slug: outlet}, samples.noon, 10)) == 1


def test_only_the_outlets_asked_for_are_due(store, samples):
    """A round over one outlet leaves the others alone."""
    echo, mail = samples.outlet("weir-echo"), samples.outlet("ash-mail")
    store.feeds.register([echo, mail], samples.noon)
    assert [due.outlet for due in store.feeds.due({"ash-mail": mail}, samples.noon, 10)] == [mail]


def test_failures_are_counted_in_a_row_and_ended_by_a_success(store, samples):
    """The health page tells how often a feed failed since it last worked, and why."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    failed = samples.fetched(reading=None, status=None, failure="No such host")
    for _ in range(3):
        take(store, failed, samples.noon, samples.noon)
    (state,) = store.feeds.states()
    assert (state.n_failures, state.last_failure, state.last_success_at) == (3, "No such host", None)
    take(store, samples.fetched(reading=None, status=304), samples.noon, samples.noon)
    (state,) = store.feeds.states()
    assert (state.n_failures, state.last_failure, state.last_success_at) == (0, None, samples.noon)


def test_not_modified_keeps_the_validators(store, samples):
    """A 304 carries no validators; those of the last full answer stay good."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    take(store, samples.fetched(entry(), etag='"7"', last_modified="Mon"), samples.noon, samples.noon)
    take(store, samples.fetched(reading=None, status=304), samples.noon, samples.noon)
    (due,) = store.feeds.due({outlet.slug: outlet}, samples.noon, 10)
    assert (due.etag, due.last_modified) == ('"7"', "Mon")


def test_new_entries_are_due_in_the_order_of_the_feed(store, samples):
    """Taking a feed says which pages to fetch now, and they wait in the table too."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    urls = take(store, samples.fetched(entry(2), entry(1), entry(3)), samples.noon, samples.noon)
    assert urls == [f"https://weir-echo.example/{n}" for n in (2, 1, 3)]
    due = store.pages.due({outlet.slug: outlet}, samples.noon, 10)
    assert {page.url for page in due} == set(urls)
    assert {page.entry for page in due} == {entry(1), entry(2), entry(3)}


def test_a_known_entry_is_not_announced_twice(store, samples):
    """The same feed fetched again brings nothing."""
    store.feeds.register([samples.outlet()], samples.noon)
    take(store, samples.fetched(entry()), samples.noon, samples.noon)
    assert take(store, samples.fetched(entry()), samples.noon, samples.noon) == []


def test_a_changed_headline_or_time_of_change_makes_an_entry_due_again(store, samples):
    """An outlet that edits an article says so in its feed."""
    outlet = samples.outlet()
    store.feeds.register([outlet], samples.noon)
    take(store, samples.fetched(entry()), samples.noon, samples.noon)
    store.pages.take(samples.page(entry().url), None)
    for changed in (replace(entry(), headline="Weir reopens"), replace(entry(), updated_at=samples.noon)):
        assert take(store, samples.fetched(changed), samples.noon, samples.noon) == [changed.url]
        (due,) = store.pages.due({outlet.slug: outlet}, samples.noon, 10)
        assert (due.entry, due.etag, due.n_fetches > 0) == (changed, '"1"', True)
        store.pages.take(samples.page(entry().url), None)


def test_two_feeds_that_word_an_entry_differently_do_not_make_it_due_in_turns(store, samples):
    """The front page's feed and the section's feed often shorten one headline in two ways."""
    front, section = "https://weir-echo.example/front", "https://weir-echo.example/section"
    store.feeds.register([samples.outlet("weir-echo", front, section)], samples.noon)
    short = replace(entry(), headline="Weir shut")
    announced = []
    for _ in range(3):
        announced += take(store, samples.fetched(entry(), feed=front), samples.noon, samples.noon)
        announced += take(store, samples.fetched(short, feed=section), samples.noon, samples.noon)
    assert announced == [entry().url]


def test_one_address_twice_in_a_feed_is_one_entry(store, samples):
    """Feeds repeat themselves; the first mention counts."""
    store.feeds.register([samples.outlet()], samples.noon)
    twice = samples.fetched(entry(), replace(entry(), headline="Again"))
    assert take(store, twice, samples.noon, samples.noon) == [entry().url]
    outlets = {"weir-echo": samples.outlet()}
    assert [due.entry for due in store.pages.due(outlets, samples.noon, 10)] == [entry()]


def test_a_feed_that_the_settings_do_not_name_still_brings_its_entries(store, samples):
    """A sitemap's children are feeds that nobody registered."""
    child = samples.fetched(entry(), feed="https://weir-echo.example/child.xml")
    assert take(store, child, samples.noon, samples.noon) == [entry().url]


def test_an_entry_as_hostile_as_can_be_is_kept(store, samples):
    """Addresses of 50,000 characters, NUL, half of a surrogate pair: a feed can hold all of it."""
    outlet = samples.outlet()
    vile = FeedEntry(
        id="\x00", url="https://weir-echo.example/" + "é" * 50_000, headline="a\x00b\ud800c", summary="\udfff"
    )
    store.feeds.register([outlet], samples.noon)
    assert take(store, samples.fetched(vile), samples.noon, samples.noon) == [vile.url]
    assert take(store, samples.fetched(vile), samples.noon, samples.noon) == []
    (due,) = store.pages.due({outlet.slug: outlet}, samples.noon, 10)
    assert due.url == vile.url


def test_a_feed_of_five_thousand_entries_is_taken(store, samples):
    """News sitemaps may name thousands of addresses at once."""
    store.feeds.register([samples.outlet()], samples.noon)
    many = samples.fetched(*(entry(n) for n in range(5000)))
    assert len(take(store, many, samples.noon, samples.noon)) == 5000
    (state,) = store.feeds.states()
    assert (state.n_entries, state.last_new_at) == (5000, samples.noon)
