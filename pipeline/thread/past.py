"""What hands and second thoughts did, as far as an index in memory has taken it in."""

from collections.abc import Sequence

from pipeline.nouns import Action
from pipeline.ports import Ledger, Vector
from pipeline.thread.assign import StoryIndex
from pipeline.thread.binding import Bindings
from pipeline.thread.lessons import Lessons, Prototype, latest, prototypes_of


class Past:
    """Keeps an index in line with the history, and what editors bound."""

    def __init__(self, stories: StoryIndex) -> None:
        self._stories = stories
        self._seen = 0
        #: What editors said so far.
        self.bindings = Bindings()
        self._prototypes: list[Prototype] = []

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
            news, self.bindings, self._prototypes = ledger.actions_after(0), Bindings(), []
        for action in news:
            if action.undone_by is None:
                self.bindings.take(action)
                self._learn(action)
        self._stories.lessons = latest(self._prototypes)

    def _learn(self, action: Action) -> None:
        if action.must is None and action.cannot is None:
            return
        # judged without any lesson: what was taught already must not count as known
        self._stories.lessons = Lessons()
        rules = self._stories.lesson_rules
        self._prototypes += prototypes_of(action, self._place_of, self._scores_of, rules)

    def _scores_of(self, article_id: str) -> dict[str, float]:
        return {each.id: each.score for each in self._stories.reconsider(article_id)}

    def _place_of(self, article_id: str) -> tuple[Vector, str] | None:
        member = self._stories.place_of(article_id)
        return (member.vector, member.thread_id) if member else None
