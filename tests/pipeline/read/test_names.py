"""Names are distinct strings with a kind where it is plain."""

import pytest

from pipeline.read.names import find_names


def names(text: str) -> dict[str, str | None]:
    """Return the names of a text with their kinds."""
    found = find_names(text, "en")
    assert all(text[name.start : name.end] == name.text for name in found)
    assert len({name.text for name in found}) == len(found)
    return {name.text: name.kind for name in found}


def test_titles_and_offices_are_cut_from_people():
    """The string is the name itself, so that two articles with different titles share it."""
    text = "He met Sir Mark Orme, Prime Minister Lena Falk and Shadow Home Secretary Bram Holt."
    assert names(text) == {"Mark Orme": "person", "Lena Falk": "person", "Bram Holt": "person"}


def test_a_surname_after_the_full_name_is_the_same_sort_of_name():
    """`Holt` alone is a person once `Mary Holt` is named."""
    assert names("It was Mary Holt who left. Later Holt returned.") == {"Mary Holt": "person", "Holt": "person"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("He joined the Overby Water Board.", "Overby Water Board", "organisation"),
        ("He visited the University of Leeds.", "University of Leeds", "organisation"),
        ("He wrote to the Ministry of Justice.", "Ministry of Justice", "organisation"),
        ("It was the BBC’s report.", "BBC", "organisation"),
        ("He lives in Overby.", "Overby", "place"),
        ("He lives near Mill Lane.", "Mill Lane", "place"),
        ("He flew to New York.", "New York", "place"),
        ("He praised Mina Sol.", "Mina Sol", None),
        ("The plan failed, Mina Sol said.", "Mina Sol", "person"),
        ("He met Park Wang-yul there.", "Park Wang-yul", None),
    ],
)
def test_the_kind_is_said_where_a_word_tells_it(text: str, name: str, kind: str | None):
    """Last words of bodies and places, acronyms, known places, verbs of saying and prepositions are the grounds."""
    assert names(text) == {name: kind}


@pytest.mark.parametrize(
    "text",
    [
        "Nobody came. However, the rain fell.",
        "On Monday the French and German ministers met in May.",
        "The Council met the Mayor.",
        "Officers said it was over.",
        "LEAVE A RESPONSE",
        "He was the Minister of the day.",
    ],
)
def test_capitals_alone_make_no_name(text: str):
    """Words that begin a sentence, days, nationalities, offices and headings are no names."""
    assert names(text) == {}


def test_a_name_at_the_start_of_a_sentence_is_known_from_elsewhere():
    """`Falk` opens a sentence, but stands inside another as well."""
    assert "Falk" in names("Falk left early. Everyone saw Falk leave.")


@pytest.mark.parametrize(
    "text", ["It rained. Redfern said so.", "It rained. Redfern, who is 40, left.", "A club (Redfern) won."]
)
def test_a_name_that_only_opens_a_sentence_is_known_by_what_it_does(text: str):
    """A word that no text writes small, and that says or is something, is a name."""
    assert set(names(text)) == {"Redfern"}


@pytest.mark.parametrize(
    "text",
    [
        "It rained. Residents said so.",
        "It rained. Police was called.",
        "It rained. Driving is hard.",
        "A vote (2) won.",
    ],
)
def test_a_common_word_that_opens_a_sentence_is_no_name(text: str):
    """Words that end as common ones do are none, whatever follows."""
    assert names(text) == {}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He met U.S. Secretary of State Antony Poe there.", "Antony Poe"),
        ("He met Noora al-Sai there.", "Noora al-Sai"),
        ("He met Brig Salim Poe there.", "Salim Poe"),
        ("It went to the Attorney General’s Office.", "Attorney General’s Office"),
        ("It went to the Panel on Climate Change.", "Panel on Climate Change"),
        ("Fortunately Teshome Sol came.", "Teshome Sol"),
    ],
)
def test_what_belongs_to_a_name_and_what_does_not(text: str, whole: str):
    """Articles within it, offices before it and adverbs that open the sentence are told apart."""
    assert set(names(text)) == {whole}


def test_possessives_and_adjectives_do_not_stick_to_names():
    """`Overby’s Mill Lane` are two names, and `Overby-style` holds one."""
    assert set(names("It was Overby’s Mill Lane and an Overby-style fair.")) == {"Overby", "Mill Lane"}


def test_a_place_and_its_office_holder_are_two_names():
    """`Mayor of London Lena Falk` names London and her."""
    assert names("It was the Mayor of London Mary Falk.") == {"London": "place", "Mary Falk": "person"}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He joined the Commission on Human Rights and Trade.", "Commission on Human Rights and Trade"),
        ("He works for the Climate and Health Agency.", "Climate and Health Agency"),
        ("She went to King’s College last year.", "King’s College"),
        ("They met at St. Brannock station.", "St. Brannock"),
    ],
)
def test_the_name_of_a_body_is_kept_whole(text: str, whole: str):
    """`of`, `for`, `on` and `and` go on with the name of a body, and so does the possessive in `King’s College`."""
    assert set(names(text)) == {whole}


@pytest.mark.parametrize(
    "text",
    [
        "He was the minister who paid US$70 and Rs 500.",
        "They are Canadian and met two Nicaraguans.",
        "He became Minister of Trade and Industry.",
        "It published “Dark Mill Water,” a book.",
        "An NGO asked about GDP.",
    ],
)
def test_money_peoples_titles_of_works_and_portfolios_are_no_names(text: str):
    """What has a capital for another reason than being a name."""
    assert names(text) == {}


def test_other_languages_have_no_names():
    """Only English is known."""
    assert find_names("Er traf Ann Poe in Overby.", "de") == ()
