"""Which published headline heads a thread."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.nouns import Development, DevelopmentKind
from pipeline.thread.heading import STEPS, Headlined, chosen_of, heading, heads, n_heard
from tests.pipeline.thread.articles_of_ours import START

ODD = "Baker in tears"
PLAIN = ("Storrow weir gate fails", "Weir gate fails at Storrow: homes in the dark", "Homes in the dark as gate fails")


def _development(
    key: str = "d", hours: float = 0, n: int = 1, kind: DevelopmentKind = DevelopmentKind.HAPPENED
) -> Development:
    at = START + timedelta(hours=hours)
    return Development(
        id=key, thread_id="t", kind=kind, headline="As it was told first", first_article_id="a0", first_outlet=None,
        first_at=at, opened_at=at, last_seen_at=at, n_articles=n,
    )  # fmt: skip


def _came(*headlines: str, told: tuple[int, ...] = ()) -> list[Headlined]:
    return [
        Headlined(article_id=f"a{n}", headline=each, told_at=START + timedelta(hours=told[n] if told else n))
        for n, each in enumerate(headlines)
    ]


def test_of_one_article_or_two_the_first_heads() -> None:
    """There is no middle of two."""
    for came in ([], _came(ODD), _came(ODD, PLAIN[0])):
        assert heading(_development(), came) == ("As it was told first", "a0")


def test_of_three_that_heads_which_shares_most_with_the_others() -> None:
    """An odd first headline gives way; its article is named."""
    assert heading(_development(), _came(ODD, *PLAIN[:2])) == (PLAIN[0], "a1")
    assert heading(_development(), _came(ODD, PLAIN[0], PLAIN[2], PLAIN[1], PLAIN[0], PLAIN[0])) == (PLAIN[1], "a3")


def test_a_small_gain_does_not_unseat_the_first() -> None:
    """The first headline stays unless another shares clearly more, and of equals the one told first is taken."""
    near = _came("Weir gate fails at Storrow", "Storrow weir gate fails again", "Gate fails at weir in Storrow")
    assert heading(_development(), near)[1] == "a0"
    assert heading(_development(), _came(ODD, "Weir gate", "Gate weir", told=(0, 2, 1)))[1] == "a2"


def test_an_agencys_headline_that_many_carry_is_heard_once() -> None:
    """Copies under one headline do not outvote those who wrote their own."""
    wire = "Crown Wire: water board statement on gate"
    assert heading(_development(), _came(wire, wire, wire, wire, PLAIN[0], PLAIN[1]))[0] == PLAIN[0]


def test_between_the_steps_nothing_changes() -> None:
    """Whoever comes between is heard when the development has doubled."""
    five = _came(ODD, *PLAIN[:2], ODD + " again", ODD + " at the weir")
    assert heading(_development(), five) == heading(_development(), five[:3])
    assert [n_heard(n) for n in (0, 2, 3, 5, 6, 11, 47, 48, 5_000)] == [0, 0, 3, 3, 6, 6, 24, 48, 48]


@given(st.lists(st.text(max_size=12), min_size=3, max_size=60), st.randoms())
def test_any_headlines_have_one_that_is_one_of_them(headlines: list[str], chance: object) -> None:
    """Whatever is printed, the headline was published by the article that is named, and the order of time is enough."""
    came = _came(*headlines)
    headline, article = heading(_development(), came)
    assert (article, headline) in [(each.article_id, each.headline) for each in came[: STEPS[-1]]]
    heard = came[: n_heard(len(came))]
    chance.shuffle(heard)  # type: ignore[attr-defined]
    assert heading(_development(), heard) == (headline, article)


def test_a_reminder_and_a_lost_page_head_nothing() -> None:
    """They are no news under which a story stands."""
    told, reminder = _development("d1", 1), _development("d3", 3, n=0)
    gone = _development("d4", 4, kind=DevelopmentKind.WITHDRAWN)
    assert [heads(each) for each in (told, reminder, gone)] == [True, False, False]


def test_a_headline_that_tells_no_story_heads_only_where_none_tells_one() -> None:
    """Neither within a development nor before an older one."""
    blog = "Storrow weir: live updates"
    assert heading(_development(), _came(blog, blog, PLAIN[0], PLAIN[1]))[0] == PLAIN[0]
    live = replace(_development("d2", 2), headline=blog)
    assert heading(live, _came(blog)) == (blog, "a0")
    assert heading(live, _came(blog, PLAIN[0])) == (PLAIN[0], "a1")
    older = replace(_development("d1", 1), headline=PLAIN[1])
    assert chosen_of([(live, _came(blog)), (older, _came(PLAIN[1]))]) == (PLAIN[1], "a0")
    assert chosen_of([(live, _came(blog)), (live, _came(blog))]) == (blog, "a0")
    assert chosen_of([]) is None
