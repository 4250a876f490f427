"""What an editor types, as a tree or as an error that points at the character."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.nouns import DevelopmentKind
from pipeline.query import Query, read_leniently, read_query, written
from pipeline.query.terms import OPERATORS
from pipeline.query.tree import (
    All,
    Bound,
    Copied,
    Either,
    FigureIs,
    KindIs,
    LanguageIs,
    Not,
    OutletIs,
    Said,
    Similar,
    SpeakerIs,
    ThreadIs,
    Told,
    nodes,
)


def said(*words: str) -> Said:
    """Return the node of a word or phrase."""
    return Said(words=words)


def day(*parts: int) -> datetime:
    """Return the first instant of a day."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


CASES = All(each=(said("a"), FigureIs(bounds=(Bound(sign=">", value=1000),), of=(("cases",),))))
UNDERSTOOD = {
    "weir": said("weir"),
    "WEIR Boats": All(each=(said("weir"), said("boats"))),
    '"weir at Ashmere" boats': All(each=(said("weir", "at", "ashmere"), said("boats"))),
    "“weir at Ashmere”": said("weir", "at", "ashmere"),
    "weir -boats": All(each=(said("weir"), Not(one=said("boats")))),
    'weir NOT "stuck boats"': All(each=(said("weir"), Not(one=said("stuck", "boats")))),
    "weir OR boats ferry": Either(each=(said("weir"), All(each=(said("boats"), said("ferry"))))),
    "weir AND boats": All(each=(said("weir"), said("boats"))),
    "weir or boats": All(each=(said("weir"), said("or"), said("boats"))),
    "(weir OR boats) ferry": All(each=(Either(each=(said("weir"), said("boats"))), said("ferry"))),
    "ferry -(weir OR boats)": All(each=(said("ferry"), Not(one=Either(each=(said("weir"), said("boats")))))),
    "9,000 covid-19 Café": All(each=(said("9", "000"), said("covid", "19"), said("cafe"))),
    'weir "unclosed phrase': All(each=(said("weir"), said("unclosed", "phrase"))),
    "weir & - 😀": said("weir"),
    "http://weir.example/a 12:30": All(each=(said("http", "weir", "example", "a"), said("12", "30"))),
    "Storm: what we know": All(each=(said("storm"), said("what"), said("we"), said("know"))),
    "headline:weir": Said(words=("weir",), in_headline=True),
    'Headline:"weir gate"': Said(words=("weir", "gate"), in_headline=True),
    'outlet:"The Meridian"': OutletIs(name="The Meridian"),
    'speaker:"Orla Fenwick"': SpeakerIs(words=("orla", "fenwick")),
    "figure:>1000": FigureIs(bounds=(Bound(sign=">", value=1000),)),
    "figure:<=£2.5m": FigureIs(bounds=(Bound(sign="<=", value=2_500_000, unit="GBP"),)),
    "figure:5%": FigureIs(bounds=(Bound(sign="=", value=5, unit="%"),)),
    "figure:100..2k": FigureIs(bounds=(Bound(sign=">=", value=100), Bound(sign="<=", value=2000))),
    "a figure:>1,000 of:cases": CASES,
    "of:cases a figure:>1000": All(each=(FigureIs(bounds=(Bound(sign=">", value=1000),), of=(("cases",),)), said("a"))),
    "kind:correction": KindIs(kind=DevelopmentKind.CORRECTION),
    "thread:weir-gate": ThreadIs(name="weir-gate"),
    "lang:EN": LanguageIs(code="en"),
    "since:7d": Told(back=timedelta(days=7)),
    "since:2026-03": Told(start=day(2026, 3, 1)),
    "on:2025-10-17": Told(start=day(2025, 10, 17), end=day(2025, 10, 18)),
    "on:2025-12": Told(start=day(2025, 12, 1), end=day(2026, 1, 1)),
    "on:2025": Told(start=day(2025, 1, 1), end=day(2026, 1, 1)),
    "before:2025-10-17": Told(end=day(2025, 10, 17)),
    "after:2025-10-17": Told(start=day(2025, 10, 18)),
    "copied:no": Copied(is_copy=False),
    'similar:"the gate  broke"': Similar(sentence="the gate broke"),
}

#: Query -> character that the error points at, counted from 1, and words of the error.
REFUSED = {
    "(weir": (6, "the query ends here; expected “)”"),
    "weir)": (5, "here stands “)”; expected the end"),
    "weir OR": (8, "the query ends here; expected “(”, a word, a “phrase” or an operator such as outlet:"),
    "weir ()": (7, "expected “(”, a word"),
    "weir AND )": (10, "here stands “)”; expected “(”, a word"),
    "weir colour:red": (6, "there is no operator “colour:”; expected headline:, outlet:"),
    "weir kind:flood": (11, "here stands “flood”; expected a kind: opened, happened"),
    "figure:many": (8, "here stands “many”; expected a number such as 9,000"),
    "figure:>": (8, "expected a number"),
    f"figure:{'9' * 400}": (8, "expected a smaller number"),
    "weir since:": (12, "here stands nothing; expected a span such as 36h"),
    "on:2025-13-01": (4, "here stands “2025-13-01”; expected a day, month or year"),
    "on:9999-12-31": (4, "expected a day"),
    "before:soon": (8, "expected a day, month or year such as 2026-03-02"),
    "copied:maybe": (8, "expected yes or no"),
    "lang:english": (6, "expected a language code such as en"),
    'headline:""': (10, "expected a word or a “phrase” of a headline"),
    "w" * 1001: (1001, "1,000 characters at most"),
    "(" * 13 + "weir" + ")" * 13: (13, "12 at most"),
}


@pytest.mark.parametrize("typed", UNDERSTOOD)
def test_a_query_is_understood_as_an_editor_means_it(typed: str) -> None:
    """Words, phrases, exclusions, alternatives, brackets, and every operator."""
    assert read_query(typed).root == UNDERSTOOD[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_an_error_points_at_the_character_and_says_what_was_expected(typed: str) -> None:
    """An editor sees where it went wrong, and what to write there."""
    character, words = REFUSED[typed]
    with pytest.raises(QueryError) as caught:
        read_query(typed)
    assert f"query, character {character}: " in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.at == character - 1
    assert caught.value.expected


@pytest.mark.parametrize("typed", ["", "  ", '""', "!?", "😀", "-weir", "-weir -boats", "weir OR -boats"])
def test_what_wants_nothing_is_refused(typed: str) -> None:
    """It would find nothing, or nearly everything."""
    with pytest.raises(QueryError, match="no word"):
        read_query(typed)


def test_a_query_without_end_is_refused_and_leniently_cut() -> None:
    """The first words say what is sought."""
    with pytest.raises(QueryError, match="more than 64"):
        read_query(" ".join(f"w{n}" for n in range(65)))
    root = read_leniently(" ".join(f"weir{n}" for n in range(10_000))).root
    assert isinstance(root, All)
    assert len(root.each) == 32


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("(weir boats", "“weir” “boats”"),
        ("weir OR", "“weir”"),
        ("-weir OR boats", "“boats”"),
        ('colour:red "weir gate"', "“colour red” “weir gate”"),
        ("weir -boats )", "“weir” -“boats”"),
        ("-weir", ""),
        ("", ""),
    ],
)
def test_what_is_no_query_is_sought_by_its_words_and_says_so(typed: str, words: str) -> None:
    """A search box answers every string."""
    query = read_leniently(typed)
    assert (query.problem is None) is (typed == "")
    assert (written(query.root) if query.root else "").replace('"', "“", 1).count("“") <= words.count("“")
    assert (written(query.root) if query.root else "") == words.replace("“", '"').replace("”", '"')


def _read(typed: str) -> tuple[Query, QueryError | None]:
    try:
        return read_query(typed), None
    except QueryError as error:
        return read_leniently(typed), error


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                ["weir", '"', "(", ")", "-", "OR", "AND", "NOT", " ", ":", "é", "\x00", "\ud83d", "7d", ">1"]
            )
            | st.sampled_from([f"{name}:" for name in OPERATORS]),
            max_size=30,
        ).map("".join),
    )
)
def test_any_string_is_a_query_or_an_error_that_points_into_it(typed: str) -> None:
    """Nothing that can be typed raises anything but our error, and no sign of a database's language comes through."""
    query, problem = _read(typed)
    assert problem is None or problem.at is None or 0 <= problem.at <= len(typed)
    root = query.root
    for node in nodes(root):
        for words in (
            [node.words] if isinstance(node, Said | SpeakerIs) else node.of if isinstance(node, FigureIs) else []
        ):
            assert words
            assert all(word.isalnum() for word in words)


@pytest.mark.parametrize("typed", [typed for typed in UNDERSTOOD if "on:" not in typed])
def test_a_tree_is_written_as_the_query_that_says_it(typed: str) -> None:
    """What is stored in a watch can be read again."""
    root = UNDERSTOOD[typed]
    assert read_query(written(root)).root == root
