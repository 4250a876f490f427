"""Watches found by what they look at."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.match import MatchRules, is_match, matching, owed_alerts, owed_gaps, owed_silence, subject_of
from pipeline.nouns import (
    Article,
    Delivery,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    Figure,
    Notice,
    NoticeKind,
    Pace,
    Passage,
    Quote,
    Watch,
    WatchKind,
)
from pipeline.watch_index import WatchIndex

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = MatchRules(own_outlet="our-paper")
FACTS = Facts(
    quotes=(Quote(speaker="Mayor Idris Penhallow", text="No", sentence="No, he said.", start=0, end=2),),
    figures=(Figure(text="8,800 cases", value=8_800, of="cases", sentence="x", start=0, end=1),),
)


def _watch(kind: str, value: str, recipient: str = "nora@desk.example", **more: object) -> Watch:
    made = {"created_at": NOON - timedelta(days=1), **more}
    return Watch(id=f"{kind}:{value}:{recipient}", kind=WatchKind(kind), value=value, recipient=recipient, **made)  # type: ignore[arg-type]


def _article(text: str = "The gates of the weir broke.") -> Article:
    return Article(
        id="a1", canonical_url=None, outlet="weir-echo", outlet_name="Weir Echo", headline="Weir breaks",
        seen_at=NOON, language="en", text=text, text_hash="x",
    )  # fmt: skip


def _development(**more: object) -> Development:
    fields = {"kind": DevelopmentKind.HAPPENED, "first_at": NOON, "opened_at": NOON, **more}
    return Development(
        id="d1", thread_id="t1", headline="Weir breaks", first_article_id="a1", first_outlet="weir-echo", last_seen_at=NOON, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "matches"),
    [
        ("speaker", "Penhallow", True),
        ("speaker", "idris penhallow", True),
        ("speaker", "Idris Penn", False),
        ("figure", "cases > 8000", True),
        ("figure", '"cases" changes', True),
        ("figure", "cases > 9000", False),
        ("kind", "happened", True),
        ("kind", "correction", False),
        ("query", "gate", True),
        ("query", "gate OR football", True),
        ("query", "(football OR weir) broke", True),
        ("query", "football OR chess", False),
        ("query", "outlet:weir-echo", True),
        ("query", "outlet:other OR lang:en", True),
        ("query", 'speaker:"Penhallow" of:cases', True),
        ("query", "copied:no", True),
        ("gap", "2", False),
        ("silence", "*", False),
    ],
)
def test_a_watch_of_each_kind_finds_what_it_asks_for(kind: str, value: str, matches: bool) -> None:
    """By the index as by trying it."""
    watch = _watch(kind, value)
    subject = subject_of(_development(), _article(), FACTS)
    told = Passage(article_id="a", text=_article().text, start=0, end=1)
    changes = [Evidence(kind=DevelopmentKind.FIGURE, passage=told, label="cases", old_value=9_000, new_value=8_800)]
    assert is_match(watch, _development(), subject, now=NOON, changes=changes) is matches
    found = matching(WatchIndex([watch]), _development(), subject, now=NOON, changes=changes)
    assert found == ([watch] if matches else [])


def test_the_index_finds_just_what_trying_every_watch_finds() -> None:
    """Over hundreds of random queries and articles from few words."""
    chance = random.Random(5)
    words = ["weir", "gates", "broke", "mayor", "night", "boats", "school", "letter"]

    def query() -> str:
        one, two, three = chance.sample(words, 3)
        return chance.choice([f"{one} {two}", f"{one} -{two}", f"({one} OR {two}) {three}", f'"{one} {two}"',
                              f"{one} OR {two} {three}", f"-{one} copied:no", f"headline:{one} OR -{two} {three}"])  # fmt: skip

    watches = [_watch("query", query(), f"{n}@desk.example") for n in range(400)]
    index = WatchIndex(watches)
    for _ in range(40):
        subject = subject_of(_development(), _article(" ".join(chance.choices(words, k=5))), FACTS)
        tried = [watch for watch in watches if is_match(watch, _development(), subject, now=NOON)]
        assert matching(index, _development(), subject, now=NOON) == tried


def test_of_several_watches_the_one_that_tells_soonest_decides() -> None:
    """One alert a recipient, and a digest does not slow down what was asked for at once."""
    daily = _watch("query", "weir", delivery=Delivery(pace=Pace.DAILY))
    at_once = _watch("thread", "t1")
    (alert,) = owed_alerts(_development(), _article(), [daily, at_once], now=NOON, rules=RULES)
    assert (alert.watch_id, alert.due_at, alert.is_held) == (at_once.id, NOON, False)
    (alert,) = owed_alerts(_development(), _article(), [daily], now=NOON, rules=RULES)
    assert (alert.due_at, alert.is_held) == (NOON + timedelta(hours=19), True)


def test_a_gap_is_told_once_enough_others_have_it_and_ours_has_not() -> None:
    """By how many the watch says; never without an outlet of our own, and not of old news."""
    index = WatchIndex([_watch("gap", "3"), _watch("gap", "2", "otto@desk.example")])
    two = dict.fromkeys(("a", "b"), NOON)
    assert [a.recipient for a in owed_gaps(_development(), two, index, now=NOON, rules=RULES)] == ["otto@desk.example"]
    three = {**two, "c": NOON}
    owed = owed_gaps(_development(), three, index, now=NOON, rules=RULES)
    assert {alert.recipient for alert in owed} == {"nora@desk.example", "otto@desk.example"}
    assert not owed_gaps(_development(), {**three, "our-paper": NOON}, index, now=NOON, rules=RULES)
    assert not owed_gaps(_development(), three, index, now=NOON, rules=MatchRules())
    assert not owed_gaps(_development(), three, index, now=NOON + timedelta(days=3), rules=RULES)
    told = owed_alerts(_development(), _article(), [_watch("thread", "t1")], now=NOON, rules=RULES)
    assert told[0].id not in {alert.id for alert in owed}


def test_a_silent_outlet_is_told_to_who_watches_it_or_any() -> None:
    """Of floods nobody is told by such a watch."""
    index = WatchIndex(
        [
            _watch("silence", "weir-echo"),
            _watch("silence", "*", "b@x.example"),
            _watch("silence", "other", "c@x.example"),
        ]
    )
    notice = Notice(id="n1", kind=NoticeKind.QUIET, outlet="weir-echo", began_at=NOON, says="It is quiet.")
    owed = owed_silence(notice, index, now=NOON, rules=RULES)
    assert [alert.recipient for alert in owed] == ["nora@desk.example", "b@x.example"]
    assert {(alert.notice_id, alert.development_id) for alert in owed} == {("n1", None)}
    flood = Notice(id="n2", kind=NoticeKind.FLOOD, outlet="weir-echo", began_at=NOON, says="It floods.")
    assert not owed_silence(flood, index, now=NOON, rules=RULES)
