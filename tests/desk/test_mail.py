"""Mails: one conversation a thread, nothing lost, nothing sent under two names, nobody held up by another."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from lxml import html

from desk.mail import MailRules, compose, send_due, send_notices
from desk.mail.compose import one_line
from desk.told import alert_view
from pipeline.nouns import Alert, DevelopmentKind, Evidence, Notice, NoticeKind, Passage, WatchKind
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.test_web import NASTY

#: Headlines that want to be headers.
INJECTIONS = (
    "Story\nBcc: victim@mail.example",
    "Story\r\nBcc: victim@mail.example",
    "Story\n Bcc: victim@mail.example",
    "Story\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00Bcc: victim@mail.example",
    "Story=?utf-8?q?=0ABcc:_victim?= Bcc: victim@mail.example",
    "Story=?utf-8?b?CkJjYzogdmljdGltQG1haWwuZXhhbXBsZQ==?=",
    "Story%0aBcc: victim@mail.example",
    "Story\\nBcc: victim@mail.example",
    "a" * 6000,
    "\u202eyrots\u202c \u200b\ufeff",
    "Ж" * 400,
    "=?utf-8?q?" * 50,
    "😀" * 120,
)


class _KilledError(Exception):
    """The end of the process, as far as a round can see."""


@dataclass
class Post:
    """A mail server's memory."""

    mails: list[EmailMessage] = field(default_factory=list)
    #: Recipients that it refuses.
    unknown: set[str] = field(default_factory=set)
    #: What it answers to a mail's content.
    answer: str = "250 OK"
    n_connections: int = 0
    port: int = 0

    async def handle_EHLO(  # noqa: N802 — named so by the library
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Count connections."""
        self.n_connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Refuse whom it does not know."""
        if address in self.unknown:
            return "550 No such reader here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail."""
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
        return self.answer


@pytest.fixture
def post() -> Iterator[Post]:
    """A real SMTP server on loopback."""
    made = Post()
    controller = Controller(made, hostname="127.0.0.1", port=_free_port())
    controller.start()
    made.port = controller.port
    yield made
    controller.stop()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store in which nora watches for cases and otto for the agency."""
    made = Newsroom(tmp_path)
    made.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    made.watch(WatchKind.OUTLET, "crown-wire", "otto@desk.example")
    furnish(made)
    yield made
    made.close()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _rules(post: Post) -> MailRules:
    return MailRules(host="127.0.0.1", port=post.port, timeout=5.0, desk_url="https://desk.example/")


def _due(newsroom: Newsroom) -> list[Alert]:
    return newsroom.store.letters.due(NOW + timedelta(days=3), 100, by_mail=True)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


async def test_all_mails_of_a_thread_make_one_conversation(newsroom: Newsroom, post: Post) -> None:
    """One subject, each mail in reply to the one before, all under one root."""
    report = await send_due(newsroom.store, _rules(post), NOW)
    assert report.n_sent == 5
    mails = [mail for mail in post.mails if mail["To"] == "nora@desk.example"]
    assert {mail["Subject"].removeprefix("Re: ") for mail in mails} == {
        "Police reopen 9,000 cases after years of denials"
    }
    roots = {mail["References"].split()[0] for mail in mails}
    assert len(roots) == 1
    assert mails[0]["In-Reply-To"] in roots
    for before, mail in pairwise(mails):
        assert mail["In-Reply-To"] == before["Message-ID"]
        assert before["Message-ID"] in mail["References"].split()
    assert {mail["Auto-Submitted"] for mail in mails} == {"auto-generated"}
    assert all(mail["List-Id"] for mail in mails)


async def test_a_mail_links_every_claim_and_the_thread(newsroom: Newsroom, post: Post) -> None:
    """Text and HTML name first reporter, figures with their sentences, and where each was published."""
    await send_due(newsroom.store, _rules(post), NOW)
    text, page = _body(post.mails[0], "plain"), html.fromstring(_body(post.mails[0], "html"))
    assert (
        "First: Aldermouth Post, Friday 6 March 2026, 21:05 UTC\nhttps://aldermouth-post.example/post-exclusive" in text
    )
    assert "- about 9,000 cases: Aldermouth Police have reopened about 9,000 cases of reported exploitation" in text
    assert "4 copies: Northern Dispatch, Channel Nine News, Harbour Radio, Daily Lantern" in text
    assert "You are told because you watch for “cases”." in text
    links = [link.get("href") for link in page.cssselect("a")]
    assert "https://aldermouth-post.example/post-exclusive" in links
    assert "https://crown-wire.example/wire-chase" in links
    assert re.fullmatch(r"https://desk\.example/thread/[a-z0-9-]+#d[0-9a-f]+", links[0])
    assert not page.cssselect("style, script, link, img")
    assert page.cssselect("h1")[0].get("style")


async def test_a_correction_is_told_by_its_marked_text(newsroom: Newsroom, post: Post) -> None:
    """What was struck out and what was put in stand in both parts."""
    await send_due(newsroom.store, _rules(post), NOW)
    mail = next(mail for mail in post.mails if "TEXT CHANGED" in _body(mail, "plain"))
    assert "look again at some [-9,000-]{+8,800+} cases" in _body(mail, "plain").replace("\n", " ")
    page = html.fromstring(_body(mail, "html"))
    assert [each.text for each in page.cssselect("ins")] == ["8,800", "8,800"]


async def test_words_that_may_turn_on_earlier_ones_stand_beside_them(newsroom: Newsroom, post: Post) -> None:
    """The earlier sentence and the new one, each with its outlet and address, and no verdict."""
    development = newsroom.store.threads.development(
        newsroom.store.letters.due(NOW, 1, by_mail=True)[0].development_id or ""
    )
    first = development.first_article_id
    evidence = Evidence(
        kind=DevelopmentKind.REVERSAL,
        label="Aldermouth Police",
        passage=Passage(article_id=first, text="The force has reopened them.", start=None, end=None),
        against=Passage(article_id=first, text="There were no reports, the force said.", start=None, end=None),
    )
    with newsroom.store.begin() as ledger:
        ledger.add_evidence(development.id, (evidence,))
    await send_due(newsroom.store, _rules(post), NOW)
    text = next(_body(mail, "plain") for mail in post.mails if "Possibly turns" in _body(mail, "plain"))
    told = " ".join(text.split())
    assert "Possibly turns on earlier words; read both (Aldermouth Police):" in told
    assert told.index("There were no reports, the force said.") < told.index("The force has reopened them.")
    page = next(_body(mail, "html") for mail in post.mails if "Possibly turns" in _body(mail, "html"))
    assert "There were no reports, the force said." in html.fromstring(page).text_content()


async def test_what_was_sent_is_not_sent_again(newsroom: Newsroom, post: Post) -> None:
    """A second round has nothing to do, and does not even connect."""
    await send_due(newsroom.store, _rules(post), NOW)
    connections = post.n_connections
    assert (await send_due(newsroom.store, _rules(post), NOW)).n_sent == 0
    assert len(post.mails) == 5
    assert post.n_connections == connections == 1


async def test_killed_between_sending_and_marking_it_is_sent_again_under_the_same_message_id(
    newsroom: Newsroom, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once, and recognisable."""

    def die(*_: object) -> None:
        raise _KilledError

    with monkeypatch.context() as dying:
        dying.setattr(newsroom.store.letters, "mark_sent", die)
        with pytest.raises(_KilledError):
            await send_due(newsroom.store, _rules(post), NOW)
    await send_due(newsroom.store, _rules(post), NOW)
    ids = [mail["Message-ID"] for mail in post.mails]
    assert len(ids) == 6
    assert len(set(ids)) == 5
    assert ids[0] == ids[1]


async def test_a_server_that_is_away_costs_one_attempt_and_loses_nothing(newsroom: Newsroom, post: Post) -> None:
    """All alerts wait with the reason, and go out when it is back."""
    away = replace(_rules(post), port=_free_port())
    report = await send_due(newsroom.store, away, NOW)
    assert report.n_sent == 0
    assert report.server_failure is not None
    assert str(away.port) in report.server_failure
    assert len(report.failures) == 5
    assert {alert.n_tries for alert in _due(newsroom)} == {1}
    assert (await send_due(newsroom.store, _rules(post), NOW)).n_sent == 0
    assert (await send_due(newsroom.store, _rules(post), NOW + timedelta(seconds=31))).n_sent == 5


async def test_one_refused_recipient_does_not_hold_up_the_others(newsroom: Newsroom, post: Post) -> None:
    """The refusal is kept as the reason, and tried again later, ever more seldom."""
    post.unknown.add("nora@desk.example")
    report = await send_due(newsroom.store, _rules(post), NOW)
    assert report.n_sent == 1
    assert set(report.failures.values()) == {"550 No such reader here"}
    refused = _due(newsroom)
    assert {alert.due_at for alert in refused} == {NOW + timedelta(minutes=1)}
    await send_due(newsroom.store, _rules(post), NOW + timedelta(minutes=1))
    assert {alert.due_at for alert in _due(newsroom)} == {NOW + timedelta(minutes=6)}


async def test_a_mail_that_makes_the_server_hang_up_stands_behind_the_others_next_time(
    newsroom: Newsroom, post: Post
) -> None:
    """421 ends the round; the mail that caused it waits longer than the rest."""
    post.answer = "421 Closing"
    report = await send_due(newsroom.store, _rules(post), NOW)
    assert report.server_failure is not None
    waits = sorted(alert.due_at - NOW for alert in _due(newsroom))
    assert waits == [timedelta(seconds=30)] * 4 + [timedelta(seconds=60)]


async def test_the_password_is_never_in_a_reason(newsroom: Newsroom, post: Post) -> None:
    """A server without login is told plainly, without the secret."""
    rules = replace(_rules(post), user="desk", password="s3cret-word")
    report = await send_due(newsroom.store, rules, NOW)
    assert report.server_failure
    assert "s3cret-word" not in repr(report) + repr(rules)


async def test_without_a_mail_server_alerts_wait(newsroom: Newsroom) -> None:
    """No host: nothing is sent, nothing fails."""
    report = await send_due(newsroom.store, MailRules(host=""), NOW)
    assert (report.n_sent, report.failures, report.server_failure) == (0, {}, None)
    assert {alert.n_tries for alert in _due(newsroom)} == {0}


@pytest.mark.parametrize("headline", INJECTIONS)
async def test_a_headline_never_becomes_a_header(tmp_path: Path, post: Post, headline: str) -> None:
    """Line ends, controls and encoded words stay words, and the subject stays short."""
    newsroom = Newsroom(tmp_path)
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    newsroom.publish("bad", "the-tally", "10 08:00", headline, "About 9,000 cases are due.")
    assert (await send_due(newsroom.store, _rules(post), NOW)).n_sent == 1
    newsroom.close()
    mail = post.mails[0]
    assert not mail.defects
    assert mail["Bcc"] is None
    assert set(mail.keys()) <= {
        "From", "To", "Date", "Message-ID", "In-Reply-To", "References", "List-Id", "Auto-Submitted",
        "X-Auto-Response-Suppress", "Precedence", "List-Unsubscribe", "List-Unsubscribe-Post", "Subject", "MIME-Version", "Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert len(mail["Subject"]) <= 160
    assert mail["To"] == "nora@desk.example"


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_published_becomes_active_in_a_mail(tmp_path: Path, nasty: str) -> None:
    """Headline, text, quote, figure, outlet and watch are words; links are http(s) only."""
    newsroom = Newsroom(tmp_path)
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    text = f'"{nasty} we said," said Ada Quill. About 9,000 cases {nasty} are due by April 2027.'
    (alert,) = newsroom.publish(
        "bad", f"x{nasty}", "10 08:00", f"Cases {nasty}", text, url=f"javascript:alert('{nasty}')"
    )
    mail = compose(alert, alert_view(newsroom.store, alert, NOW), MailRules(host="x"), NOW)
    newsroom.close()
    for element in html.fromstring(_body(mail, "html")).iter():
        assert element.tag not in {"script", "iframe", "object", "img", "svg", "style", "base"}
        assert not [name for name in element.attrib if name.startswith("on")]
        assert re.match(r"(https?://|$)", element.get("href", ""))
    assert "javascript:" not in _body(mail, "plain").replace(nasty, "")


def test_a_header_line_is_folded_to_one_short_line() -> None:
    """What `one_line` gives is safe in any header."""
    assert one_line("  a\r\n b\u2028c  ", 80) == "a b c"
    assert one_line("=?utf-8?q?x?=", 80) == "= ?utf-8?q?x? ="
    assert one_line("word " * 80, 20) == "word word word word…"


def _quiet(newsroom: Newsroom, says: str = "It announced 1 new articles in 24 hours.") -> Notice:
    notice = Notice(id="n0123", kind=NoticeKind.QUIET, outlet="the-tally", began_at=NOW, says=says, due_at=NOW)
    newsroom.store.notices.change([notice], [], NOW)
    return notice


async def test_an_outlet_outside_its_band_is_mailed_once(newsroom: Newsroom, post: Post) -> None:
    """To the address that the settings name, with the figures; a second round has nothing to do."""
    _quiet(newsroom)
    rules = replace(_rules(post), notices_to="crawl@desk.example")
    for _ in range(2):
        await send_notices(newsroom.store, rules, NOW)
    (mail,) = post.mails
    assert (mail["To"], mail["Subject"]) == ("crawl@desk.example", "The Tally: quiet")
    assert mail["Message-ID"] == "<notice.n0123@localhost>"
    assert "It announced 1 new articles in 24 hours." in _body(mail, "plain")
    assert "https://desk.example/outlets" in _body(mail, "html")


async def test_a_notice_waits_for_a_server_that_is_away(newsroom: Newsroom, post: Post) -> None:
    """And goes out under the same Message-ID when it is back."""
    _quiet(newsroom)
    rules = replace(_rules(post), notices_to="crawl@desk.example")
    report = await send_notices(newsroom.store, replace(rules, port=_free_port()), NOW)
    assert report.server_failure is not None
    assert (await send_notices(newsroom.store, rules, NOW)).n_sent == 0
    assert (await send_notices(newsroom.store, rules, NOW + timedelta(seconds=31))).n_sent == 1


async def test_without_an_address_no_notice_is_sent(newsroom: Newsroom, post: Post) -> None:
    """It is shown, and nobody is mailed."""
    _quiet(newsroom)
    assert (await send_notices(newsroom.store, _rules(post), NOW)).n_sent == 0
    assert post.mails == []
