"""What counts as an article: the thresholds of reading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRules:
    """What counts as an article."""

    #: ISO 639-1 codes that are taken; None: all. Texts whose language cannot be told are taken.
    languages: frozenset[str] | None = None
    #: Largest page that is parsed, bytes. Source: the largest of 430 stored news pages has 4 MB.
    max_bytes: int = 10 * 1024**2
    #: Most tags in a page that is parsed. Source: parsers take time in the square of it; the 430 pages have under 20,000,
    #: and 20,000 paragraphs never closed take 40 s.
    max_tags: int = 60_000
    #: Same, for paragraphs and other tags that are opened and not closed.
    max_unclosed: int = 4_000
    #: Least words of text; with fewer a page is a stub. Source: the shortest item of a news ticker.
    least_words: int = 25
    #: Below so many words a text behind a wall counts as cut off. Source: outlets show one to four paragraphs.
    max_teaser_words: int = 180
    #: Links in a page from which on it may be a list of articles.
    min_section_links: int = 25
    #: Part of a list's words that stand in links or short lines, 0..1.
    min_section_share: float = 0.75
    #: IANA zone in which times without one are meant.
    time_zone: str = "UTC"
