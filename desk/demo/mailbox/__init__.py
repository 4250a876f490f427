"""The demo's mail server: keeps what is sent to it, fails when told to, and shows the mails in a browser."""

from desk.demo.mailbox.server import Mailbox, Trouble
from desk.demo.mailbox.store import Conversation, KeptMail, MailFolder
from desk.demo.mailbox.web import mailbox_app

__all__ = ["Conversation", "KeptMail", "MailFolder", "Mailbox", "Trouble", "mailbox_app"]
