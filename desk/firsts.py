"""Who had the figures and quotations of a thread first, and what its outlets claim: composed from the store."""

from desk.shown import FirstsShown
from pipeline.nouns import Thread
from pipeline.thread.accounts import Account
from pipeline.thread.firsts import Reported, claims, trace
from storage.store import Store

#: Articles of a thread that are looked at, the latest: a count.
_MOST = 200


def firsts_of(store: Store, thread: Thread) -> FirstsShown:
    """Return who had each figure and quotation of a thread first, who prints it since, and what outlets claim.

    Args:
        store: What is remembered.
        thread: The thread; of very many articles the latest are looked at.

    Raises:
        StorageError: the database refused.
    """
    reports = [report for story in store.threads.developments(thread.id) for report in story.reports]
    latest = sorted(reports, key=lambda each: each.article.told_at)[-_MOST:]
    facts = store.articles.facts([report.article.id for report in latest])
    accounts = [
        Account(article_id=one.id, outlet=one.outlet, told_at=one.told_at, facts=facts[one.id])
        for one in (report.article for report in latest)
    ]
    told = [Reported(article=report.article, provenance=report.provenance) for report in latest]
    return FirstsShown(
        traced=tuple(trace(accounts, told)),
        claims=tuple(claim for report in latest for claim in claims(report.article)),
    )
