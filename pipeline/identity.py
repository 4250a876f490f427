"""Identifiers made from what a thing is, so that a repeated run makes the same one.

A killed process that starts over therefore writes the same rows and sends mails under the same Message-ID.
"""

import hashlib
import re
from datetime import datetime


def _short(kind: str, *parts: str) -> str:
    joined = "\x1f".join((kind, *parts))
    return kind[0] + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:15]


def article_id(canonical_url: str | None, external_id: str | None) -> str:
    """Return the id of the article at this address, or else of the one that came under this id."""
    return _short("article", canonical_url or f"id:{external_id}")


def thread_id(first_article: str) -> str:
    """Return the id of the thread that this article opens."""
    return _short("thread", first_article)


def development_id(first_article: str, text_hash: str) -> str:
    """Return the id of the development that this version of the article opens."""
    return _short("development", first_article, text_hash)


def correction_id(article: str, replaced_text_hash: str, text_hash: str, seen_at: datetime) -> str:
    """Return the id of the development that an edit opens; an outlet may edit there and back again."""
    return development_id(article, f"{replaced_text_hash}>{text_hash}@{seen_at.isoformat()}")


def action_id(kind: str, author: str, at: datetime, *touched: str) -> str:
    """Return the id of what somebody did to these threads and articles at this instant."""
    return _short("hand", kind, author, at.isoformat(), *touched)


def parted_thread_id(action: str) -> str:
    """Return the id of the thread that an action opens."""
    return _short("thread", action)


def parted_development_id(action: str, development: str) -> str:
    """Return the id of the development that is made of a part of another one by an action."""
    return _short("development", action, development)


def revision_id(article: str, replaced_text_hash: str, text_hash: str, seen_at: datetime) -> str:
    """Return the id of the revision that replaced one version by another; an outlet may do so there and back again."""
    return _short("revision", article, replaced_text_hash, text_hash, seen_at.isoformat())


def watch_id(kind: str, value: str, recipient: str) -> str:
    """Return the id of the watch of this recipient on this value."""
    return _short("watch", kind, value, recipient)


def alert_id(recipient: str, subject: str, *about: str) -> str:
    """Return the id of the alert: a recipient is told of a development or notice once, however many watches match.

    Args:
        recipient: who is told.
        subject: id of the development or notice.
        about: what of it, where that is not that it is there (`gap`).
    """
    return _short("mail", recipient, subject, *about)


def notice_id(kind: str, subject: str, began_at: datetime) -> str:
    """Return the id of the notice that this befell an outlet or article at this instant."""
    return _short("notice", kind, subject, began_at.isoformat())


def text_hash(headline: str, text: str) -> str:
    """Return the SHA-256 of headline and text with white space folded, hexadecimal."""
    folded = re.sub(r"\s+", " ", f"{headline}\n{text}").strip()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
