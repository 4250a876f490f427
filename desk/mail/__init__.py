"""What is owed is sent: one mail per development, one conversation per thread."""

from desk.mail.compose import MailRules, compose
from desk.mail.outbox import SendReport, send_due, send_notices

__all__ = ["MailRules", "SendReport", "compose", "send_due", "send_notices"]
