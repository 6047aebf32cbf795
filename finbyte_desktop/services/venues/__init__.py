"""Venues and feeds: paper trading over the demo market, candle replays and raw captures."""
