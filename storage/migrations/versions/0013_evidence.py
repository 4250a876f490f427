"""What makes a development one: its evidence, sentence by sentence, and the further kinds that it speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("developments", sa.Column("also", sa.JSON(), nullable=True))
    op.create_table(
        "evidence",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("against_article_id", sa.Text(), nullable=True),
        sa.Column("against_text", sa.Text(), nullable=True),
        sa.Column("against_start", sa.Integer(), nullable=True),
        sa.Column("against_end", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("old_value", sa.Double(), nullable=True),
        sa.Column("new_value", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_evidence_development_id_developments")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_evidence_article_id_articles")),
        sa.PrimaryKeyConstraint("development_id", "position", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_article_id"), "evidence", ["article_id"])
    op.create_index(op.f("ix_evidence_kind_label"), "evidence", ["kind", "label"])
