"""What was done of each look back into an outlet's archive."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "backfills",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfills")),
    )
    op.create_table(
        "backfill_sitemaps",
        sa.Column("backfill_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("n_undated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["backfill_id"], ["backfills.id"], name=op.f("fk_backfill_sitemaps_backfill_id_backfills")
        ),
        sa.PrimaryKeyConstraint("backfill_id", "key", name=op.f("pk_backfill_sitemaps")),
    )
    op.create_table(
        "backfill_pages",
        sa.Column("backfill_id", sa.Text(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["backfill_id"], ["backfills.id"], name=op.f("fk_backfill_pages_backfill_id_backfills")
        ),
        sa.ForeignKeyConstraint(["entry_key"], ["entries.key"], name=op.f("fk_backfill_pages_entry_key_entries")),
        sa.PrimaryKeyConstraint("backfill_id", "entry_key", name=op.f("pk_backfill_pages")),
    )
    op.create_index("ix_pages_outlet_id", "pages", ["outlet", "id"], unique=False)
