"""Writes articles into a store until it is killed, and says the number of each one that was committed."""

import itertools
import sys
from datetime import UTC, datetime

import numpy as np

from pipeline import identity
from pipeline.nouns import (
    Alert,
    Article,
    Assignment,
    DecidedBy,
    Development,
    DevelopmentKind,
    Facts,
    Grounds,
    Outcome,
    Page,
    Provenance,
    ProvenanceKind,
    Quote,
    Reading,
    Thread,
    Watch,
    WatchKind,
)
from storage import open_store

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WATCH = Watch(id="w1", kind=WatchKind.OUTLET, value="weir-echo", recipient="desk@weir-echo.example", created_at=NOW)


def write(store, n):
    """Write article number `n` as the desk does: first its page, then all the rest at once."""
    url = f"https://weir-echo.example/{n}"
    page = Page(
        url=url,
        requested_url=url,
        outlet="weir-echo",
        fetched_at=NOW,
        status=200,
        headers={},
        body=b"x",
        content_hash="h",
    )
    store.pages.take(page, None)
    article = Article(
        id=identity.article_id(url, None),
        canonical_url=url,
        outlet="weir-echo",
        outlet_name=None,
        headline=f"Weir {n}",
        seen_at=NOW,
        language="en",
        text=f"The weir moved {n}.",
        text_hash=f"hash-{n}",
        external_id=str(n),
    )
    thread = Thread(id=f"t{n}", slug=f"weir-{n}", headline=article.headline, opened_at=NOW, last_seen_at=NOW)
    development = Development(
        id=f"d{n}",
        thread_id=thread.id,
        kind=DevelopmentKind.OPENED,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet="weir-echo",
        first_at=NOW,
        opened_at=NOW,
        last_seen_at=NOW,
    )
    assignment = Assignment(
        article_id=article.id,
        thread_id=thread.id,
        development_id=development.id,
        decided_by=DecidedBy.MACHINE,
        decided_at=NOW,
        grounds=Grounds(score=0.0, similarity=None),
        opens_thread=True,
        opens_development=True,
    )
    alert = Alert(
        id=f"m{n}",
        watch_id=WATCH.id,
        recipient=WATCH.recipient,
        thread_id=thread.id,
        development_id=development.id,
        message_id=f"<m{n}@weir-echo.example>",
        created_at=NOW,
        due_at=NOW,
    )
    facts = Facts(quotes=(Quote(speaker=None, text="moved", sentence=article.text, start=9, end=14),))
    reading = Reading(article=article, facts=facts, signature=b"s")
    ((key, _),) = [row for row in store.pages.unread(10) if row[1].url == url]
    with store.begin() as ledger:
        ledger.add_article(reading, Provenance(kind=ProvenanceKind.ORIGINAL), np.ones(384, np.float32), "m")
        ledger.add_assignment(assignment, thread, development)
        ledger.add_alerts([alert])
        ledger.settle_page(key, Outcome.ARTICLE, "", article.id)


def say(what):
    """Tell the test at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(url):
    """Go on after the last article that is there."""
    store = open_store(url)
    store.watches.add(WATCH)
    known = max((int(a.external_id) for a in store.exports.articles()), default=0)
    say("ready")
    for n in itertools.count(known + 1):
        write(store, n)
        say(n)


if __name__ == "__main__":
    main(sys.argv[1])
