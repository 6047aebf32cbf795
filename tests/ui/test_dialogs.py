"""Every question: Escape gives the safe answer, the safe answer has the focus, an error brings it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QLineEdit

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit
from finbyte_desktop.core.orders import Side
from finbyte_desktop.services.ports import AddedPlan, AddedToDeal, FeedKind, ResumePlan, ResumeTakes
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.export_dialog import ExportDialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.file_dialog import file_dialog, first_folder
from finbyte_desktop.ui.dialogs.first_run import FirstRun
from finbyte_desktop.ui.dialogs.money_dialog import AddInvestmentDialog, AmountDialog
from finbyte_desktop.ui.dialogs.resume_dialog import ResumeDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.pages.settings_account import ResetDialog
from finbyte_desktop.widgets.fact import FactRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from tests.support.fake_desk import FakeDesk

Opens = Callable[["MainWindow"], None]


def bot(action: str) -> Opens:
    return lambda window: act_on_bot(window.session, "bot-1", action)


OPENERS: dict[str, Opens] = {
    "stop": bot("stop"),
    "edit": bot("edit"),
    "add": bot("add"),
    "withdraw": bot("withdraw"),
    "export": bot("export"),
    "panic": lambda w: w.open_panic(),
    "keys": lambda w: w.open_keys(),
    "feed": lambda w: w._commands()["feed"](),
    "deposit": lambda w: w._commands()["deposit"](),
    "reset": lambda w: ResetDialog(w.session).open(),
    "closing": lambda w: w.close(),
    "first run": lambda w: w.open_first_run(),
}


def opened(window: MainWindow) -> Dialog:
    return next(dialog for dialog in window.stage.findChildren(Dialog) if dialog.is_open())


@pytest.mark.parametrize("name", OPENERS)
def test_escape_is_safe(qtbot: QtBot, window: MainWindow, desk: FakeDesk, name: str) -> None:
    """Nothing is commanded, and the window is still there."""
    OPENERS[name](window)
    dialog = opened(window)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.is_open()
    assert desk.calls == []
    assert window.isVisible()


@pytest.mark.parametrize("name", ["stop", "panic", "reset", "closing"])
def test_enter_gives_the_safe_answer(qtbot: QtBot, window: MainWindow, desk: FakeDesk, name: str) -> None:
    """The safe button has the focus: Enter cannot stop, sell or reset anything."""
    OPENERS[name](window)
    dialog = opened(window)
    focused = window.focusWidget()
    assert focused is dialog.button(dialog._safe)
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert desk.calls == []


@pytest.mark.parametrize("choice", list(Exit))
def test_stop_says_the_consequence_and_takes_the_choice(
    window: MainWindow, desk: FakeDesk, choice: Exit
) -> None:
    """Coins kept or sold, as chosen."""
    act_on_bot(window.session, "bot-1", "stop")
    dialog = opened(window)
    assert "20 orders are cancelled" in dialog._consequence.text()
    dialog.choices[choice].click()
    dialog.button("stop").click()
    assert desk.calls == [("stop", "bot-1", choice)]


def test_what_arrow_keys_frame_in_the_stop_dialog_is_what_is_chosen(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """From the buttons they come to the chosen card first; a frame around the other one chose nothing."""
    act_on_bot(window.session, "bot-1", "stop")
    dialog = opened(window)
    assert isinstance(dialog, StopDialog)
    sell, keep = dialog.choices[Exit.SELL], dialog.choices[Exit.KEEP]
    assert sell.isChecked()
    for other in (keep, sell):
        other.setFocus(Qt.FocusReason.BacktabFocusReason)  # where the arrow found the nearest button
        assert window.focusWidget() is sell
    qtbot.keyClick(sell, Qt.Key.Key_Up)
    assert window.focusWidget() is keep
    assert keep.isChecked()
    dialog.button("stop").click()
    assert desk.calls == [("stop", "bot-1", Exit.KEEP)]


@pytest.mark.parametrize("name", ["stop", "resume"])
def test_what_trades_names_its_account_and_its_money(window: MainWindow, desk: FakeDesk, name: str) -> None:
    """Several accounts look alike from inside a dialog."""
    if name == "stop":
        act_on_bot(window.session, "bot-1", "stop")
    else:
        ResumeDialog(window.session, "bot-1").open()
    dialog = opened(window)
    assert dialog.stake.isVisibleTo(dialog)
    told = {fact.label.text(): fact.value.shown_text() for fact in dialog.findChildren(FactRow)}
    assert told["Account"] == "Paper account"


def test_stop_tells_what_portfolio_tells(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money is rounded as in Portfolio, coins towards zero; the exact amounts stand in the tooltips."""
    shown = desk.detail("bot-1")
    card = replace(shown.card, last=Decimal("77999.999"), qty_places=5)
    exact = replace(shown, card=card, quote_held=Decimal("1234.5699"), base_held=Decimal("0.0420199"))
    monkeypatch.setattr(desk, "detail", lambda bot: exact)
    act_on_bot(window.session, "bot-1", "stop")
    dialog = opened(window)
    assert "1,234.57 USDT go back" in dialog._consequence.text()
    assert dialog._consequence.toolTip() == "1,234.5699 USDT"
    for choice in (Exit.KEEP, Exit.SELL):
        card_of = dialog.choices[choice]
        assert "0.04201 BTC" in card_of._text.text()
        assert "3,277.55 USDT" in card_of._text.text()  # of 3277.5521579801
        assert card_of.toolTip() == "0.0420199 BTC, 3,277.5521579801 USDT"


@pytest.mark.parametrize(
    ("value", "shown"), [("0.999", "0.99"), ("812.40", "812.40"), ("-0.019", "−0.01"), ("0.009", "0.00")]
)
def test_promised_amount_is_rounded_towards_zero(value: str, shown: str) -> None:
    """And so is what can be taken out."""
    assert fmt.promised(Decimal(value), "USDT") == f"{shown} USDT"


def test_command_that_fails_brings_the_dialog_back(window: MainWindow, desk: FakeDesk) -> None:
    """The reason stands in the dialog, what was chosen is still chosen."""
    act_on_bot(window.session, "bot-1", "stop")
    dialog = opened(window)
    dialog.choices[Exit.SELL].click()
    desk.fail_with = UserError("This bot has ended.", "bot_ended")
    dialog.button("stop").click()
    assert dialog.is_open()
    assert dialog.error_line.text() == "This bot has ended."
    dialog.button("stop").click()
    assert desk.calls[-1] == ("stop", "bot-1", Exit.SELL)


def test_amount_beyond_the_limit_cannot_be_sent(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """The field says what is feasible."""
    act_on_bot(window.session, "bot-1", "withdraw")
    dialog = opened(window)
    dialog.field.line.selectAll()
    qtbot.keyClicks(dialog.field.line, "9999")
    assert not dialog.button("do").isEnabled()
    assert dialog.field.has_error()
    dialog.field.line.selectAll()
    qtbot.keyClicks(dialog.field.line, "50")
    dialog.button("do").click()
    assert desk.calls == [("withdraw_profit", "bot-1", Decimal(50))]


def test_error_of_an_amount_stands_beside_it(window: MainWindow, desk: FakeDesk) -> None:
    """The desk's reason, in the dialog that came back."""
    act_on_bot(window.session, "bot-1", "add")
    dialog = opened(window)
    desk.fail_with = UserError("Only 3 USDT is free.", "other", "amount")
    dialog.button("do").click()
    assert dialog.is_open()
    assert dialog.field.has_error()


def test_edit_sends_only_feasible_changes(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """Unchanged cannot be saved, an error neither."""
    act_on_bot(window.session, "bot-1", "edit")
    dialog = opened(window)
    assert not dialog.button("save").isEnabled()
    line = dialog.fields["stop_price"].line
    line.selectAll()
    qtbot.keyClicks(line, "75000")
    dialog.check_now()
    assert dialog.fields["stop_price"].has_error()
    assert not dialog.button("save").isEnabled()
    line.selectAll()
    qtbot.keyClicks(line, "69000")
    dialog.check_now()
    dialog.button("save").click()
    assert desk.calls[0][:2] == ("edit", "bot-1")
    assert desk.calls[0][2]["stop_price"] == Decimal(69000)


def test_notes_leave_the_middle_to_an_open_question(window: MainWindow) -> None:
    """What came of a panic can be read while notes of its orders come in."""
    window.session.say("10 orders were cancelled.")
    (note,) = window.toasts._toasts.values()
    middle = note.x()
    dialog = ExportDialog(window.session, "orders")
    dialog.open()
    assert note.x() > middle
    assert note.geometry().right() <= window.stage.width()
    dialog.expire()  # the safe answer
    assert note.x() == middle


def test_export_writes_and_says_how_much(window: MainWindow, desk: FakeDesk, tmp_path: Path) -> None:
    """The number of rows and the name of the file."""
    dialog = ExportDialog(window.session, "orders")
    dialog.open()
    dialog.write(tmp_path / "out.csv")
    assert desk.calls == [("export", "orders", "csv", tmp_path / "out.csv", None)]
    assert "125 rows written to out.csv" in window.toasts.texts()


def test_export_of_a_bot_and_some_days(window: MainWindow, desk: FakeDesk, tmp_path: Path) -> None:
    """What the command line can leave out the window can: other tables, other bots, other days."""
    dialog = ExportDialog(window.session, "bots", "bot-1")
    dialog.open()
    assert (dialog.what.current(), dialog.bots.current()) == ("bots", "bot-1")
    assert dialog.bots.count() == 1 + len(desk.cards()) + len(desk.cards(ended=True))
    for typed, fine in (("yesterday", False), ("2026-02-30", False), ("2026-02-01", True), ("", True)):
        dialog.start.line.setText(typed)
        dialog.start.line.textEdited.emit(typed)
        assert dialog.button("choose").isEnabled() is fine
        assert dialog.start.has_error() is not fine
    dialog.start.set_text("2026-02-01")
    dialog.end.set_text("2026-02-02")
    dialog.bots.set_current(None)
    dialog.write(tmp_path / "out.csv")
    start_ns = 1_769_904_000 * 10**9
    day_ns = 86_400 * 10**9
    assert desk.calls == [("export", "bots", "csv", tmp_path / "out.csv", None, start_ns, start_ns + day_ns)]


def test_files_are_looked_for_where_a_person_keeps_them(window: MainWindow) -> None:
    """Not in the folder that the program was started from."""
    dialog = file_dialog(window, "Export to")
    assert dialog.directory().absolutePath() == QDir(first_folder()).absolutePath()
    assert Path(first_folder()) != Path.cwd()


def test_files_are_looked_for_where_the_last_one_was(window: MainWindow, tmp_path: Path) -> None:
    """Beside the file of the prices of now, else where this window found or put one before."""
    (tmp_path / "candles").mkdir()
    (tmp_path / "exports").mkdir()
    near = file_dialog(window, "Choose a file", tmp_path / "candles" / "btc.csv")
    assert near.directory().absolutePath() == str(tmp_path / "candles")
    near.fileSelected.emit(str(tmp_path / "exports" / "fills.csv"))
    assert file_dialog(window, "Export to").directory().absolutePath() == str(tmp_path / "exports")
    gone = file_dialog(window, "Choose a file", tmp_path / "gone" / "btc.csv")
    assert gone.directory().absolutePath() == str(tmp_path / "exports")


def test_dropped_file_without_prices_cannot_be_used(window: MainWindow, desk: FakeDesk) -> None:
    """The reason stands in the dialog, the button waits."""
    dialog = FeedDialog(window.session, Path("/somewhere/notes.txt"))
    dialog.open()
    assert not dialog.button("use").isEnabled()
    dialog.form.take_file(Path("/somewhere/btc.csv"))
    assert dialog.button("use").isEnabled()
    dialog.button("use").click()
    choice = desk.calls[0][1]
    assert (choice.kind, choice.symbol) == (FeedKind.CANDLES, "BTC/USDT")


def test_introduction_leads_into_the_wizard(window: MainWindow, desk: FakeDesk) -> None:
    """Three clicks, the demo market chosen already, suggested parameters in the form."""
    desk.current = type(desk.current)()
    window.session.settings = desk.current
    window.open_first_run()
    dialog = next(d for d in window.stage.findChildren(FirstRun) if d.is_open())
    for _ in range(3):
        dialog.button("next").click()
    assert window.place().page == "wizard"
    page = window.page("wizard")
    assert page.wizard.ready()
    assert desk.settings().first_run_done


def test_an_amount_that_is_no_number_is_said_to_be_none(qtbot: QtBot, window: MainWindow) -> None:
    """Not that it is out of bounds; the button stays closed."""
    bot("add")(window)
    dialog = opened(window)
    assert isinstance(dialog, AddInvestmentDialog)
    dialog.field.line.selectAll()
    qtbot.keyClicks(dialog.field.line, "abc")
    assert dialog.field.message_text() == "Not a number. Write it like 72,600.50"
    assert not dialog.button("do").isEnabled()


def test_adding_says_what_is_bought_and_which_orders_grow(window: MainWindow) -> None:
    """Nobody is asked about these orders later: they are named before they are confirmed."""
    bot("add")(window)
    dialog = opened(window)
    assert isinstance(dialog, AddInvestmentDialog)
    assert "buys 0.00256 BTC at the market now, for about 200.48 USDT" in dialog.what.text()
    assert "2 orders grow to 0.00702 BTC each now. 3 more after their round trip" in dialog.what.text()
    assert "sell 80,000.00: 0.00638 \u2192 0.00702" in dialog.orders.text()
    assert dialog.stake.text().startswith("PAPER")
    dialog.field.set_value(Decimal(5))
    dialog.field.edited.emit(Decimal(5))
    assert "too little for larger orders" in dialog.what.text()
    assert dialog.orders.text() == ""


@pytest.mark.parametrize("verb", ["add", "withdraw"])
def test_a_dialog_of_money_keeps_its_height_while_one_types(
    qtbot: QtBot, window: MainWindow, verb: str
) -> None:
    """Texts come and go with the amount; nothing moves below the pointer."""
    bot(verb)(window)
    dialog = opened(window)
    assert isinstance(dialog, AmountDialog)
    qtbot.wait(30)
    heights, texts = set(), set()
    for typed in ("1", "5", "50", "500", "", "abc", "99999999", "200"):
        dialog.field.line.clear()
        qtbot.keyClicks(dialog.field.line, typed) if typed else dialog.field.line.textEdited.emit("")
        qtbot.wait(20)
        heights.add(dialog.panel.height())
        texts.add(dialog._consequence.text())
    assert len(texts) > 2
    assert len(heights) == 1


def test_a_pause_says_what_it_did_and_can_be_taken_back(window: MainWindow, desk: FakeDesk) -> None:
    """It asks nothing: the note has the way back, the same from a card and from the bot's page."""
    card = desk.card("bot-1")
    act_on_bot(window.session, "bot-1", "pause")
    count = card.buys_open + card.sells_open
    assert window.toasts.texts() == [
        f"Paused: {count} orders being cancelled, nothing new is placed. What it holds stays."
    ]
    window.toasts.action_clicked.emit("bot:bot-1")
    assert desk.calls == [("pause", "bot-1"), ("resume", "bot-1")]


def test_added_investment_of_a_deal_tells_what_it_moves(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The liquidation of the position, and the size of later deals; that nothing is traded now."""
    now, then = (Decimal("55644"), Decimal("54000.5")), (Decimal("52310.25"), None)
    added = AddedToDeal(Decimal("1.2500"), (now, then))
    zero = Decimal(0)
    plan = AddedPlan(None, zero, zero, zero, zero, True, (), 0, deal=added)
    monkeypatch.setattr(desk, "added_plan", lambda _bot, _amount: plan)
    bot("add")(window)
    dialog = opened(window)
    assert isinstance(dialog, AddInvestmentDialog)
    assert dialog.what.text() == (
        "Nothing is traded now, and the orders of this deal stay as they are. The money stands behind the "
        "position at once: its liquidation goes from 55,644.00 to 52,310.25. After all safety orders it goes "
        "from 54,000.50 to none. The orders of later deals have 1.25 times their first size."
    )


PASSED = ResumePlan(
    (
        ResumeTakes(Side.BUY, False, 3, Decimal("0.0180"), Decimal("1402.57")),
        ResumeTakes(Side.SELL, True, 1, Decimal("0.0060"), Decimal("467.52")),
    ),
    16,
    Decimal("77920.5"),
    False,
)


def test_a_resume_that_trades_at_the_market_says_what_first(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """Count, amount, money and price of each side, and what waits for an approval; Enter keeps it paused."""
    desk.resumes = PASSED
    act_on_bot(window.session, "bot-1", "resume")
    dialog = opened(window)
    assert isinstance(dialog, ResumeDialog)
    assert desk.calls == []
    buys, sells = dialog._consequence.text().splitlines()
    assert buys == "It buys 0.01800 BTC at the market now: 3 orders for about 1,402.57 USDT at 77,920.50."
    assert sells.startswith("It sells 0.00600 BTC at the market now: 1 order for about 467.52 USDT")
    assert sells.endswith("You are asked before each of them.")
    assert dialog.why.text() == (
        "The price passed these levels while the bot was paused. 16 orders are placed and rest."
    )
    focused = window.focusWidget()
    assert focused is dialog.button("keep")
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert not dialog.is_open()
    assert desk.calls == []


def test_a_resume_does_what_was_read(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """When the price moved to other orders meanwhile nothing is done, and it is asked again."""
    desk.resumes = PASSED
    act_on_bot(window.session, "bot-1", "resume")
    dialog = opened(window)
    desk.resumes = replace(PASSED, takes=PASSED.takes[:1], rests=17)
    dialog.button("resume").click()
    assert dialog.is_open()
    assert desk.calls == []
    assert isinstance(dialog, ResumeDialog)
    assert dialog.why.text().startswith("The price moved meanwhile. Nothing was done.")
    dialog.button("resume").click()
    assert desk.calls == [("resume", "bot-1")]


def priced(factor: str) -> ResumePlan:
    """The same orders at another price."""
    by = Decimal(factor)
    takes = tuple(replace(one, cost=one.cost * by) for one in PASSED.takes)
    return replace(PASSED, takes=takes, price=Decimal("77920.5") * by)


def test_a_resume_at_a_price_that_left_its_collar_is_asked_anew(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """The same orders cost something else then; the numbers follow the price while the dialog is open."""
    desk.resumes = PASSED
    act_on_bot(window.session, "bot-1", "resume")
    dialog = opened(window)
    assert isinstance(dialog, ResumeDialog)
    desk.resumes = priced("0.9")
    dialog.button("resume").click()
    assert dialog.is_open()
    assert desk.calls == []
    assert dialog.why.text().startswith("The price moved meanwhile. Nothing was done.")
    assert "about 1,262.31 USDT at 70,128.45." in dialog._consequence.text()
    desk.resumes = priced("0.901")
    desk.say("quotes")
    qtbot.waitUntil(lambda: "at 70,206.37." in dialog._consequence.text(), timeout=2000)
    dialog.button("resume").click()
    assert desk.calls == [("resume", "bot-1")]


def test_a_resume_is_asked_anew_when_the_price_moved_in_the_last_seconds(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """Who presses has read what stood there a moment before."""
    desk.resumes = PASSED
    act_on_bot(window.session, "bot-1", "resume")
    dialog = opened(window)
    desk.resumes = priced("0.9")
    desk.say("quotes")
    qtbot.waitUntil(lambda: "at 70,128.45." in dialog._consequence.text(), timeout=2000)
    dialog.button("resume").click()
    assert dialog.is_open()
    assert desk.calls == []


def test_a_resume_while_prices_are_away_says_that_it_is_not_known(window: MainWindow, desk: FakeDesk) -> None:
    """What was passed by then trades at the price at which the market comes back."""
    desk.resumes = replace(PASSED, takes=(), away=True)
    act_on_bot(window.session, "bot-1", "resume")
    assert opened(window)._consequence.text().endswith("when prices are back.")
    assert desk.calls == []


def test_withdrawing_shows_the_total_of_now(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """A price that moves while the dialog is open moves the total in it, as on the page."""

    def earns(total: str) -> None:
        desk.cards_live = [
            replace(c, total_profit=Decimal(total)) if c.id == "bot-1" else c for c in desk.cards_live
        ]

    earns("-12.83")
    act_on_bot(window.session, "bot-1", "withdraw")
    dialog = opened(window)
    assert "−12.83" in dialog.warning.text()
    earns("2.67")
    desk.say("quotes")
    qtbot.waitUntil(lambda: "+2.67" in dialog.warning.text(), timeout=2000)
    assert dialog.warning.height() < 90


def test_withdrawable_follows_the_bot_while_its_dialog_is_open(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """A round trip that ends meanwhile raises the limit; the explanation is as high as its text."""
    act_on_bot(window.session, "bot-1", "withdraw")
    dialog = opened(window)
    qtbot.wait(20)
    assert dialog.warning.height() < 90
    desk.cards_live = [
        replace(c, withdrawable=Decimal("777.25")) if c.id == "bot-1" else c for c in desk.cards_live
    ]
    desk.say("fills")
    qtbot.waitUntil(lambda: "777.25" in dialog.field.note.text(), timeout=2000)
    dialog.field.line.selectAll()
    qtbot.keyClicks(dialog.field.line, "777")
    assert dialog.button("do").isEnabled()


def test_the_file_dialog_is_readable_in_the_light_theme(qtbot: QtBot, window: MainWindow) -> None:
    """Head, rows and completions stand on a light ground."""
    window.session.change_settings(theme="light")
    qtbot.waitUntil(lambda: window.palette().window().color().lightness() > 200)
    dialog = file_dialog(window, "Choose a file")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    head = dialog.findChild(QHeaderView)
    line = dialog.findChild(QLineEdit)
    completions = line.completer().popup()
    completions.resize(200, 100)
    for widget in (head, completions):
        assert widget.grab().toImage().pixelColor(3, 3).lightness() > 200


def test_a_limit_is_told_as_it_can_be_typed(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two places, rounded down: with more nobody could type it, with less it would be refused."""
    card = desk.card("bot-1")
    monkeypatch.setattr(desk, "card", lambda bot: replace(card, withdrawable=Decimal("50.0298765")))
    act_on_bot(window.session, "bot-1", "withdraw")
    dialog = opened(window)
    dialog.field.line.selectAll()
    qtbot.keyClicks(dialog.field.line, "9999")
    assert dialog.field.message_text() == "Feasible: above 0, up to 50.02"
    dialog.field.fix_button().click()
    assert dialog.field.value() == Decimal("50.02")
    assert dialog.button("do").isEnabled()


@pytest.mark.parametrize(
    ("rests", "asks", "told"),
    [
        (20, 0, "The bot goes on: its orders are placed again."),
        (6, 2, "The bot goes on: 4 orders placed, 2 orders wait for your approval."),
        (2, 1, "The bot goes on: 1 order placed, 1 order waits for your approval."),
        (3, 3, "The bot goes on: 3 orders wait for your approval."),
        (0, 0, "The bot goes on."),
    ],
)
def test_a_resume_tells_what_is_placed_and_what_only_asks(
    window: MainWindow, desk: FakeDesk, rests: int, asks: int, told: str
) -> None:
    """Nobody believes orders to rest that wait for an answer."""
    desk.resumes = ResumePlan((), rests, Decimal("77920.5"), False, asks)
    act_on_bot(window.session, "bot-1", "resume")
    assert window.toasts.texts() == [told]


def test_the_question_of_a_resume_tells_what_only_asks(window: MainWindow, desk: FakeDesk) -> None:
    """Those that are placed at once, and those that wait for an answer."""
    desk.resumes = replace(PASSED, asks=6)
    act_on_bot(window.session, "bot-1", "resume")
    dialog = opened(window)
    assert isinstance(dialog, ResumeDialog)
    assert dialog.why.text().endswith("10 orders are placed and rest. 6 orders wait for your approval.")
