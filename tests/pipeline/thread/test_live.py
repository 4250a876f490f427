"""Two versions of a live blog: entries that are new, that moved, were reworded, put right, or went off the page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.nouns import Article, Facts, Figure, Markings, Name, RevisionKind, TextBlock, TextBlockKind
from pipeline.thread.forms import goes_on
from pipeline.thread.live import entries_of, facts_in, grown, without_entries
from tests.pipeline.thread.articles_of_ours import article

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOVE = "Follow what happens at Storrow weir with our reporters on both banks."
GATE = (NINE, "The main gate of Storrow weir failed at six, the Corriby River Board said.")
HOMES = (NINE + timedelta(minutes=20), "About 120 homes in Nether Storrow are without power.")
ARREST = (NINE + timedelta(minutes=50), "Police have arrested a man of 41 over the failure.")

Post = tuple[datetime | None, str]


def _blog(*posts: Post, above: str = ABOVE, headline: str = "Storrow weir: live updates") -> Article:
    """Return the page with these entries, in the order in which it prints them."""
    lines, blocks, start = [above], [], len(above) + 1
    for at, text in posts:
        blocks.append(TextBlock(kind=TextBlockKind.LIVE_ENTRY, start=start, end=start + len(text), at=at))
        lines.append(text)
        start += len(text) + 1
    made = article("live", headline, "\n".join(lines), hours=9)
    return replace(made, markings=Markings(is_live=True, text_blocks=tuple(blocks)))


def _fresh(known: Article, new: Article) -> list[str]:
    return [one.text for one in grown(known, new).fresh]


def test_what_is_new_is_found_in_order_of_time() -> None:
    """The newest stands on top; what was there is no news."""
    growth = grown(_blog(GATE), _blog(ARREST, HOMES, GATE))
    assert [(one.at, one.text) for one in growth.fresh] == [HOMES, ARREST]
    assert growth.kind is RevisionKind.SUBSTANCE
    assert {one.new for one in growth.sentences} == {HOMES[1], ARREST[1]}


def test_what_moved_or_went_off_the_page_is_no_change() -> None:
    """Neither another order nor a shorter page, nor both."""
    whole = _blog(ARREST, HOMES, GATE)
    assert grown(whole, _blog(GATE, ARREST, HOMES)).kind is RevisionKind.SAME
    assert grown(whole, _blog(ARREST)).kind is RevisionKind.SAME


def test_two_entries_of_one_minute_are_two() -> None:
    """The second is new, though the first has its time."""
    second = (ARREST[0], "The towpath between the two locks is closed until further notice.")
    assert _fresh(_blog(ARREST, GATE), _blog(second, ARREST, GATE)) == [second[1]]


def test_an_entry_is_known_again_under_another_time() -> None:
    """An outlet that prints its times in another zone, or dates an entry anew, posts nothing."""
    later = [(at + timedelta(hours=1), text) for at, text in (HOMES, GATE)]
    assert _fresh(_blog(HOMES, GATE), _blog(*later)) == []


def test_an_entry_that_is_older_than_the_newest_known_one_is_not_told() -> None:
    """It stood on the page before, and left it, or comes from another part of the blog; it is kept all the same."""
    growth = grown(_blog(ARREST, GATE), _blog(ARREST, HOMES, GATE))
    assert growth.fresh == ()
    assert [one.new for one in growth.sentences] == [HOMES[1]]


def test_an_entry_pinned_to_an_hour_to_come_hides_nothing() -> None:
    """Its time lies after the page was fetched."""
    pinned = (NINE + timedelta(days=1), "The Corriby River Board meets on Tuesday at nine in the town hall.")
    assert _fresh(_blog(pinned, GATE), _blog(pinned, ARREST, GATE)) == [ARREST[1]]


def test_a_toll_told_later_is_another_entry_also_where_the_first_has_gone() -> None:
    """They are alike but for the number, and were posted at two times."""
    three, five = ((at, f"So many as {n} people were hurt at the weir.") for (at, _), n in ((GATE, 3), (ARREST, 5)))
    growth = grown(_blog(HOMES, three), _blog(five, HOMES))
    assert [one.text for one in growth.fresh] == [five[1]]
    assert growth.taken_back == ()


def test_within_an_entry_another_value_takes_the_first_back() -> None:
    """It was posted at that minute with another count."""
    right = (HOMES[0], HOMES[1].replace("120", "90"))
    growth = grown(_blog(HOMES, GATE), _blog(right, GATE))
    ((posted, change),) = growth.taken_back
    assert posted is not None
    assert posted.text == right[1]
    assert (change.figures_gone, change.figures_new) == (("120",), ("90",))
    assert growth.fresh == ()


@pytest.mark.parametrize(
    "text",
    [
        "A man of 41 has been arrested by police over the failure.",
        "Police have arrested a man over the failure.",
        "Police have arrested a man of 41 over the failure. He is a former keeper of the weir, and lives nearby.",
    ],
)
def test_an_entry_that_is_reworded_cut_or_added_to_takes_nothing_back(text: str) -> None:
    """And it is told by what it was."""
    growth = grown(_blog(ARREST, GATE), _blog((ARREST[0], text), GATE))
    assert (growth.fresh, growth.taken_back) == ((), ())
    assert growth.kind is not RevisionKind.SAME


def test_what_sums_up_takes_nothing_back_and_is_not_new() -> None:
    """Neither the lines above the entries nor one that says so."""
    points = (GATE[0], "What we know so far: 120 homes are without power.")
    fewer = (GATE[0], "What we know so far: 70 homes are without power.")
    above = "Some 70 homes are without power."
    growth = grown(_blog(HOMES, points, above="Some 120 homes are without power."), _blog(HOMES, fewer, above=above))
    assert (growth.fresh, growth.taken_back) == ((), ())
    later = (ARREST[0], "Recap: the gate failed at six and homes lost power.")
    assert _fresh(_blog(HOMES, GATE), _blog(later, HOMES, GATE)) == []


def _stamped(posts: Sequence[Post]) -> Article:
    lines = [f"{at:%H:%M} {text}" for at, text in posts if at]
    return article("live", "Storrow weir", "\n".join([ABOVE, *lines]), hours=9)


def test_entries_that_nothing_marks_begin_with_their_stamps() -> None:
    """Five of them make a live blog; the line above is in none."""
    posts = [(NINE + timedelta(minutes=n), f"Gauge {n} was read by the keeper of the weir.") for n in range(6)]
    found = entries_of(_stamped(posts))
    assert [(one.key, one.at) for one in found] == [(f"09:0{n}", None) for n in range(6)]
    assert without_entries(_stamped(posts)) == ABOVE
    assert _fresh(_stamped(posts[1:]), _stamped(posts)) == [f"09:00 {posts[0][1]}"]


def test_a_page_with_one_entry_grows_as_well() -> None:
    """A page marks entries from two on: until then all of it is the lines that were there."""
    begun = replace(_blog(GATE), markings=Markings(is_live=True))
    assert not goes_on(begun)
    assert goes_on(_blog(HOMES, GATE))
    assert _fresh(begun, _blog(HOMES, GATE)) == [HOMES[1]]


def test_an_entry_has_the_facts_that_stand_in_it() -> None:
    """At their places in its own text; a name that the blog printed before is named here too."""
    blog = _blog(HOMES, GATE)
    first, second = entries_of(blog)
    at = blog.text.index("120 homes")
    figure = Figure(text="120 homes", value=120, of="homes", sentence=HOMES[1], start=at, end=at + 9)
    name = Name(text="Storrow", kind="place", start=blog.text.index("Storrow"), end=blog.text.index("Storrow") + 7)
    facts = Facts(figures=(figure,), names=(name,))
    (found,) = facts_in(facts, first).figures
    assert first.text[found.start : found.end] == "120 homes"
    assert facts_in(facts, second).figures == ()
    assert all(facts_in(facts, each).names for each in (first, second))
