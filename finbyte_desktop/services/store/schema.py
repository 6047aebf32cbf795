"""Tables. The journal is append-only and the source of everything; the rest can be rebuilt from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

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
    TypeDecorator,
)

from finbyte_desktop.core.numbers import plain

SCHEMA_VERSION = 3
LINES_A_POSTING = 16  # a line's row is the journal's seq times this, plus its number
DECISIONS_BY_SEQ = 1 << 40  # from here on a decision's row is this plus the journal's seq; before, a count
metadata = MetaData()


class DecimalText(TypeDecorator[Decimal]):
    """Money as canonical text: SQLite's own numbers would lose digits without a warning."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> str | None:
        return None if value is None else plain(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("ns", BigInteger, nullable=False),
    Column("kind", String, nullable=False),  # "event" came in, "fact" came of it
    Column("name", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("marks", Text, nullable=True),  # prices that the event saw, for folding
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
    Column("summary", Text),  # the card's figures at the end, so that a stopped bot needs no feed
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
    Column("price", DecimalText, nullable=False),
    Column("qty", DecimalText, nullable=False),
    Column("grant", String, nullable=False),
    Column("state", String, nullable=False),
    Column("filled", DecimalText, nullable=False),
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
    Column("client_id", String, primary_key=True),  # a trade with oneself has one number and two orders
    Column("bot", String, nullable=False),
    Column("slot", String, nullable=False),
    Column("side", String, nullable=False),
    Column("price", DecimalText, nullable=False),
    Column("qty", DecimalText, nullable=False),
    Column("fee", DecimalText, nullable=False),
    Column("fee_asset", String, nullable=False),
    Column("fee_quote", DecimalText, nullable=False),
    Column("role", String, nullable=False),
    Column("level", DecimalText),
    Column("trip", DecimalText),  # profit of the round trip that this fill completed
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
    Column("amount", DecimalText, nullable=False),
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
    Column("price", DecimalText, nullable=False),
    Column("orders", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("answer", String),
    Column("why", String),
    Column("decided_ns", BigInteger),
    Column("decided_price", DecimalText),
)
bot_candles = Table(
    "bot_candles",
    metadata,
    Column("bot", String, primary_key=True),
    Column("interval_ns", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib of little-endian columns: times, o, h, l, c, v
)
equity = Table(
    "equity",
    metadata,
    Column("bot", String, primary_key=True),
    Column("ns", BigInteger, primary_key=True),
    Column("total", Float, nullable=False),  # for painting only
    Column("grid", Float, nullable=False),
)
figures = Table(
    "figures",
    metadata,
    Column("bot", String, primary_key=True),  # "" for what belongs to no bot
    Column("seq", Integer, nullable=False),  # the last row of the journal that is folded in
    Column("format", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String, nullable=False),
)
