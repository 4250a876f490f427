"""Articles of one invented thread, read for their facts as the path reads them."""

from datetime import UTC, datetime, timedelta

from pipeline.read.facts import find_facts
from pipeline.thread.accounts import Account

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def account(article_id: str, text: str, *, hours: float = 0.0, outlet: str | None = None) -> Account:
    """Read a text of ours as one article, told some hours after the start."""
    told_at = START + timedelta(hours=hours)
    return Account(
        article_id=article_id,
        outlet=outlet or f"outlet-{article_id}",
        told_at=told_at,
        facts=find_facts(text, told_at, "en"),
    )
