"""A letter as a webhook: JSON, signed, under a key by which the receiver knows it again.

Source: Standard Webhooks 1.0 (headers, signature, form of the secret); draft-ietf-httpapi-idempotency-key-header.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler import Message, Reply
from desk.alert_shown import DigestShown
from desk.mail.smtp import Refusal

#: Statuses below 500 that say "not now" (RFC 9110, 15.5.9; RFC 8470; RFC 6585): the others say "not so".
_NOT_NOW = frozenset({408, 425, 429})


def webhook_secret(address: str, key: bytes) -> str:
    """Return the secret with which letters to this address are signed."""
    return f"whsec_{base64.b64encode(_secret(address, key)).decode()}"


def _secret(address: str, key: bytes) -> bytes:
    return hmac.new(key, f"webhook:{address}".encode(), hashlib.sha256).digest()


def webhook_message(
    letter_id: str, address: str, payload: Mapping[str, Any], key: bytes, now: datetime, *, allow_private: bool
) -> Message:
    """Return what is sent to a webhook; the same letter always has the same `webhook-id`.

    Args:
        letter_id: Message-ID of the letter.
        address: Where it goes.
        payload: What it says.
        key: The installation's key for webhooks.
        now: The present instant.
        allow_private: May the address be a private one?
    """
    body = json.dumps(payload, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    known_as = f"msg_{hashlib.sha256(letter_id.encode()).hexdigest()[:24]}"
    stamp = str(int(now.timestamp()))
    signed = hmac.new(_secret(address, key), f"{known_as}.{stamp}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": known_as,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        "Idempotency-Key": f'"{known_as}"',
    }
    return Message(url=address, headers=headers, body=body, allow_private=allow_private)


def refusal_of(reply: Reply) -> Refusal | None:
    """Return why a webhook did not take a letter; None: it did."""
    if reply.status is None:
        return Refusal(why=reply.failure or "no answer came")
    if 200 <= reply.status < 300:
        return None
    is_for_good = 300 <= reply.status < 500 and reply.status not in _NOT_NOW
    return Refusal(why=f"it answered {reply.status}", is_for_good=is_for_good)


def payload_of(letter_id: str, shown: DigestShown, desk_url: str, now: datetime) -> dict[str, Any]:
    """Return what a letter says, as JSON has it; every headline in it was published, and says where."""
    return {
        "type": "throughline.alert",
        "id": letter_id,
        "sent_at": now.isoformat(),
        "developments": [
            {
                "id": line.development_id,
                "kind": line.kind.value,
                "headline": line.told.headline,
                "outlet": line.told.outlet_name,
                "url": line.told.url,
                "published_at": line.told.at.isoformat(),
                "n_articles": line.n_articles,
                "thread": {
                    "id": one.thread.id,
                    "slug": one.thread.slug,
                    "headline": one.conversation,
                    "url": f"{desk_url}/thread/{one.thread.slug}#{line.development_id}",
                },
            }
            for one in shown.threads
            for line in one.lines
        ],
        "notices": [
            {"outlet": name, "kind": notice.kind.value, "says": notice.says, "began_at": notice.began_at.isoformat()}
            for name, notice in shown.notices
        ],
        "reasons": list(shown.reasons),
    }
