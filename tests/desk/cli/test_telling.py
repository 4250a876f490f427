"""`throughline watch`, `alerts`, and `--since-seen`, as one types them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.nouns import DevelopmentKind, Evidence, Passage, WatchKind
from tests.desk.cli.conftest import Answer
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.test_bounces import standard

Call = Callable[..., Answer]


@pytest.fixture
def newsroom(tmp_path: Path, throughline: Call, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """The installation that the commands work on, with the invented stories, on the morning after."""
    del throughline
    (tmp_path / "data").mkdir()
    made = Newsroom(tmp_path, url=f"sqlite:///{tmp_path}/data/throughline.db")
    # a led clock without a leader stands at its first instant
    monkeypatch.setenv("THROUGHLINE_CLOCK_STARTS_AT", NOW.isoformat())
    monkeypatch.setenv("THROUGHLINE_CLOCK_LED_BY", str(tmp_path / "nobody.json"))
    return made


def _add(throughline: Call, *words: str) -> Answer:
    answer = throughline("watch", "add", *words, "--to", "nora@desk.example")
    assert answer.status == 0, answer.err
    return answer


def test_a_watch_is_added_with_its_delivery_listed_changed_and_removed(newsroom: Newsroom, throughline: Call) -> None:
    """Adding it again changes how it tells; a bad time, zone or address is a misuse or a failure in one line."""
    furnish(newsroom)
    answer = _add(throughline, "query", "cases", "--pace", "daily", "--daily-at", "06:30", "--quiet", "22:00-06:00",
                  "--zone", "Europe/London", "--most-a-day", "5")  # fmt: skip
    assert "the last seven days would have brought 4 alerts" in answer.out
    (row,) = throughline("watch", "list", "--jsonl").lines
    assert row["delivery"] == "daily at 06:30, quiet 22:00–06:00 (Europe/London), 5 a day at most"
    assert (row["looks_at"], row["n_week"], row["is_noisy"]) == ("for “cases”", 0, False)
    _add(throughline, "query", "cases")
    (row,) = throughline("watch", "list", "--jsonl").lines
    assert row["delivery"] == "at once"
    for wrong in (["--zone", "Mars/Base"], ["--daily-at", "25:00"], ["--quiet", "22:00"], ["--pace", "soon"]):
        assert throughline("watch", "add", "query", "x", "--to", "a@b.example", *wrong).status == 2
    assert throughline("watch", "add", "query", "x", "--to", "nobody").status == 1
    assert throughline("watch", "remove", row["id"]).status == 0
    assert throughline("watch", "list", "--jsonl").lines == []


@pytest.fixture
def outlets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the invented outlets as outlet files."""
    folder = tmp_path / "outlets"
    folder.mkdir()
    for slug in ("crown-wire", "the-tally"):
        home = f"https://{slug}.example/"
        (folder / f"{slug}.toml").write_text(f'name = "{slug}"\nhome = "{home}"\n[[feed]]\nurl = "{home}feed"\n')
    monkeypatch.setenv("THROUGHLINE_PATHS_OUTLETS", str(folder))


@pytest.mark.usefixtures("outlets")
@pytest.mark.parametrize(
    ("kind", "value", "n"),
    [
        ("speaker", "Idris Penhallow", 1),
        ("figure", '"cases" changes', 1),
        ("figure", "homes > 1,000", 1),
        ("kind", "correction", 1),
        ("kind", "opened", 5),
        ("outlet", "crown-wire", 1),
        ("query", "ferry OR tram", 2),
        ("silence", "*", 0),
    ],
)
def test_a_preview_shows_what_a_week_would_have_brought(
    newsroom: Newsroom, throughline: Call, kind: str, value: str, n: int
) -> None:
    """Of each kind; nothing is stored, and people are told how many a day."""
    furnish(newsroom)
    answer = throughline("watch", "preview", kind, value, "--jsonl")
    assert answer.status == 0, answer.err
    assert len(answer.lines) == n
    said = throughline("watch", "preview", kind, value).out
    assert (f"in 7 days, {n / 7:.1f} a day" in said) if n else ("nothing" in said)
    assert newsroom.store.watches.listing() == []


@pytest.mark.usefixtures("outlets")
def test_a_gap_is_measured_by_our_own_outlet(
    newsroom: Newsroom, throughline: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one the watch is refused with what to set; with one it shows what others had."""
    furnish(newsroom)
    refused = throughline("watch", "preview", "gap", "3")
    assert (refused.status, "tell.own_outlet" in refused.err) == (1, True)
    monkeypatch.setenv("THROUGHLINE_TELL_OWN_OUTLET", "the-tally")
    headlines = [row["headline"] for row in throughline("watch", "preview", "gap", "3", "--jsonl").lines]
    assert headlines == [
        "Police reopen 9,000 cases after years of denials",
        "Ferry crews to strike for three days from Friday",
    ]
    assert throughline("watch", "preview", "gap", "one").status == 1


def test_a_webhook_is_added_with_its_secret_and_listed_without_its_address(
    newsroom: Newsroom, throughline: Call
) -> None:
    """Who sees the list must not be able to write in the newsroom's name."""
    del newsroom
    answer = throughline("watch", "add", "query", "weir", "--to", "https://hooks.example/in/secret", "--json")
    assert answer.document["secret"].startswith("whsec_")
    assert answer.document["pace"] == "at_once"
    listed = throughline("watch", "list", "--jsonl")
    assert listed.lines[0]["recipient"] == "https://hooks.example/…"
    assert "/in/secret" not in listed.out


def test_alerts_are_listed_with_their_state_and_headline(newsroom: Newsroom, throughline: Call) -> None:
    """Owed, held, refused; by recipient, and only those asked for."""
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    newsroom.watch(WatchKind.QUERY, "homes", "otto@desk.example")
    furnish(newsroom)
    rows = throughline("alerts", "list", "--jsonl").lines
    assert {row["state"] for row in rows} == {"owed"}
    assert "Police reopen 9,000 cases after years of denials" in {row["headline"] for row in rows}
    (alert, *_) = newsroom.store.alerts.listing(recipient="nora@desk.example")
    newsroom.store.letters.arrange({"<x@y.example>": [alert.id]}, {})
    newsroom.store.letters.mark_failed(
        "<x@y.example>", "550 no", NOW + timedelta(days=1), refused_at=NOW, is_free=False
    )
    (row,) = throughline("alerts", "list", "--refused", "--jsonl").lines
    assert (row["state"], row["failure"]) == ("refused", "550 no")
    assert {
        row["recipient"] for row in throughline("alerts", "list", "--to", "otto@desk.example", "--jsonl").lines
    } == {"otto@desk.example"}
    assert "refused: 550 no" in throughline("watch", "list").out


def test_letters_that_came_back_are_taken_in_listed_and_flagged(
    newsroom: Newsroom, throughline: Call, tmp_path: Path
) -> None:
    """Reports out of files mark their alerts; after three letters the watch says that nobody is reached."""
    newsroom.watch(WatchKind.QUERY, "weir", "nora@desk.example")
    for n in (1, 2, 3):
        newsroom.publish(f"a{n}", "the-tally", f"11 0{n}:00", f"Weir report {n}", f"The weir gate failed {n} times.")
    files = []
    for n, alert in enumerate(newsroom.store.alerts.listing()):
        letter = f"<m{n}@desk.example>"
        newsroom.store.letters.arrange({letter: [alert.id]}, {})
        newsroom.store.letters.mark_sent(letter, NOW - timedelta(hours=3))
        files.append(tmp_path / f"{n}.eml")
        files[-1].write_bytes(standard(letter=letter))
    assert throughline("alerts", "bounces").status == 2
    answer = throughline("alerts", "bounces", *files[:2], "--json")
    assert (answer.document["n_mails"], len(answer.document["bounces"]), answer.document["unreadable"]) == (2, 2, [])
    assert throughline("watch", "list", "--jsonl").lines[0]["unreachable"] is None
    assert "1 mail: 1 new report, 0 that report nothing" in throughline("alerts", "bounces", files[2]).out
    rows = throughline("alerts", "list", "--bounced", "--jsonl").lines
    assert {(row["state"], row["failure"]) for row in rows} == {
        ("bounced", "550 5.1.1 <nora@desk.example>: no such reader here")
    }
    assert len(rows) == 3
    (watch,) = throughline("watch", "list", "--jsonl").lines
    assert watch["unreachable"].startswith("not reached: 3 letters came back since 2026-03-12")
    assert watch["unreachable"] in watch["remark"]
    missing = throughline("alerts", "bounces", tmp_path / "nowhere")
    assert (missing.status, "cannot be read" in missing.err) == (1, True)


def test_only_what_is_new_since_the_last_look_is_shown(newsroom: Newsroom, throughline: Call) -> None:
    """A look at a thread moves the mark, a peek does not; each reader has marks of their own."""
    furnish(newsroom)
    slug = newsroom.store.threads.find(newsroom.thread_id("post-exclusive")).slug
    everything = throughline("threads", "--jsonl").lines
    assert len(throughline("threads", "--since-seen", "--jsonl").lines) == len(everything)
    peeked = throughline("thread", slug, "--since-seen", "--peek", "--json").document
    seen = throughline("thread", slug, "--since-seen", "--json").document
    assert len(peeked["developments"]) == len(seen["developments"]) == 6
    assert throughline("thread", slug, "--since-seen", "--json").document["developments"] == []
    assert slug not in {row["slug"] for row in throughline("threads", "--since-seen", "--jsonl").lines}
    assert slug in {row["slug"] for row in throughline("threads", "--since-seen", "--reader", "otto", "--jsonl").lines}
    newsroom.store.seen.mark("otto", newsroom.thread_id("post-exclusive"), datetime(2026, 3, 11, tzinfo=UTC))
    (row,) = [
        r for r in throughline("threads", "--since-seen", "--reader", "otto", "--jsonl").lines if r["slug"] == slug
    ]
    assert row["n_new"] == 2


def test_exports_hold_the_evidence_of_what_they_tell(newsroom: Newsroom, throughline: Call) -> None:
    """Sentences with their addresses, the earlier one beside, and both values of a changed figure."""
    newsroom.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    newsroom.publish("a", "the-tally", "10 08:00", "Police look at 9,000 cases", "Police look at 9,000 cases again.")
    newsroom.publish("b", "the-meridian", "11 08:00", "Now 8,700 cases", "Police look at 8,700 cases.", thread="a")
    first, second = newsroom.articles["a"], newsroom.articles["b"]
    passages = [
        Passage(article_id=one.id, text=one.text.splitlines()[0], start=0, end=len(one.text.splitlines()[0]))
        for one in (first, second)
    ]
    changed = Evidence(
        kind=DevelopmentKind.FIGURE,
        passage=passages[1],
        against=passages[0],
        label="cases",
        old_value=9_000,
        new_value=8_700,
    )
    with newsroom.store.begin() as ledger:
        placed = ledger.find_assignment(second.id)
        assert placed is not None
        ledger.add_evidence(placed.development_id, [changed])
    rows = {row["id"]: row for row in throughline("export", "developments", "--jsonl").lines}
    row = rows[placed.development_id]
    (shown,) = row["evidence"]
    assert row["url"] == shown["url"] == second.canonical_url
    assert (shown["old_value"], shown["new_value"], shown["is_possible"]) == (9_000, 8_700, False)
    assert shown["against"] == {
        "sentence": passages[0].text, "start": 0, "end": passages[0].end, "article": first.id, "url": first.canonical_url
    }  # fmt: skip
    alerts = throughline("export", "alerts", "--jsonl").lines
    told = next(alert for alert in alerts if alert["development_id"] == placed.development_id)
    assert (told["state"], told["evidence"], told["headline"]) == ("owed", [shown], "Now 8,700 cases")
    assert "8700" in throughline("export", "developments", "--format", "csv").out
