"""What hands do to threads, over both databases: written whole, seen by the next reader, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import hand
from pipeline.errors import InputError, NotFoundError
from pipeline.nouns import ActionKind, DecidedBy, DevelopmentKind, Watch, WatchKind
from pipeline.thread.deeds import Deed


def deed(samples, minutes=0, **more):
    """Return an editor's doing, some minutes after noon."""
    return Deed(author="ottoline", at=samples.noon + timedelta(minutes=minutes), **more)


def lies(store):
    """Return where every article lies: article -> (thread, development)."""
    out = (one.assignment for one in store.exports.assignments())
    return {each.article_id: (each.thread_id, each.development_id) for each in out}


def everything(store):
    """Return all that is stored of threads."""
    return (
        list(store.exports.threads()),
        list(store.exports.developments()),
        [each.assignment for each in store.exports.assignments()],
    )


def test_a_merged_thread_leads_to_where_its_articles_went(store, samples):
    """By its id and by its slug, through however many merges; no list shows it any more."""
    for n in (1, 2, 3):
        samples.place(store, n)
    one, two, three = (samples.thread(n) for n in (1, 2, 3))
    hand.merge(store, two.slug, [three.slug], deed(samples, reason="one weir"))
    hand.merge(store, one.id, [two.id], deed(samples, 1))
    for name in (two.id, two.slug, three.id, three.slug):
        assert store.threads.find(name).id == one.id
    assert [thread.id for thread in store.threads.listing()] == [one.id]
    found = store.threads.find(one.id)
    assert (found.slug, found.n_articles, found.n_developments) == (one.slug, 3, 3)
    assert (found.headline, found.last_seen_at) == (three.headline, three.last_seen_at)


def test_only_the_first_development_of_a_merged_thread_is_its_opening(store, samples):
    """Developments keep their ids, so that nothing is told again; which of them opened the thread follows from time."""
    for n in (1, 2):
        samples.place(store, n)
    hand.merge(store, samples.thread(2).id, [samples.thread(1).id], deed(samples))
    stories = store.threads.developments(samples.thread(2).id)
    assert [(story.development.id, story.development.kind) for story in stories] == [
        (samples.development(1).id, DevelopmentKind.OPENED),
        (samples.development(2).id, DevelopmentKind.HAPPENED),
    ]
    came = stories[0].reports[0].assignment
    assert came.decided_by is DecidedBy.EDITOR
    assert came.grounds == samples.assignment(1, samples.thread(1), samples.development(1)).grounds


def test_a_merge_taken_back_leaves_everything_as_it_was(store, samples):
    """Threads, developments and assignments, to the last field; the address leads to its own thread again."""
    for n in (1, 2):
        samples.place(store, n)
    hand.rename(store, samples.thread(1).id, deed(samples), working_title="Weir")
    before = everything(store)
    done = hand.merge(store, samples.thread(1).id, [samples.thread(2).id], deed(samples, 1))
    undone = hand.undo(store, done.id, deed(samples, 2))
    threads, developments, assignments = everything(store)
    assert (threads, developments) == before[:2]
    assert [replace(each, decided_by=DecidedBy.MACHINE) for each in assignments] == before[2]
    assert store.threads.find(samples.thread(2).slug).id == samples.thread(2).id
    assert store.actions.find(done.id).undone_by == undone.id


def is_new(store, samples, reader, thread, n):
    """Tell whether the development of an article is new to a reader of a thread."""
    looks = store.seen.looks(reader, [thread.id])
    (found,) = [
        each for each in store.glances.developments([thread.id])[thread.id] if each.id == samples.development(n).id
    ]
    return looks.is_new(found)


def test_what_was_seen_of_a_thread_stays_seen_when_it_goes_into_another(store, samples):
    """And what was not is new there, however lately the reader looked at the other thread; taken back, all is as it was."""
    for n in (1, 2):
        samples.place(store, n)
    one, two = samples.thread(1), samples.thread(2)
    later = samples.noon + timedelta(hours=1)
    store.seen.mark("nora", two.id, later)
    store.seen.mark("otto", one.id, later)
    done = hand.merge(store, one.id, [two.id], deed(samples, 90))
    assert [is_new(store, samples, reader, one, 2) for reader in ("nora", "otto", "mira")] == [False, True, True]
    assert [is_new(store, samples, reader, one, 1) for reader in ("nora", "otto", "mira")] == [True, False, True]
    # a look at what they grew into is a look at both
    store.seen.mark("mira", one.id, samples.noon + timedelta(hours=2))
    hand.undo(store, done.id, deed(samples, 150))
    assert [is_new(store, samples, reader, two, 2) for reader in ("nora", "otto", "mira")] == [False, True, False]
    assert [is_new(store, samples, reader, one, 1) for reader in ("nora", "otto", "mira")] == [True, False, False]


def test_a_part_that_was_seen_stays_seen_where_it_goes(store, samples):
    """A development split off with some of its articles is the same to who had seen it, and forgotten when undone."""
    thread = samples.thread(1)
    for n in (1, 2, 3):
        samples.place(store, n, thread=thread)
    with store.begin() as ledger:
        for n in (2, 3):
            joined = replace(samples.assignment(n, thread, samples.development(1, thread)), opens_development=False)
            ledger.add_assignment(joined, thread, samples.development(1, thread))
    store.seen.mark("nora", thread.id, samples.noon + timedelta(hours=1))
    done = hand.split(store, thread.id, deed(samples, 90), articles=[samples.article(3).id])
    opened = done.threads[1]
    parted = store.threads.development(lies(store)[samples.article(3).id][1])
    assert not store.seen.looks("nora", [opened]).is_new(parted)
    assert store.seen.looks("otto", [opened]).is_new(parted)
    hand.undo(store, done.id, deed(samples, 120))
    assert not is_new(store, samples, "nora", thread, 1)
    assert store.seen.looks("nora", [opened]).seen_before == frozenset()


def test_mails_of_threads_that_grew_together_make_one_conversation(store, samples):
    """What was told of either is referred to, and told again of neither; apart again, each has its own."""
    alerts = [samples.alert(n, samples.thread(n)) for n in (1, 2, 3)]
    alerts[2] = replace(alerts[2], thread_id=samples.thread(1).id)
    for n in (1, 2):
        samples.place(store, n, alerts=[alerts[n - 1]])
    one, two = samples.thread(1), samples.thread(2)
    recipient = alerts[0].recipient
    assert store.alerts.earlier_message_ids(recipient, one.id, alerts[2]) == [alerts[0].message_id]
    done = hand.merge(store, one.id, [two.id], deed(samples))
    assert store.alerts.earlier_message_ids(recipient, one.id, alerts[2]) == [each.message_id for each in alerts[:2]]
    assert store.alerts.earlier_threads(recipient, one.id) == [two.id]
    assert store.alerts.earlier_threads("other@weir-echo.example", one.id) == []
    assert store.alerts.told_of(recipient, one.id) == {samples.development(n).id for n in (1, 2)}
    hand.undo(store, done.id, deed(samples, 1))
    assert store.alerts.earlier_threads(recipient, one.id) == []
    assert store.alerts.told_of(recipient, one.id) == {samples.development(1).id}


def test_the_larger_part_keeps_the_id(store, samples):
    """Whichever part the editor named."""
    thread = samples.thread(1)
    for n in (1, 2, 3):
        samples.place(store, n, thread=thread)
    named = [samples.article(n).id for n in (1, 2)]
    done = hand.split(store, thread.slug, deed(samples), articles=named)
    where = {key: place[0] for key, place in lies(store).items()}
    assert {where[key] for key in named} == {thread.id}
    opened = store.threads.find(where[samples.article(3).id])
    assert done.threads == (thread.id, opened.id)
    assert (opened.n_articles, opened.headline) == (1, "Weir report 3")


def test_a_split_by_developments_takes_all_their_articles(store, samples):
    """A development that does not exist, or has gone elsewhere, is said."""
    thread = samples.thread(1)
    for n in (1, 2, 3):
        samples.place(store, n, thread=thread)
    parted = samples.development(2, thread)
    hand.split(store, thread.id, deed(samples), developments=[parted.id])
    assert lies(store)[samples.article(2).id][1] == parted.id
    with pytest.raises(NotFoundError):
        hand.split(store, thread.id, deed(samples), developments=["d-none"])
    with pytest.raises(InputError, match="no articles of its own"):
        hand.split(store, thread.id, deed(samples), developments=[parted.id])


def test_a_moved_article_is_found_under_its_address_or_the_id_it_came_with(store, samples):
    """Editors copy addresses, scripts have ids."""
    for n in (1, 2, 3):
        samples.place(store, n)
    target = samples.thread(1).id
    hand.move(store, ["https://weir-echo.example/2", "ext-3"], target, deed(samples))
    assert {place[0] for place in lies(store).values()} == {target}
    assert store.threads.find(samples.thread(3).slug).id == target
    with pytest.raises(NotFoundError, match="throughline search"):
        hand.move(store, ["ext-none"], target, deed(samples))
    with pytest.raises(InputError, match="already"):
        hand.move(store, ["ext-3"], target, deed(samples))


def test_a_renamed_thread_is_found_under_all_its_slugs(store, samples):
    """A slug that another thread has or had is refused."""
    samples.place(store, 1)
    samples.place(store, 2)
    done = hand.rename(store, samples.thread(1).slug, deed(samples), slug="ashmere-weir", working_title=" The  weir ")
    for name in ("ashmere-weir", samples.thread(1).slug):
        found = store.threads.find(name)
        assert (found.slug, found.working_title, found.headline) == ("ashmere-weir", "The weir", "Weir report 1")
    with pytest.raises(InputError, match="another thread"):
        hand.rename(store, samples.thread(2).id, deed(samples), slug=samples.thread(1).slug)
    with pytest.raises(InputError, match="no slug"):
        hand.rename(store, samples.thread(2).id, deed(samples), slug="Not A Slug")
    hand.undo(store, done.id, deed(samples, 1))
    assert store.threads.find("ashmere-weir").slug == samples.thread(1).slug


def test_the_history_of_a_thread_holds_what_was_done_to_those_put_into_it(store, samples):
    """The newest first, with author, time and reason."""
    for n in (1, 2, 3):
        samples.place(store, n)
    one, two, three = (samples.thread(n).id for n in (1, 2, 3))
    hand.rename(store, three, deed(samples), slug="gate")
    hand.merge(store, two, [three], deed(samples, 1, reason="one gate"))
    hand.pin(store, [one, "ext-2"], deed(samples, 2))
    hand.merge(store, one, [two], deed(samples, 3))
    kinds = [each.kind for each in store.actions.listing(one)]
    assert kinds == [ActionKind.MERGE, ActionKind.PIN, ActionKind.MERGE, ActionKind.RENAME]
    merged = store.actions.listing(three)[0]
    assert (merged.author, merged.reason, merged.at) == ("ottoline", "one gate", samples.noon + timedelta(minutes=1))
    assert [each.n for each in store.actions.all()] == sorted(each.n for each in store.actions.all())
    with pytest.raises(NotFoundError, match="throughline history"):
        store.actions.find("h-none")


def test_a_watch_on_a_merged_thread_watches_the_one_that_stands(store, samples):
    """What is owed to somebody does not end with a merge, and comes back with its undoing."""
    for n in (1, 2):
        samples.place(store, n)
    one, two = samples.thread(1).id, samples.thread(2).id
    watch = Watch(
        id="w1", kind=WatchKind.THREAD, value=two, recipient="desk@weir-echo.example", created_at=samples.noon
    )
    store.watches.add(watch)
    done = hand.merge(store, one, [two], deed(samples))
    with store.begin() as ledger:
        assert ledger.watches() == [replace(watch, value=one)]
    hand.undo(store, done.id, deed(samples, 1))
    with store.begin() as ledger:
        assert ledger.watches() == [watch]


def test_what_others_did_since_is_told_by_number(store, samples):
    """An index in memory takes in what it has not seen, and where the articles lie now."""
    for n in (1, 2, 3):
        samples.place(store, n)
    hand.merge(store, samples.thread(1).id, [samples.thread(2).id], deed(samples))
    with store.begin() as ledger:
        (first,) = ledger.actions_after(0)
    hand.merge(store, samples.thread(1).id, [samples.thread(3).id], deed(samples, 1))
    with store.begin() as ledger:
        (second,) = ledger.actions_after(first.n)
        assert second.articles == (samples.article(3).id,)
        assert ledger.places(second.articles)[samples.article(3).id][0] == samples.thread(1).id


def test_an_action_that_cannot_be_is_not_written(store, samples):
    """The history holds what happened, and nothing else."""
    samples.place(store, 1)
    thread = samples.thread(1).id
    for call in (
        lambda: hand.merge(store, thread, [thread], deed(samples)),
        lambda: hand.split(store, thread, deed(samples), articles=["ext-1"]),
        lambda: hand.move(store, ["ext-1"], None, deed(samples)),
        lambda: hand.rename(store, thread, deed(samples), slug=samples.thread(1).slug),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(NotFoundError):
        hand.undo(store, "h-none", deed(samples))
    assert store.actions.all() == []
