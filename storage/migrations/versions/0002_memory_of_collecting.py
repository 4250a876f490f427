"""What collecting remembers: hosts, robots.txt, a feed's rhythm, pages that went missing, and what the desk is told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("feeds", sa.Column("n_not_modified", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("feeds", sa.Column("rhythm", sa.JSON(), nullable=True))
    op.add_column("entries", sa.Column("missing_since", INSTANT, nullable=True))
    op.add_column("articles", sa.Column("withdrawn_at", INSTANT, nullable=True))
    create_hosts()
    create_notices()


def create_hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("n_failures", sa.Integer(), nullable=False),
        sa.Column("resting_until", INSTANT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )


def create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_article_id"), "notices", ["article_id"])
    op.create_index("ix_notices_outlet_began_at", "notices", ["outlet", "began_at"])
    op.create_table(
        "tallies",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("n_fetches", sa.Integer(), nullable=False),
        sa.Column("n_failures", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "hour", name=op.f("pk_tallies")),
    )
