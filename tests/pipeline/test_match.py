"""Which developments a watch asks for."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import QueryError
from pipeline.match import is_match, parse_query, subject_of
from pipeline.nouns import Article, Development, DevelopmentKind, Watch, WatchKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ARTICLE = Article(
    id="a1",
    canonical_url=None,
    outlet="storrow-post",
    outlet_name="Storrow Post",
    headline="Weir gate fails at Nether Storrow",
    standfirst="River board “sorry”",
    seen_at=NOON,
    text="The Corriby River Board said the gate was old.",
    text_hash="x",
)
DEVELOPMENT = Development(
    id="d1",
    thread_id="t1",
    kind=DevelopmentKind.OPENED,
    headline=ARTICLE.headline,
    first_article_id="a1",
    first_outlet="storrow-post",
    first_at=NOON,
    opened_at=NOON,
    last_seen_at=NOON,
)


@pytest.mark.parametrize(
    ("kind", "value", "matches"),
    [
        ("query", "weir", True),
        ("query", "WEIR gate", True),
        ("query", '"river board"', True),
        ("query", '"board river"', False),
        ("query", "wei", False),
        ("query", "weir -gate", False),
        ("query", "weir -football", True),
        ("query", "sorry", True),
        ("query", 'weir "', True),
        ("query", "gates", True),
        ("query", "kind:opened weir", True),
        ("query", "kind:correction", False),
        ("query", "thread:t1 headline:weir", True),
        ("query", "since:1h", True),
        ("outlet", "storrow-post", True),
        ("outlet", "other", False),
        ("thread", "t1", True),
        ("thread", "t2", False),
    ],
)
def test_a_watch_matches_whole_words_phrases_outlets_and_threads(kind: str, value: str, matches: bool) -> None:
    """All wanted words, none of the unwanted, case aside."""
    watch = Watch(id="w", kind=WatchKind(kind), value=value, recipient="a@b.example", created_at=NOON)
    assert is_match(watch, DEVELOPMENT, subject_of(DEVELOPMENT, ARTICLE), now=NOON) is matches


@pytest.mark.parametrize("query", ["", " ", "-weir", '""', "!?"])
def test_a_query_without_a_word_is_refused(query: str) -> None:
    """There would be nothing to look for, or everything would match."""
    with pytest.raises(QueryError, match="no word"):
        parse_query(query)


def test_a_watch_for_what_is_similar_is_refused_and_matches_nothing() -> None:
    """Vectors of sentences are not at hand where an article is settled."""
    with pytest.raises(QueryError, match="similar"):
        parse_query('weir similar:"the gate broke"')
    watch = Watch(id="w", kind=WatchKind.QUERY, value='similar:"weir"', recipient="a@b.example", created_at=NOON)
    assert not is_match(watch, DEVELOPMENT, subject_of(DEVELOPMENT, ARTICLE), now=NOON)


def test_a_watch_whose_query_is_no_query_any_more_is_matched_by_its_words() -> None:
    """What was stored under an older language must not stop an article."""
    watch = Watch(id="w", kind=WatchKind.QUERY, value="(weir", recipient="a@b.example", created_at=NOON)
    assert is_match(watch, DEVELOPMENT, subject_of(DEVELOPMENT, ARTICLE), now=NOON)
