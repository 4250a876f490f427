"""Whether the parts of a script fit together: each check stops at the first mistake and says how to mend it."""

from collections.abc import Iterable
from datetime import timedelta

from desk.demo.nouns import FIRST_DAY, EditKind, Script, ScriptArticle, ScriptWatch
from desk.demo.outlets import BY_SLUG, article_path
from pipeline.errors import InputError
from pipeline.nouns import WatchKind
from pipeline.thread.followups import FollowUpRules, lapses_at

#: Least time between publication and the first edit: the page must have been fetched in between.
LEAST_TIME_TO_EDIT = timedelta(hours=3)


def check_script(script: Script) -> None:
    """Check what no single article shows.

    Raises:
        InputError: two parts contradict each other.
    """
    for article in script.articles:
        _check_article(article)
        _check_what_passes(article)
        _check_copy(article, script)
    _check_developments(script)
    _check_addresses(script.articles)
    for watch in script.watches:
        _check_watch(watch, script)


def _refuse(article: ScriptArticle, why: str) -> InputError:
    return InputError(f'Article "{article.key}" of the script: {why}')


def _check_article(article: ScriptArticle) -> None:
    outlet = BY_SLUG.get(article.outlet)
    if outlet is None:
        raise _refuse(article, f"there is no outlet {article.outlet!r}; take one of {', '.join(BY_SLUG)}.")
    if article.at < FIRST_DAY:
        raise _refuse(article, "nothing is published on day 0; give a later `at`.")
    if not (article.text or article.wall or article.headline_only):
        raise _refuse(article, "it has neither `text` nor `copy_of`; add one.")
    if outlet.last_day and article.at >= FIRST_DAY + timedelta(days=outlet.last_day):
        raise _refuse(article, f"{outlet.name} is silent after day {outlet.last_day}; give an earlier `at`.")
    for edit in article.edits:
        if edit.at < article.at + LEAST_TIME_TO_EDIT:
            raise _refuse(article, f"an edit must come {LEAST_TIME_TO_EDIT} or more after it; give a later `at`.")
        if (edit.kind is EditKind.CORRECTION) != (edit.development is not None):
            raise _refuse(article, "a correction needs a `development`, an edit of style must have none.")
    if any(entry.at < article.at for entry in article.live):
        raise _refuse(article, "a live entry comes before it; give a later `at`.")


def _check_what_passes(article: ScriptArticle) -> None:
    if (article.gone_at is None) != (article.gone is None):
        raise _refuse(article, "`gone_at` and `gone` belong together; add the other, or remove it.")
    if article.gone_at is not None and article.gone_at < article.at + LEAST_TIME_TO_EDIT:
        raise _refuse(article, f"it can go {LEAST_TIME_TO_EDIT} after it came at the earliest; give a later `gone_at`.")
    for reminder in article.reminders:
        if lapses_at(reminder.value, FollowUpRules()) is None:
            raise _refuse(article, f"{reminder.value!r} is no day or month; write it like 2026-03-07.")


def _check_copy(article: ScriptArticle, script: Script) -> None:
    for other in script.articles:
        if other.key == article.copy_of and other.at > article.at:
            raise _refuse(article, f'it copies "{other.key}", which is published later; change one `at`.')


def _check_developments(script: Script) -> None:
    threads: dict[str, str] = {}
    for article in script.articles:
        thread = threads.setdefault(article.development, article.thread)
        if thread != article.thread:
            raise _refuse(article, f"development {article.development!r} is one of thread {thread!r}; rename it.")
    for article in script.articles:
        for key in _own_developments(article):
            if key in threads:
                raise _refuse(article, f"development {key!r} of its edit, entry, end or reminder is taken; rename it.")
            threads[key] = article.thread


def _own_developments(article: ScriptArticle) -> list[str]:
    edits = [edit.development for edit in article.edits if edit.development]
    entries = [entry.development for entry in article.live if entry.development]
    reminders = [each.development for each in article.reminders]
    return [*edits, *entries, *([article.gone] if article.gone else []), *reminders]


def _check_addresses(articles: Iterable[ScriptArticle]) -> None:
    taken: dict[str, str] = {}
    for article in articles:
        path = article_path(article)
        if path in taken:
            raise _refuse(article, f'it would stand at the address of "{taken[path]}"; change its headline.')
        taken[path] = article.key


def _check_watch(watch: ScriptWatch, script: Script) -> None:
    what = f"The script's watch of {watch.recipient} on {watch.kind} {watch.value!r}"
    if watch.kind is WatchKind.OUTLET and watch.value not in BY_SLUG:
        raise InputError(f"{what}: there is no such outlet; take one of {', '.join(BY_SLUG)}.")
    if watch.kind is WatchKind.THREAD:
        first = min((article.at for article in script.articles if article.thread == watch.value), default=None)
        if first is None:
            raise InputError(f"{what}: there is no such thread; name one of the story files.")
        if watch.at <= first:
            raise InputError(f"{what}: the thread does not exist yet; give a later `at`.")
