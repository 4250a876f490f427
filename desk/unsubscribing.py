"""The signed address in a letter at which its reader ends the watches that it came of."""

import base64
import hashlib
import hmac
import re

#: Bytes of a signature that an address carries: guessing 128 bits is out of reach, and the line stays short.
_LENGTH = 16
_TOKEN = re.compile(r"([a-z0-9]{1,64})\.([A-Za-z0-9_-]{22})")


def unsubscribe_path(alert_id: str, key: bytes) -> str:
    """Return the path on the desk that ends the watches of the letter in which an alert was told."""
    return f"/unsubscribe/{alert_id}.{_signature(alert_id, key)}"


def alert_of(token: str, key: bytes) -> str | None:
    """Return the id of the alert that the end of such a path names; None: we did not sign it."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_signature(found[1], key), found[2]):
        return None
    return found[1]


def _signature(alert_id: str, key: bytes) -> str:
    signed = hmac.new(key, f"unsubscribe:{alert_id}".encode(), hashlib.sha256).digest()[:_LENGTH]
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")
