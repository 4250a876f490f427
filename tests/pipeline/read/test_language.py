"""The language of a text."""

import pytest

from pipeline.read.language import find_language, language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council agreed on Monday to close the old quay for a year.", "en"),
        ("Der Rat beschloss am Montag, den alten Kai für ein Jahr zu sperren.", "de"),
        ("Le conseil a décidé lundi de fermer le vieux quai pendant un an.", "fr"),
        ("市議会は月曜日、古い埠頭を一年間閉鎖することを決めた。", "ja"),
        ("Rådet vedtok mandag å stenge den gamle kaien i ett år.", "no"),
        ("OK", None),
        ("12 : 3", None),
        ("", None),
    ],
)
def test_a_language_is_told_by_the_text_or_not_at_all(text: str, code: str | None) -> None:
    """Texts too short for a guess have none."""
    assert find_language(text) == code


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "en"),
        ("en_US", "en"),
        ("DE", "de"),
        ("nb-NO", "no"),
        ("", None),
        (None, None),
        ("mul", None),
        ("x!", None),
    ],
)
def test_a_language_tag_is_cut_to_its_code(tag: str | None, code: str | None) -> None:
    """Regions and scripts fall away."""
    assert language_code(tag) == code
