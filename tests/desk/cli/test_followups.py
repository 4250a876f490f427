"""`throughline followups` and what `thread --json` says of firsts: from a file of articles to dates and carriers."""

import json
from pathlib import Path

import icalendar
import pytest

INQUIRY = {
    "id": "inquiry-1",
    "url": "https://post.example/inquiry",
    "title": "Inquiry into Storrow weir gate opens",
    "text": "EXCLUSIVE: An inquiry into the broken gate of Storrow weir began today, under the engineer Tamsin Ockley.\n"
    "Its report on the gate is to be published by 30 June, the Corriby River Board said.\n"
    "About 120 homes in Nether Storrow lost power when the gate failed.\n"
    "“We shall look at every bolt of that gate and at everybody who signed for it,” said Tamsin Ockley.",
    "published_at": "2196-03-02T09:00:00Z",
    "source": "Storrow Post",
    "lang": "en",
}
AGAIN = {
    **INQUIRY,
    "id": "inquiry-2",
    "url": "https://tide.example/inquiry",
    "published_at": "2196-03-02T11:00:00Z",
    "source": "Evening Tide",
}


@pytest.fixture
def ingested(throughline, tmp_path: Path):
    """Ingest an article and its copy."""
    file = tmp_path / "inquiry.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (INQUIRY, AGAIN)), encoding="utf-8")
    answer = throughline("ingest", file, "--json")
    assert answer.document["outcomes"] == {"article": 2}, answer.err
    return throughline


def test_a_date_to_come_is_listed_once_with_its_sentence(ingested):
    """The copy told it too; the list names who told it first."""
    (due,) = ingested("followups", "--jsonl").lines
    assert (due["value"], due["outlet"], due["url"]) == ("2196-06-30", "Storrow Post", INQUIRY["url"])
    assert due["sentence"] == "Its report on the gate is to be published by 30 June, the Corriby River Board said."
    assert due["due"] == "Its report on the gate is to be published by 30 June"
    assert due["followed_up"] is None
    assert ingested("followups", due["thread"], "--json").document == [due]


def test_dates_to_come_are_a_calendar(ingested):
    """One event of a whole day, read back by the library that calendars use."""
    answer = ingested("followups", "--ics")
    made = icalendar.Calendar.from_ical(answer.out)
    (event,) = made.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2196-06-30"
    assert event.decoded("dtend").isoformat() == "2196-07-01"
    assert "to be published by 30 June" in str(event["summary"])
    assert ingested("followups", "--ics").out.split("DTSTAMP")[0] == answer.out.split("DTSTAMP")[0]


def test_a_thread_says_who_had_it_first_and_what_makes_it_one(ingested):
    """Evidence with offsets, carriers with their own share, figures and quotations traced, claims as claims."""
    (row,) = ingested("threads", "--jsonl").lines
    thread = ingested("thread", row["slug"], "--json").document
    (development,) = thread["developments"]
    assert development["coverage"]["first"]["outlet"] == "storrow-post"
    (since,) = development["coverage"]["since"]
    assert (since["outlet"], since["provenance"], since["after"]) == ("evening-tide", "copy", 7200.0)
    assert since["own"] < 0.1
    assert "deadline" in development["also"]
    told = development["evidence"][0]
    assert INQUIRY["text"][told["start"] : told["end"]] == told["sentence"]
    assert {(each["kind"], each["label"]) for each in thread["firsts"]} >= {
        ("figure", "homes"),
        ("quote", "Tamsin Ockley"),
    }
    assert {each["outlet"] for each in thread["claims"]} == {"storrow-post", "evening-tide"}
    assert thread["status"] == "live"
    assert "first: " in ingested("thread", row["slug"]).out
