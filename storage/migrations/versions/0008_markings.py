"""What a page says of its article: times and where they stand, section, tags, picture, wall, corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("articles", sa.Column("markings", sa.JSON(), nullable=True))
