"""Queries against one article in memory."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.nouns import Article, DevelopmentKind, Facts, Figure, Quote
from pipeline.query import Subject, matches, read_query
from pipeline.query.words import stem, stems_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = (
    "The Corriby River Board said about 9,000 cases were reopened.\nBoats left the café, and 40 to 60 officers stayed."
)
SUBJECT = Subject(
    Article(
        id="a1",
        canonical_url=None,
        outlet="storrow-post",
        outlet_name="The Storrow Post",
        headline="Weir gate fails at Nether Storrow",
        standfirst="A lock-keeper speaks",
        published_at=NOON,
        seen_at=NOON,
        language="en",
        text=TEXT,
        text_hash="x",
    ),
    facts=Facts(
        quotes=(Quote(speaker="Dame Orla Fenwick", text="we will", sentence="", start=0, end=0),),
        figures=(
            Figure(text="about 9,000 cases", value=9000, of="cases", sentence="", start=0, end=0),
            Figure(text="40 to 60 officers", value=40, value_to=60, of="officers", sentence="", start=0, end=0),
            Figure(text="5%", value=5, unit="%", sentence="", start=0, end=0),
        ),
    ),
    kinds=[DevelopmentKind.OPENED],
    threads=("t1", "weir-gate"),
)


@pytest.mark.parametrize(
    ("typed", "is_met"),
    [
        ("weir", True),
        ("boat", True),
        ("reopening", True),
        ("cafe", True),
        ("wei", False),
        ('"river board"', True),
        ('"board river"', False),
        ('"storrow a lock"', False),
        ("weir OR harbour", True),
        ("weir -gate", False),
        ("weir -(harbour OR ferry)", True),
        ("headline:gate", True),
        ("headline:boats", False),
        ("outlet:storrow-post", True),
        ('outlet:"The Storrow Post"', True),
        ("outlet:other", False),
        ('speaker:"Orla Fenwick"', True),
        ("speaker:fenwick", True),
        ("speaker:fen", False),
        ("figure:9000", True),
        ("figure:9,001", False),
        ("figure:>8999", True),
        ("figure:>9000", False),
        ("figure:50", True),
        ("figure:<41", True),
        ("figure:<5", False),
        ("figure:>1000 of:cases", True),
        ("figure:>1000 of:officers", False),
        ("of:case", True),
        ("figure:>1000 weir of:officers", False),
        ("(figure:>1000) weir (of:officers)", False),
        ("figure:5%", True),
        ("figure:£5", False),
        ("kind:opened", True),
        ("kind:correction", False),
        ("thread:weir-gate", True),
        ("thread:other", False),
        ("lang:en", True),
        ("lang:de", False),
        ("since:1h", True),
        ("since:29m", False),
        ("on:2026-03-02", True),
        ("on:2026-03", True),
        ("before:2026-03-02", False),
        ("before:2026-03-03", True),
        ("after:2026-03-02", False),
        ("after:2026-03-01", True),
        ("copied:no", True),
        ("copied:yes", False),
        ('similar:"the weir broke"', False),
    ],
)
def test_an_article_meets_a_query_or_not(typed: str, is_met: bool) -> None:
    """Every operator, over what is known of one article; half an hour after it was told."""
    assert matches(read_query(typed), SUBJECT, NOON + timedelta(minutes=30)) is is_met


def test_words_lose_their_endings_and_accents() -> None:
    """As in the databases' indexes."""
    assert stems_of("The Boats’ CAFÉS, re-opened_1") == ("the", "boat", "cafe", "re", "open", "1")


def test_words_lose_their_endings_in_many_threads_at_once_as_in_one() -> None:
    """Readers search while articles are matched: nobody's word ends up as another's."""
    starts = ("quar", "mel", "torr", "fin", "gab", "hol")
    words = [
        f"{a}{b}{c}" for a in starts for b in ("ing", "at", "en", "os") for c in ("ational", "iveness", "ed", "ly")
    ]
    take_off = stem.__wrapped__  # what is remembered was never taken off twice
    alone = [take_off(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as readers:
            together = [list(readers.map(take_off, words)) for _ in range(5)]
    finally:
        sys.setswitchinterval(before)
    assert together == [alone] * 5
