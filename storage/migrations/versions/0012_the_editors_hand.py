"""What editors and second thoughts did to threads; threads that lead to others; names that editors gave."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"

INSTANT = sa.DateTime(timezone=True)
NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("threads", sa.Column("merged_into", sa.Text(), nullable=True))
    op.add_column("threads", sa.Column("headline_of", sa.Text(), nullable=True))
    op.add_column("threads", sa.Column("working_title", sa.Text(), nullable=True))
    op.create_index("ix_threads_merged_into", "threads", ["merged_into"], unique=False)
    op.add_column("assignments", sa.Column("taught", sa.Double(), nullable=True))
    op.create_table(
        "actions",
        sa.Column("n", NUMBERED, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("threads", sa.JSON(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("must", sa.JSON(), nullable=True),
        sa.Column("cannot", sa.JSON(), nullable=True),
        sa.Column("renamed", sa.JSON(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_actions")),
        sa.UniqueConstraint("id", name=op.f("uq_actions_id")),
    )
    op.create_table(
        "action_threads",
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("action_n", NUMBERED, nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_action_threads_thread_id_threads")),
        sa.ForeignKeyConstraint(["action_n"], ["actions.n"], name=op.f("fk_action_threads_action_n_actions")),
        sa.PrimaryKeyConstraint("thread_id", "action_n", name=op.f("pk_action_threads")),
    )
