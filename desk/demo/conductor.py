"""Leads the demo's clock from one publication to the next, and waits each time until the desk has dealt with it.

At seven thousand times the speed of the world a second of a busy machine is two hours of news: without waiting, what is
published hours apart would come to the desk at once, and in an order that says more of the machine than of the press.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from desk.clock import LedClock
from desk.demo.expected import expected_articles, expected_developments, expected_rejections
from desk.demo.nouns import Script
from desk.demo.outlets import demo_outlets
from pipeline import identity
from pipeline.errors import NotFoundError
from pipeline.thread.followups import reminder_id
from storage import Store

#: Simulated time after the last day in which late edits and revisits still come in.
EPILOGUE = timedelta(hours=12)
#: Simulated time between two waits where nothing is published, so that pages are looked at again when they are due.
_STRIDE = timedelta(hours=6)
#: Real seconds for which one publication is waited for; what then is missing is left to the verdict.
_PATIENCE = 60.0


class Conductor:
    """Decides when the clock may go on; holds no thread of its own, and is asked often."""

    def __init__(self, script: Script, base_url: str, store: Store, clock: LedClock) -> None:
        self._store = store
        self._clock = clock
        by_key = {article.key: article.at for article in script.articles}
        awaited = {article.url: by_key[key] for key, article in expected_articles(script, base_url).items()}
        walled = expected_rejections(script, base_url)
        #: Addresses that must be fetched, and when they are published; what was dealt with is taken out.
        self._awaited = awaited | dict.fromkeys(walled, script.ends_at)
        self._reminders = _reminders(script, base_url)
        self._instants = _instants(script, self._reminders.values())
        self._outlets = {outlet.slug: outlet for outlet in demo_outlets(base_url, script)}
        self._waits_since = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Tell whether the last instant has come and was dealt with."""
        return not self._instants

    def move(self) -> None:
        """Let the clock run to the next instant if the desk is done with the last one."""
        stretch = self._clock.stretch()
        if stretch is not None:
            if self._clock.now() < stretch.ends_at:
                self._waits_since = time.monotonic()
                return
            if not self._is_done(stretch.ends_at) and time.monotonic() - self._waits_since < _PATIENCE:
                return
        if self._instants:
            self._clock.lead(self._instants.pop(0))
            self._waits_since = time.monotonic()

    def _is_done(self, until: datetime) -> bool:
        pages = self._store.pages
        for url, at in list(self._awaited.items()):
            if at <= until:
                if pages.state(url) is None:
                    return False
                del self._awaited[url]
        if pages.due(self._outlets, until, 1) or pages.n_unread():
            return False
        if not self._is_reminded(until):
            return False
        return not self._store.alerts.listing(is_sent=False, limit=1)

    def _is_reminded(self, until: datetime) -> bool:
        """Tell whether the desk found by itself that dates passed: what is told later would count as following up."""
        for development_id, at in list(self._reminders.items()):
            if at <= until:
                try:
                    self._store.threads.development(development_id)
                except NotFoundError:
                    return False
                del self._reminders[development_id]
        return True


def _reminders(script: Script, base_url: str) -> dict[str, datetime]:
    """Return the developments that no article opens, and when."""
    articles = expected_articles(script, base_url)
    return {
        reminder_id(identity.article_id(articles[each.first_article].url, None), each.value): each.first_at
        for each in expected_developments(script).values()
        if each.value is not None
    }


def _instants(script: Script, reminders: Iterable[datetime] = ()) -> list[datetime]:
    """Return when to wait, in order: at each publication, edit and live entry, and between them at every stride."""
    marks = {script.ends_at, script.ends_at + EPILOGUE, *reminders}
    for article in script.articles:
        marks |= {article.at, *(edit.at for edit in article.edits), *(entry.at for entry in article.live)}
        marks |= {article.gone_at} if article.gone_at else set()
    found: list[datetime] = []
    last = script.starts_at
    for mark in sorted(marks):
        while mark - last > _STRIDE:
            last += _STRIDE
            found.append(last)
        found.append(mark)
        last = mark
    return found
