"""Bybit v5 account: wallet, positions, settings, fees, key information, funding and the transaction log."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.support.exchange.bybit_orders import INDEXES, BybitOrders, Problem
from tests.support.exchange.values import (
    ATOMS,
    BalanceChanged,
    Instrument,
    Position,
    Refused,
    short_text,
)
from tests.support.exchange.wire import account_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.exchange.bybit import Bybit
    from tests.support.exchange.venue import Call


class BybitAccount:
    def __init__(self, venue: Bybit) -> None:
        self._venue = venue
        self._fundings: dict[str, list[tuple[int, str, dict[str, Any]]]] = {}
        self._margin_modes: dict[str, str] = {}
        self.funding_key = ""
        self.funding_rate = 0

    def routes(self) -> dict[tuple[str, str], tuple[str, Callable[[Call], Any]]]:
        return {
            ("GET", "/v5/account/wallet-balance"): ("read", self.wallet),
            ("GET", "/v5/account/info"): ("read", self.info),
            ("GET", "/v5/account/fee-rate"): ("read", self.fees),
            ("GET", "/v5/account/transaction-log"): ("read", self.transactions),
            ("POST", "/v5/account/set-margin-mode"): ("other", self.set_margin_mode),
            ("GET", "/v5/user/query-api"): ("read", self.key_information),
            ("GET", "/v5/position/list"): ("read", self.positions),
            ("GET", "/v5/position/closed-pnl"): ("read", self.closed_profit),
            ("POST", "/v5/position/set-leverage"): ("other", self.set_leverage),
            ("POST", "/v5/position/switch-mode"): ("other", self.switch_mode),
            ("POST", "/v5/position/switch-isolated"): ("other", self.switch_isolated),
            ("GET", "/v5/asset/coin/query-info"): ("read", self.coins),
        }

    # ---------------------------------------------------------------------------- wallet

    def wallet(self, call: Call) -> Any:
        if call.params.get("accountType") != "UNIFIED":
            raise Problem(10001, "params error: accountType only support UNIFIED.")
        view_ns = self._venue.view_ns({"path": call.request.path, "kind": "read"}, balance=True)
        return {"list": [self.wallet_row(call.account, view_ns, str(call.params.get("coin", "")))]}

    def wallet_row(self, account: str, view_ns: int | None = None, coins: str = "") -> dict[str, Any]:
        """The unified account with its coins, as REST and the private stream show it."""
        venue = self._venue
        engine = venue.engine
        holder = engine.account(account)
        total, locked = (holder.total, holder.locked) if view_ns is None else holder.as_of(view_ns)
        margin = engine.perpetuals.summary(holder, "USDT", engine.open_orders(account))
        rows, worth = [], 0
        for asset in sorted(total):
            in_usd = total[asset] * self._price(asset) // ATOMS
            worth += in_usd
            if coins and asset not in coins.split(","):
                continue
            rows.append(self._coin(asset, total[asset], locked.get(asset, 0), in_usd, margin))
        equity = worth + margin["unrealised"]
        held = margin["position_margin"] + margin["order_margin"]
        text = short_text
        return {
            "totalEquity": text(equity), "accountIMRate": text(held * ATOMS // max(equity, 1)),
            "totalMarginBalance": text(equity), "totalInitialMargin": text(held), "accountType": "UNIFIED",
            "totalAvailableBalance": text(max(equity - held, 0)),
            "accountMMRate": text(margin["maintenance"] * ATOMS // max(equity, 1)),
            "totalPerpUPL": text(margin["unrealised"]), "totalWalletBalance": text(worth), "accountLTV": "0",
            "totalMaintenanceMargin": text(margin["maintenance"]), "coin": rows,
        }  # fmt: skip

    def _coin(
        self, asset: str, total: int, locked: int, in_usd: int, margin: dict[str, int]
    ) -> dict[str, Any]:
        is_quote = asset == "USDT"
        unrealised = margin["unrealised"] if is_quote else 0
        return {
            "availableToBorrow": "", "bonus": "0", "accruedInterest": "0", "availableToWithdraw": "",
            "totalOrderIM": short_text(margin["order_margin"]) if is_quote else "0",
            "equity": short_text(total + unrealised),
            "totalPositionMM": short_text(margin["maintenance"]) if is_quote else "0",
            "usdValue": short_text(in_usd), "spotHedgingQty": "0", "unrealisedPnl": short_text(unrealised),
            "collateralSwitch": True, "borrowAmount": "0",
            "totalPositionIM": short_text(margin["position_margin"]) if is_quote else "0",
            "walletBalance": short_text(total), "cumRealisedPnl": "0", "locked": short_text(locked),
            "marginCollateral": True, "coin": asset, "spotBorrow": "0",
        }  # fmt: skip

    def _price(self, asset: str) -> int:
        """The asset in USDT atoms; 1 for USDT, 0 where there is no market."""
        if asset == "USDT":
            return ATOMS
        key = f"spot:{asset}USDT"
        market = self._venue.engine.instruments.get(key)
        return 0 if market is None else self._venue.engine.last_price(key) * market.tick_atoms

    # ---------------------------------------------------------------------------- account

    def info(self, call: Call) -> Any:
        mode = self._margin_modes.get(call.account, "REGULAR_MARGIN")
        return {
            "marginMode": mode, "updatedTime": str(self._venue.now_ms), "unifiedMarginStatus": 5,
            "dcpStatus": "OFF", "timeWindow": 10, "smpGroup": 0, "isMasterTrader": False,
            "spotHedgingStatus": "OFF",
        }  # fmt: skip

    def set_margin_mode(self, call: Call) -> Any:
        mode = call.params.get("setMarginMode")
        if mode not in {"ISOLATED_MARGIN", "REGULAR_MARGIN", "PORTFOLIO_MARGIN"}:
            raise Problem(10001, "params error: setMarginMode invalid")
        self._margin_modes[call.account] = str(mode)
        return {"reasons": []}

    def fees(self, call: Call) -> Any:
        holder = self._venue.engine.account(call.account)
        rows = []
        for market in self._venue.markets(call.params):
            maker = market.maker_fee if holder.maker_fee is None else holder.maker_fee
            taker = market.taker_fee if holder.taker_fee is None else holder.taker_fee
            rows.append({"symbol": market.symbol, "takerFeeRate": short_text(taker),
                         "makerFeeRate": short_text(maker), "baseCoin": ""})  # fmt: skip
        return {"list": rows}

    def key_information(self, call: Call) -> Any:
        key = call.key
        if key is None:
            raise Problem(10003, "API key is invalid.")
        trades = key.can_trade and not key.is_read_only
        wallet = ["AccountTransfer", "Withdraw"] if key.can_withdraw else []
        return {
            "id": "13770661", "note": "test", "apiKey": key.key, "readOnly": 0 if trades else 1, "secret": "",
            "permissions": {
                "ContractTrade": ["Order", "Position"] if trades and key.can_futures else [],
                "Spot": ["SpotTrade"] if trades else [], "Wallet": wallet, "Options": [],
                "Derivatives": ["DerivativesTrade"] if trades and key.can_futures else [],
                "CopyTrading": [], "BlockTrade": [], "Exchange": [], "NFT": [], "Affiliate": [], "Earn": [],
            },
            "ips": list(key.ips) or ["*"], "type": 1, "deadlineDay": 90 if not key.ips else -2,
            "expiredAt": _day(key.expires_ms or key.created_ms + 90 * 86_400_000),
            "createdAt": _day(key.created_ms), "unified": 0, "uta": 1,
            "userID": account_number(key.account), "inviterID": 0,
            "vipLevel": "No VIP", "mktMakerLevel": "0", "affiliateID": 0, "rsaPublicKey": key.public_pem,
            "isMaster": True, "parentUid": "0", "kycLevel": "LEVEL_DEFAULT", "kycRegion": "",
        }  # fmt: skip

    def coins(self, call: Call) -> Any:
        assets = sorted({"USDT", *(market.base for market in self._venue.engine.instruments.values())})
        rows = [{"name": a, "coin": a, "remainAmount": "10000000", "chains": []} for a in assets]
        return {"rows": rows}

    # ---------------------------------------------------------------------------- positions

    def positions(self, call: Call) -> Any:
        params, account = call.params, self._venue.engine.account(call.account)
        if params.get("category") != "linear" or not (params.get("symbol") or params.get("settleCoin")):
            if params.get("category") == "linear":
                raise Problem(10001, "params error: symbol or settleCoin is required")
            return {"nextPageCursor": "", "category": params.get("category"), "list": []}
        sides = ("LONG", "SHORT") if account.is_hedged else ("BOTH",)
        rows = [
            self.position_row(call.account, market, side)
            for market in self._venue.markets(params)
            for side in sides
            if params.get("symbol") or account.positions.get((market.key, side), Position()).lots
        ]
        return BybitOrders.page(call, rows, 20, 200)

    def position_row(self, account: str, market: Instrument, side: str) -> dict[str, Any]:
        """A position as REST shows it; the private stream names the entry price otherwise."""
        venue = self._venue
        perpetuals, holder = venue.engine.perpetuals, venue.engine.account(account)
        position = perpetuals.position(account, market.key, side)
        mark = perpetuals.marks[market.key]
        worth = market.cost(mark, abs(position.lots))
        initial = perpetuals.initial_margin(holder, market.key, position.lots)
        upkeep = perpetuals.maintenance(market.key, position.lots) if position.lots else 0
        closes_at = perpetuals.liquidation_price(holder, market.key, position)
        stops = self._stops(account, market, side)
        direction = "" if not position.lots else "Buy" if position.lots > 0 else "Sell"
        entry = _plain(position.entry_price(market))
        text = short_text
        return {
            "positionIdx": INDEXES[side], "riskId": 1, "riskLimitValue": "50000", "symbol": market.symbol,
            "side": direction, "size": market.lots_text(abs(position.lots)), "avgPrice": entry,
            "positionValue": text(position.entry_cost), "tradeMode": 0, "positionStatus": "Normal",
            "autoAddMargin": 0, "adlRankIndicator": 2 if position.lots else 0,
            "leverage": str(perpetuals.leverage(holder, market.key)), "positionBalance": text(initial),
            "markPrice": market.price_text(mark),
            "liqPrice": market.price_text(closes_at) if closes_at else "", "bustPrice": "",
            "positionMM": text(upkeep), "positionIM": text(initial), "tpslMode": "Full",
            "takeProfit": stops.get("TakeProfit", ""), "stopLoss": stops.get("StopLoss", ""),
            "trailingStop": "0", "unrealisedPnl": text(perpetuals.unrealised(holder, market.key, position)),
            "curRealisedPnl": text(position.realised), "cumRealisedPnl": text(position.realised),
            "seq": position.updated_ns // 10**6, "isReduceOnly": False, "mmrSysUpdatedTime": "",
            "leverageSysUpdatedTime": "", "sessionAvgPrice": "",
            "createdTime": str(venue.stamp(position.created_ns)),
            "updatedTime": str(venue.stamp(position.updated_ns)),
        } | ({} if worth or not position.lots else {"positionStatus": "Liq"})  # fmt: skip

    def _stops(self, account: str, market: Instrument, side: str) -> dict[str, str]:
        return {
            order.wish.tags["stop"]: market.price_text(order.trigger or 0)
            for order in self._venue.engine.open_orders(account, market.key)
            if order.wish.tags.get("stop") and order.wish.position_side == side
        }

    def set_leverage(self, call: Call) -> Any:
        market = self._venue.market_of(call.params)
        text = str(call.params.get("buyLeverage", ""))
        if not text or text != str(call.params.get("sellLeverage")):
            raise Problem(10001, "buy leverage not equal sell leverage")
        leverage = int(Decimal(text))
        if not 1 <= leverage <= market.max_leverage:
            raise Problem(110013, "cannot set leverage due to risk limit")
        holder = self._venue.engine.account(call.account)
        if self._venue.engine.perpetuals.leverage(holder, market.key) == leverage:
            raise Problem(110043, "leverage not modified")
        self._venue.engine.set_leverage(call.account, market.key, leverage)
        return {}

    def switch_mode(self, call: Call) -> Any:
        mode = int(call.params.get("mode", -1))
        if mode not in {0, 3}:
            raise Problem(10001, "params error: mode invalid")
        try:
            self._venue.engine.set_hedged(call.account, mode == 3)
        except Refused as refusal:
            if refusal.reason.value == "no change":
                raise Problem(110025, "Position mode is not modified") from refusal
            raise
        return {}

    def switch_isolated(self, call: Call) -> Any:
        raise Problem(100028, "unified account is forbidden")

    def closed_profit(self, call: Call) -> Any:
        rows = []
        keys = {market.key: market for market in self._venue.markets(call.params)}
        for fill in reversed(self._venue.fills_of(call.account)):
            if fill.realised and fill.key in keys:
                execution = self._venue.orders.execution(fill)
                at_ms = str(self._venue.stamp(fill.time_ns))
                rows.append(
                    {"symbol": keys[fill.key].symbol, "orderType": execution["orderType"], "leverage": "10",
                     "updatedTime": at_ms, "side": execution["side"], "orderId": execution["orderId"],
                     "closedPnl": short_text(fill.realised - fill.fee), "avgEntryPrice": "0",
                     "qty": execution["execQty"], "cumEntryValue": short_text(fill.cost - fill.realised),
                     "createdTime": at_ms, "orderPrice": execution["orderPrice"],
                     "closedSize": execution["execQty"], "avgExitPrice": execution["execPrice"],
                     "execType": "Trade", "fillCount": "1", "cumExitValue": short_text(fill.cost)}
                )  # fmt: skip
        return BybitOrders.page(call, rows, 50, 100)

    # ---------------------------------------------------------------------------- funding and the log

    def funded(self, event: BalanceChanged) -> None:
        """Keep what an account paid or got, as the execution list shows it."""
        market = self._venue.engine.instruments[self.funding_key]
        lots, at_ms = event.amounts["lots"], self._venue.now_ms
        rows = self._fundings.setdefault(event.account, [])
        mark = self._venue.engine.perpetuals.marks[market.key]
        row = {
            "symbol": market.symbol, "orderId": f"funding-{at_ms}", "orderLinkId": "",
            "side": "Buy" if lots < 0 else "Sell", "orderPrice": "0", "orderQty": "0", "leavesQty": "0",
            "createType": "", "orderType": "UNKNOWN", "stopOrderType": "UNKNOWN",
            "execFee": short_text(-event.delta), "execId": f"funding-{len(rows)}-{at_ms}",
            "execPrice": market.price_text(mark), "execQty": market.lots_text(abs(lots)),
            "execType": "Funding", "execValue": short_text(market.cost(mark, abs(lots))),
            "execTime": str(at_ms), "feeCurrency": "", "isMaker": False,
            "feeRate": short_text(self.funding_rate), "tradeIv": "", "markIv": "",
            "markPrice": market.price_text(mark), "indexPrice": "", "underlyingPrice": "",
            "blockTradeId": "", "closedSize": "0", "seq": at_ms, "extraFees": "",
        }  # fmt: skip
        rows.append((self._venue.engine.now_ns, market.key, row))

    def funding_rows(self, account: str, view_ns: int | None = None) -> list[tuple[str, dict[str, Any]]]:
        """By market, as a read sees them that is so late."""
        rows = self._fundings.get(account, [])
        return [(key, row) for at_ns, key, row in rows if view_ns is None or at_ns <= view_ns]

    def transactions(self, call: Call) -> Any:
        """Trades and funding as changes of the wallet, newest first."""
        rows: list[dict[str, Any]] = []
        for fill in self._venue.fills_of(call.account):
            execution = self._venue.orders.execution(fill)
            change = fill.realised - fill.fee if fill.key.startswith("linear:") else -fill.fee
            rows.append(
                self._transaction(execution, "TRADE", "", short_text(change), fill.fee_asset, fill.key)
            )
        for key, execution in self.funding_rows(call.account):
            paid = execution["execFee"]
            change = paid[1:] if paid.startswith("-") else f"-{paid}"
            rows.append(self._transaction(execution, "SETTLEMENT", change, change, "USDT", key))
        rows.sort(key=lambda row: int(row["transactionTime"]), reverse=True)
        if call.params.get("type"):
            rows = [row for row in rows if row["type"] == call.params["type"]]
        return BybitOrders.page(call, rows, 20, 50)

    def _transaction(
        self, execution: dict[str, Any], kind: str, funding: str, change: str, asset: str, key: str
    ) -> dict[str, Any]:
        return {
            "id": execution["execId"], "symbol": execution["symbol"], "side": execution["side"],
            "funding": funding, "orderLinkId": execution["orderLinkId"], "orderId": execution["orderId"],
            "fee": execution["execFee"] if kind == "TRADE" else "0", "change": change, "cashFlow": "0",
            "transactionTime": execution["execTime"], "type": kind, "feeRate": execution["feeRate"],
            "bonusChange": "", "size": execution["execQty"], "qty": execution["execQty"],
            "cashBalance": "", "currency": asset, "category": key.partition(":")[0],
            "tradePrice": execution["execPrice"], "tradeId": execution["execId"],
        }  # fmt: skip


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
