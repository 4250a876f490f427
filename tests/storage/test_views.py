"""One view of the store for a whole page, and the token that changes with everything written."""

from storage import open_store


def test_the_state_changes_with_every_commit_and_with_nothing_else(store, samples):
    """What is kept under it is never older than what anybody wrote."""
    before = store.state()
    assert store.threads.listing() == []
    assert store.state() == before
    samples.place(store, 1, "The weir at Ashmere was closed.")
    after = store.state()
    assert after != before
    assert len(store.threads.listing()) == 1
    assert store.state() == after


def test_the_state_tells_of_what_another_program_wrote(store, url, samples):
    """The daemon and the page may be two programs."""
    before = store.state()
    other = open_store(url)
    samples.place(other, 1, "The weir at Ashmere was closed.")
    other.close()
    assert store.state() != before


def test_a_store_that_was_closed_tells_its_state_again(store):
    """Closing gives back the connection that watches."""
    before = store.state()
    store.close()
    assert isinstance(before, str)
    assert store.state()


def test_all_that_is_read_in_one_view_is_read_by_one_connection(store, samples):
    """A page of twenty questions begins one transaction, and its answers fit together."""
    samples.place(store, 1, "The weir at Ashmere was closed.")
    with store.one_view():
        (thread,) = store.threads.listing()
        with store.one_view():
            assert store.threads.find(thread.slug) == thread
        # the inner block has not ended the outer one
        assert store.threads.find(thread.id) == thread
    assert store.threads.listing() == [thread]


def test_one_view_on_sqlite_does_not_see_what_is_written_meanwhile(store, dialect, samples):
    """It shows one state; whoever writes does not wait for it."""
    with store.one_view():
        assert store.threads.listing() == []
        samples.place(store, 1, "The weir at Ashmere was closed.")
        assert len(store.threads.listing()) == (0 if dialect == "sqlite" else 1)
    assert len(store.threads.listing()) == 1
