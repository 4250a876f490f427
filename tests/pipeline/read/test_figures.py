"""Figures are read with their value, what they count, and how exact they are."""

from pathlib import Path

import pytest

from pipeline.nouns import Figure
from pipeline.read.figures import find_figures

SEED = Path(__file__).parents[4] / "shared" / "seed"


def figures(text: str) -> list[Figure]:
    """Return the figures of a text, each checked to stand where it says."""
    found = list(find_figures(text, "en"))
    assert all(text[one.start : one.end] == one.text and one.text in one.sentence for one in found)
    return found


def only(text: str) -> Figure:
    """Return the one figure of a text."""
    found = figures(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("The force reopened 9,000 cases.", 9000, "cases"),
        ("Training was given to 11,000 frontline officers.", 11000, "frontline officers"),
        ("Two women were hurt.", 2, "women"),
        ("Twenty-five jobs will go.", 25, "jobs"),
        ("There were one hundred and twenty complaints.", 120, "complaints"),
        ("Some 2.5 million people live there.", 2_500_000, "people"),
        ("One man was arrested.", 1, "man"),
        ("Half a dozen homes flooded.", 6, "homes"),
        ("They examined six potential fraud cases.", 6, "potential fraud cases"),
        ("It covers 12 of the villages.", 12, "villages"),
        ("One of my local shops closed.", 1, "local shops"),
        ("It has 35m of its radios in use.", 35e6, "radios"),
        ("It had 4.3M radios.", 4.3e6, "radios"),
    ],
)
def test_a_figure_has_its_value_and_what_it_counts(text: str, value: float, of: str):
    """Digits, words and scales are read, and the noun beside them."""
    figure = only(text)
    assert (figure.value, figure.of) == (value, of)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("The fine was £1.2m.", 1_200_000, "GBP"),
        ("It cost $5 billion.", 5e9, "USD"),
        ("They paid 300 euros.", 300, "EUR"),
        ("Stamps cost 85p.", 85, "GBX"),  # pence: 85 pounds would be another price
        ("Crime was up 12 per cent.", 12, "%"),
        ("It rose 0.5 percentage points.", 0.5, "percentage point"),
        ("She ran 10km.", 10, "kilometre"),
        ("The wall is 30 feet.", 30, "foot"),
        ("It covers a 15-year period.", 15, "year"),
        ("It lasted three and a half hours.", 3, None),
        ("They found half a tonne of flour.", 0.5, "tonne"),
        ("It took half an hour.", 0.5, "hour"),
        ("It is 900 sq ft large.", 900, "square foot"),
        ("It has 12 square miles of forest.", 12, "square mile"),
    ],
)
def test_money_shares_and_measures_have_units(text: str, value: float, unit: str | None):
    """The unit is a currency code, a percent sign, or a unit of measure in the singular."""
    figure = figures(text)[0]
    assert figure.value == value
    assert unit is None or figure.unit == unit


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("About 9,000 cases are open.", "about"),
        ("approximately 9,000 cases", "about"),
        ("nearly 9,000 cases", "about"),
        ("More than 1,200 officers came.", "more than"),
        ("over 1,200 officers", "more than"),
        ("fewer than 30 homes", "less than"),
        ("at least 30 vehicles", "at least"),
        ("up to 40 jobs", "up to"),
        ("no more than 40 jobs", "up to"),
        ("40 jobs or more", None),
        ("30 or more vehicles", "at least"),
        ("over a 15-year period", None),
        ("over 15 years", None),
        ("9,000 cases", None),
    ],
)
def test_the_bound_is_told_from_the_exact(text: str, approximate: str | None):
    """`about`, `more than` and their like are kept; `over 15 years` is a length of time, no bound."""
    assert figures(text)[0].approximate == approximate


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Crime fell by 12 per cent.", "fall"),
        ("Sales rose 5%.", "rise"),
        ("There were three times more cases.", "rise"),
        ("That meant 134 more suspects.", "rise"),
        ("The hospital saw 300 fewer patients.", "fall"),
        ("It has 9,000 cases, up from 8,700.", "rise"),
        ("A 5% increase was agreed.", "rise"),
        ("There were 9,000 cases.", None),
    ],
)
def test_rise_and_fall_are_read_beside_the_number(text: str, change: str | None):
    """A verb before or a word after says which way it went."""
    assert figures(text)[0].change == change


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Between 50 and 60 people came.", 50, 60),
        ("200-300 fans waited.", 200, 300),
        ("It is 5 to 10 miles away.", 5, 10),
        ("A range of £3,000-£5,000 was named.", 3000, 5000),
        ("Dozens of homes were lost.", 12, 120),
        ("Tens of thousands of people marched.", 10_000, 100_000),
        ("Turnout rose from 30% to 45%.", 30, 45),
    ],
)
def test_ranges_have_two_ends(text: str, low: float, high: float):
    """Ranges and plural scales give the lower and the upper end."""
    figure = only(text)
    assert (figure.value, figure.value_to) == (low, high)


def test_a_fraction_counts_what_it_is_a_part_of():
    """Two thirds of voters are 0.667 voters."""
    figure = only("Two-thirds of voters agreed.")
    assert figure.value == pytest.approx(2 / 3)
    assert figure.of == "voters"


@pytest.mark.parametrize(
    "text",
    [
        "He was born in 1987.",
        "It opened on 12 May 2024.",
        "On May 12 it rained.",
        "She came 3rd.",
        "They won 3-1.",
        "Call 0161 496 0000 now.",
        "Ring +44 161 496 0000 now.",
        "Dial 999.",
        "It began at 9.30am.",
        "It began at 14:30.",
        "The M25 was closed.",
        "Flight 370 was late.",
        "Section 20 applies.",
        "No one was hurt.",
        "The 5G mast fell.",
        "The 2018 elections were close.",
    ],
)
def test_dates_times_scores_names_and_ordinals_are_no_figures(text: str):
    """What numbers nothing is not counted."""
    assert figures(text) == []


@pytest.mark.parametrize("text", ["Bram Holt, 45, left.", "A man aged 45 left.", "The 45-year-old left."])
def test_an_age_is_told_apart_by_its_unit(text: str):
    """Ages are in years of age and count nothing."""
    figure = only(text)
    assert (figure.value, figure.unit, figure.of) == (45, "year of age", None)


def test_other_languages_have_no_figures():
    """Only English is known."""
    assert find_figures("9.000 Fälle", "de") == ()


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("30 of the 140 promised beds are open.", ["promised beds", "promised beds"]),
        ("15 vans burned, three of them new.", ["vans", "vans"]),
        ("They handed in 80 knives, compared with 52 last year.", ["knives", "knives"]),
        ("He was hit five times.", ["times"]),
        ("It has 33 police forces.", ["police forces"]),
        ("It shut two day centres.", ["day centres"]),
        ("The 95 who left were paid.", ["people"]),
        ("They met 12 others. The cost was 30.", ["others", None]),
    ],
)
def test_a_figure_may_share_the_noun_of_another(text: str, of: list[str | None]):
    """A part takes the noun of its whole, a second number that of the first, within one sentence."""
    assert [one.of for one in figures(text)] == of


@pytest.mark.parametrize(
    "text",
    [
        "Two boys, 12 and 14, left.",
        "A 6-Year-Old boy and a 9-year-old girl left.",
        "They are Ann Poe, 27; her sister, Ida Poe, 25; and no more.",
        "Bram Holt and Ida Poe, both 26, left. Tam Roe, 12, stayed.",
    ],
)
def test_ages_in_a_list_or_a_headline_are_ages(text: str):
    """Two ages beside those who have them, however they are written."""
    assert [one.unit for one in figures(text) if one.of is None] == ["year of age", "year of age"]


def test_what_was_some_years_ago_is_a_date():
    """`two years ago` counts nothing."""
    assert figures("It closed two years ago.") == []


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article lies beside the checkout and is not there")
def test_the_seed_article_s_figures_have_what_they_count():
    """Each figure of the article that the house was planned on, with its noun or unit."""
    text = next(SEED.glob("*.txt")).read_text("utf-8")
    found = [(one.value, one.of or one.unit) for one in find_figures(text, "en")]
    assert [value for value, of in found if of == "cases"] == [9000, 9000, 9000, 3, 9000]
    assert {
        (6, "potential grooming gang victim cases"),
        (11000, "frontline officers"),
        (134, "suspects"),
        (1e6, "GBP"),
        (15, "year"),
    } == {one for one in found if one[1] != "cases"}


def test_two_numbers_that_are_no_range_may_share_a_unit():
    """`fell by 1 to 1.5 degrees`, and `from 21 mpg combined to 23`, count the same."""
    assert [one.unit for one in figures("The river fell by 2 to 3.5 metres.")] == ["metre", "metre"]
    assert [one.unit for one in figures("It went from 21 mph on average to 23.")] == ["mph", "mph"]


def test_a_share_and_a_price_are_no_range():
    """`rose 6.5% to 164p` is two figures; the price is in pence."""
    assert [(one.value, one.unit) for one in figures("The shares rose 6.5% to 164p.")] == [(6.5, "%"), (164, "GBX")]


def test_a_range_that_is_named_may_be_wide():
    """`ranging from £200 to £4 million` is one range."""
    (figure,) = figures("The claims were ranging from £200 to £4 million.")
    assert (figure.value, figure.value_to, figure.unit) == (200, 4e6, "GBP")


def test_what_is_counted_may_have_a_measure_of_its_own():
    """`eight million 250ml bottles` counts bottles."""
    first = figures("It sold eight million 250ml bottles.")[0]
    assert (first.value, first.of, first.unit) == (8e6, "250ml bottles", None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("There are 4,800 patients, of whom 300 waited.", [(4800, "patients"), (300, "patients")]),
        ("There are 640 patients, 23 of whom waited.", [(640, "patients"), (23, "patients")]),
        ("Ten schools are full and six more will run out.", [(10, "schools"), (6, "schools")]),
    ],
)
def test_a_part_counts_what_its_whole_counts(text: str, values: list[tuple[float, str]]):
    """`of whom 300`, `23 of whom` and `six more` take the noun that stands with the figure before."""
    assert [(figure.value, figure.of) for figure in figures(text)] == values
