"""Names by a spaCy model of our own making: in place of the rules, for its language, at the places where they stand."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.nouns import Facts
from pipeline.read import spacy_names
from pipeline.read.facts import find_facts
from pipeline.read.spacy_names import check_names_model, load_names_model, names_by

TOLD_AT = datetime(2026, 5, 6, 12, tzinfo=UTC)
TEXT = (
    "The Corriby Harbour Board will meet Tamsin Ockley on Monday.\n"
    "Ockley’s plan for Storrow Weir was praised by Whigs in Nether Storrow. In Nether Storrow 12 boats sank.\n"
    "Tamsin Ockley left."
)
PATTERNS = [
    ("ORG", "The Corriby Harbour Board"),
    ("PERSON", "Tamsin Ockley"),
    ("PERSON", "Ockley’s"),
    ("FAC", "Storrow Weir"),
    ("NORP", "Whigs"),
    ("GPE", "Nether Storrow"),
    ("DATE", "Monday"),
]


def model_of(folder: Path, language: str, patterns: list[tuple[str, str]]) -> str:
    """Make a spaCy pipeline that finds these strings, and return its folder."""
    spacy = pytest.importorskip("spacy", reason="spaCy is an extra and is not installed")
    made = spacy.blank(language)
    if patterns:
        ruler = made.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": pattern} for label, pattern in patterns])
    made.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of an English model."""
    return model_of(tmp_path_factory.mktemp("model") / "en", "en", PATTERNS)


def test_names_are_those_of_the_model_with_our_kinds_at_their_places(english: str) -> None:
    """Leading articles and possessives are cut, what nations call themselves has no plain kind, a day is no name."""
    names = names_by(english, TEXT, "en")
    assert names is not None
    assert [(name.text, name.kind) for name in names] == [
        ("Corriby Harbour Board", "organisation"),
        ("Tamsin Ockley", "person"),
        ("Ockley", "person"),
        ("Storrow Weir", "place"),
        ("Whigs", None),
        ("Nether Storrow", "place"),
    ]
    assert all(TEXT[name.start : name.end] == name.text for name in names)
    assert all(TEXT.find(name.text) == name.start for name in names if name.text != "Ockley")


def test_the_model_takes_the_place_of_our_rules_and_leaves_the_other_facts(english: str) -> None:
    """With it the names are its own; quotes, figures and dates are as they were."""
    ours, theirs = find_facts(TEXT, TOLD_AT, "en"), find_facts(TEXT, TOLD_AT, "en", names_model=english)
    assert "Whigs" in {name.text for name in theirs.names}
    assert theirs.names == names_by(english, TEXT, "en")
    assert (theirs.quotes, theirs.figures, theirs.dates) == (ours.quotes, ours.figures, ours.dates)
    assert theirs.figures


def test_a_model_answers_for_its_own_language_only(english: str, tmp_path: Path) -> None:
    """Another language is left to our rules, which know English; a German model finds names in German."""
    german = model_of(tmp_path / "de", "de", [("PER", "Ute Brandt")])
    assert names_by(english, TEXT, "de") is None
    assert names_by(german, TEXT, "en") is None
    assert find_facts(TEXT, TOLD_AT, "en", names_model=german) == find_facts(TEXT, TOLD_AT, "en")
    found = find_facts("Gestern sprach Ute Brandt mit 12 Leuten.", TOLD_AT, "de", names_model=german)
    assert [(name.text, name.kind) for name in found.names] == [("Ute Brandt", "person")]
    assert found == Facts(names=found.names)


def test_a_model_of_many_languages_answers_for_all(tmp_path: Path) -> None:
    """SpaCy calls the language of such a model xx."""
    many = model_of(tmp_path / "xx", "xx", [("PER", "Ute Brandt")])
    for language in ("de", "en", "fi", None):
        assert [name.text for name in names_by(many, "Ute Brandt", language) or ()] == ["Ute Brandt"]


def test_long_and_odd_texts_keep_their_offsets(english: str) -> None:
    """Paragraphs without an end are cut between words, lone surrogates are read over, and nothing raises."""
    for text in ("", "\n\n", "x" * 25_000, "ab " * 9_000 + "Tamsin Ockley", "\ud800 and Tamsin Ockley\n\n" * 3):
        names = names_by(english, text, "en")
        assert names is not None
        assert [name.text for name in names] == (["Tamsin Ockley"] if "Ockley" in text else [])
        assert all(text[name.start : name.end] == name.text for name in names)


def test_a_model_is_loaded_once_a_process(english: str) -> None:
    """A second text finds it loaded."""
    assert load_names_model(english) is load_names_model(english)


def test_a_model_that_is_not_there_is_named_with_what_to_do() -> None:
    """One line: the setting, its value, and the way out."""
    pytest.importorskip("spacy", reason="spaCy is an extra and is not installed")
    for model in ("en_nothing_of_ours", "/nowhere/at/all", "no.such", ".."):
        with pytest.raises(SettingsError, match="no such spaCy model is there: name a model that is installed") as told:
            check_names_model(model)
        assert repr(model) in str(told.value)
        assert "\n" not in str(told.value)


def test_a_folder_that_is_no_model_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    """A broken model says in one line that it cannot be loaded, one without parts that it finds nothing."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "meta.json").write_text("{}", encoding="utf-8")
    empty = model_of(tmp_path / "empty", "en", [])
    with pytest.raises(SettingsError, match="cannot be loaded"):
        names_by(str(broken), TEXT, "en")
    with pytest.raises(SettingsError, match="no part that finds names"):
        names_by(empty, TEXT, "en")


def test_without_spacy_the_setting_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And without the setting spaCy is not missed."""

    def without(name: str) -> object:
        return None if name == "spacy" else importlib.util.find_spec(name)

    monkeypatch.setattr(spacy_names, "find_spec", without)
    check_names_model("")
    with pytest.raises(SettingsError, match=r"spaCy is not installed: install .*'throughline\[spacy\]'"):
        check_names_model("en_core_web_sm")
