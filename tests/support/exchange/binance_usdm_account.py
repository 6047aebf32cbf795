"""Binance USD-M account: balances, positions, leverage, modes, fees, brackets and income."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.support.exchange.binance import Failure, Route, decimal8
from tests.support.exchange.values import (
    ATOMS,
    BalanceChanged,
    Fill,
    Instrument,
    Position,
    Reason,
    Refused,
    short_text,
)

if TYPE_CHECKING:
    from tests.support.exchange.binance_usdm import BinanceUsdm
    from tests.support.exchange.venue import Call


def plain(number: Decimal) -> str:
    """A price as text, without an exponent; 0.0 for none."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if text != "0" else "0.0"


class UsdmAccount:
    def __init__(self, venue: BinanceUsdm) -> None:
        self._venue = venue
        self._income: dict[str, list[tuple[int, dict[str, Any]]]] = {}

    def routes(self) -> dict[tuple[str, str], Route]:
        read = {"kind": "read", "security": "SIGNED"}
        change = {"kind": "other", "security": "SIGNED"}
        return {
            ("GET", "v2/account"): Route(lambda call: self.account(call, version=2), 5, **read),
            ("GET", "v3/account"): Route(lambda call: self.account(call, version=3), 5, **read),
            ("GET", "v2/balance"): Route(self.balance, 5, **read),
            ("GET", "v3/balance"): Route(self.balance, 5, **read),
            ("GET", "v2/positionRisk"): Route(lambda call: self.position_risk(call, version=2), 5, **read),
            ("GET", "v3/positionRisk"): Route(lambda call: self.position_risk(call, version=3), 5, **read),
            ("GET", "v1/leverageBracket"): Route(self.brackets, 1, **read),
            ("GET", "v1/commissionRate"): Route(self.commission, 20, **read),
            ("GET", "v1/income"): Route(self.income, 30, **read),
            ("GET", "v1/symbolConfig"): Route(self.symbol_config, 5, **read),
            ("GET", "v1/accountConfig"): Route(self.account_config, 5, **read),
            ("POST", "v1/leverage"): Route(self.set_leverage, 1, **change),
            ("POST", "v1/marginType"): Route(self.set_margin_type, 1, **change),
            ("POST", "v1/positionSide/dual"): Route(self.set_dual, 1, **change),
            ("GET", "v1/positionSide/dual"): Route(self.dual, 30, **read),
            ("GET", "v1/multiAssetsMargin"): Route(lambda _: {"multiAssetsMargin": False}, 30, **read),
            ("GET", "v1/adlQuantile"): Route(lambda _: [], 5, **read),
        }

    # ---------------------------------------------------------------------------- balances

    def _margins(self, call: Call) -> dict[str, int]:
        engine = self._venue.engine
        orders = [o for o in engine.open_orders(call.account) if not o.wish.spawns]
        return engine.perpetuals.summary(engine.account(call.account), "USDT", orders)

    def _wallets(self, call: Call) -> dict[str, int]:
        view_ns = self._venue.view_ns({"path": call.request.path, "kind": "read"}, balance=True)
        holder = self._venue.engine.account(call.account)
        return dict(holder.total if view_ns is None else holder.as_of(view_ns)[0])

    def account(self, call: Call, *, version: int) -> Any:
        margins, wallets = self._margins(call), self._wallets(call)
        zero = dict.fromkeys(margins, 0)
        assets = [
            self._asset(asset, wallets[asset], margins if asset == "USDT" else zero)
            for asset in sorted(wallets)
        ]
        if version == 3:
            for row in assets:
                del row["marginAvailable"]
        total = wallets.get("USDT", 0)
        answer = {
            "totalInitialMargin": decimal8(margins["position_margin"] + margins["order_margin"]),
            "totalMaintMargin": decimal8(margins["maintenance"]), "totalWalletBalance": decimal8(total),
            "totalUnrealizedProfit": decimal8(margins["unrealised"]),
            "totalMarginBalance": decimal8(total + margins["unrealised"]),
            "totalPositionInitialMargin": decimal8(margins["position_margin"]),
            "totalOpenOrderInitialMargin": decimal8(margins["order_margin"]),
            "totalCrossWalletBalance": decimal8(total), "totalCrossUnPnl": decimal8(margins["unrealised"]),
            "availableBalance": decimal8(margins["available"]),
            "maxWithdrawAmount": decimal8(margins["available"]), "assets": assets,
            "positions": self._account_positions(call.account, version),
        }  # fmt: skip
        if version == 2:
            answer |= {"feeTier": 0, "feeBurn": True, "canTrade": True, "canDeposit": True,
                       "canWithdraw": True, "updateTime": 0, "multiAssetsMargin": False,
                       "tradeGroupId": -1}  # fmt: skip
        return answer

    def _asset(self, asset: str, wallet: int, margins: dict[str, int]) -> dict[str, Any]:
        held = margins["position_margin"] + margins["order_margin"]
        available = margins["available"] if asset == "USDT" else wallet
        return {
            "asset": asset, "walletBalance": decimal8(wallet),
            "unrealizedProfit": decimal8(margins["unrealised"]),
            "marginBalance": decimal8(wallet + margins["unrealised"]),
            "maintMargin": decimal8(margins["maintenance"]), "initialMargin": decimal8(held),
            "positionInitialMargin": decimal8(margins["position_margin"]),
            "openOrderInitialMargin": decimal8(margins["order_margin"]),
            "crossWalletBalance": decimal8(wallet), "crossUnPnl": decimal8(margins["unrealised"]),
            "availableBalance": decimal8(available), "maxWithdrawAmount": decimal8(available),
            "marginAvailable": True, "updateTime": self._venue.now_ms,
        }  # fmt: skip

    def balance(self, call: Call) -> Any:
        margins, wallets = self._margins(call), self._wallets(call)
        zero = dict.fromkeys(margins, 0)
        names = ("asset", "crossWalletBalance", "crossUnPnl", "availableBalance", "maxWithdrawAmount",
                 "marginAvailable", "updateTime")  # fmt: skip
        rows = []
        for asset in sorted(wallets):
            row = self._asset(asset, wallets[asset], margins if asset == "USDT" else zero)
            balance = {"accountAlias": "SgsR", "balance": row["walletBalance"]}
            rows.append(balance | {name: row[name] for name in names})
        return rows

    # ---------------------------------------------------------------------------- positions

    def _sides(self, account: str) -> tuple[str, ...]:
        return ("LONG", "SHORT") if self._venue.engine.account(account).is_hedged else ("BOTH",)

    def _is_shown(self, account: str, market: Instrument, side: str) -> bool:
        position = self._venue.engine.account(account).positions.get((market.key, side), Position())
        return bool(position.lots or self._venue.engine.open_orders(account, market.key))

    def _account_positions(self, account: str, version: int) -> list[dict[str, Any]]:
        rows = []
        for market in self._venue.engine.instruments.values():
            for side in self._sides(account):
                if version == 3 and not self._is_shown(account, market, side):
                    continue
                risk = self.risk_row(account, market, side, version=3)
                row = {
                    "symbol": market.symbol, "positionSide": side, "positionAmt": risk["positionAmt"],
                    "unrealizedProfit": risk["unRealizedProfit"], "isolatedMargin": risk["isolatedMargin"],
                    "notional": risk["notional"], "isolatedWallet": risk["isolatedWallet"],
                    "initialMargin": risk["initialMargin"], "maintMargin": risk["maintMargin"],
                    "updateTime": risk["updateTime"],
                }  # fmt: skip
                if version == 2:
                    holder = self._venue.engine.account(account)
                    row |= {
                        "positionInitialMargin": risk["initialMargin"], "openOrderInitialMargin": "0",
                        "leverage": str(self._venue.engine.perpetuals.leverage(holder, market.key)),
                        "isolated": market.key in holder.isolated, "entryPrice": risk["entryPrice"],
                        "breakEvenPrice": risk["breakEvenPrice"], "maxNotional": "50000",
                        "bidNotional": "0", "askNotional": "0",
                    }  # fmt: skip
                rows.append(row)
        return rows

    def position_risk(self, call: Call, *, version: int) -> Any:
        markets = list(self._venue.engine.instruments.values())
        if call.params.get("symbol"):
            markets = [self._venue.market_of(call.params)]
        return [
            self.risk_row(call.account, market, side, version=version)
            for market in markets
            for side in self._sides(call.account)
            if version == 2 or self._is_shown(call.account, market, side)
        ]

    def risk_row(self, account: str, market: Instrument, side: str, *, version: int) -> dict[str, Any]:
        engine = self._venue.engine
        perpetuals, holder = engine.perpetuals, engine.account(account)
        position = perpetuals.position(account, market.key, side)
        mark = perpetuals.marks[market.key]
        worth = market.cost(mark, position.lots)
        unrealised = perpetuals.unrealised(holder, market.key, position)
        entry = plain(position.entry_price(market).quantize(Decimal("1e-8")))
        initial = perpetuals.initial_margin(holder, market.key, position.lots)
        upkeep = perpetuals.maintenance(market.key, position.lots) if position.lots else 0
        isolated = market.key in holder.isolated
        margin = initial + unrealised if isolated and position.lots else 0
        common = {
            "symbol": market.symbol, "positionSide": side,
            "positionAmt": market.lots_text(position.lots), "entryPrice": entry, "breakEvenPrice": entry,
            "markPrice": decimal8(mark * market.tick_atoms), "unRealizedProfit": decimal8(unrealised),
            "liquidationPrice": market.price_text(perpetuals.liquidation_price(holder, market.key, position)),
            "isolatedMargin": decimal8(margin), "notional": decimal8(worth),
            "isolatedWallet": decimal8(initial if margin else 0),
            "updateTime": self._venue.stamp(position.updated_ns),
        }  # fmt: skip
        if version == 2:
            return common | {
                "marginType": "isolated" if isolated else "cross", "isAutoAddMargin": "false",
                "leverage": str(perpetuals.leverage(holder, market.key)), "maxNotionalValue": "50000",
            }  # fmt: skip
        return common | {
            "marginAsset": market.quote, "initialMargin": decimal8(initial), "maintMargin": decimal8(upkeep),
            "positionInitialMargin": decimal8(initial), "openOrderInitialMargin": "0", "adl": 2,
            "bidNotional": "0", "askNotional": "0",
        }  # fmt: skip

    # ---------------------------------------------------------------------------- settings

    def brackets(self, call: Call) -> Any:
        def one(market: Instrument) -> dict[str, Any]:
            rows, relief, previous = [], 0, 0
            for place, (floor, cap, leverage, rate) in enumerate(market.brackets, start=1):
                relief += floor * (rate - previous)
                previous = rate
                rows.append({"bracket": place, "initialLeverage": leverage, "notionalCap": cap,
                             "notionalFloor": floor, "maintMarginRatio": rate / ATOMS,
                             "cum": relief / ATOMS})  # fmt: skip
            return {"symbol": market.symbol, "brackets": rows}

        rows = self._venue.per_symbol(call, one)
        return rows if isinstance(rows, list) else [rows]

    def commission(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        holder = self._venue.engine.account(call.account)
        maker = market.maker_fee if holder.maker_fee is None else holder.maker_fee
        taker = market.taker_fee if holder.taker_fee is None else holder.taker_fee
        return {"symbol": market.symbol, "makerCommissionRate": short_text(maker),
                "takerCommissionRate": short_text(taker), "rpiCommissionRate": "0"}  # fmt: skip

    def set_leverage(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        self._venue.need(call.params, "leverage")
        leverage = self._venue.ints(call.params, "leverage") or 0
        if not 1 <= leverage <= market.max_leverage:
            raise Failure(-4028, f"Leverage {leverage} is not valid")
        self._venue.engine.set_leverage(call.account, market.key, leverage)
        most = max((cap for _, cap, allowed, _ in market.brackets if allowed >= leverage), default=0)
        return {"symbol": market.symbol, "leverage": leverage, "maxNotionalValue": str(most)}

    def set_margin_type(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        kind = call.params.get("marginType")
        if kind not in {"ISOLATED", "CROSSED"}:
            raise Failure(-1130, "Data sent for parameter 'marginType' is not valid.")
        try:
            self._venue.engine.set_isolated(call.account, market.key, kind == "ISOLATED")
        except Refused as refusal:
            codes = {
                Reason.NO_CHANGE: (-4046, "No need to change margin type."),
                Reason.HAS_ORDERS: (-4047, "Margin type cannot be changed if there exists open orders."),
                Reason.HAS_POSITION: (-4048, "Margin type cannot be changed if there exists position."),
            }
            raise Failure(*codes[refusal.reason]) from refusal
        return {"code": 200, "msg": "success"}

    def set_dual(self, call: Call) -> Any:
        self._venue.need(call.params, "dualSidePosition")
        self._venue.engine.set_hedged(call.account, call.params["dualSidePosition"] == "true")
        return {"code": 200, "msg": "success"}

    def dual(self, call: Call) -> Any:
        return {"dualSidePosition": self._venue.engine.account(call.account).is_hedged}

    def symbol_config(self, call: Call) -> Any:
        holder = self._venue.engine.account(call.account)

        def one(market: Instrument) -> dict[str, Any]:
            return {
                "symbol": market.symbol, "isAutoAddMargin": False, "maxNotionalValue": "50000",
                "marginType": "ISOLATED" if market.key in holder.isolated else "CROSSED",
                "leverage": self._venue.engine.perpetuals.leverage(holder, market.key),
            }  # fmt: skip

        rows = self._venue.per_symbol(call, one)
        return rows if isinstance(rows, list) else [rows]

    def account_config(self, call: Call) -> Any:
        return {
            "feeTier": 0, "canTrade": True, "canDeposit": True, "canWithdraw": True,
            "dualSidePosition": self._venue.engine.account(call.account).is_hedged, "updateTime": 0,
            "multiAssetsMargin": False, "tradeGroupId": -1,
        }  # fmt: skip

    # ---------------------------------------------------------------------------- income

    def filled(self, fill: Fill) -> None:
        if fill.realised:
            self._earn(fill.account, fill.key, "REALIZED_PNL", fill.realised, fill.trade_id, "USDT")
        if fill.fee:
            self._earn(fill.account, fill.key, "COMMISSION", -fill.fee, fill.trade_id, fill.fee_asset)

    def changed(self, event: BalanceChanged) -> None:
        kinds = {"FUNDING_FEE": "FUNDING_FEE", "DEPOSIT": "TRANSFER", "WITHDRAW": "TRANSFER",
                 "INSURANCE_CLEAR": "INSURANCE_CLEAR"}  # fmt: skip
        symbol = self._venue.funding_key if event.why == "FUNDING_FEE" else ""
        self._earn(event.account, symbol, kinds.get(event.why, event.why), event.delta, "", event.assets[0])

    def _earn(self, account: str, symbol: str, kind: str, atoms: int, trade: int | str, asset: str) -> None:
        rows = self._income.setdefault(account, [])
        row = {
            "symbol": symbol, "incomeType": kind, "income": decimal8(atoms), "asset": asset, "info": kind,
            "time": self._venue.now_ms, "tranId": 9_689_322_000 + len(rows), "tradeId": str(trade),
        }  # fmt: skip
        rows.append((self._venue.engine.now_ns, row))

    def income(self, call: Call) -> Any:
        params, venue = call.params, self._venue
        start, end = venue.ints(params, "startTime"), venue.ints(params, "endTime")
        view_ns = venue.view_ns({"path": call.request.path, "kind": "read"})
        rows = [
            row
            for at_ns, row in self._income.get(call.account, [])
            if (view_ns is None or at_ns <= view_ns)
            and params.get("symbol") in {None, "", row["symbol"]}
            and params.get("incomeType") in {None, "", row["incomeType"]}
            and (start is None or row["time"] >= start)
            and (end is None or row["time"] <= end)
        ]
        limit = venue.limit_of(params, 100, 1000)
        return rows[:limit] if start is not None else rows[-limit:]
