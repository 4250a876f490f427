"""What came of the script, held against what must: each difference is a sentence, and none is the aim."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.demo.expected import (
    ExpectedArticle,
    expected_alerts,
    expected_articles,
    expected_developments,
    expected_rejections,
    expected_revisions,
)
from desk.demo.nouns import EditKind
from desk.demo.stage import Stage
from pipeline import identity
from pipeline.nouns import Assignment, Development
from pipeline.thread.followups import reminder_id

#: Developments about an article that is told in another one.
_BESIDES = frozenset({"correction", "withdrawn", "deadline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What is stored, by the script's keys."""

    articles: Mapping[str, ExpectedArticle]
    #: Article key -> where it was put; missing: not stored.
    placed: Mapping[str, Assignment]
    #: Stored developments by id.
    developments: Mapping[str, Development]
    #: Script's development key -> id of the stored one that its first article is in.
    ids: Mapping[str, str]


def differences(stage: Stage) -> list[str]:
    """Return every difference between what is stored and sent and what the script says."""
    outcome = _outcome(stage)
    return [
        *_articles(stage, outcome),
        *_groups(outcome),
        *_developments(stage, outcome),
        *_revisions(stage, outcome),
        *_refused(stage),
        *_alerts(stage, outcome),
        *_mails(stage),
    ]


def losses(stage: Stage) -> list[str]:
    """Return what was lost or told twice; whatever else may differ, none of this ever may."""
    return [*_articles(stage, _outcome(stage)), *_mails(stage)]


def _outcome(stage: Stage) -> _Outcome:
    articles = expected_articles(stage.script, stage.press.base_url)
    found = {
        key: stage.store.threads.assignment(identity.article_id(article.url, None)) for key, article in articles.items()
    }
    placed = {key: assignment for key, assignment in found.items() if assignment is not None}
    developments = {each.id: each for each in stage.store.exports.developments()}
    ids = {
        key: placed[expected.first_article].development_id
        for key, expected in expected_developments(stage.script).items()
        if expected.first_article in placed and expected.kind not in _BESIDES and not expected.is_entry
    }
    return _Outcome(
        articles=articles, placed=placed, developments=developments, ids=ids | _besides(stage, developments)
    )


def _besides(stage: Stage, developments: Mapping[str, Development]) -> dict[str, str]:
    """Return the stored developments that are about an article which another one tells, by the script's key."""
    articles = expected_articles(stage.script, stage.press.base_url)
    expected = expected_developments(stage.script)
    reminded = {each.id for each in developments.values() if each.kind == "deadline"}
    stored = {(each.kind, each.first_article_id): each.id for each in developments.values() if each.kind in _BESIDES}
    posted = {(each.first_at, each.first_article_id): each.id for each in developments.values()}
    found: dict[str, str] = {}
    for key, each in expected.items():
        about = identity.article_id(articles[each.first_article].url, None)
        if each.kind == "deadline":
            found.update((key, one) for one in reminded & {reminder_id(about, each.value or "")})
        elif each.is_entry and (each.first_at, about) in posted:
            found[key] = posted[each.first_at, about]
        elif each.kind in _BESIDES and (each.kind, about) in stored:
            found[key] = stored[each.kind, about]
    return found


def _articles(stage: Stage, outcome: _Outcome) -> Iterator[str]:
    for key in outcome.articles.keys() - outcome.placed.keys():
        yield f"article {key} is not stored"
    expected = {article.url for article in outcome.articles.values()}
    for article in stage.store.exports.articles():
        if article.canonical_url not in expected:
            yield f"{article.canonical_url} is stored and was not to be"


def _groups(outcome: _Outcome) -> Iterator[str]:
    """Compare the grouping of articles: each of the script's groups must be one stored group, and the other way."""
    for what in ("thread", "development"):
        stored: dict[str, set[str]] = defaultdict(set)
        written: dict[str, set[str]] = defaultdict(set)
        for key, assignment in outcome.placed.items():
            mine, theirs = getattr(outcome.articles[key], what), getattr(assignment, f"{what}_id")
            stored[mine].add(theirs)
            written[theirs].add(mine)
        yield from (f"{what} {key} was cut into {len(ids)}" for key, ids in stored.items() if len(ids) > 1)
        yield from (f"{what}s {', '.join(sorted(keys))} were mixed" for keys in written.values() if len(keys) > 1)


def _developments(stage: Stage, outcome: _Outcome) -> Iterator[str]:
    expected = expected_developments(stage.script)
    for key, each in expected.items():
        stored = outcome.developments.get(outcome.ids.get(key, ""))
        if stored is None:
            yield f"development {key} was not opened"
        elif (stored.kind, stored.first_outlet) != (each.kind, each.first_outlet):
            yield (
                f"development {key} is {stored.kind}, first told by {stored.first_outlet}; "
                f"the script says {each.kind}, {each.first_outlet}"
            )
    surplus = outcome.developments.keys() - set(outcome.ids.values())
    yield from (f"a development was opened that is none: {outcome.developments[key].headline}" for key in surplus)


def _revisions(stage: Stage, outcome: _Outcome) -> Iterator[str]:
    for revision in expected_revisions(stage.script):
        article = identity.article_id(outcome.articles[revision.article].url, None)
        if not stage.store.articles.revisions(article):
            kind = "correction" if revision.kind is EditKind.CORRECTION else "edit"
            yield f"the silent {kind} of {revision.article} was not noticed"


def _refused(stage: Stage) -> Iterator[str]:
    for url, expected in expected_rejections(stage.script, stage.press.base_url).items():
        state = stage.store.pages.state(url)
        if state is None:
            yield f"{url} was never fetched"
        elif stage.store.pages.outcomes()[expected] < 1:
            yield f"{url} did not end as {expected}"


def _alerts(stage: Stage, outcome: _Outcome) -> Iterator[str]:
    keys = {development_id: key for key, development_id in outcome.ids.items()}
    due = {(each.recipient, each.development) for each in expected_alerts(stage.script)}
    alerts = list(stage.store.exports.alerts())
    told_of = ((alert.recipient, alert.development_id or alert.notice_id or "") for alert in alerts)
    owed = {(who, keys.get(what, what)) for who, what in told_of}
    yield from (f"{who} was not told of {what}" for who, what in sorted(due - owed))
    yield from (f"{who} was told of {what}, which was not due" for who, what in sorted(owed - due))


def _mails(stage: Stage) -> Iterator[str]:
    """Hold the mails that came against the outbox; the same one may come again, under its own Message-ID."""
    alerts = list(stage.store.exports.alerts())
    yield from (f"an alert to {alert.recipient} was not sent: {alert.failure}" for alert in alerts if not alert.sent_at)
    came = Counter(mail.message_id for mail in stage.mailbox.mails())
    sent = {alert.letter or alert.message_id for alert in alerts if alert.sent_at}
    yield from (f"mail {message_id} never came" for message_id in sent - came.keys())
    yield from (f"mail {message_id} came and was owed to nobody" for message_id in came.keys() - sent)
