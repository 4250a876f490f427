"""The editor's hand on the command line."""

import pytest

from tests.desk.newsroom import Newsroom, furnish


@pytest.fixture
def newsroom(tmp_path, monkeypatch):
    """A newsroom's store, which the commands use."""
    opened = Newsroom(tmp_path)
    furnish(opened)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", f"sqlite:///{tmp_path}/desk.db")
    monkeypatch.setenv("THROUGHLINE_AUTHOR", "ottoline")
    yield opened
    opened.close()


def _slug(newsroom, key):
    return newsroom.store.threads.find(newsroom.thread_id(key)).slug


def _where(newsroom, key):
    return newsroom.store.threads.assignment(newsroom.articles[key].id).thread_id


def test_a_merge_is_printed_with_its_id_and_can_be_undone_by_it(newsroom, throughline):
    """Put together, looked up, taken back."""
    tram, strike = _slug(newsroom, "tram"), _slug(newsroom, "strike")
    done = throughline("merge", tram, strike, "--reason", "one dock", "--json").document
    assert (done["kind"], done["author"], done["reason"]) == ("merge", "ottoline", "one dock")
    assert throughline("thread", strike, "--json").document["thread"]["slug"] == tram
    assert "(merge: one dock)" in throughline("thread", tram).out
    (row,) = throughline("history", tram, "--jsonl").lines
    assert (row["id"], row["undone_by"]) == (done["id"], None)
    undone = throughline("undo", done["id"], "--json").document
    assert undone["undoes"] == done["id"]
    assert throughline("thread", strike, "--json").document["thread"]["slug"] == strike
    again = throughline("undo", done["id"])
    assert (again.status, again.out) == (1, "")
    assert "taken back already" in again.err


def test_a_split_takes_articles_or_developments(newsroom, throughline):
    """The part named goes; the edit of a text goes with its article."""
    flood, story = _slug(newsroom, "flood-warning"), _slug(newsroom, "post-exclusive")
    throughline("split", flood, "--articles", newsroom.articles["flood-blame"].canonical_url)
    assert _where(newsroom, "flood-blame") != _where(newsroom, "flood-warning")
    answer = throughline("split", story, "--articles", newsroom.articles["meridian-chase"].id)
    assert "1 article of" in answer.out
    parted = throughline("thread", _where(newsroom, "meridian-chase"), "--json").document
    assert [each["kind"] for each in parted["developments"]] == ["opened", "correction"]
    assert throughline("split", story, newsroom.articles["tram"].id).status == 2
    assert throughline("split", story, "--developments", "d-none").status == 1


def test_articles_move_to_another_thread_or_to_a_new_one(newsroom, throughline):
    """A copy may be moved as well."""
    throughline("move", newsroom.articles["leak"].id, newsroom.articles["tram-tally"].id, _slug(newsroom, "strike"))
    assert _where(newsroom, "leak") == _where(newsroom, "tram-tally") == _where(newsroom, "strike")
    made = throughline("move", newsroom.articles["tram-tally"].id, "new", "--json").document
    assert _where(newsroom, "tram-tally") == made["threads"][0] != _where(newsroom, "strike")
    assert throughline("move", newsroom.articles["tram-tally"].id, "new").status == 1


def test_a_thread_is_renamed_by_slug_headline_or_working_title(newsroom, throughline):
    """The headline is always one that an outlet published; the working title is the desk's and marked so."""
    before = _slug(newsroom, "flood-warning")
    chosen = newsroom.articles["flood-evacuated"]
    throughline("rename", before, "--slug", "tarn-flood", "--headline-of", chosen.id, "--title", "The flood")
    shown = throughline("thread", before, "--json").document["thread"]
    assert (shown["slug"], shown["headline"], shown["working_title"]) == ("tarn-flood", chosen.headline, "The flood")
    newsroom.publish("flood-new", "the-tally", "11 09:00", "Gates mended", "The gates close.", thread="flood-warning")
    assert newsroom.store.threads.find("tarn-flood").headline == chosen.headline
    throughline("rename", before, "--headline-of", "")
    assert newsroom.store.threads.find("tarn-flood").headline == "Gates mended"
    assert throughline("rename", before).status == 2
    told = [row["did"] for row in throughline("history", before, "--jsonl").lines]
    assert told[0].endswith("headed by its newest development")
    assert told[1].endswith("working title “The flood”")
    assert "The desk’s own words: The flood" in throughline("thread", before).out


def test_pins_are_put_in_and_taken_out(newsroom, throughline):
    """By thread or by article."""
    tram = _slug(newsroom, "tram")
    done = throughline("pin", tram, newsroom.articles["leak"].id, "--json").document
    assert (done["threads"], done["articles"]) == ([newsroom.thread_id("tram")], [newsroom.articles["leak"].id])
    assert throughline("unpin", tram, "--json").document["kind"] == "unpin"
    assert throughline("pin", "no-such-thread").status == 1
    undone = throughline("undo", done["id"])
    assert undone.status == 0, undone.err
