"""What outlets print right under an article as if it were its last lines: who wrote it, who publishes it, where it was.

Such lines stand in the boxes of the text and are written like it, so only their words and their place tell them.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

#: Lines at the end among which a publisher's words of itself are looked for; they take the lines after them along.
_N_LAST = 4
#: Words of the longest line that says who wrote, or where it was published before.
_LONGEST = 60
_NAME = r"(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-ZÀ-ÞŠŽ][\w.'’-]*(?: (?:[A-ZÀ-ÞŠŽ][\w.'’-]*|and|de|van|von|der|al)){0,6}"
_POSTS = (
    r"(?:reporter|writer|editor|journalist|correspondent|columnist|author|contributor|producer|freelancer|professor"
    r"|fellow|researcher|lecturer)s?\b(?!['’])"
)
_POSTS_DE = r"(?:Redakteur|Autor|Korrespondent|Journalist|Reporter|Kolumnist|Volontär)(?:in|en|innen)?\b"
_WHO_WROTE = re.compile(
    rf"[—–-]? ?{_NAME}(?: \([^)]{{3,60}}\))?,? (?:(?:is|are) (?:an?|the|{_NAME}['’]s?)?.{{0,90}}?\b{_POSTS}"
    rf"|ist .{{0,60}}?\b{_POSTS_DE}).*"
)
_REACHED = re.compile(r".*\b(?:may|can) be reached (?:at|on|by|via)\b.*", re.IGNORECASE)
_WHERE_BEFORE = re.compile(
    r"(?:a version of )?(?:this|the) (?:article|story|piece|post|report|column)\b.{0,30}?"
    r"\b(?:re-?published|published|appeared|reprinted|posted)\b.*",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r".*\b(?:comments?|kommentare?|comentários?|comentarios?|commentaires?|commenti)\b.*\b(?:moderat\w+|approved"
    r"|aprovad[oa]s|closed|guidelines|policy|rules|freigeschaltet|richtlinien|netiquette|modération)\b.*",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:last )?updated? (?:at|on)? ?\d.*", re.IGNORECASE)
_SAYS_OF_ITSELF = re.compile(
    r"(?:about )?(?:the )?(?P<name>[\w.&’' -]{2,40}?)"
    r"(?:$|,? (?:is|ist|est|es|è) (?:an?|the|eine?|une?|una?|la|le|il|el)\b)",
    re.IGNORECASE,
)


def publishers_of(site_name: str | None, url: str) -> frozenset[str]:
    """Return the names by which a page's text may call its publisher, as they are compared.

    Args:
        site_name: as the page gives it.
        url: its address, whose host mostly holds the name.
    """
    labels = (urlsplit(url).hostname or "").split(".")[:-1]
    return frozenset(filter(None, map(_bare, (site_name or "", max(labels, key=len, default="")))))


def without_ending(lines: Sequence[str], publishers: Iterable[str]) -> list[str]:
    """Return lines without those at the end that are about the article and not of it; the first always stays.

    Args:
        lines: of an article, in order, a paragraph each.
        publishers: names as `publishers_of` returns them.
    """
    own = frozenset(publishers)
    kept = list(lines)
    for place in range(max(1, len(kept) - _N_LAST), len(kept)):
        if _is_of_itself(kept[place], own):
            del kept[place:]
            break
    while len(kept) > 1 and _is_about_article(kept[-1]):
        kept.pop()
    return kept


def _is_about_article(line: str) -> bool:
    if line.count(" ") >= _LONGEST:
        return False
    known = (_WHO_WROTE, _REACHED, _WHERE_BEFORE, _COMMENTS, _STAMP)
    return any(pattern.fullmatch(line) for pattern in known)


def _is_of_itself(line: str, publishers: frozenset[str]) -> bool:
    """Tell whether a publisher says what it is, or heads such words by `About` and its name."""
    found = _SAYS_OF_ITSELF.match(line)
    is_heading = found is not None and found.end() == len(line)
    if found is None or (is_heading and not line.lower().startswith("about ")):
        return False
    return _bare(found["name"]) in publishers


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold().removeprefix("the "))
