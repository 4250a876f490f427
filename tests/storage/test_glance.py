"""Lines of many articles, threads and outlets at once, in both databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.desk.newsroom import Newsroom, furnish


@pytest.fixture
def newsroom(url: str) -> Iterator[Newsroom]:
    """The invented stories in each database in turn."""
    made = Newsroom(url=url)
    furnish(made)
    yield made
    made.close()


def test_a_page_is_filled_with_lines_of_many_at_once(newsroom: Newsroom) -> None:
    """Reports, developments, edits, outlets and dates to come are each one question."""
    glances = newsroom.store.glances
    thread = newsroom.thread_id("post-exclusive")
    reports = glances.reports([thread])[thread]
    assert [report.card.told_at for report in reports] == sorted(report.card.told_at for report in reports)
    assert len(reports) == 14
    assert [each.kind.value for each in glances.developments([thread])[thread]].count("correction") == 1
    edited = newsroom.articles["meridian-chase"].id
    assert "9,000" in glances.revisions(thread)[edited][0].headline
    assert glances.cards([edited, "none"])[edited].headline.count("8,800") == 1
    assert glances.threads_of([edited, "none"])[edited].id == thread
    assert list(glances.threads([thread, "none"])) == [thread]
    yields = {each.slug: each for each in glances.outlets()}
    assert yields["aldermouth-post"].n_articles == 4
    assert glances.outlet_names()["crown-wire"] == "Crown Wire"


def test_texts_and_languages_are_told_without_the_rest(newsroom: Newsroom) -> None:
    """Texts of some articles, and how many of a thread or of all are in each language."""
    store, thread = newsroom.store, newsroom.thread_id("post-exclusive")
    newsroom.publish(
        "akte", "the-tally", "11 09:00", "Akten", "Es sind 12 Akten.", thread="post-exclusive", language="de"
    )
    german = newsroom.articles["akte"].id
    assert store.glances.texts([german, "none"]) == {german: "Es sind 12 Akten."}
    assert store.glances.texts([]) == {}
    assert store.exports.languages(thread_id=thread) == {"en": 14, "de": 1}
    assert store.exports.languages()["en"] > 14
    assert store.exports.languages(newsroom.articles["akte"].told_at, thread) == {"de": 1}


def test_dates_to_come_are_those_whose_day_month_or_year_has_not_passed(newsroom: Newsroom) -> None:
    """A month counts until it is over, and a day until its evening."""
    glances = newsroom.store.glances
    values = [each.mention.value for each in glances.follow_ups("2026-04-30", 50)]
    assert "2026-04" in values
    assert values == sorted(value for value in values if value)
    assert "2026-04" not in [each.mention.value for each in glances.follow_ups("2026-05-01", 50)]
    assert len(glances.follow_ups("2026-01-01", 2)) == 2


def test_dates_to_come_are_found_by_their_index(tmp_path: Path) -> None:
    """Of the many dates that the news names, those to follow up are few: SQLite does not read the others."""
    made = Newsroom(tmp_path)
    asked: list[tuple[str, tuple[Any, ...]]] = []

    def note(_: object, __: object, statement: str, named: tuple[Any, ...], *___: object) -> None:
        asked.append((statement, named))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        made.store.glances.follow_ups("2026-04-30", 50)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    ((statement, named),) = [each for each in asked if "dates" in each[0]]
    with closing(sqlite3.connect(tmp_path / "desk.db")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", named)]
    assert any("dates USING INDEX ix_dates_due" in step for step in plan), plan
    made.close()
