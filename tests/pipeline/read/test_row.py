"""A line of articles JSONL becomes an article, whatever is missing in it."""

from datetime import UTC, datetime

import pytest

from pipeline.nouns import Article, Outcome, Reading, Rejected
from pipeline.read.row import read_row, time_of_row
from pipeline.read.rules import ReadRules

SEEN = datetime(2026, 3, 8, tzinfo=UTC)
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = "The council of Harrowmere agreed on Monday to close the old quay for a year.\n\nTraders were not asked."
ROW: dict[str, object] = {
    "id": "h-17",
    "url": "https://www.courier.example/news/quay-17?utm_source=feed",
    "title": "Council closes  old quay ",
    "text": TEXT,
    "published_at": "2026-03-02T07:30:00",
    "source": "www.courier.example",
    "lang": "en",
    "byline": ["By Maud Ellery, Local Reporter"],
}


def read(row: dict[str, object], fallback_time: datetime | None = None) -> Article:
    """Read a row that must be an article."""
    found = read_row(row, fallback_time=fallback_time, seen_at=SEEN, rules=ReadRules())
    assert isinstance(found, Reading), found
    return found.article


def without(*keys: str) -> dict[str, object]:
    """Return the row without these keys."""
    return {key: value for key, value in ROW.items() if key not in keys}


def test_a_full_row_keeps_all_that_it_says() -> None:
    """Each field ends where an article has it; times without a zone are UTC."""
    article = read(ROW)
    assert article.headline == "Council closes old quay"
    assert article.text == TEXT.replace("\n\n", "\n")
    assert article.canonical_url == "https://www.courier.example/news/quay-17"
    assert article.published_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert (article.external_id, article.outlet, article.outlet_name) == (
        "h-17",
        "courier-example",
        "www.courier.example",
    )
    assert (article.language, article.byline) == ("en", ("Maud Ellery",))


def test_the_other_names_of_the_fields_are_taken_as_well() -> None:
    """`headline`, `outlet` and `language` say the same as `title`, `source` and `lang`."""
    renamed = without("title", "source", "lang") | {"headline": ROW["title"], "outlet": ROW["source"], "language": "en"}
    assert read(renamed) == read(ROW)


def test_a_row_is_known_by_its_own_id_and_then_by_its_address() -> None:
    """Two rows of one address with ids of their own stay two; without ids they are one article."""
    assert read(ROW).id != read(ROW | {"id": "h-18"}).id
    assert read(without("id")).id == read(without("id") | {"text": "Another text."}).id
    assert read(ROW).id == read(ROW | {"text": "Another text."}).id
    assert read(without("url")).id == read(without("url", "text")).id


def test_files_that_number_their_rows_do_not_mix_their_articles() -> None:
    """Row 1 of one file is not row 1 of another when their addresses differ."""
    assert read(ROW | {"id": 1}).id != read(ROW | {"id": 1, "url": "https://other.example/a"}).id


def test_a_row_without_a_date_takes_the_time_of_the_one_before_it() -> None:
    """At the top of a file nothing stands before it: then it has none."""
    assert read(without("published_at"), BEFORE).published_at == BEFORE
    assert read(ROW | {"published_at": "yesterday"}, BEFORE).published_at == BEFORE
    assert read(without("published_at")).published_at is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T07:30:00Z", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("2026-03-02T07:30:00.123456789+02:00", datetime(2026, 3, 2, 5, 30, tzinfo=UTC)),
        ("2026-03-02 07:30:00 +0200", datetime(2026, 3, 2, 5, 30, tzinfo=UTC)),
        ("2026-03-02 07:30:00 UTC", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 07:30:00 GMT", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_times_are_read_as_files_write_them(printed: object, expected: datetime | None) -> None:
    """ISO 8601 in its varieties, and what feeds use; anything else is no time."""
    assert time_of_row({"published_at": printed}) == expected


def test_a_row_stands_on_its_headline_or_on_its_text() -> None:
    """Without a text the headline is enough; without a headline the first line serves as one."""
    assert read(without("text")).text == ""
    assert read(without("title")).headline == TEXT.partition("\n")[0]


def test_a_row_with_neither_is_refused_under_its_id() -> None:
    """It ends as empty."""
    found = read_row({"id": "h-19", "text": " \n "}, fallback_time=None, seen_at=SEEN, rules=ReadRules())
    assert isinstance(found, Rejected)
    assert (found.outcome, found.url) == (Outcome.EMPTY, "h-19")


def test_a_row_in_another_language_is_refused_only_when_languages_are_named() -> None:
    """By default all are taken."""
    rules = ReadRules(languages=frozenset({"de"}))
    found = read_row(ROW, fallback_time=None, seen_at=SEEN, rules=rules)
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.WRONG_LANGUAGE


@pytest.mark.parametrize(
    "strange",
    [
        {"title": 7, "text": ["a"], "url": {}, "published_at": 3.5, "source": True, "lang": 5, "byline": 4},
        {"title": "T", "text": "lone \ud800 surrogate and \0 null", "url": "http://[broken", "source": "http://[x"},
        {"title": "T", "text": "x" * 100_000, "url": "ftp://a.example/b", "byline": [None, 3, {"name": "x"}]},
    ],
)
def test_values_of_strange_kinds_do_no_harm(strange: dict[str, object]) -> None:
    """Whatever a file holds, the line is read or refused, and what comes out can be stored."""
    article = read(strange)
    (article.headline + article.text).encode("utf-8")
    assert "\0" not in article.text
