"""What strangers write is words everywhere: in pages, feeds, exports and mails nothing of it is run, or linked to."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from lxml import etree, html

from desk.mail.compose import MailRules, compose, compose_notice
from desk.mail.digest import compose_digest
from desk.told import alert_view, digest_view
from desk.unsubscribing import unsubscribe_path
from desk.web import create_app
from desk.web.live import _event
from pipeline.deliver import Letter
from pipeline.nouns import Notice, NoticeKind
from storage.exports import batched
from tests.desk.hostile_press import FIELDS, HostileDoor, HostilePress
from tests.desk.newsroom import NOW, Newsroom
from tests.desk.test_gate import routes

DATA = Path(os.environ.get("THROUGHLINE_DATA", Path(__file__).parents[3] / "shared" / "data"))
OURS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    " jAvAsCrIpT:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    'https://ok.example/"onmouseover=alert(1) x="',
    "https://ok.example/<script>alert(1)</script>",
    "//evil.example/x",
    "{{ 7 * 7 }}{% raw %}",
    "</title><script>alert(1)</script>",
    "</textarea></style><iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>press</a>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><script>alert(1)</script>",
    "\u202e<b onclick=alert(1)>",
    "%0d%0aSet-Cookie: x=1",
]
#: Elements that run, load or send something, wherever they stand.
ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "base", "frame", "frameset", "math", "foreignobject", "animate",
    "set", "audio", "video", "source", "noscript", "template", "marquee", "isindex", "portal", "style", "textarea",
}  # fmt: skip
LINKING = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "srcset"}
#: Payloads in one newsroom: a count.
_MOST_TOGETHER = 80
#: Our own pages run the scripts that come with the desk, from its own folder only.
OWN = "/static/"
#: The marks that stand beside the payloads; see `FIELDS`.
_MARK = re.compile(rf"(?:{'|'.join(FIELDS.values())})\d+x")
#: What a JSON answer calls an address.
_ADDRESSES = {"url", "uri", "href", "link", "home", "canonical_url", "address", "requested_url"}
#: Read, and no answer of its own: the stream of moves (its events are looked at by themselves), files of ours, the sign
#: of life, the API's description, and what hubs ask.
_NOT_SHOWN = {"/live", "/static", "/healthz", "/api/v1/openapi.json", "/websub/{token}"}
#: Where a mark has to be seen. The API gives whole texts; a byline has no place in the pages.
_IN_PAGES = set(FIELDS) - {"byline", "name"}
_IN_API = {"headline", "text", "byline", "outlet", "quote", "speaker", "figure", "name", "note"}
#: A mark behind more than this may be cut off with the payload's end: characters.
_SHORT = 120


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


def dangers(page: html.HtmlElement, *, is_mail: bool = False) -> Iterator[str]:
    """Yield what in a page is run, or leads anywhere but to the desk and the web."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower()
        is_own = tag == "script" and element.get("src", "").startswith(OWN) and not (element.text or "").strip()
        is_style = tag == "style" and is_mail
        if tag in ACTIVE and not is_own and not is_style:
            yield f"<{tag}>"
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name.lower() == "srcdoc":
                yield f"{tag} {name}"
            if name.lower() in LINKING and not is_harmless(value):
                yield f"{tag} {name}={value!r}"


def is_harmless(address: str) -> bool:
    """Tell whether an address is a path of the desk, a place in the page, or on the web."""
    if not address or address.startswith(("/", "#", "?")):
        # the empty one is the page itself
        return not address.startswith(("//", "/\\"))
    return urlsplit(address).scheme in {"http", "https"} and address == address.strip()


def harm_in_mails(newsroom: Newsroom) -> tuple[list[str], int]:
    """Return what is harmful in the mails of all that is owed, by itself, as a digest and as a notice; and how many."""
    rules = MailRules(
        host="mail.example", desk_url="https://desk.example", key=b"secret", notices_to="desk@paper.example"
    )
    owed = newsroom.store.alerts.listing(limit=10_000)
    mails = [compose(alert, alert_view(newsroom.store, alert, NOW), rules, NOW) for alert in owed]
    for n, some in enumerate(batched([one for one in owed if one.recipient == "editor@paper.example"], 20)):
        letter = Letter(id=f"<{n}@mail.example>", recipient=some[0].recipient, alerts=tuple(some), is_fresh=True)
        mails.append(compose_digest(letter, digest_view(newsroom.store, some, NOW), rules, NOW))
    for outlet in newsroom.store.feeds.states():
        says = outlet.last_failure or "It fails."
        notice = Notice(id="x", kind=NoticeKind.ERRORS, outlet=outlet.outlet, began_at=NOW, says=says)
        mails.append(compose_notice(notice, says, rules, NOW))
    return [one for mail in mails for one in _harm_in_mail(mail)], len(mails)


def _harm_in_mail(mail: EmailMessage) -> list[str]:
    part = mail.get_body(("html",))
    assert part is not None
    found = list(dangers(html.fromstring(part.get_content()), is_mail=True))
    return found + [f"header {name}" for name, value in mail.items() if "\n" in str(value) or "\r" in str(value)]


@dataclass(slots=True)
class Reader:
    """Asks a desk for all that it shows, and keeps what was harmful and what was seen."""

    client: httpx.AsyncClient
    harm: list[str] = field(default_factory=list)
    #: Marks of fields with the numbers of their payloads, as seen in pages and in the API's answers.
    in_pages: set[str] = field(default_factory=set)
    in_api: set[str] = field(default_factory=set)
    #: Kinds of answers: counts.
    answers: Counter[str] = field(default_factory=Counter)

    async def get(self, path: str) -> None:
        """Ask for an address and look at what comes."""
        self.judge(path, await self.client.get(path))

    async def post(self, path: str, form: dict[str, str]) -> None:
        """Send a form of a page and look at the page that comes."""
        self.judge(path, await self.client.post(path, data=form))

    def judge(self, path: str, answer: httpx.Response) -> None:
        """Keep what is harmful in an answer, and which fields it shows."""
        if answer.status_code in {303, 307, 308}:
            goes_to = answer.headers["location"]
            if not goes_to.startswith(("/", "http://desk.example/")) or goes_to.startswith(("//", "/\\")):
                self.harm.append(f"{path}: leads to {goes_to}")
            return
        assert answer.status_code in {200, 400, 401, 404, 413, 422, 429}, (path, answer.status_code)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script-src 'unsafe" not in answer.headers["content-security-policy"]
        kind = answer.headers.get("content-type", "").partition(";")[0]
        self.answers[kind] += 1
        self.harm += [f"{path}: {one}" for one in self._harm(kind, answer)]

    def _harm(self, kind: str, answer: httpx.Response) -> list[str]:
        if kind == "text/html":
            page = html.fromstring(answer.text)
            self.in_pages |= set(_MARK.findall(page.text_content()))
            return list(dangers(page))
        if kind == "application/atom+xml":
            return _harm_in_feed(answer.content)
        if kind in {"application/json", "application/problem+json"}:
            self.in_api |= set(_MARK.findall(answer.text))
            return [f"{name}: {value!r}" for name, value in _links(answer.json()) if not is_harmless(value)]
        # whatever is no page is never taken for one
        assert kind in {"text/csv", "text/plain", "text/calendar"}, kind
        return []


def _harm_in_feed(feed: bytes) -> list[str]:
    root = etree.fromstring(feed)
    bad = [f"link {link!r}" for link in (one.get("href") for one in root.iter("{*}link")) if not is_harmless(link)]
    kinds = [one.get("type") for one in root.iter("{*}content", "{*}summary", "{*}title")]
    return bad + [f"text of type {kind}" for kind in kinds if kind in {"html", "xhtml"}]


def _links(told: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the addresses that a JSON answer gives as such."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _links(value, key)
    elif isinstance(told, list):
        for value in told:
            yield from _links(value, name)
    elif name in _ADDRESSES and isinstance(told, str) and not told.startswith("urn:throughline:"):
        yield name, told


def read_paths(newsroom: Newsroom, payloads: list[str]) -> dict[str, list[str]]:
    """Return every route that is read, each with the addresses under which it shows these payloads."""
    store = newsroom.store
    threads = store.threads.listing(limit=10_000)
    slugs = [quote(thread.slug) for thread in threads]
    articles = [article.id for article in store.exports.articles()]
    developments = [one.id for one in store.exports.developments()]
    words = [quote(payload, safe="", errors="replace") for payload in payloads]
    pages = range(0, len(articles), 20)
    watches, alerts = store.watches.listing(), store.alerts.listing(limit=1)
    unsubscribe = unsubscribe_path(alerts[0].id, store.keys.of("unsubscribe"))
    found = {
        "/search": [f"/search?q=cases+OR+counted&skip={n}" for n in pages] + [f"/search?q={word}" for word in words],
        "/search.csv": ["/search.csv?q=counted"],
        "/search.atom": ["/search.atom?q=counted", *(f"/search.atom?q={word}" for word in words)],
        "/": [f"/?skip={n}" for n in range(0, len(threads), 40)],
        "/history": [f"/history?skip={n}" for n in range(0, len(payloads), 50)],
        "/audit": [f"/audit?before={n}" for n in range(1, len(payloads) + 51, 50)],
        "/alerts": [f"/alerts?skip={n}" for n in range(0, len(payloads), 100)],
        "/merge": [f"/merge?thread={one}&thread={slugs[0]}" for one in slugs],
        "/speaker": [f"/speaker?name={word}" for word in words],
        "/login": [f"/login?next={word}" for word in words],
        "/watches": ["/watches", *(f"/watches?value={word}&to={word}" for word in words[:5])],
        "/unsubscribe/{token}": [unsubscribe],
        "/watch/{watch_id}/feed.atom": [f"/watch/{one.id}/feed.atom" for one in watches],
        "/article/{article_id}.ninjs": [f"/article/{one}.ninjs" for one in articles],
        "/thread/{key}": [f"/thread/{one}" for one in [*slugs, *words]],
        "/api/v1/search": [f"/api/v1/search?q={word}" for word in words],
        "/api/v1/articles/{article_id}": [f"/api/v1/articles/{one}" for one in articles],
        "/api/v1/developments/{development_id}": [f"/api/v1/developments/{one}" for one in developments],
        "/api/v1/speakers/{name}/quotes": [f"/api/v1/speakers/{word}/quotes" for word in words[:20]],
        "/api/v1/actions/{action_id}": [f"/api/v1/actions/{one.id}" for one in store.actions.listing(limit=20)],
        "/api/v1/outlets/{slug}": [f"/api/v1/outlets/{one.outlet}" for one in store.feeds.states()],
        "/api/v1/watches/{watch_id}": [f"/api/v1/watches/{one.id}" for one in watches[:20]],
    }
    for method, path in routes(create_app(store, Still())):
        if method == "GET" and path not in found and path not in _NOT_SHOWN:
            found[path] = [path.replace("{key}", one) for one in slugs] if "{key}" in path else [path]
    return found


async def shown(newsroom: Newsroom, payloads: list[str]) -> tuple[Reader, int]:
    """Ask for everything that shows these payloads; return what was seen, and how many mails were looked at."""
    app = create_app(newsroom.store, Still())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        reader = Reader(client)
        for paths in read_paths(newsroom, payloads).values():
            for path in paths:
                await reader.get(path)
        slug = newsroom.store.threads.listing(limit=1)[0].slug
        for payload in payloads:
            app.state.door = HostileDoor(payload)
            await _send_forms(reader, slug, payload)
    threads = newsroom.store.threads.listing(limit=10_000)
    told = html.fromstring(f"<div>{_event(app.state.desk, 'moved', threads)}</div>")
    reader.harm += [f"/live: {one}" for one in dangers(told)]
    in_mails, n_mails = harm_in_mails(newsroom)
    reader.harm += in_mails
    return reader, n_mails


async def _send_forms(reader: Reader, slug: str, payload: str) -> None:
    """Send a payload in each form that is answered with a page, be it that of an error."""
    await reader.post("/outlets/look", {"url": payload})
    await reader.post("/watches", {"kind": "query", "value": payload, "recipient": payload, "preview": "1"})
    await reader.post("/watches", {"kind": payload, "value": payload, "recipient": payload})
    await reader.post("/watches/remove", {"watch": payload})
    await reader.post("/merge", {"thread": slug, "other": payload})
    await reader.post(f"/thread/{quote(slug)}/split", {"development": payload})
    await reader.post(f"/thread/{quote(slug)}/rename", {"slug": payload})
    await reader.post(f"/thread/{quote(slug)}/note/remove", {"note": payload})
    await reader.post("/undo", {"action": payload})
    await reader.post("/login", {"name": payload, "password": payload, "next": payload})


def unseen(reader: Reader, payloads: list[str], start: int) -> list[str]:
    """Return the marks of fields that no page or answer of the API showed, though they ought to."""
    numbers = [n for n, payload in enumerate(payloads, start) if len(payload) <= _SHORT]
    places = ((_IN_PAGES, reader.in_pages, "page"), (_IN_API, reader.in_api, "answer of the API"))
    return [
        f"{FIELDS[name]}{n}x in no {place}"
        for fields, seen, place in places
        for name in sorted(fields)
        for n in numbers
        if f"{FIELDS[name]}{n}x" not in seen
    ]


async def test_what_an_outlet_writes_is_never_run_nor_linked_to(tmp_path: Path) -> None:
    """Each of our payloads, wherever an outlet or a person may write it, in every page, feed, export, form and mail."""
    newsroom = Newsroom(tmp_path)
    HostilePress(newsroom).publish(OURS, range(len(OURS)))
    reader, n_mails = await shown(newsroom, OURS)
    newsroom.close()
    assert reader.harm == []
    assert unseen(reader, OURS, 0) == []
    assert n_mails > 2 * len(OURS)
    assert {"text/html", "application/atom+xml", "application/json", "text/csv", "text/calendar"} <= set(reader.answers)


def known_payloads() -> list[str]:
    """Return every 34th of the lists that other programs' holes were found with; all by THROUGHLINE_ALL=1."""
    path = DATA / "hostile" / "xss" / "payloads.jsonl"
    if not path.exists():
        return []
    step = 1 if os.environ.get("THROUGHLINE_ALL") else 34
    return [json.loads(line)["payload"] for line in path.read_text(encoding="utf-8").splitlines()][::step]


# a newsroom for each stretch of them: what a page leaves out for want of room, it shows in another
@pytest.mark.parametrize("start", range(0, max(1, len(known_payloads())), _MOST_TOGETHER))
async def test_the_known_payloads_are_words_as_well(tmp_path: Path, start: int) -> None:
    """A part of the lists that other programs' holes were found with, likewise; all by THROUGHLINE_ALL=1."""
    some = known_payloads()[start : start + _MOST_TOGETHER]
    if not some:
        pytest.skip(f"{DATA / 'hostile' / 'xss'} is not there")
    newsroom = Newsroom(tmp_path)
    HostilePress(newsroom).publish(some, range(start, start + len(some)))
    reader, n_mails = await shown(newsroom, some)
    newsroom.close()
    print(f"{len(some)} payloads from {start}: {dict(reader.answers)}, {n_mails} mails, {len(reader.harm)} harmful")  # noqa: T201 -- a figure for the notes
    assert reader.harm == []
    assert unseen(reader, some, start) == []


def test_harm_would_be_found() -> None:
    """The check above sees elements, handlers and addresses."""
    sly = html.fromstring(
        "<div><script>1</script><script src='/static/x.js'></script><a href='javascript:x'>a</a><p onclick='x'>b</p>"
        "<a href='//evil.example'>c</a><a href='https://ok.example'>d</a><iframe srcdoc='x'></iframe></div>"
    )
    assert list(dangers(sly)) == [
        "<script>",
        "a href='javascript:x'",
        "p onclick",
        "a href='//evil.example'",
        "<iframe>",
        "iframe srcdoc",
    ]
