"""Ladders: words for each row, what clicks and drags say, the row that stays under the eye."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.ladder_base import TextRun
from finbyte_desktop.widgets.ladder_view import DepthLadder, DepthRow, LadderRow, OrderLadder, RowKind
from tests.support.pointer import move_pointer

ROWS = [
    LadderRow(3, "79,600.00", RowKind.SELL, sell="0.0060", away="+1.64 %"),
    LadderRow(
        "v",
        "78,400.00",
        RowKind.VACANT,
        note_left="vacant level",
        note_right="last fill 12:03",
        away="+0.11 %",
    ),
    LadderRow("now", "78,314.31", RowKind.NOW, note_left="price now", note_right="+2.48 % in 24 h"),
    LadderRow(1, "78,000.00", RowKind.BUY, "1", "468.00", "0.0060", "", "\u22120.40 %"),
]


@pytest.fixture
def orders(app: QApplication, qtbot: QtBot) -> OrderLadder:
    ladder = OrderLadder(asset="BTC")
    qtbot.addWidget(ladder)
    ladder.resize(472, 24 + 22 * 10)
    ladder.set_rows(ROWS)
    ladder.show()
    return ladder


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (3, "sell 0.0060 at 79,600.00, +1.64 % away"),
        ("v", "vacant level, 78,400.00, last fill 12:03, +0.11 % away"),
        ("now", "price now, 78,314.31, +2.48 % in 24 h"),
        (1, "buy 0.0060 at 78,000.00, cost 468.00, \u22120.40 % away"),
        ("unknown", ""),
    ],
)
def test_row_is_told_in_words(orders: OrderLadder, key: object, text: str) -> None:
    """A screen reader hears the whole row."""
    assert orders.accessible_text(key) == text


def test_cancelling_is_told_over_rows_with_an_order(orders: OrderLadder, qtbot: QtBot) -> None:
    """Nobody has to guess a right click; Delete means the row that was clicked."""
    orders.setToolTip("Right click cancels")
    told = {}
    for key in ("v", "now", 3, 1):  # a tooltip that was shown goes away a little later
        at = orders.row_rect(key).center()
        event = QHelpEvent(QEvent.Type.ToolTip, at, orders.viewport().mapToGlobal(at))
        QApplication.sendEvent(orders.viewport(), event)
        told[key] = QToolTip.text()
    assert told == {3: "Right click cancels", "v": "", "now": "", 1: "Right click cancels"}
    qtbot.mouseClick(orders.viewport(), Qt.MouseButton.LeftButton, pos=orders.row_rect(1).center())
    assert orders.current_key() == 1
    with qtbot.waitSignal(orders.cancel_requested) as heard:
        qtbot.keyClick(orders, Qt.Key.Key_Delete)
    assert heard.args is not None
    assert heard.args[0] == 1


def test_arrow_keys_walk_and_tell(orders: OrderLadder, qtbot: QtBot) -> None:
    """The first arrow starts at the price now; the row is told; Enter and Delete name it."""
    qtbot.keyClick(orders, Qt.Key.Key_Down)
    assert orders.current_key() == "now"
    qtbot.keyClick(orders, Qt.Key.Key_Down)
    assert orders.accessibleDescription().startswith("buy 0.0060")
    with qtbot.waitSignal(orders.row_activated) as heard:
        qtbot.keyClick(orders, Qt.Key.Key_Return)
    assert heard.args == [1]
    with qtbot.waitSignal(orders.cancel_requested) as heard:
        qtbot.keyClick(orders, Qt.Key.Key_Delete)
    assert heard.args[0] == 1


def test_hover_and_clicks_name_the_row(orders: OrderLadder, qtbot: QtBot) -> None:
    """Hover lights the chart's level; a right click asks to cancel only where an order is."""
    view = orders.viewport()
    hovered: list[object] = []
    orders.row_hovered.connect(hovered.append)
    move_pointer(view, QPoint(100, 24 + 22 * 3 + 5))
    assert hovered == [1]
    with qtbot.waitSignal(orders.cell_clicked) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(240, 24 + 5))
    assert heard.args == [3, "price"]
    with qtbot.assertNotEmitted(orders.cancel_requested):
        qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=QPoint(240, 24 + 22 + 5))
    with qtbot.waitSignal(orders.cancel_requested):
        qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=QPoint(240, 24 + 5))


def many(shift: int = 0) -> list[LadderRow]:
    rows = [LadderRow(shift + n, f"{90_000 - shift - n}", RowKind.BUY, buy="1") for n in range(100)]
    rows[60] = LadderRow("now", "now", RowKind.NOW)
    return rows


def test_space_brings_the_price_to_the_middle(orders: OrderLadder, qtbot: QtBot) -> None:
    """Space and the middle button recentre; new rows do not move what is seen."""
    orders.set_rows(many())
    qtbot.keyClick(orders, Qt.Key.Key_Space)
    middle = orders.row_rect("now").center().y()
    assert middle == pytest.approx(24 + 110, abs=22)
    orders.set_rows(many(shift=-7))
    assert orders.row_rect(50).y() == pytest.approx(orders.row_rect(50).y())
    orders.verticalScrollBar().setValue(0)
    qtbot.mouseClick(orders.viewport(), Qt.MouseButton.MiddleButton, pos=QPoint(100, 100))
    assert orders.row_rect("now").center().y() == pytest.approx(24 + 110, abs=22)


def scroll(ladder: OrderLadder, value: int) -> None:
    """As a person does."""
    bar = ladder.verticalScrollBar()
    bar.setSliderPosition(value)
    bar.triggerAction(bar.SliderAction.SliderMove)
    assert bar.value() == value


def test_the_view_follows_the_price_until_somebody_scrolls(orders: OrderLadder, qtbot: QtBot) -> None:
    """A price that runs away is not lost below the edge; who looks elsewhere is left there."""

    def rows(now: int) -> list[LadderRow]:
        made = [LadderRow(n, f"{90_000 - n}", RowKind.BUY, buy="1") for n in range(200)]
        return [*made[:now], LadderRow("now", "now", RowKind.NOW), *made[now:]]

    def is_seen() -> bool:
        return orders.viewport().rect().contains(orders.row_rect("now"))

    orders.set_rows(rows(60))
    qtbot.keyClick(orders, Qt.Key.Key_Space)
    top = orders.verticalScrollBar().value()
    orders.set_rows(rows(62))
    assert orders.verticalScrollBar().value() == top  # still in sight: nothing moves
    orders.set_rows(rows(150))
    assert is_seen()
    scroll(orders, 0)
    orders.set_rows(rows(155))
    assert orders.verticalScrollBar().value() == 0
    qtbot.keyClick(orders, Qt.Key.Key_Space)
    orders.set_rows(rows(10))
    assert is_seen()


def test_rows_added_above_do_not_move_the_view(orders: OrderLadder) -> None:
    """The row at the top stays at the top when levels come in above it."""
    orders.set_rows(many())
    scroll(orders, 30 * 22 + 5)
    before = orders.row_rect(35).y()
    orders.set_rows([LadderRow(f"new{n}", "1", RowKind.SELL) for n in range(9)] + many())
    assert orders.row_rect(35).y() == before


def test_changed_row_is_painted_anew(orders: OrderLadder) -> None:
    """A row's kept picture is used only while the row is the same."""
    before = orders.grab().toImage()
    assert orders.grab().toImage() == before
    orders.set_rows([*ROWS[:3], LadderRow(1, "78,000.00", RowKind.BUY, "1", "468.00", "0.0030", "", "")])
    after = orders.grab().toImage()
    assert after != before
    orders.set_rows(ROWS)
    assert orders.grab().toImage() == before
    orders.set_stale(True)
    assert orders.grab().toImage() != before


@pytest.fixture
def depth(app: QApplication, qtbot: QtBot) -> DepthLadder:
    ladder = DepthLadder(asset="BTC")
    qtbot.addWidget(ladder)
    ladder.resize(456, 24 + 20 * 8)
    ladder.set_rows(
        [
            DepthRow(5, "105", ask="2.5", ask_share=0.5, own_sell="0.05"),
            DepthRow(4, "104", last_up=True, last_size="0.4"),
            DepthRow(3, "103", bid="1.5", bid_share=0.3, own_buy="0.02", kind=RowKind.ENTRY),
            DepthRow(2, "102", bid="9.0", bid_share=1.0, own_buy="0.01", buy_by_bot=True),
            DepthRow(1, "101", bid="3.0", buy_next=True),
        ]
    )
    ladder.show()
    return ladder


def test_depth_row_is_told_in_words(depth: DepthLadder) -> None:
    """Sizes, own orders and marks are in the words."""
    assert depth.accessible_text(3) == "103, bid 1.5, your buy 0.02, entry"
    assert depth.accessible_text(4) == "104, last trade"


def drag(depth: DepthLadder, qtbot: QtBot, start: int, end: int) -> None:
    view = depth.viewport()
    a, b = depth.row_rect(start).center(), depth.row_rect(end).center()
    a.setX(20)
    b.setX(20)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=a)
    move_pointer(view, b, Qt.MouseButton.LeftButton)
    depth.grab()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=b)


def test_own_order_can_be_dragged_a_bots_order_not(depth: DepthLadder, qtbot: QtBot) -> None:
    """Dragging one's own order asks to move it; a bot's order only yields a click."""
    moved: list[tuple[object, ...]] = []
    depth.move_requested.connect(lambda *args: moved.append(args))
    drag(depth, qtbot, 3, 1)
    assert moved == [(3, 1, "buy")]
    drag(depth, qtbot, 2, 1)
    assert len(moved) == 1


def test_escape_ends_a_drag(depth: DepthLadder, qtbot: QtBot) -> None:
    """Escape while dragging puts the order back: nothing is asked."""
    view = depth.viewport()
    start = depth.row_rect(3).center()
    start.setX(20)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.keyClick(depth, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(depth.move_requested):
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(20, depth.row_rect(1).center().y()))


def test_click_names_the_side(depth: DepthLadder, qtbot: QtBot) -> None:
    """A click in the bid column is a wish to buy there; deciding is not the ladder's work."""
    where = depth.row_rect(1).center()
    where.setX(100)
    with qtbot.waitSignal(depth.cell_clicked) as heard:
        qtbot.mouseClick(depth.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard.args == [1, "bid"]


def test_row_looks_the_same_however_often_it_was_painted(app: QApplication, qtbot: QtBot) -> None:
    """A text is drawn as it is the first time and as prepared glyphs later; nobody can see which."""
    ladder = OrderLadder(asset="BTC")
    qtbot.addWidget(ladder)
    ladder.resize(472, 300)
    rows = [
        LadderRow(
            n, f"{64_000 - n * 37:,.2f}", RowKind.SELL, str(n), sell="0.0060", away=f"{n * 0.17:+.2f} %"
        )
        for n in range(10)
    ]
    ladder.set_rows(rows)
    pictures = []
    for _ in range(3):
        ladder.forget_pictures()
        pictures.append(ladder.viewport().grab().toImage())
    assert pictures[0] == pictures[1] == pictures[2]


def test_numbers_of_one_shape_have_the_width_that_is_measured(app: QApplication, qtbot: QtBot) -> None:
    """Widths are kept by shape only where every figure is equally wide."""
    for role in (Role.TABLE, Role.TABLE_STRONG, Role.LABEL, Role.PANEL_TITLE):
        run = TextRun(role)
        metrics = QFontMetrics(font(role))
        for text in ("64,000.10", "71,111.11", "+1.17 %", "-0.85 %", "0.0060", "price now", "12:31"):
            assert run.width(text) == metrics.horizontalAdvance(text), text


def test_more_rows_than_a_sheet_holds_keep_their_pictures(app: QApplication, qtbot: QtBot) -> None:
    """Scrolling through hundreds of rows shows each one's own price."""
    ladder = OrderLadder(asset="BTC")
    qtbot.addWidget(ladder)
    ladder.resize(472, 24 + 22 * 20)
    ladder.show()
    rows = [LadderRow(n, f"{64_000 - n:,.2f}", RowKind.BUY, buy="1") for n in range(300)]
    ladder.set_rows(rows)
    whole: dict[int, QImage] = {}
    for top in range(0, 280, 20):
        ladder.verticalScrollBar().setValue(top * 22)
        whole[top] = ladder.viewport().grab().toImage()
    for top in (0, 100, 260):
        ladder.verticalScrollBar().setValue(top * 22)
        ladder.forget_pictures()
        assert ladder.viewport().grab().toImage() == whole[top]
