"""What an article does to its thread."""

from dataclasses import replace
from datetime import timedelta

from pipeline.nouns import Article, DecidedBy, DevelopmentKind, Grounds
from pipeline.thread.assign import Decision
from pipeline.thread.develop import Placement, place
from tests.pipeline.thread.articles_of_ours import START, article

NOW = START + timedelta(days=9)
GROUNDS = Grounds(score=0.2, similarity=None)
NEW = Decision(thread_id=None, development_id=None, grounds=GROUNDS)
FIRST = article("a", "Ferry company admits brake fault on the Lindholm", "The company said so.", hours=10)


def _place(one: Article, *, after: Placement | None = None, same: bool = False) -> Placement:
    return place(
        NEW,
        one,
        thread=after.thread if after else None,
        development=after.development if after and same else None,
        is_slug_taken=set[str]().__contains__,
        now=NOW,
    )


def test_an_article_without_a_thread_opens_one_with_its_first_development() -> None:
    """Ids follow from the article, instants from its publication."""
    placement = _place(FIRST)
    assert placement.assignment.opens_thread
    assert placement.assignment.opens_development
    assert placement.assignment.decided_by is DecidedBy.MACHINE
    assert placement.assignment.grounds is GROUNDS
    assert placement.development.kind is DevelopmentKind.OPENED
    assert placement.development.opened_at == NOW
    assert placement.thread.opened_at == FIRST.told_at
    assert placement.thread.slug == "ferry-company-admits-brake-fault"
    assert _place(FIRST) == placement


def test_a_further_event_opens_a_development_that_heads_the_thread() -> None:
    """The thread's headline is that of its newest development."""
    opened = _place(FIRST)
    further = article("b", "Lindholm captain suspended", hours=30)
    placement = _place(further, after=opened)
    assert not placement.assignment.opens_thread
    assert placement.development.kind is DevelopmentKind.HAPPENED
    assert placement.thread.id == opened.thread.id
    assert placement.thread.slug == opened.thread.slug
    assert placement.thread.headline == "Lindholm captain suspended"
    assert (placement.thread.n_articles, placement.thread.n_developments) == (2, 2)


def test_a_live_blog_heads_only_a_thread_that_it_opens() -> None:
    """`Live updates` says less than the headline that stands there."""
    blog = article("b", "Lindholm ferry: live updates", hours=30)
    assert _place(blog).thread.headline == "Lindholm ferry: live updates"
    placement = _place(blog, after=_place(FIRST))
    assert placement.assignment.opens_development
    assert placement.thread.headline == FIRST.headline
    assert placement.thread.n_developments == 2


def test_told_again_it_joins_the_development_and_changes_no_headline() -> None:
    """An article that tells the same adds an outlet and opens nothing."""
    opened = _place(FIRST)
    placement = _place(article("b", "Brake fault on ferry admitted", hours=12), after=opened, same=True)
    assert not placement.assignment.opens_development
    assert placement.development.n_articles == 2
    assert placement.development.headline == placement.thread.headline == FIRST.headline
    assert (placement.thread.n_articles, placement.thread.n_developments) == (2, 1)


def test_a_late_article_does_not_set_the_thread_back() -> None:
    """An old report that comes in late leaves the newest headline and the last instant as they are."""
    opened = _place(FIRST)
    late = _place(article("b", "Passengers report odd noises", hours=2), after=opened)
    assert late.thread.last_seen_at == FIRST.told_at
    assert late.thread.opened_at == START + timedelta(hours=2)
    assert late.thread.headline == FIRST.headline


def test_who_published_earlier_had_it_first_even_if_we_saw_it_later() -> None:
    """First to report goes by publication; the development keeps its id."""
    opened = _place(FIRST)
    earlier = article("b", "Ferry brake fault: company knew", hours=9, outlet="harbour-post")
    joined = _place(earlier, after=opened, same=True).development
    assert joined.id == opened.development.id
    assert (joined.first_outlet, joined.first_at, joined.headline) == (
        "harbour-post",
        earlier.told_at,
        earlier.headline,
    )
    assert joined.last_seen_at == FIRST.told_at


def test_a_correction_keeps_the_outlet_that_made_it() -> None:
    """An article that joins a correction did not make it, whenever it was published."""
    opened = _place(FIRST)
    corrected = replace(opened, development=replace(opened.development, kind=DevelopmentKind.CORRECTION))
    joined = _place(article("b", "Earlier report", hours=1, outlet="post"), after=corrected, same=True).development
    assert joined.first_outlet == "courier"
