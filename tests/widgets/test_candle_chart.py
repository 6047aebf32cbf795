"""The candle chart: what is drawn, where tags stand, what a drag says."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.candle_chart import CandleChart, Curve, Level, PriceLine
from finbyte_desktop.widgets.candle_data import CandleStore
from finbyte_desktop.widgets.candle_marks import merge_close
from finbyte_desktop.widgets.candle_tags import spell_short
from finbyte_desktop.widgets.colors import Tone
from tests.support.pointer import move_pointer

MINUTE = 60_000_000_000
START = 1_776_000_000 * 1_000_000_000


def columns(count: int, start: float = 100.0) -> tuple[np.ndarray, ...]:
    source = np.random.default_rng(3)
    close = start + np.cumsum(source.normal(0, 0.2, count))
    open_ = np.concatenate([[start], close[:-1]])
    times = START + np.arange(count, dtype=np.int64) * MINUTE
    return (
        times,
        open_,
        np.maximum(open_, close) + 0.1,
        np.minimum(open_, close) - 0.1,
        close,
        np.full(count, 5.0),
    )


@pytest.fixture
def chart(app: QApplication, qtbot: QtBot) -> CandleChart:
    widget = CandleChart()
    qtbot.addWidget(widget)
    widget.resize(872, 422)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_candles(*columns(500))
    widget.show_last(100)
    return widget


def test_dense_bars_keep_every_extreme() -> None:
    """Where candles are denser than pixels no high and no low is lost, with at most one bar a pixel."""
    store = CandleStore()
    data = columns(100_000)
    store.replace(*data)
    bars = store.bars(-0.5, 99_999.5, 800)
    assert bars.dense
    assert len(bars.x) <= 801
    assert bars.high.max() == data[2].max()
    assert bars.low.min() == data[3].min()
    assert bars.open[0] == data[1][0]
    assert bars.close[-1] == data[4][-1]


def test_sparse_bars_are_the_candles() -> None:
    """With room for each candle each is drawn as it is."""
    store = CandleStore()
    data = columns(1000)
    store.replace(*data)
    bars = store.bars(899.5, 999.5, 800)
    assert not bars.dense
    assert bars.x.tolist() == list(range(900, 1000))
    assert bars.close.tolist() == data[4][900:].tolist()


def test_bad_columns_are_refused() -> None:
    """Columns of different length and times that go back are errors, not pictures."""
    data = columns(5)
    with pytest.raises(ValueError, match="fit"):
        CandleStore().replace(data[0][:4], *data[1:])
    with pytest.raises(ValueError, match="increase"):
        CandleStore().replace(data[0][::-1], *data[1:])


@pytest.mark.parametrize("x", [-3.0, 0.0, 0.25, 17.0, 17.75, 499.0, 510.5])
def test_time_and_place_are_inverse(x: float) -> None:
    """A moment has one place, also beyond both ends."""
    store = CandleStore()
    store.replace(*columns(500))
    assert store.x_of(store.time_of(x)) == pytest.approx(x, abs=1e-6)


def test_gap_in_time_takes_no_room() -> None:
    """Candles stand side by side across a gap; a moment inside the gap lies between them."""
    store = CandleStore()
    data = list(columns(4))
    data[0] = START + np.array([0, 1, 61, 62], np.int64) * MINUTE
    store.replace(*data)
    assert store.x_of(START + 31 * MINUTE) == pytest.approx(1.5)
    assert store.xs_of(np.array([START + 61 * MINUTE])).tolist() == [2.0]


def test_new_candle_moves_the_view_only_while_following(chart: CandleChart) -> None:
    """At the right edge the view goes along; after a look back it stays, and a tick never moves it."""
    before = chart.scale.x_range()
    last = START + 499 * MINUTE
    assert chart.update_last(last, 100, 100.5, 99.5, 100.2, 1)
    assert chart.scale.x_range() == pytest.approx(before)
    assert chart.update_last(last + MINUTE, 100, 100.5, 99.5, 100.2, 1)
    assert chart.scale.x_range()[1] == pytest.approx(before[1] + 1)
    chart.pan(-200)
    assert not chart.is_following()
    looked_at = chart.scale.x_range()
    assert chart.update_last(last + 2 * MINUTE, 100, 100.5, 99.5, 100.2, 1)
    assert chart.scale.x_range() == pytest.approx(looked_at)
    assert not chart.update_last(last, 1, 1, 1, 1, 1)


def test_older_history_keeps_what_is_seen(chart: CandleChart) -> None:
    """Loading earlier candles does not move the picture under the eye."""
    chart.pan(-200)
    shown = [chart.store.time_of(x) for x in chart.scale.x_range()]
    times, *rest = columns(800)
    chart.set_candles(times - 300 * MINUTE, *rest)
    assert [chart.store.time_of(x) for x in chart.scale.x_range()] == pytest.approx(shown)


def test_tag_beyond_the_view_is_pinned_with_its_side(chart: CandleChart) -> None:
    """A line far above stands at the upper edge and says that it is above."""
    chart.set_lines(
        [PriceLine("tp", 1_000.0, "take profit", Tone.BUY), PriceLine("sl", 1.0, "stop", Tone.SELL)]
    )
    tags = {tag.line.key: tag for tag in chart.tags() if tag.line is not None}
    assert (tags["tp"].off_view, tags["sl"].off_view) == (-1, 1)
    assert tags["tp"].y == 9
    assert tags["sl"].y == chart.scale.rect().height() - 9


def test_close_tags_are_apart_and_the_price_stays(chart: CandleChart) -> None:
    """Three tags at one price do not cover each other; the price now keeps its place."""
    price = float(chart.store.columns[3, -1])
    chart.set_lines([PriceLine(k, price, k) for k in ("a", "b")])
    places = sorted(tag.y for tag in chart.tags())
    assert all(b - a >= 19 - 1e-6 for a, b in pairwise(places))
    now = next(tag for tag in chart.tags() if tag.line is None)
    assert now.y == pytest.approx(now.line_y)


def drag(chart: CandleChart, qtbot: QtBot, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    view = chart.findChildren(type(chart._view))[0].viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    move_pointer(view, end, Qt.MouseButton.LeftButton)
    if release:
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_dragged_line_says_its_new_price(chart: CandleChart, qtbot: QtBot) -> None:
    """Releasing a dragged line says key and price once; a line that is not draggable pans instead."""
    price = chart.scale.price_at(200)
    chart.set_lines([PriceLine("stop", price, "stop", Tone.SELL, draggable=True)])
    wanted = chart.scale.price_at(250)
    heard: list[tuple[str, float]] = []
    chart.line_moved.connect(lambda key, value: heard.append((key, value)))
    drag(chart, qtbot, QPoint(300, 200), QPoint(300, 250))
    assert [key for key, _ in heard] == ["stop"]
    assert heard[0][1] == pytest.approx(wanted)
    chart.set_lines([PriceLine("entry", chart.scale.price_at(200), "entry")])
    drag(chart, qtbot, QPoint(300, 200), QPoint(300, 215))
    assert len(heard) == 1


def test_escape_puts_a_dragged_line_back(chart: CandleChart, qtbot: QtBot) -> None:
    """Escape during a drag restores the line and says nothing."""
    chart.set_price_now(None)
    chart.set_lines([PriceLine("stop", chart.scale.price_at(200), "stop", draggable=True)])
    heard: list[str] = []
    chart.line_moved.connect(lambda key, value: heard.append(key))
    drag(chart, qtbot, QPoint(300, 200), QPoint(300, 260), release=False)
    assert chart.tags()[0].line_y == pytest.approx(260, abs=1)
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.tags()[0].line_y == pytest.approx(200, abs=1)
    assert heard == []


def test_drag_pans_and_keys_zoom(chart: CandleChart, qtbot: QtBot) -> None:
    """Dragging right looks back; plus and minus are inverse; End comes back to the last candle."""
    low, high = chart.scale.x_range()
    drag(chart, qtbot, QPoint(300, 100), QPoint(500, 105))
    assert chart.scale.x_range()[1] < high
    assert chart.scale.x_range()[1] - chart.scale.x_range()[0] == pytest.approx(high - low)
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.scale.x_range()[1] - chart.scale.x_range()[0] == pytest.approx((high - low) / 1.25)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.is_following()


def test_log_scale_keeps_prices_readable(chart: CandleChart, qtbot: QtBot) -> None:
    """In log mode equal ratios take equal room and a pixel still means its price."""
    qtbot.keyClick(chart, Qt.Key.Key_L)
    assert chart.is_log()
    assert chart.scale.price_at(chart.scale.y_of(101.5)) == pytest.approx(101.5)
    a, b, c = (chart.scale.y_of(price) for price in (90.0, 99.0, 108.9))
    assert a - b == pytest.approx(b - c)


def test_fills_merge_where_they_are_close() -> None:
    """Fills in one 4 px cell become one mark with their count at their mean."""
    x, y, counts = merge_close(np.array([10.0, 11.0, 30.0]), np.array([20.0, 21.0, 20.0]))
    assert sorted(counts.tolist()) == [1, 2]
    assert sorted(x.tolist()) == [10.5, 30.0]
    assert sorted(y.tolist()) == [20.0, 20.5]


def test_all_fills_are_accounted_for(chart: CandleChart) -> None:
    """Marks stand for every visible fill, however many share one."""
    data = columns(500)
    picks = np.arange(420, 500)
    chart.set_fills(
        np.repeat(data[0][picks], 3), np.repeat(data[4][picks], 3), np.tile([True, True, False], 80)
    )
    assert sum(chart._marks.counts) == 240
    assert len(chart._marks.counts) < 240


def test_dense_fills_are_ticks_until_the_chart_is_zoomed_in(chart: CandleChart) -> None:
    """A fill in every candle of a long stretch does not bury it; near by, each is a whole mark."""
    data = columns(4_000)
    chart.set_candles(*data)
    chart.set_fills(data[0], data[4], np.arange(4_000) % 2 == 0)
    chart.show_last(2_000)
    marks = chart._marks
    assert marks.ticks > 0.9 * len(marks.counts)
    assert len(marks.items[0].data) + len(marks.items[1].data) == marks.ticks
    ticks = marks.ticks
    chart.pan(3)
    assert marks.ticks == pytest.approx(ticks, rel=0.02)
    chart.show_last(40)
    assert marks.ticks == 0
    assert sum(marks.counts) == sum(len(item.data) for item in marks.items)
    chart.set_fills(data[0][:0], data[4][:0], np.zeros(0, bool))
    assert (marks.counts, marks.ticks) == ((), 0)


def test_full_chart_paints(chart: CandleChart) -> None:
    """All layers together paint without a complaint, also empty and far zoomed out."""
    data = columns(500)
    chart.set_levels([Level(100.0 + i, Tone.BUY, live=i % 2 == 0) for i in range(10)])
    chart.set_band(99.0, 105.0)
    chart.set_curves([Curve("ema", "EMA", np.where(np.arange(500) < 20, np.nan, data[4]))])
    chart.set_cursor(int(data[0][450]))
    chart.set_highlight(101.0)
    chart.grab()
    chart.zoom(1e9)
    chart.grab()
    chart.clear()
    chart.set_message("Loading candles")
    assert not chart.grab().isNull()


@pytest.mark.parametrize(
    ("value", "text"), [(5.0, "5.00"), (1234.5, "1,234"), (16_200.0, "16.20 K"), (3_410_000.0, "3.41 M")]
)
def test_volume_is_short(value: float, text: str) -> None:
    """A volume fits into the read-out."""
    assert spell_short(value) == text


def test_values_are_of_the_candle_at_the_cursor(chart: CandleChart) -> None:
    """While a life is stepped through, the line of values is that of its moment, and the last one's after."""
    last = chart.value_parts()
    chart.set_cursor(START + 450 * MINUTE + MINUTE // 2)
    text = "".join(part for part, _ in chart.value_parts())
    assert chart.spell_price(float(columns(500)[4][450])) in text
    assert chart.value_parts() != last
    chart.set_cursor(None)
    assert chart.value_parts() == last


@pytest.mark.parametrize("shown", [40, 100, 490])
def test_prices_that_move_end_in_the_picture_of_a_fresh_chart(
    chart: CandleChart, qtbot: QtBot, shown: int
) -> None:
    """After many prices in the last candle, and a volume above all others, the chart looks like one that got
    the same candles at once: no kept picture is an old one.
    """
    data = columns(500)
    chart.show_last(shown)
    last = [column[-1] for column in data]
    for number in range(12):
        price = data[4][-1] + 0.3 * (number * 4 % 7 - 3)
        volume = 5.0 + min(number, 4)
        last[2:] = [max(last[2], price), min(last[3], price), price, volume]
        assert chart.update_last(int(last[0]), *(float(value) for value in last[1:]))
        qtbot.wait(12)
    changed = [np.append(column[:-1], value) for column, value in zip(data, last, strict=True)]
    fresh = CandleChart()
    qtbot.addWidget(fresh)
    fresh.resize(chart.size())
    fresh.show()
    qtbot.waitExposed(fresh)
    fresh.set_candles(changed[0].astype(np.int64), *changed[1:])
    fresh.show_last(shown)
    assert chart.grab().toImage() == fresh.grab().toImage()
