"""What the readers share: what was asked, how text is cleaned, and how to say that nothing was found."""

import html
import re
from dataclasses import dataclass, field

from pipeline.nouns import AddressShapes, FeedReading

#: Longer summaries are cut: the page has the text.
MAX_SUMMARY = 20_000
#: A feed with more entries is cut (the sitemap protocol's limit).
MAX_ENTRIES = 50_000

_TAG = re.compile(r"<(?:!--.*?--|/?[a-zA-Z!?][^<>]*)>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
#: What breaks a line or parts words without a width of its own.
_WHITE = re.compile(r"[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a body was asked for, as far as reading it needs that."""

    #: Where it came from.
    url: str
    #: The header field, or None.
    content_type: str | None
    #: For sections.
    article_pattern: str | None
    #: IANA name of the zone of dates that name none.
    time_zone: str
    #: For sections: what is known of the outlet's addresses.
    shapes: AddressShapes = field(default_factory=AddressShapes)


def unread(problem: str) -> FeedReading:
    """Return the reading of something that is no feed."""
    return FeedReading(title=None, link=None, language=None, kind="unknown", problems=(problem,))


def folded(text: object) -> str | None:
    """Return a text on one line with single plain spaces, or None where there is none."""
    if not isinstance(text, str):
        return None
    return " ".join(_CONTROL.sub("", text).split()) or None


def as_worded(text: object) -> str | None:
    """Return a text on one line as it was set, no-break and thin spaces kept, or None where there is none."""
    if not isinstance(text, str):
        return None
    return _WHITE.sub(" ", _CONTROL.sub("", text)).strip() or None


def without_markup(text: object) -> str | None:
    """Return the words of a piece of HTML on one line, or None where there are none."""
    if not isinstance(text, str):
        return None
    seen = _UNSEEN.sub(" ", text[: 10 * MAX_SUMMARY]) if "<" in text else text
    bare = as_worded(html.unescape(_TAG.sub(" ", seen)))
    return bare[:MAX_SUMMARY] if bare else None
