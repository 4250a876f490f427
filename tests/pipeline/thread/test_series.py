"""Figures of a thread that count the same thing are one series; what they count else is another."""

from pipeline.thread.series import Series, group_figures, prints_of
from tests.pipeline.thread.accounts_of_ours import account


def values(series: Series) -> list[float]:
    """Return the values of a series, in order."""
    return [point.value for point in series.points]


def series_of(found: tuple[Series, ...], word: str) -> list[Series]:
    """Return the series that count things of this name."""
    return [one for one in found if one.of and word in one.of]


REVIEW = account("review", "Stourmouth Police will review about 9,000 cases of fraud that were closed too early.")
TRAINED = account(
    "trained",
    "The force has trained 11,000 frontline officers.\nIt is to review 9,000 cases that were closed too early.",
    hours=1,
)
FEWER = account(
    "fewer", "Stourmouth Police will review 8,700 cases, and not more, that were closed too early.", hours=5
)


def test_a_number_that_another_follows_is_a_change_and_officers_are_another_series() -> None:
    """9,000 cases became 8,700; 11,000 officers did not."""
    found = group_figures([FEWER, TRAINED, REVIEW])
    (cases,) = series_of(found, "cases")
    assert values(cases) == [9000, 8700]
    assert [(before.value, after.value) for before, after in cases.changes] == [(9000, 8700)]
    assert cases.latest.first.article_id == "fewer"
    (officers,) = series_of(found, "officers")
    assert values(officers) == [11000]


def test_a_series_says_which_outlet_prints_which_value() -> None:
    """Who still prints the old number is seen beside who prints the new one."""
    found = group_figures([REVIEW, TRAINED, FEWER])
    (cases,) = series_of(found, "cases")
    assert {outlet: point.value for outlet, point in prints_of(cases).items()} == {
        "outlet-review": 9000,
        "outlet-trained": 9000,
        "outlet-fewer": 8700,
    }
    assert [one.article_id for one in cases.points[0].printed] == ["review", "trained"]


def test_tolls_are_one_series_however_they_are_worded_and_the_injured_another() -> None:
    """Two dead, five people killed and a death toll of nine are counts of the same; the injured are counted apart."""
    accounts = [
        account("a", "Two people were killed and 11 were injured when the bridge at Hexley fell."),
        account("b", "At least five people died at Hexley. More than 20 people were injured.", hours=2),
        account("c", "The death toll at Hexley has risen to nine.", hours=9),
    ]
    found = group_figures(accounts)
    (killed,) = (one for one in found if one.state == "killed")
    assert values(killed) == [2, 5, 9]
    (injured,) = (one for one in found if one.state == "injured")
    assert values(injured) == [11, 20]


def test_two_values_that_one_article_prints_are_two_series() -> None:
    """Jobs in two towns are two things, although both are jobs."""
    both = account("both", "The baker will cut 120 jobs in Leeds. It will cut 130 jobs in Hull as well.")
    assert [values(one) for one in series_of(group_figures([both]), "jobs")] == [[120], [130]]


def test_a_step_is_no_level() -> None:
    """`300 more jobs` is not what `4,000 jobs` became."""
    accounts = [
        account("a", "The baker of Hexley employs 400 staff at its plant."),
        account("b", "The baker of Hexley will hire 300 more staff at its plant.", hours=1),
    ]
    assert [values(one) for one in series_of(group_figures(accounts), "staff")] == [[400], [300]]


def test_about_the_same_is_the_same() -> None:
    """`about 9,000` and 9,012 are one value."""
    exact = account("exact", "Stourmouth Police will review 9,012 cases that were closed too early.", hours=1)
    (cases,) = series_of(group_figures([REVIEW, exact]), "cases")
    assert values(cases) == [9000]


def test_ages_are_no_series() -> None:
    """How old people are is no number of the story."""
    assert group_figures([account("a", "Jane Ockley, 34, was found by a 34-year-old man.")]) == ()


def test_some_of_those_who_are_counted_are_another_series() -> None:
    """One of the shooters is not what became of three of them, and the total follows the total."""
    first = account("first", "Police said three gunmen fired at the weir on Monday.")
    part = account("part", "Police said one of the gunmen who fired at the weir on Monday was tall.", hours=1)
    later = account("later", "Police said four gunmen fired at the weir on Monday.", hours=2)
    found = series_of(group_figures([first, part, later]), "gunmen")
    assert sorted((one.unit or "", values(one)) for one in found) == [("", [3, 4]), ("part", [1])]
