"""What each edit changed, and what the pages of articles print besides."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("revisions", sa.Column("kind", sa.String(length=32), nullable=True))
    op.add_column("revisions", sa.Column("changed", sa.JSON(), nullable=True))
    op.create_table(
        "prints",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_prints_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_prints")),
    )
