"""Letters that came back, and what readers had seen of a development before it was put into another thread."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alerts", sa.Column("bounced_at", INSTANT, nullable=True))
    op.create_table(
        "bounces",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounces")),
    )
    op.create_index("ix_bounces_at", "bounces", ["at"])
    op.create_table(
        "seen_before",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("development_id", "reader", name=op.f("pk_seen_before")),
    )
    op.create_table(
        "arrivals",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("development_id", name=op.f("pk_arrivals")),
    )
