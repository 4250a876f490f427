"""How values that pages give of themselves become plain strings, whatever shape they come in."""

import re
from html import unescape

#: Tags, and marks that turn the direction of the text after them.
_NO_WORDS = re.compile(r"<[^>]{1,200}>|[\u202a-\u202e\u2066-\u2069\0]")
#: Characters of the longest thing that a page says of itself.
_LONGEST = 1000


def plain(value: object) -> str | None:
    """Return a value of JSON-LD or a meta element as one line of plain words; None: it is no string."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    # JSON-LD often carries escaped HTML
    return " ".join(_NO_WORDS.sub(" ", unescape(value)).split())[:_LONGEST].strip() or None


def names(value: object) -> list[str]:
    """Return the names in a value: a string, a thing with a name, or a list of either."""
    if isinstance(value, list):
        return [name for part in value for name in names(part)]
    if isinstance(value, dict):
        value = value.get("name")
    name = plain(value) if isinstance(value, str) else None
    return [name] if name else []


def listed(value: object) -> list[object]:
    """Return a value that may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [value]
