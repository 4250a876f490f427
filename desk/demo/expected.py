"""What must come of the script when it has been collected, read, threaded and told: the acceptance test's answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.demo.nouns import EditKind, Script, ScriptArticle, ScriptWatch
from desk.demo.outlets import BY_SLUG, DEMO_OUTLETS, Announces, article_url
from pipeline.nouns import DevelopmentKind, Outcome, WatchKind
from pipeline.thread.followups import FollowUpRules, lapses_at

_TERM = re.compile(r'(-?)(?:"([^"]+)"|([^\s"]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """An article that must be stored."""

    key: str
    #: Canonical address.
    url: str
    outlet: str
    #: As first published.
    headline: str
    published_at: datetime
    #: Keys of the script.
    thread: str
    development: str
    opens_thread: bool
    opens_development: bool
    #: Key of the stored article that its text was first published in; None: its own text.
    copy_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRevision:
    """A silent edit that must be kept as a revision of its article."""

    article: str
    at: datetime
    kind: EditKind
    #: Key of the development that it opens; None: none.
    development: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDevelopment:
    """A development that must be found."""

    key: str
    thread: str
    kind: DevelopmentKind
    #: Key and outlet of the stored article that had it first, and when.
    first_article: str
    first_outlet: str
    first_at: datetime
    #: Keys of the stored articles that tell it, first one first.
    articles: tuple[str, ...]
    #: Headline, standfirst and text that opened it, a line each at least.
    opening_text: str
    #: The date that nobody followed up; None: it is no reminder.
    value: str | None = None
    #: Does an entry of a live blog open it?
    is_entry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAlert:
    """An alert that must be sent, once."""

    recipient: str
    development: str


def is_stored(article: ScriptArticle) -> bool:
    """Tell whether an article can be had: it stands behind no wall, and its outlet's feed can be read."""
    return not article.wall and BY_SLUG[article.outlet].announces is not Announces.RSS_DEAD


def expected_articles(script: Script, base_url: str) -> Mapping[str, ExpectedArticle]:
    """Return what must be stored, by key, in order of time."""
    stored = [article for article in script.articles if is_stored(article)]
    first_of_thread: dict[str, str] = {}
    first_of_development: dict[str, str] = {}
    for article in stored:
        first_of_thread.setdefault(article.thread, article.key)
        first_of_development.setdefault(article.development, article.key)
    return {
        article.key: ExpectedArticle(
            key=article.key,
            url=article_url(base_url, article),
            outlet=article.outlet,
            headline=article.headline,
            published_at=article.at,
            thread=article.thread,
            development=article.development,
            opens_thread=first_of_thread[article.thread] == article.key,
            opens_development=first_of_development[article.development] == article.key,
            copy_of=_first_print(article, script),
        )
        for article in stored
    }


def expected_rejections(script: Script, base_url: str) -> Mapping[str, Outcome]:
    """Return the addresses whose pages are fetched and must be refused, with the outcome."""
    return {
        article_url(base_url, article): Outcome.PAYWALLED
        for article in script.articles
        if article.wall and BY_SLUG[article.outlet].announces is not Announces.RSS_DEAD
    }


def expected_revisions(script: Script) -> tuple[ExpectedRevision, ...]:
    """Return the silent edits of stored articles, in order of time; growing live blogs are not among them."""
    revisions = [
        ExpectedRevision(article=article.key, at=edit.at, kind=edit.kind, development=edit.development)
        for article in script.articles
        if is_stored(article)
        for edit in article.edits
    ]
    return tuple(sorted(revisions, key=lambda revision: revision.at))


def expected_developments(script: Script) -> Mapping[str, ExpectedDevelopment]:
    """Return the developments that must be found, by key, in order of time."""
    found: dict[str, ExpectedDevelopment] = {}
    threads: set[str] = set()
    for article in filter(is_stored, script.articles):
        if article.development not in found:
            found[article.development] = _opened(article, script, opens_thread=article.thread not in threads)
            threads.add(article.thread)
        for besides in (*_corrections(article), *_entries(article), *_withdrawal(article), *_reminders(article)):
            found[besides.key] = besides
    return dict(sorted(found.items(), key=lambda item: item[1].first_at))


def expected_alerts(script: Script) -> frozenset[ExpectedAlert]:
    """Return the alerts that must be sent: one for each recipient and development, however many watches match."""
    return frozenset(
        ExpectedAlert(recipient=watch.recipient, development=development.key)
        for development in expected_developments(script).values()
        for watch in script.watches
        if development.first_at > watch.at and does_match(watch, development)
    )


def does_match(watch: ScriptWatch, development: ExpectedDevelopment) -> bool:
    """Tell whether a watch asks for a development, whatever the time."""
    if watch.kind is WatchKind.THREAD:
        return watch.value == development.thread
    if watch.kind is WatchKind.OUTLET:
        return watch.value == development.first_outlet
    text = _words(development.opening_text)
    return all((_words(phrase or word) in text) != bool(no) for no, phrase, word in _TERM.findall(watch.value))


def silent_outlets(script: Script) -> frozenset[str]:
    """Return the outlets that stop publishing before the end."""
    publishing = {article.outlet for article in script.articles}
    return frozenset(outlet.slug for outlet in DEMO_OUTLETS if outlet.last_day and outlet.slug in publishing)


def broken_outlets(script: Script) -> frozenset[str]:
    """Return the outlets whose feed can never be read."""
    publishing = {article.outlet for article in script.articles}
    broken = (outlet.slug for outlet in DEMO_OUTLETS if outlet.announces is Announces.RSS_DEAD)
    return frozenset(slug for slug in broken if slug in publishing)


def _first_print(article: ScriptArticle, script: Script) -> str | None:
    """Return the earliest stored article with the copied text, other than the article itself."""
    by_key = {each.key: each for each in script.articles}

    def root(each: ScriptArticle) -> str:
        return each.key if each.copy_of is None else root(by_key[each.copy_of])

    if article.copy_of is None:
        return None
    alike = [each.key for each in script.articles if is_stored(each) and root(each) == root(article)]
    return alike[0] if alike[0] != article.key else None


def _opened(article: ScriptArticle, script: Script, *, opens_thread: bool) -> ExpectedDevelopment:
    tellers = [each.key for each in script.articles if each.development == article.development and is_stored(each)]
    return ExpectedDevelopment(
        key=article.development,
        thread=article.thread,
        kind=article.kind or (DevelopmentKind.OPENED if opens_thread else DevelopmentKind.HAPPENED),
        first_article=article.key,
        first_outlet=article.outlet,
        first_at=article.at,
        articles=tuple(tellers),
        opening_text="\n".join(filter(None, (article.headline, article.standfirst, article.text))),
    )


def _corrections(article: ScriptArticle) -> list[ExpectedDevelopment]:
    corrections = []
    for edit in article.edits:
        if edit.development is None:
            continue
        headline = article.version_at(edit.at).headline
        corrections.append(
            ExpectedDevelopment(
                key=edit.development,
                thread=article.thread,
                kind=DevelopmentKind.CORRECTION,
                first_article=article.key,
                first_outlet=article.outlet,
                first_at=edit.at,
                articles=(article.key,),
                opening_text="\n".join(filter(None, (headline, article.standfirst, edit.text))),
            )
        )
    return corrections


def _entries(article: ScriptArticle) -> list[ExpectedDevelopment]:
    return [
        ExpectedDevelopment(
            key=entry.development,
            thread=article.thread,
            kind=entry.kind,
            first_article=article.key,
            first_outlet=article.outlet,
            first_at=entry.at,
            articles=(article.key,),
            opening_text=f"{article.headline}\n{entry.text}",
            is_entry=True,
        )
        for entry in article.live
        if entry.development is not None
    ]


def _withdrawal(article: ScriptArticle) -> list[ExpectedDevelopment]:
    if article.gone is None or article.gone_at is None:
        return []
    return [_about(article, article.gone, DevelopmentKind.WITHDRAWN, article.gone_at)]


def _reminders(article: ScriptArticle) -> list[ExpectedDevelopment]:
    lapsed = ((each, lapses_at(each.value, FollowUpRules())) for each in article.reminders)
    return [_about(article, each.development, DevelopmentKind.DEADLINE, at, each.value) for each, at in lapsed if at]


def _about(
    article: ScriptArticle, key: str, kind: DevelopmentKind, at: datetime, value: str | None = None
) -> ExpectedDevelopment:
    """Return a development about an article that is told in another one."""
    return ExpectedDevelopment(
        key=key,
        thread=article.thread,
        kind=kind,
        first_article=article.key,
        first_outlet=article.outlet,
        first_at=at,
        articles=(article.key,),
        opening_text="\n".join(filter(None, (article.headline, article.standfirst, article.version_at(at).text))),
        value=value,
    )


def _words(text: str) -> str:
    """Return the words in lower case with one space around each, so that whole words are found in it."""
    return " " + " ".join(re.findall(r"\w+", text.lower())) + " "
