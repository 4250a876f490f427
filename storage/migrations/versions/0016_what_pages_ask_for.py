"""Indexes for what the pages ask for: threads that moved last, what each outlet brought, dates due, speakers."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

STANDING = sa.text("merged_into IS NULL")
MERGED = sa.text("merged_into IS NOT NULL")
DUE = sa.text("is_follow_up")


def upgrade() -> None:
    op.create_index(
        "ix_threads_standing",
        "threads",
        ["last_seen_at", "id"],
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.drop_index("ix_threads_merged_into", "threads")
    op.create_index(
        "ix_threads_merged_into", "threads", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED
    )
    op.create_index("ix_articles_outlet_told_at", "articles", ["outlet", "told_at"])
    op.drop_index("ix_articles_outlet", "articles")
    op.create_index("ix_dates_due", "dates", ["value"], sqlite_where=DUE, postgresql_where=DUE)
