"""How much of each text is its outlet's own, what else it draws on, and which agency is credited."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("provenance", sa.Column("own", sa.Double(), nullable=False, server_default="1"))
    op.add_column("provenance", sa.Column("also", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("provenance", sa.Column("agency", sa.Text(), nullable=True))
    # one origin was looked for: what does not stand there was taken for the outlet's own
    op.execute("UPDATE provenance SET own = 1 - shared")
