"""What an entry of a live blog told, as pages and mails show it, and as a watch would have been told of it."""

from collections.abc import Iterator
from pathlib import Path as File

import pytest

from desk.developments import DevelopmentShown
from desk.views import development_told
from desk.watching import preview
from pipeline.match import MatchRules
from pipeline.nouns import DevelopmentKind, Watch, WatchKind
from storage import Store, open_store
from tests.pipeline.live_blogs_of_ours import (
    ARREST,
    CHATTER,
    DAY,
    MORNING,
    SAID,
    TOLL,
    at,
    entry,
    path_over,
    read,
    reported,
)

RIGHT = entry(MORNING[2].at, "About 90 homes in Nether Storrow are without power, Corriby Grid said.")


@pytest.fixture
def store(tmp_path: File) -> Iterator[Store]:
    """A store in which a live blog told an arrest, a toll and somebody's words, and put a count right."""
    opened = open_store(f"sqlite:///{tmp_path}/news.db", create=True)
    path = path_over(opened)
    reported(path)
    read(path, MORNING, at(10, 5))
    read(path, [*MORNING, ARREST, CHATTER], at(11))
    read(path, [*MORNING[:2], RIGHT, MORNING[3], ARREST, CHATTER, TOLL, SAID], at(11, 30))
    yield opened
    opened.close()


def _shown(store: Store, kind: DevelopmentKind) -> DevelopmentShown:
    (found,) = (each for each in store.exports.developments() if each.kind is kind)
    return development_told(store, found.id)[2]


def test_an_entry_is_shown_with_its_own_facts(store: Store) -> None:
    """And not with all that the blog printed since the morning; it links to the page."""
    said = _shown(store, DevelopmentKind.STATEMENT)
    assert (said.first.told.headline, said.first.told.at) == (SAID.paragraphs[0], SAID.at)
    assert said.first.told.url is not None
    assert [quote.label for quote in said.quotes] == ["Piers Lamb"]
    toll = _shown(store, DevelopmentKind.FIGURE)
    assert [figure.text for figure in toll.figures] == ["5 people"]
    assert toll.quotes == ()


def test_an_entry_that_left_the_page_keeps_its_words_and_its_evidence(store: Store) -> None:
    """Its facts went with it."""
    more = entry(at(11, 40), "Nan Pettigrew, a surveyor, found rust in sluice chains upstream of the weir.")
    read(path_over(store), [TOLL, SAID, more], at(11, 45))
    (found,) = (each for each in store.exports.developments() if each.headline == ARREST.paragraphs[0])
    shown = development_told(store, found.id)[2]
    assert shown.first.told.headline == ARREST.paragraphs[0]
    assert [one.sentence for one in shown.evidence][:1] == [ARREST.paragraphs[0]]
    assert (shown.figures, shown.quotes, shown.dates) == ((), (), ())


def test_what_was_put_right_is_shown_without_what_was_added(store: Store) -> None:
    """The entries that came with it are told by themselves, here and where the blog's own edits are listed."""
    shown = _shown(store, DevelopmentKind.CORRECTION)
    assert shown.changed is not None
    assert [(one.old, one.new) for one in shown.changed.sentences] == [(MORNING[2].paragraphs[0], RIGHT.paragraphs[0])]
    opening = _shown(store, DevelopmentKind.OPENED)
    (blog,) = (each for each in opening.others if each.told.outlet == "corriby-herald")
    assert len(blog.revisions) == 1


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("arrested", 1),  # the one entry that has the word, and not each that came after it
        ("speaker:Lamb", 1),
        ("weir", 5),  # the report, and by what the blog is about every entry that was told
        ("pictures", 0),
    ],
)
def test_a_watch_is_told_of_the_entries_that_have_what_it_asks_for(store: Store, query: str, n: int) -> None:
    """As it would be were it added now."""
    watch = Watch(
        id="w", kind=WatchKind.QUERY, value=query, recipient="desk@paper.example", created_at=DAY.replace(year=2025)
    )
    previewed = preview(store, watch, DAY, at(23), MatchRules())
    assert len(previewed.lines) == n
