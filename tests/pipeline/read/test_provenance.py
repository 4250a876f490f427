"""Copies and rewrites are told from originals, and found again by signature."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipeline.nouns import Article, Provenance, ProvenanceKind
from pipeline.read.copies import CopyIndex
from pipeline.read.provenance import CopyRules, provenance, signature
from pipeline.read.shingles import fingerprints, is_current

START = datetime(2026, 3, 1, tzinfo=UTC)
RULES = CopyRules()


def words(seed: int, n: int = 300) -> str:
    """Return invented words, the same for the same seed."""
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefghijklmnop", k=5)) for _ in range(n))


def article(name: str, text: str, hours: float, outlet: str) -> Article:
    """Return an article told so many hours after the start."""
    return Article(
        id=name,
        canonical_url=None,
        outlet=outlet,
        outlet_name=None,
        headline=name,
        seen_at=START + timedelta(hours=hours),
        text=text,
        text_hash=name,
    )


AGENCY = article("agency", words(1), 0, "wire")


def test_the_same_text_in_another_outlet_is_a_copy() -> None:
    """A trimmed copy with a line of its own is still one."""
    trimmed = article("copy", "Own first line here. " + " ".join(words(1).split()[:250]), 2, "courier")
    found = provenance(trimmed, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.COPY, "agency")
    assert 0.9 < found.shared < 1


def test_a_text_that_is_half_anothers_is_a_rewrite() -> None:
    """The shared part is measured against the later text."""
    half = article("half", words(1, 160) + " " + words(2, 140), 2, "courier")
    found = provenance(half, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.REWRITE, "agency")
    assert found.shared == pytest.approx(0.53, abs=0.03)


def test_a_shared_quote_does_not_make_a_copy() -> None:
    """A paragraph in common leaves both original."""
    quoting = article("quoting", words(1, 40) + " " + words(3, 260), 2, "courier")
    found = provenance(quoting, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.ORIGINAL, None)
    assert 0 < found.shared < 0.2


def test_background_repeated_within_one_outlet_does_not_make_a_copy() -> None:
    """The same share that makes a rewrite of another outlet's text is an outlet's own background."""
    half = words(1, 160) + " " + words(2, 140)
    assert provenance(article("a", half, 2, "wire"), [AGENCY], RULES).kind is ProvenanceKind.ORIGINAL
    assert provenance(article("b", half, 2, "courier"), [AGENCY], RULES).kind is ProvenanceKind.REWRITE


def test_of_several_copies_the_earliest_is_the_origin_and_later_ones_never_are() -> None:
    """Order of time decides, not order of arrival."""
    first, second = article("first", words(1), 1, "herald"), article("second", words(1), 3, "courier")
    assert provenance(second, [first, AGENCY], RULES).of == "agency"
    assert provenance(first, [second], RULES).kind is ProvenanceKind.ORIGINAL
    assert provenance(AGENCY, [AGENCY], RULES).kind is ProvenanceKind.ORIGINAL


def test_texts_of_few_words_have_no_signature_and_are_original() -> None:
    """Headlines alone cannot be compared."""
    assert signature("Police reopen cases") == b""
    assert (
        provenance(article("short", "Police reopen cases", 2, "courier"), [AGENCY], RULES).kind
        is ProvenanceKind.ORIGINAL
    )


def test_a_signature_is_the_same_in_every_process_and_version() -> None:
    """Stored signatures are compared with new ones: this one must never change."""
    kept = fingerprints(signature("The quick brown fox jumps over the lazy dog"))
    assert kept is not None
    assert kept.tolist() == [1364577533, 1652022001, 2141088997, 2660317499, 3810295952]
    assert signature("the QUICK brown fox \u201cjumps\u201d over the lazy dog!") == signature(
        "The quick brown fox jumps over the lazy dog"
    )


def test_a_signature_of_an_older_scheme_is_made_anew() -> None:
    """The 64 values that were stored before say nothing now: the article is found by its text all the same."""
    old = np.arange(64, dtype="<u8").tobytes()
    assert (is_current(old), is_current(signature(AGENCY.text)), is_current(b"")) == (False, True, True)
    index = CopyIndex()
    index.add(AGENCY, old)
    assert index.find(replace(AGENCY, id="copy")).article_ids == ("agency",)


def index_of(articles: list[Article]) -> CopyIndex:
    """Return an index that knows these."""
    index = CopyIndex()
    for one in articles:
        index.add(one, signature(one.text))
    return index


def judge(one: Article, earlier: list[Article]) -> Provenance:
    """Find and judge as the path does."""
    found = index_of(earlier).find(one)
    near = [other for other in earlier if other.id in found.article_ids]
    return provenance(one, near, RULES, found.standing)


def test_the_index_finds_copies_and_rewrites_among_many_others() -> None:
    """What shares two fifths of its text is found; strangers are not."""
    strangers = [article(str(seed), words(seed, 120), 0, "wire") for seed in range(100, 1400)]
    index = index_of([*strangers, AGENCY, article("empty", "", 0, "wire")])
    for seed in range(20):
        mixed = article("mixed", words(1, 100) + " " + words(seed + 50, 150), 1, "courier")
        assert index.find(mixed).article_ids == ("agency",)
    assert index.find(article("cut", words(1, 290), 1, "courier")).article_ids[0] == "agency"
    assert index.find(article("other", words(77), 1, "courier")).article_ids == ()
    assert index.find(article("none", "", 1, "courier")).article_ids == ()
    assert len(index) == 1301


def test_a_small_part_of_a_long_text_is_found() -> None:
    """A brief cut from the middle of a report shares all of its own words, and a fiftieth of the report's."""
    report = article("report", words(5, 3_000), 0, "wire")
    brief = article("brief", " ".join(words(5, 3_000).split()[1_400:1_460]), 1, "courier")
    found = judge(brief, [*(article(str(n), words(n), 0, "wire") for n in range(10, 60)), report])
    assert (found.kind, found.of, found.shared, found.own) == (ProvenanceKind.COPY, "report", 1.0, 0.0)


def test_words_changed_here_and_there_do_not_hide_a_copy() -> None:
    """Every twelfth word is another: no run of twelve stands in both, and eleven of twelve words do."""
    changed = [f"other{place}" if place % 12 == 5 else word for place, word in enumerate(words(1).split())]
    found = judge(article("changed", " ".join(changed), 1, "courier"), [AGENCY])
    assert (found.kind, found.of) == (ProvenanceKind.COPY, "agency")
    assert found.shared == pytest.approx(11 / 12, abs=0.01)


def test_paragraphs_in_another_order_are_the_same_text() -> None:
    """The order of runs does not count."""
    whole = words(1).split()
    moved = " ".join([*whole[200:], *whole[100:200], *whole[:100]])
    assert judge(article("moved", moved, 1, "courier"), [AGENCY]).shared == 1.0


def test_agency_text_under_an_opening_of_ones_own_is_a_copy() -> None:
    """Which a text is that has as much of its own throughout is a rewrite."""
    short = replace(AGENCY, text=words(1, 120), agency="PA")
    opening, between = words(8, 50), words(9, 50).split()
    under = judge(article("under", f"{opening}\n{words(1, 120)}", 1, "courier"), [short])
    assert (under.kind, under.of, under.agency) == (ProvenanceKind.COPY, "agency", "PA")
    assert under.own == pytest.approx(50 / 170)
    parts = [*words(1, 60).split(), *between, *words(1, 120).split()[60:]]
    assert judge(article("through", " ".join(parts), 1, "courier"), [short]).kind is ProvenanceKind.REWRITE


def test_a_text_made_of_two_names_both_and_has_nothing_of_its_own() -> None:
    """The larger part is what it is of."""
    other = article("other", words(2, 200), 0.5, "herald")
    found = judge(article("both", f"{words(2, 200)}\n{words(1)}", 1, "courier"), [AGENCY, other])
    assert (found.kind, found.of, found.also) == (ProvenanceKind.REWRITE, "agency", ("other",))
    assert found.shared == pytest.approx(0.6)
    assert found.own == 0.0


def test_two_outlets_that_print_the_same_agency_text_keep_the_agency() -> None:
    """Neither need have copied the other: the earliest known stands for the agency's own."""
    first, second = (replace(AGENCY, id=name, outlet=name, agency="AP") for name in ("herald", "courier"))
    found = judge(replace(second, published_at=START + timedelta(hours=3)), [first])
    assert (found.kind, found.of, found.agency) == (ProvenanceKind.COPY, "herald", "AP")


def test_standing_text_of_an_outlet_is_no_copying() -> None:
    """Briefs of thirty words over a notice of sixty are copies of one another only until the notice is known."""
    notice = words(99, 60)
    pages = [article(f"p{n}", f"{words(n, 200)}\n{notice}", n, "courier") for n in range(3)]
    brief = article("brief", f"{words(50, 30)}\n{notice}", 9, "courier")
    earlier = article("earlier", f"{words(51, 30)}\n{notice}", 8, "courier")
    assert judge(brief, [earlier]).kind is ProvenanceKind.REWRITE
    found = judge(brief, [*pages, earlier])
    assert (found.kind, found.shared) == (ProvenanceKind.ORIGINAL, 0.0)
    # and what was copied above it is still seen, with the notice as the outlet's own words
    copied = judge(article("copied", f"{words(1)}\n{notice}", 9, "courier"), [AGENCY, *pages])
    assert (copied.kind, copied.of) == (ProvenanceKind.COPY, "agency")
    assert copied.shared == pytest.approx(300 / 360, abs=0.01)


def test_a_notice_that_many_outlets_print_for_weeks_is_no_copying() -> None:
    """A chain's stations all close with the same words; a report that many print on one day is a copy."""
    notice = words(98, 60)
    spread = [article(f"p{n}", f"{words(n, 200)}\n{notice}", 72 * n, f"station-{n}") for n in range(8)]
    brief = article("brief", f"{words(50, 40)}\n{notice}", 900, "station-9")
    assert judge(brief, spread).kind is ProvenanceKind.ORIGINAL
    same_day = [replace(AGENCY, id=f"c{n}", outlet=f"station-{n}") for n in range(8)]
    late = article("late", AGENCY.text, 5, "courier")
    assert judge(late, same_day).of == "c0"


def test_texts_without_spaces_are_compared_by_characters() -> None:
    """Elsewhere a whole sentence would be one word."""
    source = random.Random(4)
    text = "".join(chr(source.randrange(0x4E00, 0x9FA0)) for _ in range(200))
    found = judge(article("copy", text[:150], 1, "courier"), [article("first", text, 0, "wire")])
    assert (found.kind, found.of) == (ProvenanceKind.COPY, "first")


def test_a_text_that_repeats_itself_is_compared() -> None:
    """Twenty thousand times the same sentence in both texts, which a comparison of all with all would never end."""
    litany = "the same few words over and over again " * 20_000
    first = article("first", litany, 0, "wire")
    found = judge(article("second", litany + words(3, 50), 1, "courier"), [first])
    assert (found.kind, found.of) == (ProvenanceKind.COPY, "first")


def test_an_index_that_takes_many_at_once_finds_what_one_that_grew_finds() -> None:
    """Copies, standing lines and strangers, in portions of any size, texts too short for a signature among them."""
    footer = words(9, 14)
    many = [article(str(n), f"{words(n + 200, 40)} {footer}", n, f"paper-{n % 3}") for n in range(40)]
    many += [AGENCY, article("empty", "", 0, "wire"), article("again", words(1, 200), 2, "wire")]
    grown, at_once = index_of(many), CopyIndex()
    for begin, end in ((0, 1), (1, 30), (30, 30), (30, len(many))):
        told = [(one.id, one.outlet, one.told_at.timestamp(), signature(one.text)) for one in many[begin:end]]
        at_once.add_many(told)
    assert len(at_once) == len(grown)
    asked = [article("copy", words(1, 290), 3, "courier"), article("page", f"{words(77, 40)} {footer}", 60, "paper-1")]
    for one in asked:
        found = grown.find(one)
        assert found.article_ids or found.standing
        assert at_once.find(one) == found


def test_the_index_stays_small_when_it_is_large() -> None:
    """How quick it is then, `benchmarks.copies` measures."""
    index, chance = CopyIndex(), np.random.default_rng(1)
    for place in range(50_000):
        made = b"w1" + np.unique(chance.integers(0, 2**32, 50, dtype=np.uint32)).astype("<u4").tobytes()
        index.add(replace(AGENCY, id=str(place)), made)
    assert index.n_bytes / len(index) < 500
