"""Format 1: the journal, its read models, the paper venue's state. Its tables stand here as they were; the
schema of today is another file.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

revision = "1"
down_revision = None
metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("ns", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("marks", Text, nullable=True),
)
snapshots = Table(
    "snapshots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
venue_state = Table(
    "venue_state", metadata, Column("name", String, primary_key=True), Column("body", Text, nullable=False)
)
bots = Table(
    "bots",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("type", String, nullable=False),
    Column("instrument", String, nullable=False),
    Column("params", Text, nullable=False),
    Column("policy", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("created_ns", BigInteger, nullable=False),
    Column("started_ns", BigInteger),
    Column("ended_ns", BigInteger),
    Column("auto_start", Integer, nullable=False),
    Column("summary", Text),
)
orders = Table(
    "orders",
    metadata,
    Column("client_id", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("bot", String, ForeignKey("bots.id"), nullable=False),
    Column("slot", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("instrument", String, nullable=False),
    Column("side", String, nullable=False),
    Column("type", String, nullable=False),
    Column("price", Text, nullable=False),
    Column("qty", Text, nullable=False),
    Column("grant", String, nullable=False),
    Column("state", String, nullable=False),
    Column("filled", Text, nullable=False),
    Column("why", String, nullable=False),
    Column("created_ns", BigInteger, nullable=False),
    Column("ended_ns", BigInteger),
    Index("orders_by_bot", "bot", "seq"),
)
fills = Table(
    "fills",
    metadata,
    Column("instrument", String, primary_key=True),
    Column("trade_id", String, primary_key=True),
    Column("row", Integer, nullable=False),
    Column("ns", BigInteger, nullable=False),
    Column("client_id", String, nullable=False),
    Column("bot", String, nullable=False),
    Column("slot", String, nullable=False),
    Column("side", String, nullable=False),
    Column("price", Text, nullable=False),
    Column("qty", Text, nullable=False),
    Column("fee", Text, nullable=False),
    Column("fee_asset", String, nullable=False),
    Column("fee_quote", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("level", Text),
    Column("trip", Text),
    Index("fills_by_bot", "bot", "row"),
    Index("fills_by_row", "row"),
)
postings = Table(
    "postings",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("tx", Integer, nullable=False),
    Column("ns", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("bucket", String, nullable=False),
    Column("asset", String, nullable=False),
    Column("amount", Text, nullable=False),
    Index("postings_by_reason", "reason"),
)
decisions = Table(
    "decisions",
    metadata,
    Column("row", Integer, primary_key=True),
    Column("ns", BigInteger, nullable=False),
    Column("bot", String, nullable=False),
    Column("level", String, nullable=False),
    Column("code", String, nullable=False),
    Column("fields", Text, nullable=False),
    Index("decisions_by_bot", "bot", "row"),
)
approvals = Table(
    "approvals",
    metadata,
    Column("request", String, primary_key=True),
    Column("bot", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("instrument", String, nullable=False),
    Column("asked_ns", BigInteger, nullable=False),
    Column("price", Text, nullable=False),
    Column("orders", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("answer", String),
    Column("why", String),
    Column("decided_ns", BigInteger),
    Column("decided_price", Text),
)
bot_candles = Table(
    "bot_candles",
    metadata,
    Column("bot", String, primary_key=True),
    Column("interval_ns", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
equity = Table(
    "equity",
    metadata,
    Column("bot", String, primary_key=True),
    Column("ns", BigInteger, primary_key=True),
    Column("total", Float, nullable=False),
    Column("grid", Float, nullable=False),
)


def upgrade() -> None:
    """Makes every table."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Never: the copy made before a migration is the way back."""
    raise NotImplementedError
