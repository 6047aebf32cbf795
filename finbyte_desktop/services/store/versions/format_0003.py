"""Format 3: a trade is named by its order too. An account that trades with itself has one number for two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
COLUMNS = (
    "instrument", "trade_id", "row", "ns", "client_id", "bot", "slot", "side", "price", "qty", "fee",
    "fee_asset", "fee_quote", "role", "level", "trip",
)  # fmt: skip


def upgrade() -> None:
    """SQLite cannot change a key: the table is made anew and filled from the old one."""
    op.create_table(
        "fills_anew",
        sa.Column("instrument", sa.String, primary_key=True),
        sa.Column("trade_id", sa.String, primary_key=True),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("ns", sa.BigInteger, nullable=False),
        sa.Column("client_id", sa.String, primary_key=True),
        sa.Column("bot", sa.String, nullable=False),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("side", sa.String, nullable=False),
        sa.Column("price", sa.Text, nullable=False),
        sa.Column("qty", sa.Text, nullable=False),
        sa.Column("fee", sa.Text, nullable=False),
        sa.Column("fee_asset", sa.String, nullable=False),
        sa.Column("fee_quote", sa.Text, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("level", sa.Text),
        sa.Column("trip", sa.Text),
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    op.execute(f"INSERT INTO fills_anew ({names}) SELECT {names} FROM fills ORDER BY rowid")
    op.drop_table("fills")
    op.rename_table("fills_anew", "fills")
    op.create_index("fills_by_bot", "fills", ["bot", "row"])
    op.create_index("fills_by_row", "fills", ["row"])


def downgrade() -> None:
    """Never: the copy made before a migration is the way back."""
    raise NotImplementedError
