"""The words that set a thread apart, as the pages, the API and the command line show them."""

from pipeline.nouns import Thread
from pipeline.thread.keywords import keywords
from storage.store import Store


def keywords_of(store: Store, thread: Thread) -> tuple[str, ...]:
    """Return the names and words that set a thread apart, names first; none are the names of who publishes.

    Raises:
        StorageError: the database refused.
    """
    words = store.stories.words(thread)
    return keywords(words.mentioned, thread.n_articles, words.n_all, words.press)
