"""Format 2: bots' figures as they were at a row of the journal, so that opening folds only the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Makes the table; it is filled from the journal at the next opening."""
    op.create_table(
        "figures",
        sa.Column("bot", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Never: the copy made before a migration is the way back."""
    raise NotImplementedError
