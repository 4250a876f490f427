"""The audit's page: who asked for what and how it was answered, who may ask, and who may look."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html

from desk.access import Asks, GateRules
from desk.audited import audit_view
from desk.people import TOKEN_PREFIX, hashed, key_hash
from desk.web import create_app
from storage.audit import Asked, Choice
from storage.people import Person, Role, Token
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.test_gate import PASSWORD, Still, client_of, routes


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store that an editor and an admin may use, one with a key."""
    made = Newsroom(tmp_path)
    furnish(made)
    for name, role in (("ida", Role.EDITOR), ("quill", Role.ADMIN)):
        made.store.people.add(Person(name=name, role=role, password_hash=hashed(PASSWORD), created_at=NOW))
    made.store.people.add_token(
        Token(
            id="t1",
            key_hash=key_hash(f"{TOKEN_PREFIX}wall"),
            person="ida",
            label="wall screen",
            scopes=("read", "write"),
            created_at=NOW,
            expires_at=NOW + timedelta(days=30),
        )
    )
    yield made
    made.close()


@pytest.fixture
async def admin(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which an admin has logged in."""
    async with client_of(create_app(newsroom.store, Still(), gate=GateRules(asks=Asks.ACCOUNT))) as client:
        await client.post("/login", data={"name": "quill", "password": PASSWORD})
        yield client


def rows(page: str, table: str = "table.audit") -> list[str]:
    """Return the lines of a table, the audit's at first, white space folded."""
    found = html.fromstring(page).cssselect(f"{table} tbody tr")
    return [" ".join(word for cell in row for word in cell.text_content().split()) for row in found]


async def test_a_log_in_a_refusal_and_a_deletion_stand_in_it(newsroom: Newsroom, admin: httpx.AsyncClient) -> None:
    """Each with who, by what door, what in plain words, and the answer; the newest first."""
    slug = newsroom.store.threads.find(newsroom.thread_id("tram")).slug
    key = {"authorization": f"Bearer {TOKEN_PREFIX}wall"}
    await admin.post("/login", data={"name": "ida", "password": "a wrong password"})
    await admin.post(f"/api/v1/threads/{slug}/notes", json={"text": "ask the council"}, headers=key)
    note = newsroom.store.notes.of_thread(newsroom.thread_id("tram"))[0].id
    await admin.delete(f"/api/v1/notes/{note}", headers=key)
    await admin.get("/outlets")
    found = rows((await admin.get("/audit")).text)
    assert len(found) == 4
    assert f"ida by a key Take the note {note} away DELETE /api/v1/notes/{note} done" in found[0]
    assert f"Write a note beside {slug}" in found[1]
    assert "ida at the log-in Log in POST /login wrong name or password 401" in found[2]
    assert "quill at the log-in Log in POST /login done 303" in found[3]


async def test_it_says_who_may_use_the_desk_and_keeps_their_secrets(admin: httpx.AsyncClient) -> None:
    """Roles and keys with their scopes and ends; no hash of a password or key."""
    page = (await admin.get("/audit")).text
    assert rows(page, "table.list:not(.audit)") == [
        "ida editor merge, split, watch, note password wall screen: read, write, until 2026-04-11",
        "quill admin see the audit, and who may use the desk password none",
    ]
    assert key_hash(f"{TOKEN_PREFIX}wall") not in page
    assert "argon2" not in page


async def test_it_is_for_admins_only_and_others_see_no_way_to_it(newsroom: Newsroom, admin: httpx.AsyncClient) -> None:
    """An editor is refused, a stranger asked to log in; the history leads admins there and nobody else."""
    assert 'href="/audit"' in (await admin.get("/history")).text
    async with client_of(create_app(newsroom.store, Still(), gate=GateRules(asks=Asks.ACCOUNT))) as editor:
        assert (await editor.get("/audit")).status_code == 401
        await editor.post("/login", data={"name": "ida", "password": PASSWORD})
        assert (await editor.get("/audit")).status_code == 403
        assert 'href="/audit"' not in (await editor.get("/history")).text


async def test_parts_of_it_are_chosen_and_older_entries_reached(newsroom: Newsroom, admin: httpx.AsyncClient) -> None:
    """By kind and by person, a hundred a page; marks of what was seen only where they are asked for."""
    for n in range(150):
        newsroom.store.audit.add(Asked(at=NOW, person="ida", via="session", what=f"POST /merge{n}", status=303))
    newsroom.store.audit.add(Asked(at=NOW, person="ida", via="session", what="POST /thread/tram/seen", status=204))
    newsroom.store.audit.add(Asked(at=NOW, person="desk", via="cli", what="people remove ben"))
    first = await admin.get("/audit")
    assert "Let ben use the desk no more" in rows(first.text)[0]
    assert len(rows(first.text)) == 100
    older = html.fromstring(first.text).cssselect("a[rel=next]")[0].get("href")
    rest = await admin.get(older)
    assert len(rows(rest.text)) == 52
    assert not html.fromstring(rest.text).cssselect("a[rel=next]")
    assert len(rows((await admin.get("/audit?part=logins")).text)) == 1
    assert len(rows((await admin.get("/audit?part=people&person=desk")).text)) == 1
    assert "Mark tram as seen" in rows((await admin.get("/audit?part=marks")).text)[1]
    assert rows((await admin.get("/audit?part=refused")).text) == []
    assert len(rows((await admin.get("/audit?before=nonsense&part=nonsense")).text)) == 100


def test_every_write_that_there_is_has_words(newsroom: Newsroom) -> None:
    """A new route that changes something would otherwise stand in the audit as an address only."""
    signed = {"/websub/{token}", "/unsubscribe/{token}"}
    for method, path in routes(create_app(newsroom.store, Still())):
        if method in {"GET", "HEAD"} or path in signed:
            continue
        what = f"{method} {path.replace('{key}', 'tram').replace('{', '').replace('}', '')}"
        newsroom.store.audit.add(Asked(at=NOW, person="ida", via="session", what=what, status=200))
    entries = audit_view(newsroom.store, Choice(), limit=200).entries
    assert len(entries) > 25
    assert [one.asked.what for one in entries if not one.words] == []
