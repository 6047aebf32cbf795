"""Pictures of every page for a person to look at: python -m tests.ui.screens OUTDIR [NAME ...]

Renders with the fake desk, dark and light, at 1440x900 and 1100x720, full, empty, stale and in error.
Needs a display
(xvfb-run) or QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

from PySide6.QtWidgets import QApplication

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.core.orders import Side
from finbyte_desktop.eventloop import Tasks, run
from finbyte_desktop.paths import locations
from finbyte_desktop.services.ports import (
    AddedPlan,
    AddedToDeal,
    BotPosition,
    CandleFile,
    FeedChoice,
    FeedKind,
    GuardState,
    LimitBreak,
    PanicMarket,
    PanicPosition,
    PanicResult,
    ResumePlan,
    ResumeTakes,
    ShownTrouble,
    SlotWait,
    StrategyBot,
    StrategyLine,
)
from finbyte_desktop.services.venues.venue_trouble import Trouble, VenueTrouble
from finbyte_desktop.ui.appearance import Appearance
from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot
from finbyte_desktop.ui.dialogs.connection_dialog import AddConnectionDialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.go_live_dialog import GoLiveDialog
from finbyte_desktop.ui.dialogs.panic_dialog import PanicDialog
from finbyte_desktop.ui.dialogs.protect_dialog import ProtectDialog
from finbyte_desktop.ui.dialogs.vault_dialog import VaultDialog
from finbyte_desktop.ui.main_window import MainWindow
from finbyte_desktop.ui.pages.account_answers import QuarantineDialog
from finbyte_desktop.ui.session import Place
from tests.support import fake_desk
from tests.support.fake_accounts import FakeAccounts
from tests.ui import basket_data
from tests.ui import desk_data as data
from tests.ui.position_data import positions

Step = Callable[[MainWindow], Coroutine[Any, Any, None]]
SIZES = ((1440, 900), (1100, 720))


async def settle(turns: int = 12) -> None:
    """Lets timers, layouts and coroutines come to rest."""
    for _ in range(turns):
        await asyncio.sleep(0.02)


def goes(place: Place) -> Step:
    async def step(window: MainWindow) -> None:
        window.session.go(place)
        await settle()

    return step


def several_files(*names: str) -> Callable[[MainWindow], object]:
    """Candle files dropped together."""

    def drop(window: MainWindow) -> None:
        desk = window.session.desk
        assert isinstance(desk, fake_desk.FakeDesk)
        desk.without_symbols = {*names}
        first, end, minute = fake_desk.APRIL
        desk.spans = {"ETH/USDT": (first - 86_400_000_000_000, end, minute)}
        FeedDialog(window.session, *(Path(f"/home/you/{name}.csv") for name in names)).open()

    return drop


async def wizard_ai(window: MainWindow) -> None:
    page = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT"))
    page.show_step(2)
    page.show_ai(True)
    await settle(30)


async def wizard_custom(window: MainWindow) -> None:
    page = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT", params={"stop_price": "60000"}))
    page.show_step(3)
    await settle(30)


def wizard_of(
    kind: str, *, review: bool = False, advanced: bool = False, market: str = "BTC/USDT", **params: Any
) -> Step:
    """The wizard of a kind that is no spot grid, with its suggestion or with these parameters."""

    async def step(window: MainWindow) -> None:
        page = window.page("wizard")
        window.session.go(Place("wizard", market=market, kind=kind))
        if params:
            page.wizard.set_values(params)
        page.wizard.check_now()
        page.show_step(4 if review else 3 if advanced else 2)
        await settle(30)

    return step


def wizard_basket(
    step_to: int, kind: str = "rebalance", preset: str = "", *, found: bool = False, **params: Any
) -> Step:
    """The wizard of a bot of several assets."""
    first = basket_data.PARAMS if kind == "rebalance" else basket_data.PURCHASES

    async def step(window: MainWindow) -> None:
        page = window.page("wizard")
        window.session.go(Place("wizard", market="BTC/USDT", kind=kind))
        page.wizard.set_values({**first, **params})
        page.wizard.check_now()
        page.show_step(step_to)
        await settle(30)
        if found:
            page.spec_form.field("weighting").edited.emit("ai", "")
            await settle()
        if preset:
            page.spec_form.picker._take_preset(preset)
            await settle()

    return step


def with_basket(then: Step, *, alone: bool = False, buys: bool = False) -> Step:
    """Then with a bot of several assets, whose plan waits, among the others; `buys` by a schedule."""

    async def step(window: MainWindow) -> None:
        desk = window.session.desk
        if alone:
            del desk.cards_live[1:]
        plan = basket_data.buyer_plan if buys else basket_data.plan
        desk.cards_live.insert(0, basket_data.buyer() if buys else basket_data.card())
        desk.waiting.insert(0, plan(fake_desk.WALL_NS))
        desk.say("bots", "approvals")
        await settle(4)
        await then(window)

    return step


async def wizard_old_backtest(window: MainWindow) -> None:
    """A number was changed: the results are still those of the input before, and are grey."""
    await wizard_custom(window)
    page = window.page("wizard")
    page.wizard.backtest_is_old = True
    page.wizard.backtested.emit()
    await settle(2)


async def wizard_money(window: MainWindow) -> None:
    page = window.page("wizard")
    given = {"stop_ratio": "0.1", "take_profit_amount": "450"}
    window.session.go(Place("wizard", market="BTC/USDT", params=given))
    page.show_step(3)
    await settle(30)


async def wizard_money_problem(window: MainWindow) -> None:
    page = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT", params={"stop_ratio": "1.5"}))
    page.wizard.set_values({"take_profit_amount": "450", "take_profit_ratio": "2"})
    page.show_step(3)
    await settle(30)


async def wizard_money_review(window: MainWindow) -> None:
    page = window.page("wizard")
    given = {"stop_ratio": "0.1", "take_profit_amount": "450"}
    window.session.go(Place("wizard", market="BTC/USDT", params=given))
    await settle(20)
    page.show_step(4)
    await settle(30)


async def wizard_problem(window: MainWindow) -> None:
    page = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT"))
    page.wizard.set_value("stop_price", "76000")
    page.wizard.set_value("take_profit_price", "88000")
    page.wizard.set_value("trailing_up", True)
    page.show_step(3)
    await settle(30)


async def wizard_review(window: MainWindow) -> None:
    page = window.page("wizard")
    window.session.go(Place("wizard", market="BTC/USDT", params={"stop_price": "70000"}))
    await settle(20)
    page.show_step(4)
    await settle(30)


def in_coins(step: Step) -> Step:
    """The same where a buy pays its fee in the coin bought."""

    async def coins(window: MainWindow) -> None:
        window.session.desk.fee_asset = "base"
        await step(window)

    return coins


async def resume_market(window: MainWindow) -> None:
    takes = ResumeTakes(Side.BUY, False, 3, Decimal("0.0180"), Decimal("1402.57"))
    window.session.desk.resumes = ResumePlan((takes,), 17, Decimal("77920.5"), False)
    await dialog(_do("resume"))(window)


async def bot_waits(window: MainWindow) -> None:
    desk = window.session.desk
    detail = desk.detail("bot-1")
    until = fake_desk.WALL_NS + 15_000_000_000
    slots = [level for level in detail.levels if level.slot][3:5]
    waits = tuple(
        SlotWait(level.slot, "too_many_requests", Side.BUY, level.price, Decimal("0.006"), until)
        for level in slots
    )
    desk.detail = lambda bot: replace(detail, waits=waits)
    window.session.go(Place("bot", bot="bot-1"))
    await settle(20)


async def bot_banned(window: MainWindow) -> None:
    """A bot's page while the venue has blocked this computer's address."""
    desk, now = window.session.desk, window.session.now_ns()
    found = VenueTrouble(Trouble.BANNED, "binance", now, now + 125_000_000_000)
    told = ShownTrouble(found.code, found.text, now, found.until_ns)
    desk.of_account = replace(desk.account_health(), trouble=told)
    window.session.go(Place("bot", bot="bot-1"))
    await settle(20)


bot_banned.account = "binance-1"  # type: ignore[attr-defined]


async def wizard_limits(window: MainWindow) -> None:
    desk = window.session.desk
    desk.broken_limits = (
        LimitBreak("limit_order_notional", "max_order_notional", Decimal("812.40"), Decimal(20), "USDT"),
        LimitBreak("limit_open_orders_a_bot", "max_open_orders_a_bot", 24, 10),
    )
    await wizard_review(window)


wizard_limits.account = "binance-1"  # type: ignore[attr-defined]


def of_file(place: Place, *, gone: bool = False) -> Step:
    """A page while a recording has ended, or while its file is not there."""

    async def shown(window: MainWindow) -> None:
        desk = window.session.desk
        choice = FeedChoice(FeedKind.CANDLES, Path("/home/you/btc-candles.csv"))
        desk.current = replace(desk.current, feed=choice)
        desk.finished = not gone
        if gone:
            feed = replace(
                desk.health().feed, running=False, fresh=False, reason="feed_missing",
                age_ns=None, position=None, problem="There is no file /home/you/btc-candles.csv.",
            )  # fmt: skip
            health = replace(desk.health(), feed=feed)
            desk.health = lambda: health
        window.session.go(place)
        window.shell_status.refresh()
        await settle(20)

    return shown


def of_files(place: Place) -> Step:
    """A page while several candle files play together."""

    async def shown(window: MainWindow) -> None:
        desk = window.session.desk
        names = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")
        desk.without_symbols = {*names}
        files = tuple(CandleFile(Path(f"/home/you/{name}.csv")) for name in names)
        desk.current = replace(desk.current, feed=FeedChoice(FeedKind.CANDLES, files[0].path, files=files))
        window.session.settings = desk.current
        window.session.go(place)
        window.shell_status.refresh()
        await settle(20)

    return shown


def not_placed(place: Place) -> Step:
    """A page of a bot of which two orders were not placed."""

    async def shown(window: MainWindow) -> None:
        desk = window.session.desk
        desk.cards_live[0] = replace(desk.cards_live[0], blocked=2)
        detail = desk.detail("bot-1")
        levels = list(detail.levels)
        for at in (3, 5):
            levels[at] = replace(levels[at], blocked="limit_open_orders_a_bot", slot=f"L{at}")
        desk.detail = lambda bot: replace(detail, levels=tuple(levels))
        window.session.go(place)
        await settle(20)

    return shown


def dialog(opens: Callable[[MainWindow], None]) -> Step:
    async def step(window: MainWindow) -> None:
        window.session.go(Place("bots", "running"))
        await settle(6)
        opens(window)
        await settle()

    return step


def _do(action: str) -> Callable[[MainWindow], None]:
    def opens(window: MainWindow) -> None:
        from finbyte_desktop.ui.dialogs.bot_actions import act_on_bot

        act_on_bot(window.session, "bot-1", action)

    return opens


async def withdraw_from_a_loser(window: MainWindow) -> None:
    desk = window.session.desk
    desk.cards_live[0] = replace(desk.cards_live[0], total_profit=Decimal("-120.50"))
    await dialog(_do("withdraw"))(window)


def connections(account: str) -> Step:
    async def step(window: MainWindow) -> None:
        window.session.go(Place("settings", tab="connections"))
        window.page("settings").section("connections").model.choose(account)
        await settle()

    return step


async def held_positions(window: MainWindow) -> None:
    window.session.desk.held_positions = positions()
    window.session.desk.say("positions")
    window.session.go(Place("portfolio"))
    await settle()


async def add_to_a_deal(window: MainWindow) -> None:
    zero = Decimal(0)
    ends = (Decimal("55644"), Decimal("54000.5")), (Decimal("52310.25"), Decimal("51002.1"))
    added = AddedToDeal(Decimal("1.25"), ends)
    plan = AddedPlan(None, zero, zero, zero, zero, True, (), 0, deal=added)
    window.session.desk.added_plan = lambda _bot, _amount: plan
    _do("add")(window)
    await settle()


async def held_by_bots(window: MainWindow) -> None:
    """A position that a bot kept at its end, and one of a bot that runs."""
    desk = window.session.desk
    kept = BotPosition(
        Decimal("-3.197"), Decimal("3000.5"), Decimal("9592.6"), Decimal("-236.86"), Decimal(100),
        Decimal("1349.66"), Decimal(0), Decimal("3150.03"), Decimal("0.02"), None, None, Decimal(0),
    )  # fmt: skip
    like = {"market": data.PERPETUAL, "base": "BTC", "last": Decimal("3074.59")}
    desk.cards_ended[0] = replace(desk.cards_ended[0], position=kept, name="ETH short", **like)
    desk.cards_live[0] = replace(
        desk.cards_live[0], position=replace(kept, qty=Decimal("1.5"), unrealised=Decimal("81.4")), **like
    )
    rows = [
        replace(row, open_profit=Decimal("-155.46"), value=row.value and row.value - Decimal("155.46"))
        if row.asset == "USDT" else row
        for row in desk.holdings()
    ]  # fmt: skip
    desk.holdings = lambda: rows
    window.session.go(Place("portfolio"))
    await settle()


async def protect(window: MainWindow) -> None:
    await held_positions(window)
    page = window.page("portfolio")
    ProtectDialog(window.session, page.portfolio.positions.row(0)).open()
    await settle()


async def panic_positions(window: MainWindow) -> None:
    await held_positions(window)
    window.open_panic()
    await settle()


async def panic_told(window: MainWindow) -> None:
    desk, found = window.session.desk, positions().rows
    orders = (PanicMarket("BTC/USDT", 22, 1, 1, 0), PanicMarket("ETH/USDT", 12, 0, 0, 0))
    told = (PanicPosition(found[0], True, Decimal(0)), PanicPosition(found[1], False, found[1].size))
    desk.panicked = PanicResult(orders, told)
    window.open_panic()
    dialog = next(d for d in window.stage.findChildren(PanicDialog) if d.is_open())
    dialog.button("panic").click()
    await settle()


for _step in (held_positions, protect, panic_positions, panic_told):
    _step.account = "binance-1"  # type: ignore[attr-defined]


def connection_without_keyring(window: MainWindow) -> None:
    window.session.accounts.keyring = False
    added = AddConnectionDialog(window.session, window.session.accounts)
    added.open()
    added.money.set_current("demo")
    added.money.selected.emit("demo")


def go_live(window: MainWindow) -> None:
    GoLiveDialog(window.session, window.session.accounts.states()[1], lambda: None).open()


def quarantine(window: MainWindow) -> None:
    desk = window.session.accounts.desk("binance-1")
    QuarantineDialog(window.session, desk, desk.account_health().quarantined[0]).open()


def live(place: Place, account: str = "binance-1") -> Step:
    """The same page in the window of an account at a venue."""

    async def step(window: MainWindow) -> None:
        window.session.go(place)
        await settle()

    step.account = account  # type: ignore[attr-defined]
    return step


def read_before_trade() -> Step:
    """A live bot whose venue was read before its last trade."""

    async def step(window: MainWindow) -> None:
        desk = window.session.desk
        health = desk.account_health()
        assert health is not None
        desk.account_health = lambda: replace(health, checked_ns=1, differences=())  # type: ignore[method-assign]
        window.session.go(Place("bot", bot="bot-1"))
        await settle()

    step.account = "binance-1"  # type: ignore[attr-defined]
    return step


def key_refused(place: Place) -> Step:
    """A page of an account whose key the venue takes no more."""

    async def refused(window: MainWindow) -> None:
        desk = window.session.desk
        since = ShownTrouble("key_or_address", "Binance refuses this API key.", data.NOW - 47 * data.SECOND)
        desk.of_account = replace(desk.of_account, trouble=since)
        feed = replace(desk.health().feed, fresh=False, reason="key_or_address", age_ns=None)
        health = replace(desk.health(), feed=feed)
        desk.health = lambda: health
        window.session.go(place)
        window.shell_status.refresh()
        await settle()

    refused.account = "binance-1"  # type: ignore[attr-defined]
    return refused


def guard_away(state: GuardState, step: Step) -> Step:
    """A page of real money while the guard process is not there."""

    async def away(window: MainWindow) -> None:
        desk = window.session.desk
        desk.of_account = replace(desk.of_account, guard=state)
        await step(window)
        window.shell_status.refresh()
        await settle(4)

    away.account = "binance-1"  # type: ignore[attr-defined]
    return away


WRITTEN = Path(__file__).resolve().parents[2] / "resources" / "strategies" / "moving_averages.py"


def strategies(then: Step) -> Step:
    """The page with files of the trader's, one of which runs, one failed."""

    async def step(window: MainWindow) -> None:
        desk = window.session.desk
        work = desk.own_strategies(WRITTEN.parent)
        text = WRITTEN.read_text(encoding="utf-8")
        cards = desk.cards_live
        cards[1] = replace(cards[1], type="own_strategy", name="averages", waiting_request=None)
        for name, state, reason in (
            ("averages", BotState.RUNNING, ""),
            ("breakout_15m", BotState.STOPPED, "strategy_raised"),
            ("rsi_reversal", BotState.STOPPED, "by_you"),
        ):
            file = work.files.create(name, text)
            digest = work.files.read(file).digest if state is BotState.RUNNING else ""
            ended = desk.cards_ended[len(work.shown)]
            bot = cards[1].id if state is BotState.RUNNING else ended.id
            market = desk.card(bot).market
            work.shown.append(StrategyBot(bot, name, file, market, state, reason, digest, 24_011))
        work.lines[cards[1].id] = [
            StrategyLine(data.NOW - n * 60 * data.SECOND, level, said)
            for n, level, said in (
                (9, "info", "begun with 24 minutes of history"),
                (6, "info", "sold at 78409.0"),
                (4, "warning", "averages.py, line 21: only 19 candles, waiting"),
                (1, "info", "fast 78,402.1 above slow 78,377.9"),
            )
        ]
        desk.current = replace(desk.current, code_trusted=True)
        window.session.go(Place("strategies", params={"strategy": str(work.files.folder / "averages.py")}))
        await settle()
        await then(window)

    return step


async def strategies_running(window: MainWindow) -> None:
    await settle(10)


async def strategies_problem(window: MainWindow) -> None:
    page = window.page("strategies")
    text = page.editor.code.text().replace("if candle == self.candle:", "if candle = self.candle:")
    page.editor.code.take_text(text)
    page.strategies.typed(text)
    page.strategies.check_now()
    page.lines.show_tab("problems")
    await settle(20)


async def strategies_backtest(window: MainWindow) -> None:
    page = window.page("strategies")
    page.strategies.open(page.strategies.files.folder / "rsi_reversal.py")
    page.run.set_mode("backtest")
    await settle()
    page.run.test.click()
    await settle(20)


async def strategies_outside(window: MainWindow) -> None:
    page = window.page("strategies")
    file = page.strategies.current.file
    text = page.editor.code.text() + "# mine\n"
    page.editor.code.take_text(text)
    page.strategies.typed(text)
    file.write_text("# theirs\n", encoding="utf-8")
    page.strategies.look_at_disk()
    page.editor.find.open_bar()
    await settle()


async def strategies_new(window: MainWindow) -> None:
    page = window.page("strategies")
    page.ask_new()
    await settle()


async def strategies_trust(window: MainWindow) -> None:
    window.session.desk.current = replace(window.session.desk.current, code_trusted=False)
    page = window.page("strategies")
    page.run.set_mode("backtest")
    page.run.test.click()
    await settle()


EDIT_BASKET = dialog(lambda w: act_on_bot(w.session, basket_data.BOT, "edit"))
PAGES: dict[str, Step] = {
    "bots-running": goes(Place("bots", "running")),
    "bots-gallery": goes(Place("bots", "gallery")),
    "bots-stopped": goes(Place("bots", "stopped")),
    "approvals": goes(Place("approvals")),
    "portfolio": goes(Place("portfolio")),
    "profits": goes(Place("profits")),
    "history": goes(Place("history")),
    "strategies": goes(Place("strategies")),
    "settings": goes(Place("settings")),
}
FULL_ONLY: dict[str, Step] = {
    "bot-detail": goes(Place("bot", bot="bot-1")),
    "strategies-running": strategies(strategies_running),
    "strategies-problem": strategies(strategies_problem),
    "strategies-backtest": strategies(strategies_backtest),
    "strategies-outside": strategies(strategies_outside),
    "strategies-new": strategies(strategies_new),
    "strategies-trust": strategies(strategies_trust),
    "bot-detail-history": goes(Place("bot", bot="bot-1", tab="history")),
    "bot-detail-parameters": goes(Place("bot", bot="bot-1", tab="parameters")),
    "bot-detail-log": goes(Place("bot", bot="bot-1", tab="log")),
    "wizard-type": goes(Place("wizard")),
    "wizard-ai": wizard_ai,
    "wizard-customise": wizard_custom,
    "wizard-dca": wizard_of("dca_safety", stop_loss="0.2", trailing="0.02"),
    "wizard-dca-advanced": wizard_of("dca_safety", advanced=True),
    "wizard-dca-problem": wizard_of("dca_safety", volume_scale="4"),
    "wizard-dca-review": wizard_of("dca_safety", review=True, stop_loss="0.2"),
    "wizard-basket": wizard_basket(2),
    "wizard-basket-equal": wizard_basket(3, weighting="equal", assets={"BTC": "1", "ETH": "1", "SOL": "1"}),
    "wizard-basket-problem": wizard_basket(2, assets={"BTC": "50", "ETH": "30", "DOGE": "9", "SOL": "x"}),
    "wizard-basket-sum": wizard_basket(2, assets={"BTC": "50", "ETH": "30", "SOL": "9"}),
    "wizard-basket-ai": wizard_basket(2, found=True),
    "wizard-basket-away": wizard_basket(2, preset="nse_five"),
    "wizard-basket-review": wizard_basket(4),
    "wizard-purchases": wizard_basket(2, "dca_basket"),
    "wizard-purchases-problem": wizard_basket(2, "dca_basket", amount="2"),
    "wizard-purchases-review": wizard_basket(4, "dca_basket"),
    "wizard-purchases-scheduled": wizard_basket(4, "dca_basket", first="scheduled"),
    "purchases-bots": with_basket(goes(Place("bots", "running")), alone=True, buys=True),
    "purchases-bot": with_basket(goes(Place("bot", bot=basket_data.BOT)), buys=True),
    "purchases-approvals": with_basket(goes(Place("approvals")), buys=True),
    "purchases-approval": with_basket(goes(Place("approvals", request="req-basket")), buys=True),
    "purchases-edit": with_basket(EDIT_BASKET, buys=True),
    "basket-bots": with_basket(goes(Place("bots", "running")), alone=True),
    "basket-bot": with_basket(goes(Place("bot", bot=basket_data.BOT))),
    "basket-approvals": with_basket(goes(Place("approvals"))),
    "basket-approval": with_basket(goes(Place("approvals", request="req-basket"))),
    "basket-edit": with_basket(EDIT_BASKET),
    "basket-stop": with_basket(dialog(lambda w: act_on_bot(w.session, basket_data.BOT, "stop"))),
    "basket-add": with_basket(dialog(lambda w: act_on_bot(w.session, basket_data.BOT, "add"))),
    "wizard-futures": wizard_of("futures_grid", market=data.PERPETUAL),
    "wizard-futures-dca": wizard_of("dca_futures", market=data.PERPETUAL),
    "wizard-futures-dca-short": wizard_of(
        "dca_futures", market=data.PERPETUAL, direction="short", stop_loss="0.2", leverage=2
    ),
    "wizard-futures-dca-early": wizard_of(
        "dca_futures", market=data.PERPETUAL, leverage=20, deviation="0.03"
    ),
    "wizard-futures-dca-review": wizard_of(
        "dca_futures", review=True, market=data.PERPETUAL, direction="short"
    ),
    "wizard-futures-advanced": wizard_of("futures_grid", market=data.PERPETUAL, advanced=True),
    "wizard-futures-neutral": wizard_of("futures_grid", market=data.PERPETUAL, direction="neutral"),
    "wizard-futures-inside": wizard_of("futures_grid", market=data.PERPETUAL, leverage=40),
    "wizard-futures-review": wizard_of(
        "futures_grid", review=True, market=data.PERPETUAL, direction="short", leverage=5
    ),
    "wizard-recurring": wizard_of("dca_recurring", interval="week", weekday="monday", at="09:30"),
    "wizard-recurring-review": wizard_of("dca_recurring", review=True),
    "wizard-old-backtest": wizard_old_backtest,
    "wizard-money": wizard_money,
    "wizard-money-problem": wizard_money_problem,
    "wizard-money-review": wizard_money_review,
    "wizard-problem": wizard_problem,
    "wizard-review": wizard_review,
    "wizard-coins": in_coins(wizard_custom),
    "wizard-coins-ai": in_coins(wizard_ai),
    "wizard-coins-review": in_coins(wizard_review),
    "portfolio-positions": held_positions,
    "portfolio-held": held_by_bots,
    "portfolio-protect": protect,
    "approvals-decided": goes(Place("approvals", "decided")),
    "approvals-policy": goes(Place("approvals", "policy")),
    "approval-dialog": goes(Place("approvals", request="req-1")),
    "approval-order-dialog": goes(Place("approvals", request="req-2")),
    "profits-ties": goes(Place("profits", "ties")),
    "history-orders": goes(Place("history", "orders")),
    "history-fills": goes(Place("history", "fills")),
    "history-transfers": goes(Place("history", "transfers")),
    "history-decisions": goes(Place("history", "decisions")),
    "settings-feed": goes(Place("settings", "feed")),
    "settings-paper": goes(Place("settings", "paper")),
    "settings-approval": goes(Place("settings", "approval")),
    "settings-data": goes(Place("settings", "data")),
    "settings-connections": connections("binance-1"),
    "settings-connections-refused": connections("okx-1"),
    "dialog-connection": dialog(lambda w: AddConnectionDialog(w.session, w.session.accounts).open()),
    "dialog-connection-vault": dialog(connection_without_keyring),
    "dialog-go-live": dialog(go_live),
    "dialog-vault": dialog(lambda w: VaultDialog(w.session, w.session.accounts, lambda: None).open()),
    "dialog-quarantine": dialog(quarantine),
    "wizard-limits": wizard_limits,
    "bot-waits": bot_waits,
    "bot-banned": bot_banned,
    "guard-ended": guard_away(GuardState.ENDED, goes(Place("bots", "running"))),
    "guard-away": guard_away(GuardState.AWAY, connections("binance-1")),
    "ended-bots": of_file(Place("bots", "running")),
    "ended-bot": of_file(Place("bot", bot="bot-1")),
    "ended-approvals": of_file(Place("approvals")),
    "settings-feed-files": of_files(Place("settings", "feed")),
    "ended-feed": of_file(Place("settings", "feed")),
    "gone-bots": of_file(Place("bots", "running"), gone=True),
    "gone-feed": of_file(Place("settings", "feed"), gone=True),
    "not-placed-bots": not_placed(Place("bots", "running")),
    "not-placed-bot": not_placed(Place("bot", bot="bot-1")),
    "demo-bots": live(Place("bots", "running"), "binance-demo"),
    "live-bots": live(Place("bots", "running")),
    "live-bot": live(Place("bot", bot="bot-1")),
    "live-bot-read-before": read_before_trade(),
    "live-portfolio": live(Place("portfolio")),
    "refused-approvals": key_refused(Place("approvals")),
    "refused-approval": key_refused(Place("approvals", request="req-2")),
    "refused-portfolio": key_refused(Place("portfolio")),
    "live-approval": live(Place("approvals", request="req-1")),
    "settings-about": goes(Place("settings", "about")),
    "dialog-stop": dialog(_do("stop")),
    "dialog-resume": resume_market,
    "dialog-edit": dialog(_do("edit")),
    "dialog-add": dialog(_do("add")),
    "dialog-add-deal": add_to_a_deal,
    "dialog-withdraw": dialog(_do("withdraw")),
    "dialog-withdraw-loss": withdraw_from_a_loser,
    "dialog-panic": dialog(lambda w: w.open_panic()),
    "dialog-panic-positions": panic_positions,
    "dialog-panic-told": panic_told,
    "dialog-needs": dialog(lambda w: w.open_needs()),
    "dialog-closing": dialog(lambda w: w.close()),
    "dialog-feed": dialog(lambda w: w._commands()["feed"]()),
    "dialog-feed-files": dialog(several_files("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")),
    "dialog-feed-unnamed": dialog(several_files("ongc", "tatasteel", "reliance", "infy", "sbin", "BTCUSDT")),
    "dialog-export": dialog(lambda w: w._commands()["export"]()),
    "dialog-keys": dialog(lambda w: w.open_keys()),
    "first-run": dialog(lambda w: w.open_first_run()),
    "command-palette": dialog(lambda w: w.open_palette()),
}  # fmt: skip


def plan(names: list[str]) -> Iterator[tuple[str, str, str, tuple[int, int], Step]]:
    """(name, variant, theme, size, what to do) of every picture."""
    for theme in ("dark", "light"):
        for size in SIZES:
            for variant in fake_desk.VARIANTS:
                for name, step in {**PAGES, **(FULL_ONLY if variant == "full" else {})}.items():
                    if not names or name in names:
                        yield name, variant, theme, size, step
            if not names or "bot-detail" in names:
                yield "bot-detail", "stale", theme, size, FULL_ONLY["bot-detail"]


async def render(app: QApplication, folder: Path, names: list[str], only: dict[str, str]) -> int:
    errors: list[BaseException] = []
    tasks = Tasks(errors.append)
    appearance = Appearance(app, locations().translations)
    for name, variant, theme, (width, height), step in plan(names):
        if only.get("theme", theme) != theme or only.get("variant", variant) != variant:
            continue
        if only.get("width", str(width)) != str(width):
            continue
        desk = fake_desk.VARIANTS[variant]()
        language = only.get("language", "en")
        desk.current = replace(desk.current, theme=theme, language=language)
        accounts = FakeAccounts(desk)
        accounts.add_demo()
        account = getattr(step, "account", "paper")
        shown = accounts.desk(account)
        shown.current = desk.current
        window = MainWindow(
            shown, tasks.spawn, appearance, locations(Path(tempfile.gettempdir()) / "finbyte"),
            lambda: fake_desk.WALL_NS, accounts=accounts, account=account,
        )  # fmt: skip
        window.resize(width, height)
        window.show()
        await settle(4)
        await step(window)
        window.grab().save(str(folder / f"{name}-{variant}-{theme}-{width}.png"))
        window._may_close = True
        window.close()
        window.deleteLater()
    for error in errors:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    await tasks.close()
    return 1 if errors else 0


def main(arguments: list[str]) -> int:
    only = dict(a.split("=", 1) for a in arguments if "=" in a)
    words = [a for a in arguments if "=" not in a]
    if not words or words[0].startswith("-"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    errors: list[BaseException] = []

    def raised(error: BaseException) -> None:
        errors.append(error)
        sys.excepthook(type(error), error, error.__traceback__)

    status = run(app, lambda: render(app, folder, words[1:], only), raised)
    return status or (1 if errors else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
