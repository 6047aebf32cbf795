"""The queue and its dialog: countdown, safe answers, nothing sent by accident."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.orders import OrderType, Side
from finbyte_desktop.services.ports import PendingApproval
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.dialogs.batch_dialog import BatchDialog
from finbyte_desktop.ui.format import NS_A_SECOND
from finbyte_desktop.ui.session import Place
from finbyte_desktop.ui.viewmodels.approvals import (
    RequestShown,
    amounts,
    band_text,
    dialog_shown,
    request_shown,
)
from finbyte_desktop.widgets.colors import Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from finbyte_desktop.ui.main_window import MainWindow
    from finbyte_desktop.ui.pages.approvals_page import ApprovalsPage
    from finbyte_desktop.ui.session import Session
    from tests.support.fake_desk import FakeDesk
    from tests.ui.conftest import Clock, OpenWindow


@pytest.fixture
def page(window: MainWindow) -> ApprovalsPage:
    window.session.go(Place("approvals"))
    return window.page("approvals")


def open_dialog(window: MainWindow, request: str = "req-1") -> ApprovalDialog:
    window.session.go(Place("approvals", request=request))
    return next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())


def test_countdown_follows_the_clock(page: ApprovalsPage, clock: Clock) -> None:
    """Amber under half of the time, red under a minute, never below zero."""
    row = page.rows()[0]
    assert row.countdown.text() == "01:32"
    clock.ns += 33 * NS_A_SECOND
    page._count_down()
    assert (row.countdown.text(), row.countdown.tone()) == ("00:59", Tone.DANGER)
    clock.ns += 600 * NS_A_SECOND
    page._count_down()
    assert row.countdown.text() == "00:00"


@pytest.mark.parametrize("width", [1440, 1300])
def test_the_effect_of_a_request_has_two_lines(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, width: int
) -> None:
    """Nothing of it is cut where the window has its usual width; the tooltip has the whole anyway."""
    window.resize(width, 900)
    window.show()
    window.session.go(Place("approvals"))
    page = window.page("approvals")
    order = next(r for r in desk.waiting if r.kind != "plan")
    moved = replace(order, moved=True, asked_price=Decimal("151.77"), now_price=Decimal("148.06"))
    above = replace(order, now_price=order.orders[0].price * Decimal("0.99"))
    for request in (moved, above):
        shown = request_shown(request, window.session)
        row = page.rows()[0]
        row.show_request(shown)
        qtbot.wait(20)
        assert row._effect.toolTip() == shown.effect
        lines = row._effect.shown_lines()
        assert len(lines) == 2
        if width == 1440:
            assert " ".join(lines) == shown.effect
        else:
            assert lines[0] in shown.effect


def test_a_loss_of_nothing_is_not_told(session: Session, desk: FakeDesk) -> None:
    """A sell loses nothing at the stop."""
    request = replace(desk.waiting[0], stop_price=Decimal(140), loss_at_stop=Decimal("0.00"))
    assert not any("Largest loss" in label for label, _, _ in dialog_shown(request, session).facts)
    request = replace(request, loss_at_stop=Decimal("12.5"))
    assert any("Largest loss" in label for label, _, _ in dialog_shown(request, session).facts)


def test_escape_is_not_now(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """The request stays in the queue and nothing is decided."""
    dialog = open_dialog(window)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.is_open()
    assert desk.calls == []
    assert len(desk.waiting) == 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_A])
def test_no_key_approves_unless_the_button_was_tabbed_to(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, key: Qt.Key
) -> None:
    """The focus is on the safe answer."""
    dialog = open_dialog(window)
    qtbot.keyClick(dialog, key)
    assert ("decide", "req-1", "d" * 64, True) not in desk.calls


def test_approve_sends_the_digest_that_was_shown(window: MainWindow, desk: FakeDesk) -> None:
    """What was seen is what is answered."""
    dialog = open_dialog(window)
    dialog.button("approve").click()
    assert desk.calls == [("decide", "req-1", "d" * 64, True)]


def test_orders_that_changed_bring_the_dialog_back(window: MainWindow, desk: FakeDesk) -> None:
    """The reason is said in the dialog, and nothing was sent."""
    dialog = open_dialog(window)
    desk.fail_with = UserError("The orders changed after you looked.", "digest")
    dialog.button("approve").click()
    assert dialog.is_open()
    assert dialog.error_line.text() == "The orders changed after you looked. Look again; nothing was sent."


def test_expiry_closes_the_dialog_with_words(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, clock: Clock
) -> None:
    """At zero it is gone, and nothing was sent."""
    dialog = open_dialog(window)
    clock.ns += 93 * NS_A_SECOND
    qtbot.waitUntil(lambda: "Expired, nothing was sent." in window.toasts.texts(), timeout=2000)
    assert desk.calls == []
    assert not [d for d in window.stage.findChildren(ApprovalDialog) if d.isVisible() and d is dialog]


def test_request_answered_elsewhere_closes_the_dialog(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """Two places cannot answer the same request."""
    open_dialog(window)
    desk.waiting = [request for request in desk.waiting if request.id != "req-1"]
    desk.say("approvals")
    qtbot.waitUntil(lambda: "This request was answered elsewhere." in window.toasts.texts(), timeout=2000)


def test_batch_is_asked_once_and_answers_each(page: ApprovalsPage, desk: FakeDesk) -> None:
    """Each request is decided on its own, with its own digest."""
    for row in page.rows()[1:]:
        row.tick.click()
    page.approve_chosen.click()
    dialog = next(d for d in page.window().findChildren(BatchDialog) if d.is_open())
    assert desk.calls == []
    dialog.button("approve").click()
    assert [call[1] for call in desk.calls] == ["req-2", "req-3"]
    assert all(call[3] is True for call in desk.calls)


def test_batch_is_sent_in_the_order_in_which_the_price_passes(page: ApprovalsPage, desk: FakeDesk) -> None:
    """Buys from the highest, sells from the lowest: what the first one trades may want the place of another,
    and what was allowed would not be sent.
    """
    plan, buy, sell = desk.waiting

    def at(request: PendingApproval, name: str, price: str) -> PendingApproval:
        order = replace(request.orders[0], price=Decimal(price))
        return replace(request, id=name, kind="order", orders=(order,))

    mixed = [at(sell, "s2", "90"), at(buy, "b1", "86"), plan, at(sell, "s1", "89"), at(buy, "b2", "87")]
    dialog = BatchDialog(page.session, mixed)
    dialog.open()
    dialog.button("approve").click()
    assert [call[1] for call in desk.calls] == [plan.id, "b2", "b1", "s1", "s2"]


def test_batch_names_every_price_and_adds_up_each_currency(page: ApprovalsPage, desk: FakeDesk) -> None:
    """A line says what is bought or sold at which price; dollars are not added to tethers."""
    from finbyte_desktop.widgets.fact import FactRow

    dollar = replace(desk.waiting[2], quote="USD", cost=Decimal(20), fee=Decimal(1))
    dialog = BatchDialog(page.session, [desk.waiting[0], desk.waiting[1], dollar])
    dialog.open()
    lines = [row.label.text() for row in dialog.findChildren(FactRow)]
    assert lines == [
        "ETH/USDT spot grid: Plan 25 orders, 2,200.00 – 2,600.00",
        "SOL/USDT spot grid: Buy 3.400 SOL at 87.50",
        "SOL/USDT spot grid: Sell 3.400 SOL at 89.00",
        "Account",
    ]
    assert dialog.stake.text() == "PAPER   Virtual money. No order leaves this computer."
    assert amounts([(r.quote, r.cost) for r in (desk.waiting[1], dollar)]) == "297.50 USDT + 20.00 USD"


def test_reject_needs_no_question(qtbot: QtBot, page: ApprovalsPage, desk: FakeDesk) -> None:
    """No money moves by a no."""
    qtbot.mouseClick(page.rows()[1].reject, Qt.MouseButton.LeftButton)
    assert desk.calls == [("decide", "req-2", "e" * 64, False)]
    qtbot.waitUntil(lambda: len(page.rows()) == 2, timeout=2000)


def test_keys_of_a_row(qtbot: QtBot, page: ApprovalsPage, window: MainWindow, desk: FakeDesk) -> None:
    """Space chooses, A opens the question, R rejects."""
    row = page.rows()[2]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert page.chosen() == ["req-3"]
    qtbot.keyClick(row, Qt.Key.Key_A)
    assert [d for d in window.stage.findChildren(ApprovalDialog) if d.is_open()]
    assert desk.calls == []


def test_badge_counts_what_waits(qtbot: QtBot, window: MainWindow, desk: FakeDesk) -> None:
    """The rail says it on every page."""
    assert window.rail._buttons["approvals"].badge == 3
    desk.waiting = []
    desk.say("approvals")
    qtbot.waitUntil(lambda: window.rail._buttons["approvals"].badge == 0, timeout=2000)


@pytest.mark.parametrize(
    ("side", "price", "kind", "said"),
    [
        (Side.BUY, "99", OrderType.LIMIT, "Rests 1.00 % under the price. Holds 198.20 USDT."),
        (Side.BUY, "101", OrderType.LIMIT,
         "1.00 % above the price: executes at once. Costs at most 202.00 USDT and the fee."),
        (Side.SELL, "102", OrderType.LIMIT, "Rests 2.00 % above the price. Brings 204.00 USDT."),
        (Side.SELL, "98.73", OrderType.LIMIT,
         "1.27 % below the price: executes at once. Brings at least 197.46 USDT less the fee."),
        (Side.SELL, "100", OrderType.MARKET, "Executes at once. Brings about 200.00 USDT."),
    ],
)  # fmt: skip
def test_effect_is_that_of_the_price_of_now(
    window: MainWindow, desk: FakeDesk, side: Side, price: str, kind: OrderType, said: str
) -> None:
    """Which side of the price an order lies on, and how far, is told of now and not of the asking."""
    asked = next(r for r in desk.waiting if r.kind == "order")
    order = replace(
        asked.orders[0], side=side, type=kind, price=Decimal(price), qty=Decimal(2), cost=2 * Decimal(price),
        away=Decimal("0.0127"),
    )  # fmt: skip
    request = replace(
        asked, orders=(order,), asked_price=Decimal(97), now_price=Decimal(100), moved=False,
        reserved=Decimal("198.2") if side is Side.BUY else Decimal(0),
    )  # fmt: skip
    assert request_shown(request, window.session).effect == said


@pytest.mark.parametrize("mode", ["paper", "live"])
def test_time_of_a_request_is_market_time_on_paper_alone(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """A venue has the time of everybody."""
    health = replace(desk.health(), mode=mode)
    monkeypatch.setattr(desk, "health", lambda: health)
    shown = request_shown(desk.waiting[0], window.session)
    told = [text for text in vars_of(shown) if "asked" in text]
    assert told
    assert all(("market time" in text) is (mode == "paper") for text in told)


def vars_of(shown: RequestShown) -> list[str]:
    return [text for name in shown.__slots__ if isinstance(text := getattr(shown, name), str)]


def moved(desk: FakeDesk, request: str, *, by: str) -> None:
    """The price leaves the band of a request, or comes back to it."""
    desk.waiting = [
        replace(r, moved=by != "back", now_price=r.asked_price * (1 if by == "back" else Decimal(by)))
        if r.id == request
        else r
        for r in desk.waiting
    ]
    desk.say("quotes", "approvals")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_price_that_moves_moves_no_button(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk, language: str
) -> None:
    """The dialog keeps its height, and always says where the price stands."""
    desk.current = replace(desk.current, language=language)
    window = open_window(desk)
    dialog = open_dialog(window)
    QCoreApplication.processEvents()
    button = dialog.button("approve")
    before = dialog.panel.height(), button.mapTo(window, button.rect().topLeft())
    assert dialog.band.currentWidget().text()
    moved(desk, "req-1", by="1.02")
    qtbot.waitUntil(lambda: dialog.band.currentIndex() == 1, timeout=2000)
    QCoreApplication.processEvents()
    assert dialog.band.currentWidget().text() == band_text(moved=True)
    assert (dialog.panel.height(), button.mapTo(window, button.rect().topLeft())) == before
    moved(desk, "req-1", by="back")
    qtbot.waitUntil(lambda: dialog.band.currentIndex() == 0, timeout=2000)


def test_the_last_plan_approved_leads_to_its_bot(window: MainWindow, desk: FakeDesk) -> None:
    """The queue would be empty: what happens next is on the bot's page."""
    plan = next(r for r in desk.waiting if r.kind == "plan")
    desk.waiting = [plan]
    open_dialog(window, plan.id).button("approve").click()
    assert (window.place().page, window.place().bot) == ("bot", plan.bot)


def test_a_plan_approved_among_others_stays_in_the_queue(
    qtbot: QtBot, window: MainWindow, page: ApprovalsPage, desk: FakeDesk
) -> None:
    """The next request has the focus."""
    page.rows()[0].approve.setFocus()
    page.rows()[0].approve.click()
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    dialog.button("approve").click()
    qtbot.waitUntil(lambda: len(page.rows()) == 2, timeout=2000)
    assert window.place().page == "approvals"
    assert window.focusWidget() is page.rows()[0]


def test_a_rejected_plan_leads_nowhere(window: MainWindow, desk: FakeDesk) -> None:
    """Nothing of it will happen."""
    desk.waiting = [next(r for r in desk.waiting if r.kind == "plan")]
    open_dialog(window, desk.waiting[0].id).button("reject").click()
    assert window.place().page == "approvals"


def ask_again(desk: FakeDesk, request: str = "req-1") -> None:
    """The desk lets a request go and asks a new one in its place."""
    old = next(r for r in desk.waiting if r.id == request)
    price = old.asked_price * Decimal("1.02")
    new = replace(old, id="req-9", digest="9" * 64, asked_price=price, now_price=price)
    desk.waiting = [new, *(r for r in desk.waiting if r is not old)]
    desk.say("approvals", "bots")


def test_a_moved_plan_is_asked_again_in_the_same_dialog(
    qtbot: QtBot, page: ApprovalsPage, window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answered elsewhere: the new plan stands there with the reason, and is what the next answer is
    about.
    """

    async def decide(request: str, digest: str, approve: bool) -> None:
        if request == "req-1":
            ask_again(desk)
            raise UserError("The price moved. Look again; nothing was sent.", "moved")
        desk.calls.append((request, digest, approve))

    monkeypatch.setattr(desk, "decide", decide)
    page.rows()[0].approve.setFocus()
    qtbot.mouseClick(page.rows()[0].approve, Qt.MouseButton.LeftButton)
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    dialog.button("approve").click()
    qtbot.wait(600)
    assert dialog.is_open()
    assert dialog.error_line.text() == "The price moved, so nothing was sent. Here is the new plan."
    assert "This request was answered elsewhere." not in window.toasts.texts()
    assert window.focusWidget() is dialog.button("not_now")
    dialog.button("approve").click()
    assert desk.calls == [("req-9", "9" * 64, True)]


def test_a_plan_that_is_replaced_while_it_is_read_is_shown_anew(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    """The old one cannot be approved any more."""
    dialog = open_dialog(window)
    ask_again(desk)
    qtbot.waitUntil(lambda: "new plan" in dialog.error_line.text(), timeout=2000)
    assert dialog.is_open()
    dialog.button("approve").click()
    assert desk.calls == [("decide", "req-9", "9" * 64, True)]


def test_the_queue_is_answered_by_keys_alone(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, page: ApprovalsPage
) -> None:
    """It begins at its first row; up and down go along the rows, Enter opens the question, R rejects."""
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    window.session.go(Place("bots"))
    window.session.go(Place("approvals"))
    rows = page.rows()
    qtbot.waitUntil(lambda: window.focusWidget() is rows[0], timeout=2000)
    assert rows[0].ring
    for key, number in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(window.focusWidget(), key)
        assert window.focusWidget() is rows[number]
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    dialog = next(d for d in window.stage.findChildren(ApprovalDialog) if d.is_open())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.keyClick(rows[1], Qt.Key.Key_R)
    assert desk.calls == [("decide", "req-2", "e" * 64, False)]


def test_a_focus_inside_the_queue_stays(qtbot: QtBot, window: MainWindow, page: ApprovalsPage) -> None:
    """What leads to the page once more does not take somebody's place away."""
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    page.rows()[2].focus_with_ring()
    window.session.go(Place("approvals"))
    qtbot.wait(30)
    assert window.focusWidget() is page.rows()[2]
