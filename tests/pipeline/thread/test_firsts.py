"""Who had it first, how sure that is, who never did, and who only claims it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline import identity
from pipeline.nouns import Article, ClaimPlace, Markings, Provenance, ProvenanceKind, TimeClaim
from pipeline.read.facts import find_facts
from pipeline.thread.accounts import Account
from pipeline.thread.firsts import Certainty, Reported, claims, coverage, moment_of, trace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORIGINAL = Provenance(kind=ProvenanceKind.ORIGINAL)


def _article(outlet: str, text: str = "The weir failed.", *, minutes: int = 0, headline: str = "Weir fails") -> Article:
    url = f"https://{outlet}.example/{headline}"
    at = NOON + timedelta(minutes=minutes)
    return Article(
        id=identity.article_id(url, None),
        canonical_url=url,
        outlet=outlet,
        outlet_name=outlet,
        headline=headline,
        published_at=at,
        seen_at=at + timedelta(hours=1),
        text=text,
        text_hash=identity.text_hash(headline, text),
    )


def test_the_first_is_the_earliest_and_the_others_follow() -> None:
    """Each carrier has its delay and its own share; outlets of the thread that carry nothing are named."""
    copy = Provenance(kind=ProvenanceKind.COPY, of="x", shared=0.9, own=0.1)
    found = coverage(
        [
            Reported(article=_article("tide", minutes=40), provenance=copy),
            Reported(article=_article("echo"), provenance=ORIGINAL),
        ],
        ["echo", "lantern", "tide"],
    )
    assert found is not None
    assert (found.first.outlet, found.since[0].outlet, found.never) == ("echo", "tide", ("lantern",))
    assert (found.since[0].after, found.since[0].own) == (timedelta(minutes=40), 0.1)
    assert found.contested_by == ()
    assert coverage([], ["echo"]) is None


def test_a_time_is_as_sure_as_it_is_printed() -> None:
    """With its zone, without, the day alone, or not at all."""
    exact = _article("echo")
    local = replace(exact, markings=Markings(published=TimeClaim(at=NOON, zone=None, place=ClaimPlace.PRINTED)))
    day = replace(exact, published_at=datetime(2026, 3, 2, tzinfo=UTC))
    seen = replace(exact, published_at=None)
    assert moment_of(exact).certainty is Certainty.EXACT
    assert moment_of(local).certainty is Certainty.LOCAL
    assert moment_of(local).latest - moment_of(local).earliest == timedelta(hours=2)
    assert moment_of(day).latest == datetime(2026, 3, 3, tzinfo=UTC)
    assert moment_of(seen).certainty is Certainty.SEEN


def test_whoever_may_have_been_first_contests_it() -> None:
    """An article of which only the day is known may have been printed before noon."""
    day = replace(_article("tide"), published_at=datetime(2026, 3, 2, tzinfo=UTC))
    late = _article("echo")
    found = coverage([Reported(article=each, provenance=ORIGINAL) for each in (late, day)], [])
    assert found is not None
    assert (found.first.outlet, found.contested_by) == ("tide", ("echo",))


def test_a_figure_and_a_quotation_are_traced_to_who_printed_them_first() -> None:
    """120 homes and Ockley's words were the Echo's; the Tide printed both, the Lantern neither."""
    said = "About 120 homes lost power.\n“We heard the gate crack at four in the morning,” said Tamsin Ockley."
    articles = [
        _article("echo", said),
        _article("tide", f"It is cold in Storrow.\n{said}", minutes=90),
        _article("lantern", "Nobody was hurt.", minutes=95),
    ]
    reports = [Reported(article=each, provenance=ORIGINAL) for each in articles]
    accounts = [
        Account(article_id=each.id, outlet=each.outlet, told_at=each.told_at, facts=find_facts(each.text, NOON, "en"))
        for each in articles
    ]
    traced = {(each.kind, each.label): each.coverage for each in trace(accounts, reports)}
    for key in (("figure", "homes"), ("quote", "Tamsin Ockley")):
        assert traced[key].first.outlet == "echo"
        assert [each.outlet for each in traced[key].since] == ["tide"]
        assert traced[key].never == ("lantern",)


def test_a_claim_is_shown_as_a_claim() -> None:
    """`Exclusive` claims for oneself, `first reported by` credits another; plain news claims nothing."""
    own = claims(_article("echo", headline="EXCLUSIVE: Weir was never oiled"))
    credit = claims(_article("tide", "The change was first reported by the Weir Echo."))
    assert [(each.words, each.credits) for each in own] == [("EXCLUSIVE", None)]
    assert [each.credits for each in credit] == ["Weir Echo"]
    assert claims(_article("lantern")) == []
