"""What is known of an outlet's addresses, handed to the section pages that are read by it."""

from collections.abc import Sequence
from dataclasses import replace

from crawler import learn_shapes
from pipeline.nouns import AddressShapes, FeedDue, FeedKind, Outcome
from storage import Store

#: The latest pages of an outlet that are learned from: a few weeks of a small one, a day of a large one.
_LATEST = 600
_ARTICLES = frozenset({Outcome.ARTICLE, Outcome.REVISION, Outcome.UNCHANGED})
#: What says that an address is no article's; a wall or an error says nothing of it.
_OTHERS = frozenset({Outcome.SECTION_PAGE, Outcome.NOT_TEXT, Outcome.TOO_SHORT, Outcome.EMPTY, Outcome.MEDIA})


def with_shapes(store: Store, feeds: Sequence[FeedDue]) -> list[FeedDue]:
    """Return the feeds; section pages without a pattern of their own with what their outlet's articles are like.

    Raises:
        StorageError: the database refused.
    """
    known: dict[str, AddressShapes] = {}
    return [_with_shapes(store, due, known) for due in feeds]


def _with_shapes(store: Store, due: FeedDue, known: dict[str, AddressShapes]) -> FeedDue:
    if due.feed.kind is not FeedKind.SECTION or due.feed.article_pattern is not None:
        return due
    slug = due.outlet.slug
    if slug not in known:
        latest = store.pages.latest_outcomes(slug, _LATEST)
        known[slug] = learn_shapes(
            (url, outcome in _ARTICLES) for url, outcome in latest if outcome in _ARTICLES | _OTHERS
        )
    return replace(due, shapes=known[slug])
