"""Mails that come back: read in the standard form and in others, taken from mailboxes, and shown."""

import mailbox
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html

from desk.bouncing import look_at_maildir, mails_in, take_bounces
from desk.mail.bounces import read_bounces
from desk.web import create_app
from desk.workers import WorkerPool, WorkerRules
from pipeline.errors import InputError
from pipeline.nouns import AlertState, BounceKind, WatchKind
from tests.desk.newsroom import NOW, Newsroom
from tests.desk.test_web import Still

LETTER = "<m1.d1@desk.example>"
#: As Postfix reports it, with the whole mail.
STANDARD = """\
Return-Path: <>
Date: Thu, 12 Mar 2026 06:10:00 +0100
From: MAILER-DAEMON@mail.desk.example (Mail Delivery System)
To: alerts@desk.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <20260312.1@mail.desk.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail system: <nora@desk.example>: host mx.desk.example said: 550 5.1.1 no such reader

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.desk.example

Final-Recipient: rfc822; Nora@desk.example
Original-Recipient: rfc822;nora@desk.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <nora@desk.example>: no such
 reader here

--b
Content-Type: {returned}

Message-ID: {letter}
From: Throughline <alerts@desk.example>
To: nora@desk.example
Subject: Weir gate fails

--b--
"""
#: As Exim writes it: no parts, the recipient in a header, the mail pasted below.
PASTED = """\
Return-path: <>
Date: Thu, 12 Mar 2026 06:10:00 +0000
From: Mail Delivery System <Mailer-Daemon@mx.desk.example>
To: alerts@desk.example
X-Failed-Recipients: nora@desk.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1x@mx.desk.example>

This message was created automatically by mail delivery software.
  nora@desk.example
    550 5.7.1 we take no mails of machines

------ This is a copy of the message, including all the headers. ------

From: alerts@desk.example
Message-ID: <m1.d1@desk.example>
Subject: Weir gate fails
"""
#: What a reader's own program answers, and a reader.
AWAY = """\
From: Nora <nora@desk.example>
To: alerts@desk.example
Auto-Submitted: auto-replied
Subject: Away: Weir gate fails
References: <m1.d1@desk.example>

I am away until Monday. 550 metres up, nobody reaches me; nora@desk.example is read by Otto.
"""


def standard(
    *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822", letter: str = LETTER
) -> bytes:
    """Return a report in the standard form."""
    filled = STANDARD.format(action=action, status=status, returned=returned, letter=letter)
    return filled.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_standard_report_gives_recipient_code_words_and_letter(returned: str) -> None:
    """The original recipient counts, and the returned mail is known by its Message-ID, whole or by its headers."""
    (bounce,) = read_bounces(standard(returned=returned), NOW)
    assert (bounce.kind, bounce.recipient, bounce.letter) == (BounceKind.FAILED, "nora@desk.example", LETTER)
    assert (bounce.status, bounce.is_for_good) == ("5.1.1", True)
    assert bounce.reason == "550 5.1.1 <nora@desk.example>: no such reader here"
    assert bounce.at == datetime(2026, 3, 12, 5, 10, tzinfo=UTC)


def test_a_delay_is_told_from_a_failure_and_a_delivery_is_neither() -> None:
    """A letter that is still tried is no lost one; one that was given up after days is no proof against the address."""
    (delayed,) = read_bounces(standard(action="delayed (warning)", status="4.4.1"), NOW)
    assert (delayed.kind, delayed.is_for_good) == (BounceKind.DELAYED, False)
    (given_up,) = read_bounces(standard(status="4.4.7"), NOW)
    assert (given_up.kind, given_up.is_for_good) == (BounceKind.FAILED, False)
    assert read_bounces(standard(action="delivered", status="2.0.0"), NOW) == ()


def test_a_report_of_another_form_is_read_too() -> None:
    """Its recipient by flufl.bounce, code and words from its text, the letter from what is pasted below."""
    (bounce,) = read_bounces(PASTED.encode(), NOW)
    assert (bounce.recipient, bounce.status, bounce.letter) == ("nora@desk.example", "5.7.1", LETTER)
    assert "we take no mails of machines" in bounce.reason
    undated = PASTED.replace("Date: Thu, 12 Mar 2026 06:10:00 +0000\n", "").partition("------")[0].encode()
    (once,), (later,) = (read_bounces(undated, NOW + timedelta(hours=hours)) for hours in (0, 1))
    assert (once.id, once.letter) == (later.id, None)


def test_what_readers_answer_is_no_report() -> None:
    """Whatever words it holds, and whatever it says about itself."""
    assert read_bounces(AWAY.encode(), NOW) == ()
    assert read_bounces(b"Return-Path: <>\n" + AWAY.encode(), NOW) == ()
    assert read_bounces(b"", NOW) == ()


@pytest.mark.parametrize(
    "raw",
    [
        standard()[:700],
        standard().replace(b"smtp;", b"\xff\xfe;\x00"),
        standard().replace(b"06:10:00", b"66:10:00"),
        b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3000,
        b"From: MAILER-DAEMON@x.example\r\n\r\n" + b"<" * 900_000,
        b"\x00" * 5000,
    ],
    ids=["cut off", "no ASCII", "no such hour", "parts in parts", "open brackets", "nothing"],
)  # fmt: skip
def test_bent_mails_give_what_can_be_read_or_a_sentence(raw: bytes) -> None:
    """Never another error; what they say is one printable line."""
    found = None
    with suppress(InputError):
        found = read_bounces(raw, NOW)
    assert found is None or all(one.reason.isprintable() and one.at <= NOW for one in found)


# ------------------------------------------------------------------------------------------------ taken and shown


@pytest.fixture
def told(tmp_path: Path) -> Newsroom:
    """A newsroom that has told Nora of three developments, each in a letter of its own."""
    newsroom = Newsroom(tmp_path)
    newsroom.watch(WatchKind.QUERY, "weir", "nora@desk.example")
    for n in (1, 2, 3):
        newsroom.publish(f"a{n}", "the-tally", f"11 0{n}:00", f"Weir report {n}", f"The weir gate failed {n} times.")
    for n, alert in enumerate(reversed(newsroom.store.alerts.listing()), 1):
        newsroom.store.letters.arrange({f"<m{n}.d{n}@desk.example>": [alert.id]}, {})
        newsroom.store.letters.mark_sent(f"<m{n}.d{n}@desk.example>", NOW - timedelta(hours=20))
    return newsroom


def letters(*numbers: int) -> list[bytes]:
    """Return reports of some of these letters."""
    return [standard(letter=f"<m{n}.d{n}@desk.example>") for n in numbers]


async def test_mails_are_read_apart_from_us_and_only_what_concerns_our_letters_is_kept(told: Newsroom) -> None:
    """Strangers' reports and readers' answers are counted, and change nothing."""
    mails = [*letters(1), AWAY.encode(), standard(letter="<other@x.example>")]
    with WorkerPool(WorkerRules(n_workers=1, preload=())) as workers:
        taken = await take_bounces(told.store, workers, mails, NOW)
        again = await take_bounces(told.store, workers, mails, NOW)
    assert (taken.n_mails, taken.n_other, [one.letter for one in taken.bounces]) == (3, 1, [LETTER])
    assert (again.n_mails, again.bounces, again.unreadable) == (3, (), ())
    states = [alert.state for alert in reversed(told.store.alerts.listing())]
    assert states == [AlertState.BOUNCED, AlertState.SENT, AlertState.SENT]


async def test_the_daemon_moves_what_it_looked_at_and_deletes_nothing(told: Newsroom, tmp_path: Path) -> None:
    """New mails of the maildir are taken and lie among the known ones afterwards, unread."""
    box = mailbox.Maildir(tmp_path / "box")
    for raw in (*letters(2), AWAY.encode()):
        box.add(raw)
    with WorkerPool(WorkerRules(n_workers=1, preload=())) as workers:
        taken = await look_at_maildir(told.store, workers, tmp_path / "box", NOW)
        nothing = await look_at_maildir(told.store, workers, tmp_path / "box", NOW)
        with pytest.raises(InputError, match=r"is no maildir .*mail\.bounces"):
            await look_at_maildir(told.store, workers, tmp_path, NOW)
    assert (taken.n_mails, len(taken.bounces), nothing.n_mails) == (2, 1, 0)
    kept = list(mailbox.Maildir(tmp_path / "box", create=False))
    assert [(mail.get_subdir(), mail.get_flags()) for mail in kept] == [("cur", "")] * 2


def test_mails_lie_in_many_kinds_of_boxes(tmp_path: Path) -> None:
    """A maildir, an mbox file, a folder of files, a file; what is not there is said."""
    folder, box = mailbox.Maildir(tmp_path / "maildir"), mailbox.mbox(tmp_path / "mbox")
    for raw in letters(1, 2):
        folder.add(raw)
        box.add(raw)
    box.flush()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one.eml").write_bytes(standard())
    found = {name: list(mails_in(str(tmp_path / name))) for name in ("maildir", "mbox", "files", "files/one.eml")}
    assert {name: len(each) for name, each in found.items()} == {
        "maildir": 2,
        "mbox": 2,
        "files": 1,
        "files/one.eml": 1,
    }
    assert all(b"Final-Recipient" in raw for each in found.values() for raw in each)
    with pytest.raises(InputError, match="cannot be read"):
        list(mails_in(str(tmp_path / "nowhere")))


async def test_the_pages_say_what_came_back_and_who_is_not_reached(told: Newsroom) -> None:
    """The alerts by their state, with the server's words; the watch, after three letters."""
    reports = [bounce for raw in letters(1, 2, 3) for bounce in read_bounces(raw, NOW)]
    told.store.bounces.take(reports[:2])
    transport = httpx.ASGITransport(app=create_app(told.store, Still()))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example") as client:
        shown = html.fromstring((await client.get("/alerts?state=bounced")).text)
        rows = shown.cssselect("tbody tr")
        assert len(rows) == 2
        assert all("no such reader here" in row.text_content() for row in rows)
        assert [state.text for state in shown.cssselect("tbody .trouble")] == ["bounced"] * 2
        assert "not reached" not in (await client.get("/watches")).text
        told.store.bounces.take(reports[2:])
        assert "not reached: 3 letters came back since 2026-03-12" in (await client.get("/watches")).text
        alerts = (await client.get("/api/v1/alerts")).json()["items"]
    assert {(alert["state"], alert["bounced_at"]) for alert in alerts} == {("bounced", "2026-03-12T05:10:00Z")}
