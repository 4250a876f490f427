"""Letters by mail: digests, quiet hours, refusals, one click to end a watch, and nothing injected."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from lxml import html

from benchmarks.material import data_folder
from desk import hand
from desk.mail import MailRules, compose, send_due
from desk.mail.digest import compose_digest
from desk.told import alert_view, digest_view
from desk.web import create_app
from pipeline.deliver import Letter
from pipeline.match import MatchRules, owed_silence
from pipeline.nouns import AlertState, Delivery, Notice, NoticeKind, Pace, WatchKind
from pipeline.thread.deeds import Deed
from pipeline.watch_index import WatchIndex
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.test_mail import INJECTIONS, Post, _body, _free_port, post
from tests.desk.test_web import NASTY, Still

__all__ = ["post"]
#: All that a mail of ours may have for headers.
HEADERS = {
    "From", "To", "Date", "Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Subject", "MIME-Version",
    "Content-Type",
}  # fmt: skip
_ADDED = {"X-Peer", "X-MailFrom", "X-RcptTo"}
_ACTIVE = {"script", "iframe", "object", "embed", "img", "svg", "style", "base", "form", "link", "meta"}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store with nothing in it."""
    made = Newsroom(tmp_path)
    yield made
    made.close()


def _rules(post: Post, **more: object) -> MailRules:
    return MailRules(host="127.0.0.1", port=post.port, timeout=5.0, desk_url="https://desk.example/", **more)  # type: ignore[arg-type]


def _deliver(newsroom: Newsroom, recipient: str, value: str, **delivery: object) -> None:
    watch = newsroom.watch(WatchKind.QUERY, value, recipient)
    newsroom.store.watches.add(replace(watch, delivery=Delivery(**delivery)))  # type: ignore[arg-type]


async def test_a_daily_watch_is_told_once_in_one_digest(newsroom: Newsroom, post: Post) -> None:
    """Thread by thread, each line with its outlet and address; then there is nothing more to send."""
    _deliver(newsroom, "nora@desk.example", "cases OR homes", pace=Pace.DAILY)
    furnish(newsroom)
    report = await send_due(newsroom.store, _rules(post), NOW + timedelta(days=1))
    assert report.n_sent == 1
    (mail,) = post.mails
    text, page = _body(mail, "plain"), html.fromstring(_body(mail, "html"))
    assert mail["Subject"].strip() == "5 developments in 2 threads: Police reopen 9,000 cases after years of denials"
    assert "- Text changed: Aldermouth force to look again at 8,800 exploitation reports" in text
    assert "https://aldermouth-post.example/post-exclusive" in text
    assert text.count("First report") == 2
    assert "https://harbour-radio.example/flood-warning" in [link.get("href") for link in page.cssselect("a")]
    assert (await send_due(newsroom.store, _rules(post), NOW + timedelta(days=9))).n_sent == 0


async def test_a_mail_server_away_for_a_day_floods_nobody_when_it_is_back(newsroom: Newsroom, post: Post) -> None:
    """Thirty alerts come as one digest; nothing is lost."""
    newsroom.watch(WatchKind.QUERY, "report", "nora@desk.example")
    away, midnight = replace(_rules(post), port=_free_port()), NOW.replace(day=11, hour=0, minute=0)
    for n in range(30):
        newsroom.publish(
            f"r{n}", "the-tally", f"10 {n // 2:02}:{n % 2 * 30:02}", f"Report {n} is out", f"The report {n}."
        )
        await send_due(newsroom.store, away, midnight + timedelta(minutes=30 * n + 5))
    assert {alert.state for alert in newsroom.store.alerts.listing()} == {AlertState.FAILED}
    assert (await send_due(newsroom.store, _rules(post), NOW + timedelta(days=1))).n_sent == 1
    (mail,) = post.mails
    assert all(f"Report {n} is out" in _body(mail, "plain") for n in range(30))
    assert {alert.letter for alert in newsroom.store.alerts.listing(is_sent=True)} == {mail["Message-ID"]}


async def test_after_a_burst_the_next_alert_comes_at_once(newsroom: Newsroom, post: Post) -> None:
    """One digest is one mail, however much it tells; and an eighth of a limit of eight."""
    _deliver(newsroom, "nora@desk.example", "report", most_a_day=8)
    for n in range(30):
        newsroom.publish(f"r{n}", "the-tally", f"10 08:{n:02}", f"Report {n} is out", f"The report {n}.")
    await send_due(newsroom.store, _rules(post), NOW)
    assert len(post.mails) == 1
    newsroom.publish("next", "the-tally", "11 07:00", "Report 99 is out", "The report 99.")
    await send_due(newsroom.store, _rules(post), NOW)
    assert "Report 99" in _body(post.mails[-1], "plain")


async def test_a_letter_that_may_have_arrived_comes_again_as_it_was(
    newsroom: Newsroom, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between sending and marking a digest, the same digest comes again, though more is due by then."""

    class KilledError(Exception):
        """The end of the process, as far as a round can see."""

    def die(*_: object) -> None:
        raise KilledError

    newsroom.watch(WatchKind.QUERY, "report", "nora@desk.example")
    for n in range(8):
        newsroom.publish(f"r{n}", "the-tally", f"10 {n:02}:00", f"Report {n} is out", f"The report {n}.")
    with monkeypatch.context() as dying:
        dying.setattr(newsroom.store.letters, "mark_sent", die)
        with pytest.raises(KilledError):
            await send_due(newsroom.store, _rules(post), NOW)
    newsroom.publish("late", "the-tally", "11 07:00", "Report 99 is out", "The report 99.")
    await send_due(newsroom.store, _rules(post), NOW)
    first, again, single = post.mails
    assert first["Message-ID"] == again["Message-ID"] != single["Message-ID"]
    assert "Report 99" not in _body(again, "plain")
    assert "Report 99" in _body(single, "plain")


async def test_a_refusal_is_kept_with_the_servers_words_and_tried_again_ever_more_seldom(
    newsroom: Newsroom, post: Post
) -> None:
    """Once a day in the end; when the mailbox is back, nothing is missing."""
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    newsroom.publish("a", "the-tally", "10 08:00", "Nine cases", "Nine cases were counted.")
    post.unknown.add("nora@desk.example")
    now = NOW
    for _ in range(8):
        await send_due(newsroom.store, _rules(post), now)
        (alert,) = newsroom.store.alerts.listing()
        wait, now = alert.due_at - now, alert.due_at
    assert (alert.state, alert.failure, wait) == (AlertState.REFUSED, "550 No such reader here", timedelta(days=1))
    post.unknown.clear()
    await send_due(newsroom.store, _rules(post), now)
    (alert,) = newsroom.store.alerts.listing()
    assert (alert.state, alert.failure, alert.refused_at) == (AlertState.SENT, None, None)


async def test_what_a_reader_has_neither_seen_nor_been_told_stands_in_the_next_mail(
    newsroom: Newsroom, post: Post
) -> None:
    """What is new to them of the thread, and only that."""
    furnish(newsroom)
    newsroom.store.seen.mark("nora@desk.example", newsroom.thread_id("post-exclusive"), NOW - timedelta(days=5))
    newsroom.watch(WatchKind.QUERY, "chair", "nora@desk.example")
    newsroom.publish("chair-quits", "the-tally", "11 06:00", "Chair quits", "The chair quits.", thread="post-exclusive")
    await send_due(newsroom.store, _rules(post), NOW)
    (mail,) = post.mails
    _, _, new = _body(mail, "plain").partition("Also new to you in this thread:")
    assert "Former appeal judge Orla Fenwick to chair exploitation inquiry" in new
    assert "Mayor was sent figures" in new
    assert "Police reopen 9,000 cases" not in new


async def test_mails_of_threads_that_grew_together_join_in_the_mail_program(newsroom: Newsroom, post: Post) -> None:
    """A mail of the thread that stands refers to the conversations of both."""
    newsroom.watch(WatchKind.QUERY, "weir OR ferry", "nora@desk.example")
    newsroom.publish("weir", "the-tally", "10 08:00", "Weir gate fails", "The weir gate failed.")
    newsroom.publish("ferry", "the-tally", "10 09:00", "Ferry aground", "The ferry ran aground.")
    await send_due(newsroom.store, _rules(post), NOW)
    merged = newsroom.thread_id("ferry")
    hand.merge(newsroom.store, newsroom.thread_id("weir"), [merged], Deed(author="ottoline", at=NOW))
    newsroom.publish("late", "the-tally", "11 07:00", "Weir gate mended", "The weir gate works.", thread="weir")
    await send_due(newsroom.store, _rules(post), NOW)
    weir, ferry, late = post.mails
    root_of_weir, root_of_ferry = weir["References"], ferry["References"]
    assert late["References"].split() == [root_of_weir, root_of_ferry, weir["Message-ID"], ferry["Message-ID"]]
    assert late["In-Reply-To"] == ferry["Message-ID"]


async def test_a_noisy_watch_says_so_in_its_mails(newsroom: Newsroom, post: Post) -> None:
    """In the foot, with its numbers."""
    newsroom.watch(WatchKind.QUERY, "report", "nora@desk.example")
    for n in range(90):
        newsroom.publish(f"r{n}", "the-tally", f"10 {n % 24:02}:{n % 60:02}", f"Report {n}", f"The report {n}.")
    await send_due(newsroom.store, _rules(post), NOW)
    assert "This watch made 90 alerts in 7 days, 13 a day" in _body(post.mails[0], "plain")


async def test_a_silent_outlet_is_mailed_to_who_watches_it(newsroom: Newsroom, post: Post) -> None:
    """With what was seen."""
    newsroom.watch(WatchKind.SILENCE, "the-tally", "nora@desk.example")
    notice = Notice(
        id="n1", kind=NoticeKind.QUIET, outlet="the-tally", began_at=NOW, says="It announced 1 in 24 hours."
    )
    owed = owed_silence(notice, WatchIndex(newsroom.store.watches.listing()), now=NOW, rules=MatchRules())
    newsroom.store.notices.change([notice], [], NOW, owed)
    await send_due(newsroom.store, _rules(post), NOW)
    (mail,) = post.mails
    assert mail["Subject"] == "The Tally: quiet"
    assert "It announced 1 in 24 hours." in _body(mail, "plain")
    assert "whether “the-tally” falls silent" in _body(mail, "html")


# ------------------------------------------------------------------------------------------------ ending a watch


def _client(newsroom: Newsroom) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still()), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://desk.example")


async def test_one_click_ends_a_watch_and_looking_ends_nothing(newsroom: Newsroom, post: Post) -> None:
    """As RFC 8058 has it: POST by the mail program; GET, which link checkers send, only shows; twice is as once."""
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    newsroom.watch(WatchKind.QUERY, "ferry", "nora@desk.example")
    newsroom.publish("a", "the-tally", "10 08:00", "Nine cases", "Nine cases were counted.")
    await send_due(newsroom.store, _rules(post), NOW)
    mail = post.mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = re.findall(r"<(https://desk\.example/unsubscribe/[\w.-]+)>", mail["List-Unsubscribe"])
    assert address in _body(mail, "plain")
    async with _client(newsroom) as client:
        for _ in range(2):
            shown = await client.get(address)
            assert shown.status_code == 200
            assert "for “cases”" in shown.text
            assert "ferry" not in shown.text
        assert len(newsroom.store.watches.listing()) == 2
        ended = await client.post(address, data={"List-Unsubscribe": "One-Click"})
        assert ended.status_code == 200
        assert [watch.value for watch in newsroom.store.watches.listing()] == ["ferry"]
        assert (await client.post(address)).status_code == 200
        assert "ended already" in (await client.get(address)).text
        for wrong in (
            address[:-1],
            address[:-1] + "~",
            address.replace("unsubscribe/m", "unsubscribe/n"),
            f"{address}/x",
        ):
            assert (await client.post(wrong)).status_code == 404
    assert [watch.value for watch in newsroom.store.watches.listing()] == ["ferry"]


async def test_a_digest_ends_the_watches_that_it_came_of(newsroom: Newsroom, post: Post) -> None:
    """And no other; over plain http no mail program may click."""
    for value in ("cases", "homes"):
        _deliver(newsroom, "nora@desk.example", value, pace=Pace.DAILY)
    newsroom.watch(WatchKind.QUERY, "ferry", "nora@desk.example")
    newsroom.publish("a", "the-tally", "10 08:00", "Nine cases", "Nine cases were counted.")
    newsroom.publish("b", "the-tally", "10 09:00", "Nine homes", "Nine homes were counted.")
    await send_due(newsroom.store, replace(_rules(post), public_url="http://open.example"), NOW)
    (mail,) = post.mails
    assert mail["List-Unsubscribe-Post"] is None
    path = mail["List-Unsubscribe"].strip(" <>").removeprefix("http://open.example")
    async with _client(newsroom) as client:
        assert (await client.post(path)).status_code == 200, path
    assert [watch.value for watch in newsroom.store.watches.listing()] == ["ferry"]


# --------------------------------------------------------------------------------- nothing published gets a say


def _hostile() -> list[str]:
    """Return subjects and naughty strings of the material that is no part of the project."""
    folder = data_folder() / "hostile"
    if not folder.is_dir():
        return []
    found: list[str] = json.loads((folder / "mail-header-injection.json").read_text(encoding="utf-8"))
    naughty: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    return list(dict.fromkeys([*found, *naughty]))


def _check(mail: EmailMessage, allowed: set[str]) -> None:
    """Make sure that a mail, sent and read again, has our headers only, and nothing active in its HTML."""
    read = message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    assert set(read.keys()) <= allowed
    assert len(read.keys()) == len(set(read.keys()))
    assert read["To"] == "nora@desk.example"
    assert "\n" not in read["Subject"]
    root = html.fromstring(_body(read, "html"))
    for element in root.find("body").iter():
        assert element.tag not in _ACTIVE
        assert not [name for name in element.attrib if name.startswith("on")]
        assert re.match(r"(https?://|$)", element.get("href", ""))


def _mails_of(newsroom: Newsroom, key: str, nasty: str) -> Iterator[EmailMessage]:
    """Publish somebody's words as everything that an outlet words, and yield the mail and the digest of it."""
    text = f'About 9,000 {nasty} cases. "{nasty} was said," said Ada {nasty} Quill. {nasty}'
    alerts = newsroom.publish(key, f"x{nasty}", "10 08:00", f"{nasty} cases", text, url=f"javascript:{nasty}")
    rules = MailRules(host="x", key=b"k" * 32, desk_url="https://desk.example")
    for alert in alerts:
        yield compose(alert, alert_view(newsroom.store, alert, NOW), rules, NOW)
        letter = Letter(id=alert.message_id, recipient=alert.recipient, alerts=(alert, alert), is_fresh=True)
        yield compose_digest(letter, digest_view(newsroom.store, letter.alerts, NOW), rules, NOW)


@pytest.mark.parametrize("nasty", [*INJECTIONS, *NASTY])
def test_headlines_speakers_and_outlets_inject_nothing_into_mails_and_digests(newsroom: Newsroom, nasty: str) -> None:
    """Material of our own."""
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    mails = list(_mails_of(newsroom, "bad", nasty))
    assert len(mails) == 2
    for mail in mails:
        _check(mail, HEADERS)


def test_no_string_of_the_hostile_material_injects_anything(newsroom: Newsroom) -> None:
    """26 subjects and the naughty strings, each as headline, speaker, figure and outlet: 0 headers, 0 active elements."""
    hostile = _hostile()
    if not hostile:
        pytest.skip("the hostile material is not here; set THROUGHLINE_DATA")
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    n_mails = 0
    for number, nasty in enumerate(hostile):
        for mail in _mails_of(newsroom, f"bad-{number}", nasty):
            _check(mail, HEADERS)
            n_mails += 1
    assert n_mails >= 2 * len(hostile) - 4
