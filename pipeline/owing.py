"""What a development owes those who watch: alerts, put into the outbox in the transaction in which it is opened."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.match import MatchRules, owed_alerts, owed_gaps
from pipeline.nouns import Alert, Development, Evidence, Provenance, Reading
from pipeline.ports import Ledger
from pipeline.watch_index import WatchIndex


class Owing:
    """Knows the watches that stand, and writes down the alerts that they ask for."""

    def __init__(self, rules: MatchRules) -> None:
        self._rules = rules
        self._watches, self._n_changes = WatchIndex(()), -1
        #: How often all watches were read: a count.
        self.n_readings = 0

    def catch_up(self, ledger: Ledger, *, threads_changed: bool) -> None:
        """Read the watches anew if any was added or removed, at the beginning of a transaction.

        Args:
            ledger: where they stand.
            threads_changed: threads were merged or split: a watch on one that was put into another watches that one.
        """
        n_changes = ledger.n_watch_changes()
        if threads_changed or n_changes != self._n_changes:
            self._watches, self._n_changes = WatchIndex(ledger.watches()), n_changes
            self.n_readings += 1

    @property
    def asks_for_changes(self) -> bool:
        """Does any watch need to know which figures changed?"""
        return self._watches.asks_for_changes

    def tell(
        self,
        ledger: Ledger,
        development: Development,
        reading: Reading,
        now: datetime,
        *,
        changes: Sequence[Evidence] = (),
        origin: Provenance | None = None,
        can_wait: bool = False,
    ) -> Sequence[Alert]:
        """Owe the alerts on a development that was just opened.

        Args:
            ledger: takes them.
            development: the development.
            reading: the article that had it first, with its facts.
            now: when it was opened.
            changes: figures that the thread had with another value.
            origin: where the article's text comes from; None: it is its own.
            can_wait: it goes into a digest, also to those who want to be told at once.
        """
        alerts = owed_alerts(
            development,
            reading.article,
            self._watches,
            now=now,
            rules=self._rules,
            facts=reading.facts,
            origin=origin,
            changes=changes,
            can_wait=can_wait,
        )
        ledger.add_alerts(alerts)
        return alerts

    def tell_gaps(self, ledger: Ledger, development: Development, now: datetime) -> Sequence[Alert]:
        """Owe the alerts on a development that a further outlet carries and ours does not."""
        if not self._watches.gaps or not self._rules.own_outlet:
            return ()
        outlets = ledger.find_outlets(development.id)
        alerts = owed_gaps(development, outlets, self._watches, now=now, rules=self._rules)
        ledger.add_alerts(alerts)
        return alerts
