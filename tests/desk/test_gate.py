"""Who may pass the gate: accounts, tokens, a proxy; and what other sites' pages may not ask for."""

import ipaddress
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from desk import hand
from desk.access import Asks, GateRules, named_networks
from desk.people import TOKEN_PREFIX, Failures, hashed, key_hash, new_key
from desk.unsubscribing import unsubscribe_path
from desk.web import create_app
from pipeline.errors import InputError, SettingsError
from pipeline.nouns import WatchKind
from pipeline.thread.deeds import Deed
from storage.people import Person, Role, Token
from tests.desk.newsroom import NOW, Newsroom, furnish

PASSWORD = "a long enough one"
#: Open to everybody: our own files, the log-in, the sign of life, and what is signed by other means.
OPEN = {"/static", "/login", "/healthz", "/websub/{token}", "/unsubscribe/{token}"}


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Fill a store and let three people use it, each with a token of all scopes."""
    made = Newsroom(Path(tmp_path_factory.mktemp("gate")))
    furnish(made)
    kept = hashed(PASSWORD)
    for role in Role:
        made.store.people.add(Person(name=role.value, role=role, password_hash=kept, created_at=NOW))
        made.store.people.add_token(
            Token(
                id=role.value,
                key_hash=key_hash(f"{TOKEN_PREFIX}{role.value}"),
                person=role.value,
                label="",
                scopes=("read", "write", "admin"),
                created_at=NOW,
            )
        )
    yield made
    made.close()


def application(newsroom: Newsroom, rules: GateRules) -> FastAPI:
    """Return the desk behind a gate."""
    return create_app(newsroom.store, Still(), gate=rules)


def client_of(app: FastAPI, address: str = "203.0.113.9") -> httpx.AsyncClient:
    """Return a browser at an address."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="https://desk.example")


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser before a desk that asks for accounts."""
    async with client_of(application(newsroom, GateRules(asks=Asks.ACCOUNT, is_secure=True))) as opened:
        yield opened


def routes(app: Any, under: str = "") -> Iterator[tuple[str, str]]:
    """Yield every method and path of an application, those of included routers and mounted applications too."""
    for route in app.routes:
        if inner := getattr(route, "original_router", None):
            yield from routes(inner, under + getattr(route.include_context, "prefix", ""))
        elif isinstance(route, Mount) and hasattr(route.app, "routes"):
            yield from routes(route.app, under + route.path)
        elif isinstance(route, Mount):
            yield "GET", under + route.path
        else:
            yield from ((method, under + route.path) for method in sorted(route.methods))


def bytes_of(url: str) -> list[bytes]:
    """Return a database's file and its log."""
    return [Path(url + suffix).read_bytes() for suffix in ("", "-wal")]


async def test_every_route_asks_who_it_is(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    """Without session or token each is 401 or 403, whatever its method; only what is meant to be open is not."""
    asked = [(m, p) for m, p in routes(application(newsroom, GateRules())) if p not in OPEN]
    assert len(asked) > 5
    for method, path in asked:
        answer = await client.request(method, path.replace("{", "").replace("}", ""))
        assert answer.status_code in {401, 403}, (method, path)
        assert "Halloway" not in answer.text


async def test_no_get_changes_anything(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    """Every page, feed and answer, asked for by an admin and given, leaves the database as it was, byte for byte.

    The first look at all may make the secrets of this installation; a second one makes nothing.
    """
    paths = [path for method, path in routes(application(newsroom, GateRules())) if method == "GET"]
    # it goes on for as long as somebody listens, and has tests of its own
    paths.remove("/live")
    filled = _filled(newsroom)
    states, given = [], {}
    for _ in range(2):
        for path in paths:
            asked = re.sub(r"\{\w+\}", lambda found: filled[found[0]], path)
            answer = await client.get(
                asked, params={"q": "cases"}, headers={"authorization": f"Bearer {TOKEN_PREFIX}admin"}
            )
            given[path] = answer.status_code
        states.append(bytes_of(newsroom.store.name))
    assert states[0] == states[1]
    # a folder of files, and an address that only hubs know
    assert {path for path, status in given.items() if status != 200} <= {"/static", "/websub/{token}"}


def _filled(newsroom: Newsroom) -> dict[str, str]:
    """Return a name that is known for each of those that stand in addresses."""
    thread = newsroom.store.threads.find(newsroom.thread_id("post-exclusive"))
    newsroom.watch(WatchKind.QUERY, "cases", "editor@paper.example")
    newsroom.publish("cases-again", "the-tally", "12 07:00", "More cases come to light", "Some 40 cases more.")
    action = hand.rename(newsroom.store, thread.id, Deed(author="ida", at=NOW), working_title="The cases")
    alert = newsroom.store.alerts.listing(limit=1)[0]
    return {
        "{key}": newsroom.store.threads.find(thread.id).slug,
        "{article_id}": newsroom.articles["mayor-denies"].id,
        "{development_id}": next(iter(newsroom.store.exports.developments(thread_id=thread.id))).id,
        "{slug}": "the-tally",
        "{name}": "Orla Fenwick",
        "{action_id}": action.id,
        "{watch_id}": newsroom.store.watches.listing()[0].id,
        "{token}": unsubscribe_path(alert.id, newsroom.store.keys.of("unsubscribe")).rpartition("/")[2],
    }


async def test_somebody_logs_in_and_out(client: httpx.AsyncClient) -> None:
    """The page is shown again after the log-in; the cookie is closed to scripts and other sites."""
    answer = await client.get("/outlets")
    assert answer.status_code == 401
    assert 'name="next" value="/outlets"' in answer.text
    form = {"name": "Editor", "password": PASSWORD, "next": "/outlets"}
    answer = await client.post("/login", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/outlets")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= set(cookie.split("; "))
    assert (await client.get("/outlets")).status_code == 200
    answer = await client.post("/logout", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert (await client.get("/outlets")).status_code == 401


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
async def test_a_log_in_leads_nowhere_else(client: httpx.AsyncClient, onward: str) -> None:
    """An address elsewhere would make the log-in a springboard."""
    answer = await client.post("/login", data={"name": "editor", "password": PASSWORD, "next": onward})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("name", ["editor", "nobody", ""])
async def test_a_wrong_password_is_refused_and_after_five_the_name_rests(newsroom: Newsroom, name: str) -> None:
    """Whether the name exists is not told; the right password does not help while it rests."""
    async with client_of(application(newsroom, GateRules(asks=Asks.ACCOUNT))) as client:
        answers = [await client.post("/login", data={"name": name, "password": f"wrong {n}"}) for n in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert "Name or password is not right." in answers[0].text
        assert answers[5].headers["retry-after"] == "900"
        answer = await client.post("/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 429


def test_an_address_rests_after_many_failures_and_time_heals() -> None:
    """However many names are tried; and a quarter of an hour later all is forgiven."""
    failures = Failures()
    for n in range(40):
        assert not failures.is_barred(f"name-{n}", "203.0.113.9", NOW)
        failures.note(f"name-{n}", "203.0.113.9", NOW)
    assert failures.is_barred("somebody", "203.0.113.9", NOW)
    assert not failures.is_barred("somebody", "203.0.113.10", NOW)
    assert not failures.is_barred("somebody", "203.0.113.9", NOW + failures.rules.window)


@pytest.mark.parametrize(
    ("role", "method", "path", "passes"),
    [
        ("reader", "GET", "/", True),
        ("reader", "POST", "/nowhere", False),
        ("reader", "POST", "/logout", True),
        ("reader", "POST", "/seen", True),
        ("reader", "POST", "/thread/x/seen", True),
        ("reader", "POST", "/thread/x/pin", False),
        ("editor", "POST", "/nowhere", True),
        ("editor", "GET", "/api/v1/audit", False),
        ("editor", "GET", "/api/v1/people", False),
        ("admin", "GET", "/api/v1/audit", True),
        ("editor", "GET", "/audit", False),
        ("admin", "GET", "/audit", True),
    ],
)
async def test_a_role_bounds_what_a_token_may(
    client: httpx.AsyncClient, role: str, method: str, path: str, passes: bool
) -> None:
    """Readers look, editors change, admins see who did."""
    answer = await client.request(method, path, headers={"authorization": f"Bearer {TOKEN_PREFIX}{role}"})
    assert (answer.status_code not in {401, 403}) is passes


async def test_a_feed_reader_sends_its_key_as_a_password(client: httpx.AsyncClient) -> None:
    """Feed readers know no Bearer; a wrong key is nobody's."""
    assert (await client.get("/", auth=("any", f"{TOKEN_PREFIX}reader"))).status_code == 200
    for wrong in ("Basic !!!", "Basic eA==", "Bearer x", "Bearer", "Negotiate x"):
        assert (await client.get("/", headers={"authorization": wrong})).status_code == 401


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "https://desk.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://desk.example.evil.example"}, False),
        ({}, True),
    ],
)
@pytest.mark.parametrize("asks", [Asks.NOBODY, Asks.ACCOUNT])
async def test_another_sites_page_changes_nothing(
    newsroom: Newsroom, asks: Asks, headers: dict[str, str], passes: bool
) -> None:
    """Neither with somebody's session nor on loopback, where nobody is asked."""
    async with client_of(application(newsroom, GateRules(asks=asks))) as client:
        if asks is Asks.ACCOUNT:
            await client.post("/login", data={"name": "editor", "password": PASSWORD})
        answer = await client.post("/nowhere", headers=headers)
        assert answer.status_code == (404 if passes else 403)


async def test_on_loopback_it_answers_under_its_own_name_only(newsroom: Newsroom) -> None:
    """A stranger's page that calls this machine by a name of its own (DNS rebinding) reads nothing."""
    async with client_of(application(newsroom, GateRules(hosts=frozenset({"localhost", "127.0.0.1"})))) as client:
        statuses = [
            (await client.get("/", headers={"host": host})).status_code
            for host in ("localhost:8420", "127.0.0.1", "evil.example", "[::1", "")
        ]
    assert statuses == [200, 200, 403, 403, 403]


@pytest.mark.parametrize(
    ("address", "named", "path", "status"),
    [
        ("10.2.0.5", "editor", "/", 200),
        ("10.2.0.5", "admin", "/api/v1/audit", 200),
        ("10.2.0.5", "somebody-new", "/", 200),
        ("10.2.0.5", "somebody-new", "/api/v1/audit", 403),
        ("10.2.0.5", "", "/", 401),
        ("203.0.113.9", "admin", "/", 401),
        ("", "admin", "/", 401),
    ],
)
async def test_a_proxy_is_believed_from_its_own_network_only(
    newsroom: Newsroom, address: str, named: str, path: str, status: int
) -> None:
    """The header of anybody else is nobody's word; a session's cookie counts for nothing there."""
    rules = GateRules(
        asks=Asks.PROXY, proxy_header="Remote-User", proxy_networks=(ipaddress.ip_network("10.2.0.0/24"),)
    )
    async with client_of(application(newsroom, rules), address) as client:
        assert (await client.get(path, headers={"remote-user": named})).status_code == status


def test_networks_of_a_proxy_are_named_and_not_everybody() -> None:
    """An empty list, a typing mistake or the whole net would let anybody say who they are."""
    assert len(named_networks(["10.2.0.0/16", "::1/128"])) == 2
    for wrong in ([], ["10.2.0.1/16"], ["0.0.0.0/0"], ["proxy"]):
        with pytest.raises(SettingsError, match="proxy"):
            named_networks(wrong)


async def test_every_write_is_written_down_done_or_refused(newsroom: Newsroom, client: httpx.AsyncClient) -> None:
    """Who, by what, which, and how it was answered; looking is not."""
    key = {"authorization": f"Bearer {TOKEN_PREFIX}editor"}
    last = newsroom.store.audit.listing(limit=1)[0][0]
    await client.post("/nowhere", headers=key)
    await client.delete("/elsewhere")
    await client.get("/", headers=key)
    await client.post("/login", data={"name": "reader", "password": PASSWORD})
    written = [asked for n, asked in newsroom.store.audit.listing(limit=10) if n > last]
    assert [(one.person, one.via, one.what, one.status) for one in reversed(written)] == [
        ("editor", "token", "POST /nowhere", 404),
        ("–", "open", "DELETE /elsewhere", 401),
        ("reader", "login", "POST /login", 303),
    ]


def test_passwords_are_long_and_keys_are_random() -> None:
    """Length is all that is asked of a password."""
    for wrong in ("short", "x" * 257):
        with pytest.raises(InputError, match="12 to 256"):
            hashed(wrong)
    assert new_key() != new_key()
    assert new_key(TOKEN_PREFIX).startswith(TOKEN_PREFIX)
