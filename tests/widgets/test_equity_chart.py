"""Courses over time: thinned without losing extremes, read at the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.equity_chart import EquityChart, Series

START = 1_776_000_000 * 1_000_000_000


@pytest.fixture
def chart(app: QApplication, qtbot: QtBot) -> EquityChart:
    widget = EquityChart()
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_a_long_message_is_not_cut(chart: EquityChart) -> None:
    """It takes several lines; both its ends are inside."""
    chart.resize(220, 160)
    chart.set_series([])
    chart.set_message("")
    empty = chart.grab().toImage()
    chart.set_message("No candle of BTC/USDT has ended yet: there is nothing to calculate with.")
    shown = chart.grab().toImage()
    width, height = shown.width(), shown.height()
    changed = [(x, y) for x in range(width) for y in range(height) if shown.pixel(x, y) != empty.pixel(x, y)]
    assert min(x for x, _ in changed) >= 4
    assert max(x for x, _ in changed) < width - 4
    assert max(y for _, y in changed) - min(y for _, y in changed) > 30  # several lines


def course(count: int) -> Series:
    times = START + np.arange(count, dtype=np.int64) * 1_000_000_000
    return Series("t", "total", times, np.sin(np.arange(count) / 50) * 10, Tone.BUY, area=True)


def test_dense_course_keeps_its_extremes(chart: EquityChart) -> None:
    """A course with more points than pixels is thinned, its highest and lowest point stay."""
    series = course(100_000)
    chart.set_series([series])
    xs, ys = chart.pixels(series)
    assert len(xs) < 6 * 600
    low, high = chart.y_of(float(series.values.max())), chart.y_of(float(series.values.min()))
    assert ys.min() == pytest.approx(low)
    assert ys.max() == pytest.approx(high)
    chart.grab()


def test_pointer_reads_the_last_known_value(chart: EquityChart) -> None:
    """Between two points the earlier one counts: nothing is invented."""
    times = START + np.array([0, 100], np.int64) * 1_000_000_000
    chart.set_series([Series("t", "total", times, np.array([1.0, 5.0]))])
    middle = chart.plot_rect().width() * 0.5
    _, values = chart.values_at(middle)
    assert [value for _, value in values] == [1.0]
    chart.point_at(QPointF(middle, 50))
    chart.grab()
    assert chart.accessibleDescription() == "total 5.00"


def test_zero_is_always_in_view(chart: EquityChart) -> None:
    """A profit curve far above zero still shows zero."""
    times = START + np.arange(3, dtype=np.int64) * 1_000_000_000
    chart.set_series([Series("t", "total", times, np.array([500.0, 510.0, 505.0]))])
    assert 0 <= chart.y_of(0.0) <= chart.plot_rect().height()


def test_gaps_and_emptiness_paint(chart: EquityChart) -> None:
    """NaN leaves a gap, no series says that there is no data."""
    times = START + np.arange(5, dtype=np.int64) * 1_000_000_000
    chart.set_series([Series("t", "total", times, np.array([1.0, np.nan, np.nan, 2.0, 3.0]), area=True)])
    chart.grab()
    chart.set_series([])
    assert not chart.grab().isNull()


def test_empty_chart_shows_its_message_and_no_scale(chart: EquityChart) -> None:
    """Neither lines nor numbers of a scale that means nothing stand beside the message."""
    chart.set_message("")
    picture = chart.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(0, 600, 3) for y in range(300)}
    assert seen == {chart.colors.panel.name()}
