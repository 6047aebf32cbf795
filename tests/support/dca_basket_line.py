"""Recurring purchases of several assets that are refused: what is said, by the id of its row."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from finbyte_desktop.bots.registry import make_bot
from finbyte_desktop.cli import run
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import BotCreated, BotEdited, Deposited, Policy
from finbyte_desktop.core.instrument import Fees, Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.ledger import UNATTRIBUTED
from finbyte_desktop.core.numbers import exact
from finbyte_desktop.services.kinds.dca_basket import DcaBasketKind
from finbyte_desktop.services.kinds.kind import Moment, Peer
from tests.support.basket_line import candles

HALVES: dict[str, Any] = {
    "form": "recurring", "assets": {"BTC": "1", "ETH": "1"}, "amount": "50", "investment": "500",
    "interval": "hour",
}  # fmt: skip
BOTH = ("BTCUSDT", "ETHUSDT")


def _line(*names: str, **changed: Any) -> Callable[[Path, Any], str]:
    """What the command says, with status 2."""

    def refused(folder: Path, capsys: Any) -> str:
        given = {name: value for name, value in {**HALVES, **changed}.items() if value is not None}
        path = folder / "P.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        argv = ["backtest", "--bot", "dca", "--params", str(path), "--tick", "0.01", "--lot", "0.001"]
        for name in names or BOTH:
            argv += ["--candles", str(candles(folder, name))]
        assert run([*argv, "--min-notional", "5"]) == 2
        return str(capsys.readouterr().err.strip())

    return refused


def _market(base: str) -> Instrument:
    step = Decimal("0.001")
    fees = Fees(Decimal(0), Decimal(0))
    return Instrument(f"paper:{base}/USDT", base, "USDT", Decimal("0.01"), step, step, Decimal(5), fees)


def _in_window(**changed: Any) -> str:
    """What the validator says first of a bot that a person sets up."""
    peers = {base: Peer(_market(base), Decimal(100), Decimal(0)) for base in ("BTC", "ETH")}
    moment = Moment(Decimal(100), Decimal(1000), peers=peers)
    with exact():
        found = DcaBasketKind().preflight(_market("BTC"), {**HALVES, **changed}, moment)
    return (*found.problems, *found.warnings)[0].text


def _edited(**changed: Any) -> str:
    """What an edit of a bot that holds both assets is told."""
    i, others = _market("BTC"), {"paper:ETH/USDT": _market("ETH")}
    kernel = Kernel({"paper:BTC/USDT": i, **others}, make_bot)
    kernel.last |= {"paper:BTC/USDT": Decimal(100), "paper:ETH/USDT": Decimal(100)}
    kernel.handle(Deposited(1, "USDT", Decimal(1000)))
    kernel.handle(Deposited(1, "ETH", Decimal(5)))
    kernel.handle(BotCreated(1, "b", "dca", i.id, HALVES, Policy.PLAN, others=tuple(others)))
    kernel.transfer("added", "ETH", UNATTRIBUTED, "b", Decimal(5))
    try:
        kernel.handle(BotEdited(2, "b", {**HALVES, **changed}))
    except UserError as error:
        return error.text
    return ""


DCA_BASKET_REFUSALS: dict[str, Callable[[Path, Any], str]] = {
    "dca-assets-price-limit": _line(price_cap="100"),
    "dca-assets-smart": _line(smart_runs=10),
    "dca-assets-buy-money": _line(assets={"BTC": "1", "ETH": "1", "USDT": "1"}),
    "dca-assets-not-equal": _line(assets={"BTC": "50", "ETH": "50"}),
    "dca-assets-one": _line("BTCUSDT", assets={"BTC": "1"}),
    "dca-assets-not-named": _line(assets=None),
    "dca-assets-safety-orders": _line(form="safety_orders"),
    "dca-assets-too-little": lambda *_: _in_window(amount="8"),
    "dca-assets-some-too-little": lambda *_: _in_window(assets={"BTC": "95", "ETH": "5"}, weighting="custom"),
    "dca-assets-held": lambda *_: _edited(assets={"BTC": "1", "ETHW": "1"}),
    "dca-assets-amount-fixed": lambda *_: _edited(amount="60"),
}
