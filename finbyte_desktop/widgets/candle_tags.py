"""Where the tags of a candle chart stand, and what its read-out says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontMetrics

from finbyte_desktop.widgets.candle_data import CandleStore
from finbyte_desktop.widgets.candle_items import Curve, PriceLine, Tag
from finbyte_desktop.widgets.candle_scale import PriceScale
from finbyte_desktop.widgets.chart_axes import PRICE_AXIS_WIDTH, spell_value
from finbyte_desktop.widgets.chart_ticks import TAG_HEIGHT, push_apart
from finbyte_desktop.widgets.colors import Paint, Tone
from finbyte_desktop.widgets.fonts import Role, font

TEXTS_KEPT = 256


def lay_tags(
    lines: Sequence[PriceLine], price_now: float | None, scale: PriceScale, places: int
) -> list[Tag]:
    """One tag a line and one for the price now: pushed apart, off-view ones pinned to their edge.

    The price now keeps its place.
    """
    height = scale.rect().height()
    entries: list[tuple[PriceLine | None, float]] = [(line, line.price) for line in lines]
    if price_now is not None:
        entries.append((None, price_now))
    ys = [scale.y_of(price) for _, price in entries]
    sides = [-1 if y < 0 else 1 if y > height else 0 for y in ys]
    fixed = len(entries) - 1 if price_now is not None and not sides[-1] else None
    half = TAG_HEIGHT / 2
    places_px = push_apart(ys, half, max(half, height - half), fixed=fixed)
    tags = []
    for (line, price), y, place, side in zip(entries, ys, places_px, sides, strict=True):
        text = line.text if line is not None else ""
        tags.append(Tag(line, y, place, text or _tag_text(price, places, side), side))
    return tags


@lru_cache(TEXTS_KEPT)  # the lines of a bot stand at the same prices for hours
def _tag_text(price: float, places: int, side: int) -> str:
    """The price with as many of its decimals as fit into a tag, beside the arrow of an off-view one."""
    used = QFontMetrics(font(Role.CHIP))
    room = PRICE_AXIS_WIDTH - 10 - (used.horizontalAdvance(" \u2191") if side else 0)
    for count in range(places, 0, -1):
        text = spell_value(price, count)
        if used.horizontalAdvance(text) <= room:
            return text
    return spell_value(price, 0)


def candle_values(
    store: CandleStore, number: int, curves: Sequence[Curve], spell_price: Callable[[float], str]
) -> list[tuple[str, Paint]]:
    """Open, high, low, close, change, volume and indicators of one candle, as (text, colour)."""
    translate = QCoreApplication.translate
    opens, high, low, close, volume = (float(value) for value in store.columns[:, number])
    tone = Tone.BUY if close >= opens else Tone.SELL
    parts: list[tuple[str, Paint]] = []
    for name, value in (
        (translate("chart", "O"), opens),
        (translate("chart", "H"), high),
        (translate("chart", "L"), low),
        (translate("chart", "C"), close),
    ):
        parts += [(name, Tone.MUTED), (spell_price(value), tone)]
    change = (close / opens - 1) * 100 if opens else 0.0
    parts.append((("+" if change >= 0 else "") + spell_value(change, 2) + " %", tone))
    parts += [(translate("chart", "Vol"), Tone.MUTED), (spell_short(volume), Tone.NEUTRAL)]
    for curve in curves:
        if number < len(curve.values) and math.isfinite(curve.values[number]):
            text = spell_price(float(curve.values[number]))
            parts += [(curve.label, Tone.MUTED), (text, curve.paint)]
    return parts


def spell_short(value: float) -> str:
    """A volume in few characters: 1,234 or 16.20 K or 3.41 M."""
    for limit, unit, letter in ((1e12, 1e12, "T"), (1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "K")):
        if abs(value) >= limit:
            return f"{value / unit:,.2f} {letter}"
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"
