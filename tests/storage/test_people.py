"""People, sessions, tokens, notes and the audit, over both databases."""

from datetime import timedelta

import pytest

from pipeline.errors import NotFoundError, StorageError
from storage.audit import Asked, Choice
from storage.notes import Keeper, Note
from storage.people import Person, Role, Session, Token


@pytest.fixture
def ida(store, samples):
    """Remember an editor."""
    person = Person(name="ida", role=Role.EDITOR, password_hash="argon", created_at=samples.noon)
    store.people.add(person)
    return person


def test_people_are_remembered_changed_and_forgotten(store, ida, samples):
    """A name is given once; a new password ends sessions; with somebody go their sessions and tokens."""
    assert store.people.listing() == [ida]
    with pytest.raises(StorageError, match="already"):
        store.people.add(ida)
    session = Session(key_hash="s", person="ida", created_at=samples.noon, expires_at=samples.noon + timedelta(1))
    store.people.open_session(session)
    store.people.change("ida", role=Role.ADMIN)
    assert store.people.of_session("s", samples.noon).role is Role.ADMIN
    store.people.change("ida", password_hash="other")
    assert store.people.of_session("s", samples.noon) is None
    store.people.open_session(session)
    store.people.add_token(
        Token(id="t", key_hash="k", person="ida", label="", scopes=("read",), created_at=samples.noon)
    )
    store.people.remove("ida")
    assert store.people.listing() == store.people.tokens() == []
    assert store.people.of_token("k", samples.noon) is None
    for again in (lambda: store.people.remove("ida"), lambda: store.people.change("ida", role=Role.READER)):
        with pytest.raises(NotFoundError, match="people list"):
            again()


def test_a_session_lasts_until_it_ends(store, ida, samples):
    """By its time, or by logging out; sessions that are over are swept out by the next."""
    later = samples.noon + timedelta(hours=1)
    store.people.open_session(Session(key_hash="s", person="ida", created_at=samples.noon, expires_at=later))
    assert store.people.of_session("s", samples.noon) == ida
    assert store.people.of_session("s", later) is None
    assert store.people.of_session("other", samples.noon) is None
    store.people.end_session("s")
    assert store.people.of_session("s", samples.noon) is None
    store.people.end_session("s")


def test_a_token_lasts_until_its_time_or_its_removal(store, ida, samples):
    """It comes with its person and its scopes."""
    token = Token(
        id="t",
        key_hash="k",
        person="ida",
        label="wall screen",
        scopes=("read", "write"),
        created_at=samples.noon,
        expires_at=samples.noon + timedelta(days=1),
    )
    store.people.add_token(token)
    assert store.people.of_token("k", samples.noon) == (ida, token)
    assert store.people.of_token("k", samples.noon + timedelta(days=1)) is None
    store.people.remove_token("t")
    assert store.people.of_token("k", samples.noon) is None
    with pytest.raises(NotFoundError, match="token list"):
        store.people.remove_token("t")
    with pytest.raises(NotFoundError, match="'nobody'"):
        store.people.add_token(
            Token(id="u", key_hash="u", person="nobody", label="", scopes=(), created_at=samples.noon)
        )


def test_the_audit_keeps_every_write_in_order(store, samples):
    """The newest first, page by page."""
    for n in range(5):
        at = samples.noon + timedelta(minutes=n)
        store.audit.add(Asked(at=at, person="ida", via="token", what=f"POST /{n}", status=204))
    first = store.audit.listing(limit=3)
    assert [asked.what for _, asked in first] == ["POST /4", "POST /3", "POST /2"]
    assert [asked.what for _, asked in store.audit.listing(before=first[-1][0])] == ["POST /1", "POST /0"]


def test_a_part_of_the_audit_is_chosen(store, samples):
    """By door, by person, what was turned away, and without the marks of what was seen."""
    asked = [
        ("ida", "login", "POST /login", 401),
        ("ben", "session", "POST /thread/x/seen", 204),
        ("ida", "cli", "x", None),
    ]
    for person, via, what, status in asked:
        store.audit.add(Asked(at=samples.noon, person=person, via=via, what=what, status=status))

    def chosen(**choice):
        return [one.what for _, one in store.audit.listing(choice=Choice(**choice))]

    assert chosen() == ["x", "POST /thread/x/seen", "POST /login"]
    assert chosen(with_marks=False) == ["x", "POST /login"]
    assert chosen(via="login") == chosen(is_refused=True) == ["POST /login"]
    assert chosen(person="ida", with_marks=False) == ["x", "POST /login"]


def test_notes_and_keepers_stand_beside_threads(store, samples):
    """A thread has one keeper at a time, and notes in order."""
    samples.place(store, 1)
    thread = samples.thread(1)
    notes = [
        Note(id=f"n{n}", thread_id=thread.id, person="ida", at=samples.noon + timedelta(minutes=n), text=f"Note {n}")
        for n in (1, 2)
    ]
    for note in notes:
        store.notes.add(note)
    assert store.notes.of_thread(thread.id) == notes
    store.notes.remove("n1")
    assert store.notes.of_thread(thread.id) == notes[1:]
    with pytest.raises(NotFoundError):
        store.notes.remove("n1")
    for person in ("ida", "ben"):
        store.notes.give(Keeper(thread_id=thread.id, person=person, given_by="ida", at=samples.noon))
    assert {key: keeper.person for key, keeper in store.notes.keepers([thread.id, "x"]).items()} == {thread.id: "ben"}
    store.notes.take_back(thread.id)
    assert store.notes.keepers([thread.id]) == {}
    with pytest.raises(StorageError):
        store.notes.add(Note(id="n3", thread_id="nowhere", person="ida", at=samples.noon, text="x"))
