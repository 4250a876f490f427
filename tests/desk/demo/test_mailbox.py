"""The mailbox keeps what is sent over SMTP, fails when told to, and shows mails that cannot act."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desk.demo.mailbox import Mailbox, MailFolder, Trouble, mailbox_app
from desk.demo.mailbox.sanitise import sanitise
from pipeline.errors import SettingsError


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """Return a mailbox that answers, one for all tests."""
    with Mailbox(tmp_path_factory.mktemp("mails")) as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(running: Mailbox) -> Iterator[Mailbox]:
    """Return the mailbox, empty and well."""
    running.fail_with(None)
    yield running
    running.fail_with(None)


def letter(number: int, *, answers: str | None = None, to: str = "nora@desk.example") -> EmailMessage:
    """Return a mail with text and HTML."""
    message = EmailMessage()
    message["Subject"] = f"Pier – development {number}"
    message["From"] = "Throughline <desk@throughline.example>"
    message["To"] = to
    message["Message-ID"] = f"<{number}@throughline.example>"
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    message.set_content(f"The café has lost half its trade ({number}).\n.\nEnd")
    message.add_alternative(f"<p onclick='x()'>Number <b>{number}</b><script>alert(1)</script></p>", subtype="html")
    return message


def send(mailbox: Mailbox, message: EmailMessage, *, timeout: float = 5) -> None:
    """Send a mail as any program would."""
    with smtplib.SMTP(mailbox.host, mailbox.port, timeout=timeout) as server:
        server.send_message(message)


def test_a_mail_is_kept_as_it_came(mailbox: Mailbox):
    """Subject, text, HTML, identifiers and envelope are there, and the raw file too."""
    send(mailbox, letter(1))
    kept = mailbox.mails()[-1]
    assert kept.subject == "Pier – development 1"
    assert kept.text == "The café has lost half its trade (1).\n.\nEnd\n"
    assert "<b>1</b>" in kept.html
    assert (kept.message_id, kept.references) == ("<1@throughline.example>", ())
    assert (kept.sender, kept.recipients) == ("desk@throughline.example", ("nora@desk.example",))
    assert b"Message-ID: <1@throughline.example>" in kept.path.read_bytes()


def test_a_restarted_mailbox_knows_what_the_first_one_kept(mailbox: Mailbox):
    """The folder is the memory: another process reads the same mails from it."""
    send(mailbox, letter(2))
    again = MailFolder(mailbox.mails()[-1].path.parent)
    assert [mail.message_id for mail in again.mails()] == [mail.message_id for mail in mailbox.mails()]


def test_mails_of_one_thread_stand_in_one_conversation(tmp_path: Path):
    """References and In-Reply-To join mails to one recipient; another recipient has a conversation of their own."""
    folder = MailFolder(tmp_path)
    first, second, third = letter(1), letter(2, answers="<1@throughline.example>"), letter(3)
    for message, recipient in ((first, "nora"), (third, "nora"), (first, "sam"), (second, "nora")):
        folder.keep("desk@throughline.example", [f"{recipient}@desk.example"], message.as_bytes())
    found = folder.conversations()
    assert [(each.recipient[:4], [mail.number for mail in each.mails]) for each in found] == [
        ("nora", [1, 4]),
        ("sam@", [3]),
        ("nora", [2]),
    ]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (Trouble.BUSY, smtplib.SMTPSenderRefused),
        (Trouble.TRY_LATER, smtplib.SMTPDataError),
        (Trouble.REFUSED, smtplib.SMTPRecipientsRefused),
        (Trouble.HANG, smtplib.SMTPServerDisconnected),
        (Trouble.HALF_OPEN, smtplib.SMTPServerDisconnected),
        (Trouble.CLOSE, smtplib.SMTPServerDisconnected),
    ],
)
def test_it_fails_as_it_is_told(mailbox: Mailbox, trouble: Trouble, error: type[Exception]):
    """In each kind of trouble the sender hears of it and nothing is kept; afterwards it works again."""
    n_before = len(mailbox.mails())
    mailbox.fail_with(trouble)
    with pytest.raises(error):
        send(mailbox, letter(7), timeout=0.5)
    assert len(mailbox.mails()) == n_before
    mailbox.fail_with(None)
    send(mailbox, letter(8))
    assert len(mailbox.mails()) == n_before + 1


def test_it_can_keep_a_mail_and_not_say_so(mailbox: Mailbox):
    """The worst case for a sender: the mail arrived, the answer did not."""
    n_before = len(mailbox.mails())
    mailbox.fail_with(Trouble.CLOSE_AFTER_KEEPING)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox, letter(9))
    assert len(mailbox.mails()) == n_before + 1


def test_a_taken_port_is_one_sentence(mailbox: Mailbox, tmp_path: Path):
    """Who asks for a port that another one has is told so at once."""
    with pytest.raises(SettingsError, match="choose another port"):
        Mailbox(tmp_path, port=mailbox.port)


def test_mails_are_read_in_a_browser_and_cannot_act(tmp_path: Path):
    """The list, the mail and its HTML part are shown; the part has no script and a policy that loads nothing."""
    folder = MailFolder(tmp_path)
    folder.keep("desk@throughline.example", ["nora@desk.example"], letter(1).as_bytes())
    folder.keep(
        "desk@throughline.example", ["nora@desk.example"], letter(2, answers="<1@throughline.example>").as_bytes()
    )
    browser = TestClient(mailbox_app(folder))
    assert "2 mails in 1 conversation" in browser.get("/").text
    page = browser.get("/mail/2")
    assert "The café has lost half its trade (2)." in page.text
    assert 'sandbox="allow-popups' in page.text
    part = browser.get("/mail/2/html")
    assert "<b>2</b>" in part.text
    assert "alert" not in part.text
    assert "onclick" not in part.text
    assert part.headers["content-security-policy"].startswith("sandbox ")
    assert "default-src 'none'" in part.headers["content-security-policy"]
    assert browser.get("/mail/3").status_code == 404


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ('<a href="javascript:x()">x</a>', "<a>x</a>"),
        (
            '<a href=" https://a.example/?b=1&amp;c=2 ">x</a>',
            '<a href="https://a.example/?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">x</a>',
        ),
        ("<img src=x onerror=y><iframe src=z>in</iframe>out", "out"),
        ("<svg><script>x</script></svg>after", "after"),
        ('<td style="color:red" onmouseover="x">y</td>', '<td style="color:red">y</td>'),
        ("<style>p{}</style><form action=x><input>z</form>", "z"),
        ("<br/>line<hr>", "<br>line<hr>"),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
    ],
)
def test_only_harmless_html_is_kept(html: str, kept: str):
    """Elements and attributes that act are gone, texts stay."""
    assert sanitise(html) == kept
