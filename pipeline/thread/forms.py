"""Whether a page tells one story, many of them, or one all day long.

A roundup shares people and words with every story in it, and a live blog with all that is said around its own: either
would glue threads together. They are placed like any other article, and nothing is ever placed by them.
"""

import re
from collections import Counter
from enum import StrEnum

from pipeline.nouns import Article, TextBlockKind


class Form(StrEnum):
    """What sort of page an article is, as far as threading cares."""

    REPORT = "report"  # one story: the rule
    ROUNDUP = "roundup"  # several stories that have nothing to do with one another
    LIVE_BLOG = "live_blog"  # one page that grows all day


_ROUNDUP = re.compile(
    r"(?<!review )\bround-?up(?:\s*:|$)"
    r"|\b(?:news|world|business|sports?|crime|nation|state|region|police|court) (?:in brief|briefs)\b"
    r"|^(?:in brief|briefs|briefly|news briefs?)\b"
    r"|\b(?:morning|evening|daily|weekly|weekend|friday|monday) (?:briefing|digest|newsletter|wrap)\b"
    r"|\b(?:today['’]s|this week['’]s|the day['’]s) (?:top|main|biggest) (?:stories|news|headlines)\b"
    r"|\b(?:top|main|biggest) (?:stories|headlines) (?:of the (?:day|week)|today|this week)\b"
    r"|\b(?:\d+|three|four|five|six|seven|eight|nine|ten) (?:things|stories) (?:to know|you (?:need|should))\b"
    r"|\bwhat the papers say\b|\bthe papers:",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"^live(?:\s*[:|]|\s+[–—-]|\s+(?:updates?|blog|coverage)\b)"
    r"|\blive (?:updates|blog|coverage)\b"
    r"|[:|–—-]\s*live(?: updates)?$"
    r"|\bas it happened\b|\bminute[- ]by[- ]minute\b",
    re.IGNORECASE,
)
#: A time of day at the beginning of a paragraph, as entries of a live blog have it.
_STAMP = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\s*(?:per cent|%))")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Entries that make a live blog.
_LEAST_STAMPS = 5
#: Paragraphs under which a page that calls itself live has not grown yet: it reads like a report.
_LEAST_GROWN = 8
#: Paragraphs of a roundup, words of a paragraph that counts, and the part of them that stand for themselves.
_LEAST_ITEMS, _ITEM_WORDS, _ALONE = 6, 25, 0.9


def form_of(article: Article) -> Form:
    """Return what sort of page an article is; where nothing tells, a report.

    What the page itself said (`Markings.is_live`) goes first; the rest is for those that said nothing, and for articles
    that came without a page.
    """
    paragraphs = article.text.split("\n")
    n_stamped = sum(map(is_stamped, paragraphs))
    is_long = len(paragraphs) >= _LEAST_GROWN
    calls_itself_live = article.markings.is_live or _LIVE.search(article.headline)
    if (is_long and calls_itself_live) or n_stamped >= _LEAST_STAMPS:
        return Form.LIVE_BLOG
    if _ROUNDUP.search(article.headline) or _are_unrelated(article.headline, paragraphs):
        return Form.ROUNDUP
    return Form.REPORT


def goes_on(article: Article) -> bool:
    """Tell whether an article is a live blog, also one that has hardly begun: its edits are entries that it adds."""
    has_entries = any(block.kind is TextBlockKind.LIVE_ENTRY for block in article.markings.text_blocks)
    return has_entries or form_of(article) is Form.LIVE_BLOG


def names_no_story(headline: str) -> bool:
    """Tell whether a headline says of itself that it heads a live blog or a roundup, and so tells nothing by itself."""
    return bool(_LIVE.search(headline) or _ROUNDUP.search(headline))


def is_stamped(paragraph: str) -> bool:
    """Tell whether a paragraph begins with a time of day, as entries of a live blog do."""
    return _STAMP.match(paragraph) is not None


def _are_unrelated(headline: str, paragraphs: list[str]) -> bool:
    """Tell whether nearly every paragraph names somebody, and nobody that the headline or another one names."""
    told_at_length = [paragraph for paragraph in paragraphs if len(paragraph.split()) >= _ITEM_WORDS]
    if len(told_at_length) < _LEAST_ITEMS:
        return False
    items = [_names(paragraph) for paragraph in told_at_length]
    n_items = Counter(name for names in items for name in names)
    told = {word.lower() for word in _WORD.findall(headline)}
    alone = [names for names in items if names and all(n_items[name] == 1 and name not in told for name in names)]
    return len(alone) >= _ALONE * len(items)


def _names(paragraph: str) -> set[str]:
    """Return the capitalised words of a paragraph, less the first of a sentence."""
    words = re.finditer(r"(?<![.!?:\"“”]\s)(?<!^)\b[^\W\d_][^\W\d_]+", paragraph)
    return {match.group().lower() for match in words if match.group()[0].isupper()}
