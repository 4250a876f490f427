"""How watches deliver, which mail tells which alert, what was refused, what readers have seen, and our own keys."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("watches", sa.Column("pace", sa.String(32), nullable=False, server_default="at_once"))
    # SQLite keeps a time of day as text, and reads it back in this form only
    op.add_column("watches", sa.Column("daily_at", sa.Time(), nullable=False, server_default="07:00:00.000000"))
    op.add_column("watches", sa.Column("quiet_from", sa.Time(), nullable=True))
    op.add_column("watches", sa.Column("quiet_until", sa.Time(), nullable=True))
    op.add_column("watches", sa.Column("zone", sa.Text(), nullable=False, server_default="UTC"))
    op.add_column("watches", sa.Column("most_a_day", sa.Integer(), nullable=True))
    with op.batch_alter_table("alerts") as alerts:
        alerts.alter_column("thread_id", existing_type=sa.Text(), nullable=True)
        alerts.alter_column("development_id", existing_type=sa.Text(), nullable=True)
        alerts.add_column(sa.Column("notice_id", sa.Text(), nullable=True))
        alerts.add_column(sa.Column("is_held", sa.Boolean(), nullable=False, server_default=sa.false()))
        alerts.add_column(sa.Column("letter", sa.Text(), nullable=True))
        alerts.add_column(sa.Column("refused_at", INSTANT, nullable=True))
        alerts.create_foreign_key(op.f("fk_alerts_notice_id_notices"), "notices", ["notice_id"], ["id"])
    op.create_index("ix_alerts_sent_at", "alerts", ["sent_at"])
    op.create_index("ix_alerts_letter", "alerts", ["letter"])
    # each of these was told in a mail of its own
    op.execute(sa.text("UPDATE alerts SET letter = message_id WHERE n_tries > 0"))
    op.create_table(
        "counts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counts")),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    op.create_table(
        "seen",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_seen_thread_id_threads")),
        sa.PrimaryKeyConstraint("reader", "thread_id", name=op.f("pk_seen")),
    )
