"""Outlet files: those that come with the house, and the answers to wrong ones."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.outlets import read_outlet, read_outlets, write_outlet
from pipeline.errors import SettingsError
from pipeline.nouns import Feed, FeedKind, Outlet


def test_the_outlets_that_come_along_can_all_be_read() -> None:
    """At least thirty outlets, each with a place to look, none of them private, no address twice."""
    outlets = read_outlets()
    assert len(outlets) >= 30
    assert all(outlet.feeds for outlet in outlets)
    assert not any(outlet.allow_private for outlet in outlets)
    urls = [feed.url for outlet in outlets for feed in outlet.feeds]
    assert len(urls) == len(set(urls))


def test_an_outlet_that_was_written_reads_back_the_same(tmp_path: Path) -> None:
    """Writing and reading are inverse."""
    outlet = Outlet(
        slug="paper",
        name="The “Paper”",
        home="https://paper.example",
        country="GB",
        feeds=(Feed(url="https://paper.example/news", kind=FeedKind.SECTION, article_pattern=r"/\d+$"),),
        time_zone="Europe/London",
    )
    file = write_outlet(outlet, tmp_path)
    assert read_outlet(file) == outlet
    with pytest.raises(SettingsError, match="is there already"):
        write_outlet(replace(outlet, name="Other"), tmp_path)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("name = 'Paper'\n", "home"),
        ("name = 'Paper'\nhome = 'paper.example'\n", "home"),
        ("name = 'Paper'\nhome = 'https://paper.example'\ncolour = 'red'\n", "colour"),
        ("name = 'Paper'\nhome = 'https://paper.example'\ntime_zone = 'Mars/Crater'\n", "time_zone"),
        ("name = 'Paper'\nhome = 'https://paper.example'\n[[feed]]\nurl = 'file:///etc/hosts'\n", "feed.0.url"),
        ("name = \n", "paper.toml"),
    ],
)
def test_a_wrong_outlet_file_is_named_with_its_option(tmp_path: Path, text: str, named: str) -> None:
    """What, which file, which option."""
    file = tmp_path / "paper.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_outlet(file)
    assert named in str(raised.value)
    assert "paper.toml" in str(raised.value)
