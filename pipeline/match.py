"""Development x watches -> alerts: who is owed what, decided from what stands in the development's first article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline import identity
from pipeline.errors import QueryError
from pipeline.nouns import Alert, Article, Development, Watch, WatchKind

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRules:
    """What is still news."""

    #: A development that was published longer ago than this when it reached us is archive: it is shown, not mailed.
    #: Two days cover an outlet that was away over a night and a machine that was off for a day.
    news_age: timedelta = timedelta(hours=48)
    #: Right-hand side of the Message-IDs.
    mail_domain: str = "throughline.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchQuery:
    """A query as a watch understands it: all of `wanted` and none of `unwanted`, each a run of whole words."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@lru_cache(maxsize=4096)
def parse_query(query: str) -> WatchQuery:
    """Read a query: words, "phrases" and -unwanted ones; case does not count.

    Raises:
        QueryError: nothing in it can be looked for.
    """
    terms = [(m["no"], _fold(m["phrase"] or m["word"] or "")) for m in _TERM.finditer(query)]
    wanted = tuple(words for no, words in terms if words.strip() and not no)
    unwanted = tuple(words for no, words in terms if words.strip() and no)
    if not wanted:
        raise QueryError(f'the query {query!r} holds no word to look for: write words, "phrases" or -unwanted ones')
    return WatchQuery(wanted=wanted, unwanted=unwanted)


def _fold(text: str) -> str:
    """Return the words of a text, case-folded, with one space around each: a phrase is then a substring."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def is_match(watch: Watch, development: Development, article: Article) -> bool:
    """Tell whether a watch asks for this development, first told by this article."""
    if watch.kind is WatchKind.THREAD:
        return watch.value == development.thread_id
    if watch.kind is WatchKind.OUTLET:
        return watch.value == article.outlet
    query = parse_query(watch.value)
    words = _fold(" . ".join((article.headline, article.standfirst or "", article.text)))
    return all(term in words for term in query.wanted) and not any(term in words for term in query.unwanted)


def owed_alerts(
    development: Development, article: Article, watches: Iterable[Watch], *, now: datetime, rules: MatchRules
) -> Sequence[Alert]:
    """Return the alerts that a development just opened puts into the outbox: one a recipient.

    Args:
        development: the development.
        article: the article that had it first.
        watches: all that stand.
        now: the instant at which it was opened.
        rules: what is still news.
    """
    if development.first_at < now - rules.news_age:
        return ()
    owed: dict[str, Alert] = {}
    for watch in watches:
        if watch.created_at <= development.opened_at and is_match(watch, development, article):
            owed.setdefault(watch.recipient, _alert(watch, development, now, rules))
    return tuple(owed.values())


def _alert(watch: Watch, development: Development, now: datetime, rules: MatchRules) -> Alert:
    key = identity.alert_id(watch.recipient, development.id)
    return Alert(
        id=key,
        watch_id=watch.id,
        recipient=watch.recipient,
        thread_id=development.thread_id,
        development_id=development.id,
        message_id=f"<{key}.{development.id}@{rules.mail_domain}>",
        created_at=now,
        due_at=now,
    )
