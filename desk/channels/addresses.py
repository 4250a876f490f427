"""What an address of a recipient is: a mailbox, a webhook, or a channel that Apprise knows."""

import re
from urllib.parse import urlsplit

from desk.channels.apprise import is_known_to_apprise
from desk.links import is_web
from pipeline.errors import InputError

_MAILBOX = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s]+")


def is_mailbox(address: str) -> bool:
    """Tell whether it is an e-mail address."""
    return "://" not in address and address.isprintable() and _MAILBOX.fullmatch(address) is not None


def is_webhook(address: str) -> bool:
    """Tell whether it is the address of a webhook."""
    return address.startswith(("https://", "http://")) and is_web(address)


def check_address(address: str) -> None:
    """Make sure that somebody can be told at an address; nothing is sent.

    Raises:
        InputError: nobody can.
    """
    if is_mailbox(address) or is_webhook(address):
        return
    if not _SCHEME.fullmatch(address) or not address.isprintable():
        raise InputError(
            f"{address!r} is no address: write an e-mail address such as editor@paper.example, the https address of a "
            "webhook, or an address that Apprise knows"
        )
    if not is_known_to_apprise(address):
        raise InputError(f"Apprise knows no channel {address.partition('://')[0]}:// of this form: see its own manual")


def address_shown(address: str) -> str:
    """Return an address as it may be shown: those of channels hold secrets, and are cut after the host."""
    if is_mailbox(address):
        return address
    scheme, _, rest = address.partition("://")
    if not is_webhook(address):
        return f"{scheme}://…"
    host = urlsplit(address).hostname or rest.partition("/")[0]
    return f"{scheme}://{host}/…"
