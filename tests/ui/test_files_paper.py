"""Several recorded coins in the window over a real paper desk: dropped, traded, edited, stopped, reviewed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from finbyte_desktop.core.intents import BotState
from finbyte_desktop.ui.dialogs.approval_dialog import ApprovalDialog
from finbyte_desktop.ui.dialogs.edit_dialog import EditDialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.ui.dialogs.stop_dialog import StopDialog
from finbyte_desktop.ui.session import Place
from tests.ui.test_dropped import drag
from tests.ui.test_strategies_paper import dialog, on_desk, until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from finbyte_desktop.services.desk import PaperDesk
    from finbyte_desktop.ui.main_window import MainWindow

COINS = ("BTC", "ETH", "SOL", "XRP")
REVIEW = 4
PICTURES = "FINBYTE_PICTURES"  # a folder for what a person wants to see of this test


def recorded(data: Path, folder: Path) -> list[Path]:
    """A file of hours for each coin, as a person keeps them; one names no market."""
    frame = pl.read_parquet(data / "candles" / "candles_binance_spot_multi_1h.parquet")
    found = []
    for coin in COINS:
        path = folder / (f"{coin}USDT.csv" if coin != "XRP" else "ripple.csv")
        frame.filter(pl.col("symbol") == f"{coin}USDT").drop("symbol").write_csv(path)
        found.append(path)
    return found


def picture(window: MainWindow, name: str) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        window.grab().save(str(Path(folder) / f"{name}.png"))


async def stepped(desk: PaperDesk, true: Callable[[], object]) -> None:
    """Steps through the recording until something is so, while the window lives."""
    for _ in range(3_000):
        if true():
            return
        desk.feed_step()
        await asyncio.sleep(0.003)
    assert true()


async def took_files(window: MainWindow, desk: PaperDesk, files: list[Path]) -> None:
    """Dropped together; the market of one is written, and they begin where weights can be found."""
    assert drag(window, *files)
    asked = dialog(window, FeedDialog)
    form = asked.form.several
    assert not asked.button("use").isEnabled()
    edit = form._rows[-1].edit
    edit.setText("xrp/usdt")
    edit.textEdited.emit("xrp/usdt")
    form.begin.setText("2024-06-15")
    form.begin.textEdited.emit("2024-06-15")
    await asyncio.sleep(0.05)
    picture(window, "1-feed")
    assert form.plan.text().startswith("They play together: 15 Jun – 6 Sep 2024 (83 d).")
    asked.button("use").click()
    await until(lambda: len(desk.markets()) == len(COINS))
    desk.feed_pause(True)


async def started(window: MainWindow, desk: PaperDesk, kind: str, prepare: Callable[[Any], Any]) -> str:
    """A bot made in the wizard and approved as a person does it."""
    before = {card.id for card in desk.cards()}
    page: Any = window.page("wizard")
    window.session.go(Place("wizard", market="replay:BTC/USDT", kind=kind))
    await asyncio.sleep(0.05)
    await prepare(page)
    page.wizard.check_now()
    await until(page.wizard.ready)
    picture(window, f"2-{kind}")
    page.show_step(REVIEW)
    await asyncio.sleep(0.05)
    picture(window, f"3-{kind}-review")
    await until(page.review.start.isEnabled)
    page.review.start.click()
    await until(lambda: [card for card in desk.cards() if card.id not in before])
    bot = next(card.id for card in desk.cards() if card.id not in before)
    await until(lambda: any(one.bot == bot for one in desk.approvals()))
    window.session.go(Place("approvals", request=next(r.id for r in desk.approvals() if r.bot == bot)))
    await until(lambda: [d for d in window.stage.findChildren(ApprovalDialog) if d.is_open()])
    dialog(window, ApprovalDialog).button("approve").click()
    await stepped(desk, lambda: desk.card(bot).state is BotState.RUNNING)
    return bot


def test_a_recording_of_several_coins_is_traded_in_the_window(
    qapp: QApplication, shared_data: Path, tmp_path: Path
) -> None:
    """From the drop of the files to the review of what the bots did."""
    files = recorded(shared_data, tmp_path)

    async def weighed(page: Any) -> None:
        picker = page.spec_form.picker
        await until(lambda: "%" in "".join(picker.preset.itemText(n) for n in range(picker.preset.count())))
        picker._take_preset("majors")
        assert list(page.wizard.values["assets"]) == list(COINS)
        page.spec_form.field("weighting").edited.emit("ai", "")
        await until(lambda: "Out of sample" in picker.found.text())
        page.wizard.set_value("threshold", Decimal(1))
        page.wizard.set_value("investment", Decimal(10_000))
        await until(lambda: page.wizard.backtest is not None or page.wizard.backtest_error)

    async def bought(page: Any) -> None:
        page.wizard.set_values({"assets": {"BTC": "1", "SOL": "1"}, "amount": Decimal(100)})

    async def laddered(page: Any) -> None:
        page.wizard.set_value("investment", Decimal(3_000))

    async def work(window: MainWindow, desk: PaperDesk) -> None:
        await took_files(window, desk, files)
        balance = await started(window, desk, "rebalance", weighed)
        assert desk.detail(balance).params["weighting"] == "ai"
        assert sum(Decimal(str(s)) for s in desk.detail(balance).params["assets"].values()) == 100  # type: ignore[union-attr]
        recurring = await started(window, desk, "dca_basket", bought)
        ladder = await started(window, desk, "spot_grid", laddered)
        await stepped(desk, lambda: desk.card(balance).trips and desk.card(ladder).trips)
        window.session.go(Place("bots", "running"))
        await asyncio.sleep(0.1)
        picture(window, "4-running")
        window.session.go(Place("bot", bot=balance))
        await asyncio.sleep(0.1)
        picture(window, "5-bot")
        edit = EditDialog(window.session, balance)
        edit.open()
        edit._take_typed("weighting", "equal")
        edit.check_now()
        await asyncio.sleep(0.05)
        picture(window, "6-edit")
        edit.button("save").click()
        await until(lambda: desk.detail(balance).params["weighting"] == "equal")
        for bot in (balance, recurring, ladder):
            stop = StopDialog(window.session, bot)
            stop.open()
            stop.button("stop").click()
            await stepped(desk, lambda bot=bot: desk.card(bot).state is BotState.STOPPED)  # type: ignore[misc]
        await stepped(desk, lambda: not desk._venue.open_orders())
        window.session.go(Place("history", bot=balance))
        await asyncio.sleep(0.3)
        picture(window, "7-history")
        life = await desk.read_life(balance)
        assert life is not None
        assert len(life.fills) == len(desk.history_fills(balance)) > 0
        assert all(desk.detail(bot).ties_out for bot in (balance, recurring, ladder))

    on_desk(qapp, tmp_path, work)
