"""What one frame of the painted widgets costs. Run by hand: python tests/benchmarks/bench_widgets.py

Goals: a ladder of 40 rows under 1 ms, a chart frame over 100,000 candles under 5 ms.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
os.environ.setdefault("QT_API", "pyside6")

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from finbyte_desktop.ui import theme
from finbyte_desktop.widgets.candle_chart import CandleChart, Level
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.ladder_view import DepthLadder, DepthRow, LadderRow, OrderLadder, RowKind
from finbyte_desktop.widgets.table import Column, TableModel, TableView

FRAMES = 200


def measure(name: str, before: Callable[[int], object], widget: QWidget) -> None:
    """Renders the widget into an image FRAMES times and prints median and 99th percentile."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    times_ms = []
    for number in range(FRAMES):
        before(number)
        start = time.perf_counter()
        with QPainter(image) as painter:
            widget.render(painter, QPoint(0, 0))
        times_ms.append((time.perf_counter() - start) * 1000)
    times_ms.sort()
    median, worst = statistics.median(times_ms), times_ms[int(FRAMES * 0.99)]
    sys.stdout.write(f"{name:<44} median {median:6.2f} ms   p99 {worst:6.2f} ms\n")


def order_rows(shift: int) -> list[LadderRow]:
    rows = [
        LadderRow(
            level,
            f"{80_000 - level * 40:,.2f}",
            RowKind.SELL if level < 30 else RowKind.BUY,
            str(level),
            f"{400 + level + shift * 0.01:,.2f}",
            "0.0060" if level >= 30 else "",
            "0.0060" if level < 30 else "",
            f"{(level - 30) * 0.05 + shift * 0.01:+.2f} %",
        )
        for level in range(60)
    ]
    rows[30] = LadderRow("now", "78,314.31", RowKind.NOW, note_left="price now", note_right="+2.48 % in 24 h")
    return rows


def depth_rows(shift: int) -> list[DepthRow]:
    random = np.random.default_rng(shift)
    sizes = random.gamma(1.2, 4.0, 60).round(2).tolist()
    return [
        DepthRow(
            level,
            f"{105_000 - level * 10:,}",
            bid=f"{size:.2f}" if level >= 30 else "",
            ask=f"{size:.2f}" if level < 30 else "",
            bid_share=size / 20 if level >= 30 else 0.0,
            ask_share=size / 20 if level < 30 else 0.0,
            traded=f"{size * 3:.1f}",
            traded_share=size / 20,
            last_up=True if level == 30 else None,
        )
        for level, size in enumerate(sizes)
    ]


def candles(count: int) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(5)
    close = 60_000 * np.exp(np.cumsum(random.normal(0, 0.001, count)))
    open_ = np.concatenate([[60_000.0], close[:-1]])
    high, low = np.maximum(open_, close) * 1.0004, np.minimum(open_, close) * 0.9996
    times = (1_700_000_000 + np.arange(count) * 60) * 1_000_000_000
    return times, open_, high, low, close, random.gamma(2.0, 50.0, count)


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.build(theme.Mode.DARK))

    orders = OrderLadder(asset="BTC")
    orders.resize(472, 24 + 60 * 22)
    orders.show()
    app.processEvents()
    measure("order ladder, 60 rows, all changed", lambda n: orders.set_rows(order_rows(n)), orders)
    orders.resize(472, 24 + 40 * 22)
    app.processEvents()
    measure("order ladder, 40 rows, same texts", lambda n: orders.set_rows(order_rows(0)), orders)

    depth = DepthLadder(asset="BTC")
    depth.resize(456, 24 + 60 * 20)
    depth.show()
    app.processEvents()
    measure("depth ladder, 60 rows, all changed", lambda n: depth.set_rows(depth_rows(n)), depth)

    data = candles(100_000)
    chart = CandleChart()
    chart.resize(900, 500)
    chart.show()
    app.processEvents()
    chart.set_candles(*data)
    chart.show_last(100_000)
    measure("chart, 100,000 candles visible, panning", lambda n: chart.pan(50 if n % 2 else -50), chart)
    chart.show_last(1_000_000)
    chart.show_last(400)
    last = float(data[4][-1])
    chart.set_levels([Level(last * (0.98 + 0.002 * k), Tone.BUY) for k in range(24)])
    measure("chart, 400 of 100,000 candles, panning", lambda n: chart.pan(3 if n % 2 else -3), chart)
    picks = np.sort(np.random.default_rng(1).integers(99_000, 100_000, 1_000))
    chart.set_fills(data[0][picks], data[4][picks], picks % 2 == 0)
    measure("the same with 24 levels, 1,000 fills", lambda n: chart.pan(3 if n % 2 else -3), chart)

    def tick(number: int) -> None:
        chart.pointer.at = QPointF(200.0 + number, 100.0)
        chart.update_last(
            int(data[0][-1]), last, last * 1.001, last * 0.999, last * (1 + number * 1e-6), 10.0
        )

    chart.show_last(400)
    measure("chart, a tick and the crosshair", tick, chart)

    columns = [Column(str(c), f"Column {c}", lambda r, c=c: r[c + 1], number=True) for c in range(9)]
    model = TableModel(columns, lambda r: r[0])
    table = TableView(model)
    table.resize(1000, 28 * 41)
    table.show()
    app.processEvents()
    measure(
        "table, 40 rows of 9 columns, all changed",
        lambda n: model.set_rows([(r, *(r * 1000 + n + c for c in range(9))) for r in range(40)]),
        table,
    )


if __name__ == "__main__":
    main()
