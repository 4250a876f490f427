"""Dates are read against the time of publication: 24 October 2025, a Friday."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.nouns import DateMention
from pipeline.read import periods
from pipeline.read.dates import find_dates

SEED = Path(__file__).parents[4] / "shared" / "seed"
TOLD_AT = datetime(2025, 10, 24, 18, tzinfo=UTC)


def dates(text: str) -> list[DateMention]:
    """Return the dates of a text, each checked to stand where it says."""
    found = list(find_dates(text, TOLD_AT, "en"))
    assert all(text[one.start : one.end] == one.text and one.text in one.sentence for one in found)
    return found


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("It opened on 12 May 2024.", "2024-05-12", "date"),
        ("It opened on May 12, 2024.", "2024-05-12", "date"),
        ("It opened on the 3rd of June.", "2025-06-03", "date"),
        ("It opened on Nov. 6.", "2025-11-06", "date"),
        ("It was dated 2024-05-12.", "2024-05-12", "date"),
        ("It was dated 31/12/2024.", "2024-12-31", "date"),
        ("It happened in April 2019.", "2019-04", "date"),
        ("It happened in March.", "2025-03", "date"),
        ("It happened last December.", "2024-12", "date"),
        ("It began in 2010.", "2010", "date"),
        ("It began in the 1990s.", "199", "date"),
        ("The 2023-24 season was long.", "2023/2024", "date"),
        ("He spoke on Thursday last week.", "2025-10-16", "date"),
        ("He spoke last Thursday.", "2025-10-23", "date"),
        ("He spoke on Monday.", "2025-10-20", "date"),
        ("He spoke on Friday.", "2025-10-24", "date"),
        ("He spoke yesterday.", "2025-10-23", "date"),
        ("He spoke on Tuesday night.", "2025-10-21TNI", "time"),
        ("It was seen last week.", "2025-W42", "date"),
        ("It was seen last month.", "2025-09", "date"),
        ("It was seen last year.", "2024", "date"),
        ("It was seen in the third quarter of 2024.", "2024-Q3", "date"),
        ("It was seen two weeks ago.", "2025-W41", "date"),
        ("It was seen ten days ago.", "2025-10-14", "date"),
        ("It was seen a decade ago.", "2015", "date"),
        ("Two years later it closed.", None, "date"),
        ("The past 15 years were hard.", "P15Y", "duration"),
        ("In the last year it grew.", "P1Y", "duration"),
        ("It took three and a half years.", "P3.5Y", "duration"),
        ("A two-hour talk.", "PT2H", "duration"),
        ("Flights leave on Monday nights.", "XXXX-WXX-1TNI", "set"),
        ("Buses run every Tuesday.", "XXXX-WXX-2", "set"),
        ("It will open late on the first Thursday of every month.", "XXXX-WXX-4", "set"),
        ("They voted on the second Tuesday of May.", "2025-05-13", "date"),
        ("Buses run daily.", "P1D", "set"),
        ("It costs £30 a year.", "P1Y", "set"),
        ("Police came at 3.15am.", "T03:15", "time"),
        ("It opened on 12 May last year.", "2024-05-12", "date"),
        ("It was seen on Boxing Day.", "2024-12-26", "date"),
        ("It was seen on Good Friday.", "2025-04-18", "date"),
        ("It grew in the first half of 2024.", "2024-H1", "date"),
        ("It was built in the 19th century.", "18", "date"),
        ("It took several months.", "PXM", "duration"),
        ("It stood empty for years.", "PXY", "duration"),
        ("It snowed in the winter.", "2024-WI", "date"),
        ("He was seen at noon.", "T12:00", "time"),
        ("He was seen last Oct. 28.", "2024-10-28", "date"),
        ("Sales for the full year were flat.", "2025", "date"),
        ("It rained for most of the month.", "2025-10", "date"),
        ("Over the summer it closed.", "2025-SU", "date"),
        ("The March vote was lost.", "2025-03", "date"),
        ("It shut in January nineteen ninety-seven.", "1997-01", "date"),
        ("He said on April 6: it was so.", "2025-04-06", "date"),
        ("It was hit earlier in the year by rain.", "2025", "date"),
        ("Shares rose to a high for the year of $42.", "2025", "date"),
        ("Shares have risen by 3% since year-end.", "2024-12-31", "date"),
        ("In the year-earlier third quarter it lost money.", "2024-Q3", "date"),
        ("Profit in the 2019 period was flat.", "2019", "date"),
        ("It was seen this past weekend.", "2025-W42-WE", "date"),
        ("It was seen this past summer.", "2025-SU", "date"),
        ("It was seen the week before last.", "2025-W41", "date"),
        ("It closed in early summer.", "2025-SU", "date"),
        ("It was seen on May Day.", "2025-05-01", "date"),
        ("It was seen last Christmas.", "2024-12-25", "date"),
        ("It was seen over Easter weekend.", "2025-W16-WE", "date"),
        ("It was seen on the August bank holiday.", "2025-08-25", "date"),
        ("It was seen on St Patrick’s Day.", "2025-03-17", "date"),
        ("On New Year’s Day it rose.", "2025-01-01", "date"),
        ("Until Thursday, they had not called.", "2025-10-23", "date"),
        ("A service planned for Thursday was cancelled.", "2025-10-23", "date"),
    ],
)
def test_an_expression_has_the_value_it_had_on_that_day(text: str, value: str | None, kind: str):
    """Exact, partial and relative dates, durations and sets are told apart and written as exactly as they are told."""
    found = dates(text)
    assert [(one.value, one.kind) for one in found] == [(value, kind)]
    assert not any(one.is_follow_up for one in found if one.text != "Nov. 6")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It will meet on the last Monday of next month.", "2025-11-24"),
        ("They will vote on the second Tuesday of May.", "2026-05-12"),
        ("The vote is on the third Wednesday in March 2027.", "2027-03-17"),
        ("The reviews will be completed by April 2026.", "2026-04"),
        ("The inquest will open on 12 May.", "2026-05-12"),
        ("A hearing is due on Tuesday.", "2025-10-28"),
        ("The trial begins in two weeks’ time.", "2025-W45"),
        ("The council must reply by the end of the year.", "2025"),
        ("She is to be sentenced on January 9.", "2026-01-09"),
        ("The vote takes place next Thursday.", "2025-10-30"),
        ("The report is expected early next year.", "2026"),
        ("On Wednesday, the committee will hear evidence.", "2025-10-29"),
        ("The rule comes into force from 1 January 2026.", "2026-01-01"),
        ("They will meet again tomorrow.", "2025-10-25"),
        ("The inquest was adjourned until Monday.", "2025-10-27"),
        ("The council meets on Tuesday.", "2025-10-28"),
        ("A meeting has been called for Thursday evening.", "2025-10-30TEV"),
        ("The gate will be shut this evening.", "2025-10-24TEV"),
        ("She will stand trial on 1 June next year.", "2026-06-01"),
        ("It must be finished by Christmas.", "2025-12-25"),
        ("Ministers promised a decision before Christmas.", "2025-12-25"),
        ("They spoke of the slated visit in December.", "2025-12"),
        ("He told buyers of a cut in the supply of oil and of other fuels for December.", "2025-12"),
        ("The results are out tomorrow week.", "2025-11-01"),
        ("She steps down at the end of the year.", "2025"),
        ("The shop closes on August bank holiday.", "2026-08-31"),
        ("The fair runs from 1-3 November.", "2025-11-01"),
    ],
)
def test_what_is_due_is_marked_and_lies_ahead(text: str, value: str):
    """Deadlines and events to come are follow-ups, and take the next such day, not the last."""
    assert [(one.value, one.is_follow_up) for one in dates(text)] == [(value, True)]


def test_a_time_of_day_takes_the_day_beside_it():
    """`5pm on Friday 14 November` is one instant, whichever stands first."""
    assert [one.value for one in dates("The deadline is 5pm on Friday 14 November.")] == [
        "2025-11-14T17:00",
        "2025-11-14",
    ]
    assert [one.value for one in dates("A hearing is due on Tuesday at 9.30am.")] == ["2025-10-28", "2025-10-28T09:30"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It opened on 3 May 2024. The following day it shut.", ["2024-05-03", "2024-05-04"]),
        ("It was founded in 1998. Two years later it closed.", ["1998", "2000"]),
        ("They met on 3 May 2024 and again that evening.", ["2024-05-03", "2024-05-03TEV"]),
        ("It ran between March and October 2019.", ["2019-03", "2019-10"]),
        ("Profit in the third quarter of 2024 was £3m, against £2m a year earlier.", ["2024-Q3", "2023-Q3"]),
        ("A third-quarter loss was told. In the latest quarter, sales fell.", ["2025-Q3", "2025-Q3"]),
    ],
)
def test_what_is_counted_from_another_date_is_read_with_it(text: str, values: list[str]):
    """`The following day` follows the day just named, and results are set against the same quarter a year before."""
    assert [one.value for one in dates(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "He was held until Saturday.",
        "The firm, which will move, said on Monday it was sorry.",
        "It had been due to end on Thursday.",
        "Friday’s vote will be studied.",
        "She was last seen alive on 14 December.",
    ],
)
def test_what_the_nearest_verb_tells_as_past_is_not_due(text: str):
    """A day is past where the verb beside it is, whatever the rest of the sentence speaks of."""
    assert not any(one.is_follow_up for one in dates(text))


@pytest.mark.parametrize(
    "text",
    [
        "She may appear. Theresa May spoke. They march on.",
        "In 2,000 homes there were 1,950 people.",
        "The 15-year-old won 3-1.",
        "It is now recently current.",
        "He won the second half and fell.",
    ],
)
def test_words_that_look_like_dates_are_none(text: str):
    """Names, counts, ages and scores name no period; neither does `now`."""
    assert dates(text) == []


def test_an_impossible_date_is_no_date():
    """The calendar has no 31 June and no day 0."""
    assert [one.value for one in dates("On 31 June 2024 and 00/00/2024 and 2024-13-45.")] in ([], [None], ["2024-06"])


def test_an_ambiguous_date_of_digits_has_no_value():
    """04/05/2024 is April or May, by country: it is not guessed."""
    assert [one.value for one in dates("It is dated 04/05/2024.")] == [None]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-04", "2026-04-01", "2026-04-30"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("2025-W42", "2025-10-13", "2025-10-19"),
        ("2025-W42-WE", "2025-10-18", "2025-10-19"),
        ("2024-WI", "2024-12-01", "2025-02-28"),
        ("199", "1990-01-01", "1999-12-31"),
        ("2025-10-23T17:00", "2025-10-23", "2025-10-23"),
    ],
)
def test_a_written_period_has_a_first_and_a_last_day(value: str, first: str, last: str):
    """Every form that is written can be read back as days."""
    days = periods.bounds(value)
    assert days
    assert (days[0].isoformat(), days[1].isoformat()) == (first, last)


@pytest.mark.parametrize("value", [None, "", "P15Y", "XXXX-WXX-2", "T03:15", "0000", "2025-W60", "2025-02-31", "9999"])
def test_what_is_no_period_has_no_days(value: str | None):
    """Durations, sets and impossible periods answer None."""
    assert periods.bounds(value) is None


@pytest.mark.parametrize("year", [1, 9998])
def test_the_edges_of_the_calendar_raise_nothing(year: int):
    """An article from the first or last year of the calendar is read like any other."""
    text = "Last week, 9999 years ago, in 500 weeks’ time, next month, last winter, the weekend, on Monday and 12 May."
    assert find_dates(text, datetime(year, 1, 1, tzinfo=UTC), "en")
    assert find_dates(text, datetime(year, 12, 31, tzinfo=UTC), "en")


def test_other_languages_have_no_dates():
    """Only English is known."""
    assert find_dates("am 12. Mai 2024", TOLD_AT, "de") == ()


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article lies beside the checkout and is not there")
def test_the_seed_article_has_one_deadline():
    """The reviews are to be completed by April 2026; nothing else in it is due."""
    text = next(SEED.glob("*.txt")).read_text("utf-8")
    assert [(one.text, one.value) for one in dates(text) if one.is_follow_up] == [("April 2026", "2026-04")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The summit will be on April 24 and 25.", ["2026-04-24", "2026-04-25"]),
        ("The hearings are on 24 and 25 November.", ["2025-11-24", "2025-11-25"]),
        ("It was held on 3 May and 12 people came.", ["2025-05-03"]),
        ("It ran from May 3 to 10 villages.", ["2025-05-03"]),
    ],
)
def test_a_month_may_stand_with_one_of_two_days(text: str, values: list[str]):
    """`24 and 25 November` are two days; `3 May and 12 people` is one."""
    assert [one.value for one in dates(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "She was player of the year.",
        "It plans daily flights.",
        "It will one day be a park.",
        "The year of change.",
        "They drove a 1987 Vauxhall Astra.",
        "It is for today’s youth.",
        "They are the leaders of tomorrow.",
    ],
)
def test_what_only_sounds_like_a_date_is_none(text: str):
    """What describes, or names no period of its own, dates nothing."""
    assert dates(text) == []
