"""FinByte Desktop: a desktop client for trading bots."""

__version__ = "0.1.0"
