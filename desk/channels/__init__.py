"""What is owed to other addresses than mailboxes: webhooks, and whatever else Apprise knows."""

from desk.channels.addresses import address_shown, check_address, is_mailbox, is_webhook
from desk.channels.push import PushReport, push_due
from desk.channels.webhook import webhook_secret

__all__ = [
    "PushReport",
    "address_shown",
    "check_address",
    "is_mailbox",
    "is_webhook",
    "push_due",
    "webhook_secret",
]
