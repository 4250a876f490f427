"""The script is read from TOML, and what cannot be is refused with a sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.demo.nouns import Script
from desk.demo.outlets import BY_SLUG, DEMO_OUTLETS
from desk.demo.script import load_script
from pipeline.errors import InputError


def by_key(script: Script, key: str):
    """Return the article with this key."""
    return next(article for article in script.articles if article.key == key)


def test_the_demos_own_script_is_sound():
    """The script that ships loads, has 80 articles or more, and lets every outlet publish."""
    script = load_script()
    assert len(script.articles) >= 80
    assert {article.outlet for article in script.articles} == set(BY_SLUG)


def test_articles_come_in_order_of_time(script: Script):
    """Whatever the order of the files, the script runs forward."""
    instants = [article.at for article in script.articles]
    assert instants == sorted(instants)
    assert instants[0] == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_a_copy_is_written_out_with_its_own_lead_and_without_its_end(script: Script):
    """`copy_of`, `lead` and `drop_last` give the text that the page shows."""
    text = by_key(script, "post-pier").text
    assert text.startswith("Anglers were turned away")
    assert "Nobody was ever in danger" in text
    assert "The council meets" not in text


def test_a_page_says_what_it_said_at_that_time(script: Script):
    """An edit takes effect at its minute, a live blog grows, its newest entry first."""
    post, live = by_key(script, "post-pier"), by_key(script, "nine-live")
    before, after = (post.version_at(datetime(2026, 3, 3, 9 + hour, tzinfo=UTC)) for hour in (0, 1))
    assert (before.headline, after.headline) == ("Pier shut & 1,200 bolts gone", "Pier shut & 1,020 bolts gone")
    assert not live.version_at(datetime(2026, 3, 4, 18, 10, tzinfo=UTC)).live
    grown = live.version_at(datetime(2026, 3, 4, 20, 0, tzinfo=UTC))
    assert [entry.text[:8] for entry in grown.live] == ["The vote", "The lead"]
    assert grown.changed_at == datetime(2026, 3, 4, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('key = "pier"', 'key = "pier', "cannot be read as TOML"),
        ('at = "1 08:00"', 'at = "1 8:00"', 'must be "day HH:MM"'),
        ('at = "1 08:00"', 'at = "11 08:00"', 'must be "day HH:MM"'),
        ('at = "1 08:00"', 'at = "0 08:00"', "nothing is published on day 0"),
        ('section = "UK"', 'sektion = "UK"', "unknown key 'sektion'"),
        ('section = "UK"', "section = 3", "must be of type str"),
        ('outlet = "crown-wire"', 'outlet = "crown-wires"', "there is no outlet 'crown-wires'"),
        ('key = "post-pier"', 'key = "wire-pier"', "this key is taken"),
        ('copy_of = "wire-pier"', 'copy_of = "wire"', "no article to copy from"),
        ('copy_of = "wire-pier"', 'copy_of = "post-pier"', "no article to copy from"),
        ('at = "1 08:00"', 'at = "1 11:00"', "published later"),
        ("drop_last = 1", "drop_last = 3", "must leave some"),
        ('at = "2 10:00"', 'at = "1 10:00"', "an edit must come"),
        ('kind = "correction"', 'kind = "style"', "a correction needs a `development`"),
        ('kind = "correction"', 'kind = "typo"', "cannot be 'typo'"),
        ('development = "figure-corrected"', 'development = "closed"', "is taken"),
        ('at = "3 18:20"', 'at = "3 17:20"', "a live entry comes before it"),
        ('text = "We told you so."', "", "neither `text` nor `copy_of`"),
    ],
)
def test_a_mistake_is_named_with_its_place(folder: Path, old: str, new: str, complaint: str):
    """Each mistake of a script's writer gives one sentence that says what and where."""
    story = folder / "pier.toml"
    written = story.read_text(encoding="utf-8")
    assert old in written
    story.write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        load_script(folder)


def test_a_watch_on_nothing_is_refused(folder: Path):
    """A watch names a thread that exists, and begins after it."""
    watches = folder / "watches.toml"
    written = watches.read_text(encoding="utf-8")
    watches.write_text(written.replace('value = "pier"', 'value = "peer"'), encoding="utf-8")
    with pytest.raises(InputError, match="no such thread"):
        load_script(folder)
    watches.write_text(written.replace('at = "2 20:00"', 'at = "1 07:00"'), encoding="utf-8")
    with pytest.raises(InputError, match="does not exist yet"):
        load_script(folder)


def test_harbour_radio_falls_silent(folder: Path):
    """An outlet that is said to be silent cannot publish any more."""
    one_offs = folder / "one-offs.toml"
    written = one_offs.read_text(encoding="utf-8")
    one_offs.write_text(written.replace('outlet = "harbour-radio"\nat = "2', 'outlet = "harbour-radio"\nat = "7'))
    with pytest.raises(InputError, match="silent after day 6"):
        load_script(folder)


def test_an_empty_folder_is_refused(tmp_path: Path):
    """Where there is no script, the error says so."""
    with pytest.raises(InputError, match="holds no article"):
        load_script(tmp_path)


def test_there_are_fifteen_outlets_with_their_own_ways():
    """Every outlet has a slug and an article address of its own shape."""
    assert len(DEMO_OUTLETS) == len(BY_SLUG) == 15
    assert len({outlet.article_path for outlet in DEMO_OUTLETS}) >= 14
