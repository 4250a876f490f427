"""Settings: layers, types, and clear answers."""

from pathlib import Path

import pytest

from config.settings import read_settings
from pipeline.errors import SettingsError


def test_defaults_stand_when_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every section has its defaults."""
    settings = read_settings()
    assert settings.crawl.revisit_after == [0.25, 1.0, 6.0, 24.0, 72.0, 168.0]
    assert settings.database.url == ""


def test_a_variable_beats_the_file_and_the_file_beats_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest word counts."""
    file = tmp_path / "throughline.toml"
    file.write_text("[mail]\nhost = 'mail.example'\nport = 2525\n", encoding="utf-8")
    monkeypatch.setenv("THROUGHLINE_MAIL_PORT", "587")
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", "postgresql://desk@db.example/news")
    monkeypatch.setenv("THROUGHLINE_CRAWL_REVISIT_AFTER", "1, 2.5")
    settings = read_settings(file)
    assert settings.mail.host == "mail.example"
    assert settings.mail.port == 587
    assert settings.database.url == "postgresql://desk@db.example/news"
    assert settings.crawl.revisit_after == [1.0, 2.5]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[crawl]\ndelai = 3\n", "crawl.delai"),
        ("[crwl]\ndelay = 3\n", "crwl"),
        ("[crawl]\ndelay = 'soon'\n", "crawl.delay"),
        ("[mail]\nsecurity = 'perhaps'\n", "mail.security"),
        ("[mail]\nport = 99999\n", "mail.port"),
        ("[mail\n", "is no TOML"),
    ],
)
def test_a_wrong_option_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    """A wrong key, type or value gives one line with the option and the file."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_settings(file)
    assert named in str(raised.value)
    assert "mine.toml" in str(raised.value)
    assert "\n" not in str(raised.value).strip()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        read_settings(tmp_path / "nowhere.toml")
