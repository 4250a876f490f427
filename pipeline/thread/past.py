"""What hands and second thoughts did, as far as an index in memory has taken it in."""

from collections.abc import Sequence

from pipeline.nouns import Action
from pipeline.ports import Ledger
from pipeline.thread.assign import StoryIndex
from pipeline.thread.binding import Bindings


class Past:
    """Keeps an index in line with the history, and what editors bound."""

    def __init__(self, stories: StoryIndex) -> None:
        self._stories = stories
        self._seen = 0
        #: What editors said so far.
        self.bindings = Bindings()

    def catch_up(self, ledger: Ledger) -> int:
        """Take in what was done since the last look, by whatever process; return how many actions that were.

        Articles are put where they lie now, so that nothing depends on how often an action is taken in.
        """
        news = ledger.actions_after(self._seen)
        for action in news:
            for article_id, (thread_id, development_id) in ledger.places(action.articles).items():
                self._stories.relabel(article_id, thread_id, development_id)
        if news:
            self._seen = news[-1].n
            self._bind(ledger, news)
        return len(news)

    def _bind(self, ledger: Ledger, news: Sequence[Action]) -> None:
        if any(action.undoes for action in news):
            # what was taken back binds no more: the words before it count again
            self.bindings = Bindings.of(ledger.actions_after(0))
            return
        for action in news:
            if action.undone_by is None:
                self.bindings.take(action)
