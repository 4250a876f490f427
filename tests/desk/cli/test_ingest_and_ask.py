"""From a file of articles to the editor's questions, by the command line alone."""

import gzip
import json
from pathlib import Path

import pytest

from tests.desk.cli.conftest import ROWS

PAGE = """<!doctype html><html lang="en"><head><title>Otter seen at Storrow weir | Storrow Post</title>
<meta property="og:site_name" content="Storrow Post">
<link rel="canonical" href="https://post.example/otter"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Otter seen at Storrow weir</h1><time datetime="2026-03-04T09:30:00Z">4 March</time>
<p>An otter was seen below Storrow weir on Tuesday evening for the first time in thirty years, wardens said.</p>
<p>Warden Lettice Brome said she had watched it for ten minutes before it swam away upstream towards the mill.</p>
<p>The river board had feared that the broken gate would drive fish away, and with them whatever feeds on fish.</p>
</article></body></html>"""


def test_each_line_ends_in_one_outcome_and_a_second_run_adds_nothing(throughline, rows_file: Path):
    """Ingest is idempotent, by the ids that the articles came with."""
    first = throughline("ingest", rows_file, "--json")
    assert first.status == 0, first.err
    assert first.document["outcomes"] == {"article": 4}
    again = throughline("ingest", rows_file, "--json")
    assert again.document["outcomes"] == {"unchanged": 4}


def test_every_id_that_came_in_goes_out_with_its_thread(throughline, rows_file: Path):
    """Two reports of one event share a thread, the others have their own."""
    throughline("ingest", rows_file)
    rows = {row["article"]: row for row in throughline("export", "assignments", "--jsonl").lines}
    assert set(rows) == {row["id"] for row in ROWS}
    assert rows["weir-1"]["thread"] == rows["weir-2"]["thread"]
    assert len({row["thread"] for row in rows.values()}) == 3
    assert rows["weir-2"]["decided_by"] == "machine"
    assert -1 <= rows["weir-2"]["similarity"] <= 1
    assert rows["weir-1"]["url"] == "https://post.example/weir-gate"


def test_an_archive_is_thought_over_as_it_comes_in(throughline, tmp_path: Path):
    """A report that came before anybody could know its story goes into it; then nothing is left to think of."""
    told = (
        "Opposition leaders refuse the offer of President Ilse Maran for talks in Varn",
        "The army moves tanks towards Harbour Square as crowds gather against the government",
        "Opposition leaders in Varn refuse a second offer of the Maran government for talks",
        "Ministers resign after weeks of protests against President Maran on Harbour Square",
        "Clashes go on around the Port of Varn after the curfew that President Ilse Maran declared",
        "The army moves tanks towards the Port of Varn as crowds gather against the Maran government",
        "Police fire on crowds on Harbour Square in Varn as protests against Maran grow",
        "The army moves its tanks out of Harbour Square as President Ilse Maran agrees to talks in Varn",
    )
    rows = (
        {
            "id": f"u{n}",
            "title": text,
            "text": f"{text}.",
            "published_at": f"2026-01-05T{8 + n:02}:00:00Z",
            "lang": "en",
        }
        for n, text in enumerate(told)
    )
    file = tmp_path / "protests.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert throughline("ingest", file).status == 0
    kinds = [row["kind"] for row in throughline("history", "--jsonl").lines]
    assert kinds == ["machine_merge"]
    assert len({row["thread"] for row in throughline("export", "assignments", "--jsonl").lines}) == 1
    assert throughline("rethink", "--jsonl").lines == []


def test_rows_of_several_batches_all_come_in_in_order_of_publication(throughline, tmp_path: Path):
    """The last line is the earliest and comes in first, whatever batches lie between."""
    days = [
        {
            "id": f"log-{day}",
            "url": f"https://post.example/log/{day}",
            "source": "Storrow Post",
            "published_at": f"2026-{3 + day // 28:02}-{1 + day % 28:02}T08:00:00Z",
            "title": f"Lock keeper's log, entry {day}",
            "text": f"Keeper Lettice Brome counted {100 + day} boats through Storrow lock. The gauge stood at {day} inches.",
        }
        for day in range(100)
    ]
    file = tmp_path / "log.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in reversed(days)), encoding="utf-8")
    answer = throughline("ingest", file, "--json")
    assert answer.document["outcomes"] == {"article": 100}, answer.err
    rows = {row["article"]: row for row in throughline("export", "assignments", "--jsonl").lines}
    assert set(rows) == {row["id"] for row in days}
    # whoever came first had nobody to be compared with
    assert [name for name, row in rows.items() if row["grounds"]["nearest_article_id"] is None] == ["log-0"]


def test_gzipped_lines_broken_lines_and_empty_articles_are_each_counted(throughline, tmp_path: Path):
    """What is no article is rejected with its reason, and costs the others nothing."""
    file = tmp_path / "mixed.jsonl.gz"
    lines = [json.dumps(ROWS[0]), "no json", "[1]", json.dumps({"id": "nothing"}), ""]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    answer = throughline("ingest", file, "--json")
    assert answer.status == 0, answer.err
    assert answer.document["outcomes"] == {"article": 1, "not_text": 2, "empty": 1}


def test_a_folder_of_pages_goes_the_same_way(throughline, tmp_path: Path):
    """HTML files are kept as pages, read and threaded."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "otter.html").write_text(PAGE, encoding="utf-8")
    answer = throughline("ingest", folder, "--json")
    assert answer.document["outcomes"] == {"article": 1}
    (article,) = throughline("export", "articles", "--jsonl").lines
    assert article["headline"] == "Otter seen at Storrow weir"


def test_an_editor_finds_the_thread_and_sees_why(throughline, rows_file: Path):
    """`threads`, `thread` and `search` answer from what is stored, with grounds."""
    throughline("ingest", rows_file)
    listed = throughline("threads", "weir", "--jsonl").lines
    assert [row["n_articles"] for row in listed] == [2]
    shown = throughline("thread", listed[0]["slug"], "--json").document
    assert shown["developments"][0]["first"]["told"]["headline"] == ROWS[0]["title"]
    told = throughline("thread", listed[0]["id"])
    assert "similarity" in told.out
    assert shown["keywords"]
    assert f"Set apart by: {', '.join(shown['keywords'])}" in told.out
    (found,) = throughline("search", '"chess open"', "--jsonl").lines
    assert found["headline"] == ROWS[2]["title"]


def test_facts_go_out_with_their_sentence_and_place(throughline, rows_file: Path):
    """Each fact names the article, the sentence and where it stands."""
    throughline("ingest", rows_file)
    facts = throughline("export", "facts", "--jsonl").lines
    homes = next(fact for fact in facts if fact["kind"] == "figure" and fact["value"] == 120)
    assert "120 homes" in homes["sentence"]
    assert homes["article"] in {"weir-1", "weir-2"}


def test_a_watch_is_previewed_added_listed_and_removed(throughline, rows_file: Path):
    """The preview shows what a watch would have told, and stores nothing; a new watch does not spill the archive."""
    throughline("ingest", rows_file)
    assert throughline("watch", "preview", "query", "weir", "--jsonl").lines == []  # nothing of the last week
    seen = throughline("watch", "preview", "query", "weir", "--since", "2026-01-01", "--jsonl").lines
    assert ROWS[0]["title"] in [row["headline"] for row in seen]
    assert throughline("watch", "list", "--jsonl").lines == []
    added = throughline("watch", "add", "query", "weir", "--to", "desk@paper.example", "--json").document
    assert throughline("watch", "list", "--jsonl").lines[0]["id"] == added["id"]
    assert throughline("alerts", "list", "--jsonl").lines == []
    assert throughline("watch", "remove", added["id"]).status == 0
    assert throughline("watch", "list", "--jsonl").lines == []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("ingest", "/nowhere/at-all.jsonl"), 1, "/nowhere/at-all.jsonl"),
        (("thread", "no-such-story"), 1, "no-such-story"),
        (("watch", "add", "query", "weir", "--to", "nobody"), 1, "nobody"),
        (("watch", "add", "query", "-", "--to", "a@b.example"), 1, "no word"),
        (("watch", "add", "outlet", "nowhere", "--to", "a@b.example"), 1, "nowhere"),
        (("crawl", "nowhere"), 1, "nowhere"),
        (("crawl",), 1, "contact"),
        (("run",), 1, "contact"),
        (("alerts", "send"), 1, "mail.host"),
        (("export", "recipes"), 2, "recipes"),
        (("threads", "--json", "--jsonl"), 2, "--json"),
        (("threads", "--since", "yesterday"), 2, "yesterday"),
        (("feed",), 2, "FILE|URL"),
        (("nonsense",), 2, "nonsense"),
        (("threads", "--config", "/nowhere.toml"), 1, "/nowhere.toml"),
    ],
)
def test_bad_input_gets_one_clear_line(throughline, words: tuple[str, ...], status: int, said: str):
    """What, which, what to do: on stderr, without a traceback, 1 for a failure and 2 for a misuse."""
    answer = throughline(*words)
    assert answer.status == status
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1
    assert answer.err.startswith("throughline: ")
    assert said in answer.err


def test_the_database_can_be_copied_checked_and_put_back(throughline, rows_file: Path, tmp_path: Path):
    """Backup, loss, restore: everything is there again."""
    throughline("ingest", rows_file)
    backup = tmp_path / "copy.db"
    assert throughline("db", "backup", backup).status == 0
    assert throughline("db", "check").status == 0
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "late", "title": "Late news from Storrow"}), encoding="utf-8")
    throughline("ingest", other)
    assert throughline("db", "restore", backup).status == 0
    assert len(throughline("export", "articles", "--jsonl").lines) == len(ROWS)


def test_read_and_feed_show_what_they_see_and_store_nothing(throughline, tmp_path: Path):
    """Both print the documented fields."""
    page = tmp_path / "otter.html"
    page.write_text(PAGE, encoding="utf-8")
    seen = throughline("read", page, "--url", "https://post.example/otter", "--json").document
    assert seen["outcome"] == "article"
    assert seen["canonical_url"] == "https://post.example/otter"
    assert seen["published_at"] == "2026-03-04T09:30:00+00:00"
    assert {"quotes", "figures", "dates", "names", "standfirst", "byline", "agency"} <= seen.keys()
    assert seen["markings"]["published"]["at"] == "2026-03-04T09:30:00+00:00"
    assert "published 2026-03-04 09:30 UTC, written at" in throughline("read", page).out
    feed = tmp_path / "feed.json"
    feed.write_text(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "Post",
                "items": [{"id": "1", "url": "https://post.example/otter", "title": "Otter"}],
            }
        ),
        encoding="utf-8",
    )
    (row,) = throughline("feed", feed, "--jsonl").lines
    assert row["feed"]["title"] == "Post"
    assert row["entries"][0]["headline"] == "Otter"
    assert not (tmp_path / "data" / "throughline.db").exists()


def test_outlets_go_out_and_come_in_as_opml(throughline, tmp_path: Path):
    """What was exported can be imported elsewhere."""
    listed = throughline("outlets", "list", "--jsonl").lines
    assert len(listed) >= 30
    file = tmp_path / "outlets.opml"
    assert throughline("outlets", "export", file).status == 0
    own = tmp_path / "own"
    answer = throughline("outlets", "import", file)
    assert answer.status == 0, answer.err
    assert not own.exists()
    assert "added" in answer.out
