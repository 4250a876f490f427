"""What counts as an article: the thresholds of reading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRules:
    """What counts as an article."""

    #: ISO 639-1 codes that are taken; None: all. Texts whose language cannot be told are taken.
    languages: frozenset[str] | None = None
    #: Largest page that is parsed, bytes. Source: the largest of 632 stored pages has 2.9 MB.
    max_bytes: int = 10 * 1024**2
    #: Most tags in a page that is parsed. Source: parsers take time in the square of it; the 632 pages
    #: have under 9,000, and 14,000 paragraphs of one sentence, 56,000 tags, take half a minute.
    max_tags: int = 30_000
    #: Most tags that are opened and never closed. Source: 20,000 open paragraphs cost a parser
    #: 40 s; the 632 pages leave under 450 open.
    max_unclosed: int = 2_000
    #: Most attributes of one tag. Source: a parser takes time in the square of them, 100,000 cost over 20 s.
    max_attributes: int = 10_000
    #: Most characters of text. Source: the longest of 432 marked ones has 55,000; beyond lie lists and floods.
    max_characters: int = 300_000
    #: Least words of text; with fewer a page is a stub. Source: the shortest item of a news ticker.
    least_words: int = 25
    #: Below so many words a text behind a wall counts as cut off. Source: outlets show one to four paragraphs.
    max_teaser_words: int = 180
    #: Links in a page from which on it may be a list of articles.
    min_section_links: int = 25
    #: Part of a list's words that stand in links, 0..1.
    min_section_share: float = 0.6
    #: With so many words in full sentences a page is an article however many links surround it, front pages apart.
    min_prose_words: int = 100
    #: IANA zone in which times without one are meant.
    time_zone: str = "UTC"
    #: spaCy model that finds names in the languages that it knows; empty: our own rules do.
    names_model: str = ""
