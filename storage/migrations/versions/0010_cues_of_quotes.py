"""By which word a quotation is announced, and how its sentence names the speaker."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("quotes", sa.Column("mention", sa.Text(), nullable=True))
    op.add_column("quotes", sa.Column("cue", sa.Text(), nullable=True))
