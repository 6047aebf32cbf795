"""Format 1: the journal, its read models, the paper venue's state."""

from __future__ import annotations

from alembic import op

from finbyte_desktop.services.store.schema import metadata

revision = "1"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Never: the copy made before a migration is the way back."""
    raise NotImplementedError
