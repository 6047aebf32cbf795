"""Tables: what changes is announced, what is shown can be sorted, filtered and copied."""

from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from finbyte_desktop.widgets import table_delegate
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.table import WIDEST, Cell, Column, ColumnState, RowAction, TableModel, TableView


class Bot(NamedTuple):
    key: str
    kind: str
    profit: float | None


A, B, C = Bot("BTC", "grid", 5.0), Bot("ETH", "dca", None), Bot("SOL", "grid", -2.5)


def make_model() -> TableModel[Bot]:
    return TableModel(
        [
            Column("bot", "Bot", lambda r: r.key, lambda r: Cell(r.key, note=r.kind), stretch=True),
            Column(
                "profit",
                "Profit, USDT",
                lambda r: r.profit,
                lambda r: "-" if r.profit is None else f"{r.profit:+.2f}".replace("-", "\u2212"),
                number=True,
                signed=True,
            ),
            Column("kind", "Kind", lambda r: r.kind, hidden=True),
            Column("act", "", lambda r: None, actions=lambda r: [RowAction("stop", "Stop")], width=90),
        ],
        key=lambda r: r.key,
    )


@pytest.fixture
def view(app: QApplication, qtbot: QtBot) -> TableView:
    table = TableView(make_model(), empty_title="No bots", empty_action="Create bot", filter_visible=True)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    return table


def shown(model: TableModel[Bot]) -> list[str]:
    return [row.key for row in model.rows()]


@pytest.mark.parametrize(
    ("column", "order", "keys"),
    [
        (0, Qt.SortOrder.AscendingOrder, ["BTC", "ETH", "SOL"]),
        (0, Qt.SortOrder.DescendingOrder, ["SOL", "ETH", "BTC"]),
        (1, Qt.SortOrder.AscendingOrder, ["SOL", "BTC", "ETH"]),
        (1, Qt.SortOrder.DescendingOrder, ["BTC", "SOL", "ETH"]),
        (-1, Qt.SortOrder.AscendingOrder, ["SOL", "BTC", "ETH"]),
    ],
)
def test_sort_by_value_with_absent_last(
    app: QApplication, column: int, order: Qt.SortOrder, keys: list[str]
) -> None:
    """Rows sort by value, not by text; an absent value is last in both directions."""
    model = make_model()
    model.set_rows([C, A, B])
    model.sort(column, order)
    assert shown(model) == keys


def test_update_announces_only_what_differs(app: QApplication) -> None:
    """An equal row is not announced, two changed neighbours are one range."""
    model = make_model()
    model.set_rows([A, B, C])
    ranges: list[tuple[int, int]] = []
    resets: list[str] = []
    model.dataChanged.connect(lambda first, last: ranges.append((first.row(), last.row())))
    model.modelReset.connect(lambda: resets.append("reset"))
    model.set_rows([Bot("BTC", "grid", 5.0), B._replace(profit=1.0), C._replace(profit=2.0)])
    model.set_rows([A, B._replace(profit=1.0), C._replace(profit=3.0)])
    assert ranges == [(1, 2), (2, 2)]
    assert resets == []
    assert model.cell(2, 1).text == "+3.00"


def test_new_and_gone_rows_keep_the_selection(view: TableView) -> None:
    """A selected row stays selected while others come, go and change places."""
    view.model.set_rows([A, B, C])
    assert view.select_key("ETH")
    index = QPersistentModelIndex(view.model.index(1, 0))
    view.model.set_rows([Bot("ADA", "grid", 0.0), A, B, C])
    view.model.set_rows([B, C])
    view.sort_by("profit", descending=True)
    assert [row.key for row in view.selected_rows()] == ["ETH"]
    assert index.row() == view.model.number_of("ETH") == 1
    view.model.set_rows([C])
    assert view.selected_rows() == []
    assert not index.isValid()


def test_filter_needs_every_word(view: TableView, qtbot: QtBot) -> None:
    """Words are sought in all cells and notes; nothing found offers to clear the filter."""
    view.model.set_rows([A, B, C])
    qtbot.keyClicks(view.filter_field, "GRID sol")
    assert shown(view.model) == ["SOL"]
    qtbot.keyClicks(view.filter_field, "x")
    assert view.empty_state.isVisible()
    assert view.empty_state.title() == "No row matches"
    qtbot.mouseClick(view.empty_state.button, Qt.MouseButton.LeftButton)
    assert shown(view.model) == ["BTC", "ETH", "SOL"]


def test_empty_table_offers_the_next_step(view: TableView, qtbot: QtBot) -> None:
    """Without rows the table says what will appear and its button speaks."""
    view.model.set_rows([])
    assert view.empty_state.title() == "No bots"
    with qtbot.waitSignal(view.empty_action_clicked):
        qtbot.mouseClick(view.empty_state.button, Qt.MouseButton.LeftButton)
    view.model.set_rows([A])
    assert view.view.isVisible()


def test_copy_gives_tsv_of_visible_columns(view: TableView, qtbot: QtBot) -> None:
    """Ctrl+C copies the selected rows with a header and a minus that a spreadsheet reads."""
    view.model.set_rows([A, B, C])
    view.select_key("SOL")
    qtbot.keyClick(view.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Bot\tProfit, USDT\nSOL grid\t-2.50\n"


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1) grid"),
        ("@SUM(1)", "'@SUM(1) grid"),
        ("+1", "'+1 grid"),
        ("a\tb\nc", "a b c grid"),
        ("BTC", "BTC grid"),
    ],
)
def test_copied_text_cannot_become_a_formula(view: TableView, name: str, copied: str) -> None:
    """Names from outside are copied as text in one field."""
    view.model.set_rows([Bot(name, "grid", None)])
    assert view.tsv().splitlines()[1] == f"{copied}\t-"


def test_columns_are_chosen_and_remembered(view: TableView, app: QApplication, qtbot: QtBot) -> None:
    """A hidden column can be shown, and another table takes over columns, widths and sort."""
    view.model.set_rows([A, B, C])
    menu = view.column_menu()
    action = next(action for action in menu.actions() if action.text() == "Kind")
    assert not action.isChecked()
    action.toggle()
    view.view.setColumnWidth(1, 133)
    view.sort_by("profit", descending=True)
    state = view.column_state()
    assert state.visible == ("bot", "profit", "kind", "act")

    other = TableView(make_model())
    qtbot.addWidget(other)
    other.model.set_rows([A, B, C])
    other.restore_columns(state)
    assert other.visible_columns() == ["bot", "profit", "kind", "act"]
    assert other.view.columnWidth(1) == 133
    assert shown(other.model) == ["BTC", "SOL", "ETH"]


@pytest.mark.parametrize("visible", [(), ("x", "y"), ("act",), ("x", "act")])
def test_columns_that_would_show_no_data_are_passed_over(view: TableView, visible: tuple[str, ...]) -> None:
    """Nothing visible, or only names of another version: the table keeps its own columns."""
    before = view.column_state()
    widths = (("x", 100), ("bot", 0), ("profit", 60), ("act", 90))
    view.restore_columns(ColumnState(visible, widths, "x", True))
    assert view.column_state() == before


def test_remembered_widths_can_be_seen_and_passed(view: TableView) -> None:
    """One pixel or ten thousand come back as something that can be grasped; a key that stands twice counts
    once.
    """
    least = view.view.horizontalHeader().minimumSectionSize()
    for given, wanted in ((1, least), (10_000, WIDEST), (150, 150)):
        widths = (("bot", 0), ("profit", given), ("kind", 80), ("act", 90))
        view.restore_columns(ColumnState(("profit", "profit", "bot", "act"), widths))
        assert view.view.columnWidth(1) == wanted
        assert view.visible_columns() == ["profit", "bot", "act"]


def test_a_number_is_never_run_into(view: TableView, qtbot: QtBot) -> None:
    """Its column grows once it is seen."""
    view.restore_columns(ColumnState(("bot", "profit", "act"), (("profit", 40),)))
    view.model.set_rows([A._replace(profit=1_234_567_890.25), B])
    before = view.column_state()
    view.grab()
    needed = QFontMetrics(font(Role.TABLE)).horizontalAdvance(view.model.cell(0, 1).text)
    qtbot.waitUntil(lambda: view.view.columnWidth(1) > needed, timeout=2000)
    assert view.column_state() == before  # nobody chose that


def test_header_click_sorts_and_turns(view: TableView) -> None:
    """The first click on a number column shows the largest first, the second turns it round."""
    view.model.set_rows([C, A, B])
    header = view.view.horizontalHeader()
    header.sectionClicked.emit(1)
    assert shown(view.model) == ["BTC", "SOL", "ETH"]
    header.sectionClicked.emit(1)
    assert shown(view.model) == ["SOL", "BTC", "ETH"]


def test_button_in_a_row_names_row_and_action(view: TableView, qtbot: QtBot) -> None:
    """A click on a painted button says which row and which action."""
    view.model.set_rows([A, B])
    rect = view.view.visualRect(view.model.index(1, 3))
    where = rect.center()
    where.setX(rect.right() - 30)
    with qtbot.waitSignal(view.action_clicked) as heard:
        qtbot.mouseClick(view.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard.args == ["ETH", "stop"]


def test_cell_speaks_with_its_title(app: QApplication) -> None:
    """A screen reader hears title and text; the sign gives the tone."""
    model = make_model()
    model.set_rows([C])
    index = model.index(0, 1, QModelIndex())
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Profit, USDT \u22122.50"
    assert model.cell(0, 1).tone is Tone.SELL


def test_enter_activates_the_row(view: TableView, qtbot: QtBot) -> None:
    """Enter opens the current row."""
    view.model.set_rows([A, B])
    view.select_key("ETH")
    with qtbot.waitSignal(view.row_activated) as heard:
        qtbot.keyClick(view.view, Qt.Key.Key_Return)
    assert heard.args == [B]


def test_the_filter_says_what_is_searched(qtbot: QtBot) -> None:
    """A field over the markets is a search of markets, not a filter of rows."""
    table = TableView(make_model(), name="Markets", filter_visible=True)
    qtbot.addWidget(table)
    assert table.filter_field.placeholderText() == "Search: Markets"


def test_dotted_line_of_a_course_is_zero(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profit that began at -5 and stands at -2 is drawn below its line, not above it."""
    bases: list[float | None] = []
    monkeypatch.setattr(table_delegate, "paint_spark", lambda *given: bases.append(given[5]))
    column = Column("course", "Course", lambda r: r.profit, lambda r: Cell("", Tone.SELL, spark=(-5.0, -2.0)))
    model: TableModel[Bot] = TableModel([column], key=lambda r: r.key)
    model.set_rows([A])
    table = TableView(model, empty_title="No bots")
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    table.grab()
    assert set(bases) == {0.0}
