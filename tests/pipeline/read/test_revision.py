"""What edits mean: the same, the same otherwise, something else; and the page's litter, which means nothing."""

import pytest

from pipeline.nouns import Article, ChangedSentence, RevisionKind
from pipeline.read.blocks import blocks_of
from pipeline.read.extract import parse
from pipeline.read.prints import prints_of
from pipeline.read.revision import Change, compare
from tests.pipeline.thread.articles_of_ours import article

HEADLINE = "Storrow weir gate fails"
TEXT = (
    "The main gate of Storrow weir failed on Monday, the Corriby River Board said.\n"
    "About 120 homes in Nether Storrow lost power. The bridge is open to traffic and will be inspected again in May.\n"
    "“We told the board in the spring that the hinge was worn,” said Tamsin Ockley, an engineer.\n"
    "Repairs began at once and are likely to take nine weeks."
)


def _article(text: str = TEXT, headline: str = HEADLINE) -> Article:
    return article("weir", headline, text)


def _edit(before: str, after: str) -> Change:
    assert before in TEXT
    return compare(_article(), _article(TEXT.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The main", "Updated 3 hours ago\nThe main"),
        ("The main", "Last updated: 14:05, 3 March 2026\nBy Hugh Laverick\nThe main"),
        ("\nRepairs", "\n1,204 shares\nRepairs"),
        ("\nRepairs", "\nSign up to our newsletter for the biggest stories in your inbox.\nRepairs"),
        ("\nRepairs", "\nFerry firm fined £40,000 in Port Ansel\nRepairs"),
        ("\nRepairs", "\nSave up to 40% on a Lumo mattress when you order before midnight.\nRepairs"),
        ("\nRepairs", "\nA street in Varn (Image: Lumo Pictures)\nRepairs"),
        ("“We told the board in the spring that the hinge was worn,”", '"We told the board in the spring that the hinge was worn,"'),
        ("lost power. The", "lost  power.\nThe"),
        ("Repairs began at once", "REPAIRS began at once"),
    ],
    ids=["ago", "stamp, byline", "shares", "newsletter", "link", "sale", "caption", "marks", "break", "capitals"],
)  # fmt: skip
def test_litter_and_typography_change_nothing(before: str, after: str) -> None:
    """Neither what the page adds nor how it is set is an edit, in both directions."""
    there = _edit(before, after)
    back = compare(_article(TEXT.replace(before, after)), _article())
    assert (there.kind, back.kind) == (RevisionKind.SAME, RevisionKind.SAME)
    assert there.sentences == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Repairs began", "Repairs started"),
        ("About 120", "Around 120"),
        ("inspected", "insepcted"),
        ("lost power. The", "lost power, and the"),
        ("an engineer", "who is an engineer"),
        ("Tamsin Ockley", "Ms Ockley"),
        ("nine weeks", "9 weeks"),
    ],
    ids=["synonym", "adverb", "spelling", "joined", "clause", "title", "number in digits"],
)
def test_other_words_for_the_same_are_style(before: str, after: str) -> None:
    """Wording that changes no figure, name, quote, date or denial."""
    text = TEXT if before != "Tamsin Ockley" else f"{TEXT}\nMr Laverick praised Tamsin Ockley."
    change = compare(_article(text), _article(text.replace(before, after, 1)))
    assert change.kind is RevisionKind.STYLE


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("120", "210", "figures_new"),
        ("nine", "twelve", "figures_gone"),
        ("Tamsin Ockley", "Odette Kelm", "names_new"),
        ("Nether Storrow", "Kelbridge", "names_gone"),
        ("the hinge was worn", "the gate was safe", "quotes_gone"),
        ("Monday", "Friday", "dates_gone"),
        ("is open", "is not open", "negation"),
        ("are likely", "are unlikely", "negation"),
    ],
)
def test_what_an_editor_would_care_for_is_substance(before: str, after: str, what: str) -> None:
    """Told by its kind, and in both directions something was taken back."""
    change = _edit(before, after)
    assert change.kind is RevisionKind.SUBSTANCE
    assert getattr(change, what)
    assert change.takes_back
    assert compare(_article(TEXT.replace(before, after)), _article()).takes_back


def test_the_changed_sentences_stand_beside_each_other() -> None:
    """As printed; the headline first, what is gone last."""
    text = TEXT.replace("120", "210").replace("\nRepairs began at once and are likely to take nine weeks.", "")
    change = compare(_article(), _article(text, "Storrow weir gate fails again"))
    assert change.sentences == (
        ChangedSentence(old="Storrow weir gate fails", new="Storrow weir gate fails again"),
        ChangedSentence(old="About 120 homes in Nether Storrow lost power.", new="About 210 homes in Nether Storrow lost power."),
        ChangedSentence(old="Repairs began at once and are likely to take nine weeks.", new=None),
    )  # fmt: skip


def test_an_added_statement_takes_nothing_back() -> None:
    """The article grew."""
    change = _edit(
        "\nRepairs", "\nPower was back in 80 homes by nightfall, Hugh Laverick of Corriby Grid said.\nRepairs"
    )
    assert change.kind is RevisionKind.SUBSTANCE
    assert change.figures_new == ("80",)
    assert not change.takes_back


def test_paragraphs_that_change_places_are_the_same() -> None:
    """Order is no news."""
    lines = TEXT.split("\n")
    assert compare(_article(), _article("\n".join(reversed(lines)))).kind is RevisionKind.SAME


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("LIVE: Storrow Weir Gate Fails", RevisionKind.SAME),
        ("Storrow weir’s gate failz", RevisionKind.STYLE),
        ("Storrow weir gate did not fail", RevisionKind.SUBSTANCE),
        ("Board blames worn hinge", RevisionKind.SUBSTANCE),
    ],
)
def test_a_headline_that_says_something_else_is_substance(headline: str, kind: RevisionKind) -> None:
    """A mark of newness and capitals are nothing, spelling is style."""
    assert compare(_article(), _article(headline=headline)).kind is kind


def test_what_the_page_prints_at_both_looks_was_not_edited() -> None:
    """The reader took a box for the text at one look and not at the other."""
    box = "The Corriby Echo was founded by Piers Kelm in 1904 and employs 30 people in Varn."
    page = "".join(f"<p>{line}</p>" for line in (*TEXT.split("\n"), box))
    tree = parse(f"<html><body>{page}</body></html>".encode())
    assert tree is not None
    prints = prints_of(blocks_of(tree))
    with_box, without = _article(f"{TEXT}\n{box}"), _article()
    assert compare(with_box, without).kind is RevisionKind.SUBSTANCE
    assert compare(with_box, without, after=prints).kind is RevisionKind.SAME
    assert compare(without, with_box, before=prints).kind is RevisionKind.SAME
    edited = _article(TEXT.replace("120", "210"))
    assert compare(with_box, edited, before=prints, after=prints).figures_new == ("210",)


def test_a_language_without_word_lists_is_compared_as_well() -> None:
    """Figures, names and marks are read in any language that has them."""
    old = "Der Damm bei Storrow brach am Montag, sagte die Stadt.\nEtwa 120 Häuser waren ohne Strom."
    assert compare(_article(old), _article(old.replace("120", "210"))).figures_new == ("210",)
    assert compare(_article(old), _article(old.replace("brach", "brach nicht"))).negation
