"""What may leave towards a venue, what its answers prove, and that no key is written anywhere."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from finbyte_desktop.core.errors import Unavailable, UserError
from finbyte_desktop.services.live.account import refuse_wide_rights
from finbyte_desktop.services.live.budget import MINUTE_NS, Budget, Kind
from finbyte_desktop.services.venues.ccxt_rejects import proven_reject, says_absent
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.ccxt_wire import Answer, Meant, NotSent, at_address, check, make_exchange
from finbyte_desktop.services.venues.live_port import KeyRights
from tests.support.exchange import build
from tests.support.simulation.memory_session import MemorySession
from tests.support.simulation.virtual import run

BINANCE = "https://api.binance.com/api/v3/order"
BYBIT = "https://api.bybit.com/v5/order/create"
MEANT = Meant("FBabc-01", "BTCUSDT", "buy", "0.01", "60000")
FORM = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.01&price=60000.00&newClientOrderId=FBabc-01&signature=x"
JSON = {"symbol": "BTCUSDT", "side": "Buy", "qty": "0.01", "price": "60000", "orderLinkId": "FBabc-01"}


def test_order_that_was_meant_may_leave_once() -> None:
    """The same call cannot send it again."""
    call = Answer(MEANT)
    check("binance", BINANCE, "POST", FORM, call)
    with pytest.raises(NotSent, match="twice"):
        check("binance", BINANCE, "POST", FORM, call)
    check("bybit", BYBIT, "POST", json.dumps(JSON), Answer(MEANT))
    check("binance", "http://127.0.0.1:99/api.binance.com/api/v3/order", "POST", FORM, Answer(MEANT))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FBabc-01", "x-R4BD3S82"), ("quantity=0.01", "quantity=0.1"), ("price=60000.00", "price=6000.00"),
        ("side=BUY", "side=SELL"), ("symbol=BTCUSDT", "symbol=ETHUSDT"), ("&newClientOrderId=FBabc-01", ""),
        ("quantity=0.01", "quantity=nan"),
    ],
)  # fmt: skip
def test_another_order_does_not_leave(old: str, new: str) -> None:
    """A changed quantity, price, side, market or id is stopped before the network."""
    with pytest.raises(NotSent):
        check("binance", BINANCE, "POST", FORM.replace(old, new), Answer(MEANT))


def test_order_without_an_intent_does_not_leave() -> None:
    """Whoever calls the venue beside the kernel places nothing."""
    for call in (None, Answer()):
        with pytest.raises(NotSent):
            check("binance", BINANCE, "POST", FORM, call)


@pytest.mark.parametrize(
    ("venue", "method", "url"),
    [
        ("binance", "POST", "https://api.binance.com/sapi/v1/capital/withdraw/apply"),
        ("binance", "POST", "https://api.binance.com/sapi/v1/asset/transfer"),
        ("binance", "POST", "https://api.binance.com/api/v3/order/cancelReplace"),
        ("binance", "POST", "https://api.binance.com/sapi/v1/margin/loan"),
        ("binance", "GET", "https://api.binance.com/api/v3/order/../../../sapi/v1/capital/withdraw/apply"),
        ("bybit", "POST", "https://api.bybit.com/v5/asset/withdraw/create"),
        ("bybit", "POST", "https://api.bybit.com/v5/asset/transfer/inter-transfer"),
        ("bybit", "POST", "https://api.bybit.com/v5/user/create-sub-api"),
        ("kraken", "POST", "https://api.kraken.com/0/private/Withdraw"),
        ("okx", "POST", "https://www.okx.com/api/v5/asset/transfer"),
        ("kucoin", "POST", "https://api.kucoin.com/api/v1/accounts/inner-transfer"),
    ],
)
def test_money_cannot_be_moved_out(venue: str, method: str, url: str) -> None:
    """Withdrawals and transfers are unreachable, whoever asks for them."""
    with pytest.raises(NotSent):
        check(venue, url, method, "amount=1", Answer(MEANT))


def test_addresses_are_rewritten_to_the_last_leaf() -> None:
    """With another address nothing goes to the venue's own hosts."""
    for venue in ("binance", "bybit"):
        exchange = make_exchange(venue, {}, lambda: 0, Budget(lambda: 0))
        at_address(exchange, "http://127.0.0.1:9")

        def leaves(value: Any) -> list[str]:
            if isinstance(value, dict):
                return [leaf for item in value.values() for leaf in leaves(item)]
            return [value]

        assert all(":" in leaf and "//127.0.0.1:9/" in leaf for leaf in leaves(exchange.urls["api"]))


@pytest.mark.parametrize(
    ("venue", "status", "value", "name"),
    [
        ("binance", 400, {"code": -2010, "msg": "Account has insufficient balance."}, "insufficient_funds"),
        ("binance", 400, {"code": -2010, "msg": "Duplicate order sent."}, None),
        ("binance", 400, {"code": -1013, "msg": "Filter failure: LOT_SIZE"}, "filter"),
        ("binance", 503, {"code": -1013, "msg": "Filter failure: LOT_SIZE"}, None),
        ("binance", 408, {"code": -1007, "msg": "Timeout waiting for response"}, None),
        ("binance", 400, {"code": -9999, "msg": "something new"}, None),
        ("binance", 200, {}, None), ("binance", 200, [], None), ("binance", 200, None, None),
        ("binance", None, {"code": -1013, "msg": ""}, None),
        ("bybit", 200, {"retCode": 170131, "retMsg": "Insufficient balance."}, "insufficient_funds"),
        ("bybit", 200, {"retCode": 10016, "retMsg": "Server error."}, None),
        ("bybit", 200, {"retCode": 110072, "retMsg": "OrderLinkedID is duplicate"}, None),
        ("bybit", 200, {"retCode": 0, "retMsg": "OK"}, None),
        ("kraken", 200, {"error": ["EOrder:Insufficient funds"]}, None),
    ],
)  # fmt: skip
def test_only_listed_codes_prove_a_no(venue: str, status: int | None, value: Any, name: str | None) -> None:
    """Everything else is Unknown: unlisted codes, server errors, duplicates, other venues, no code at all."""
    found = proven_reject(venue, status, value)
    assert (found.name if found is not None else None) == name


def test_absence_is_said_by_its_own_codes() -> None:
    """Only for a look; an error of the server says nothing."""
    assert says_absent("binance", 400, {"code": -2013, "msg": "Order does not exist."})
    assert not says_absent("binance", 500, {"code": -2013, "msg": "Order does not exist."})
    assert not says_absent("binance", 400, {"code": -2014, "msg": "API-key format invalid."})


def test_unknown_venue_is_said() -> None:
    """A name that ccxt does not have connects nothing."""
    with pytest.raises(Unavailable):
        make_exchange("no_such_venue", {}, lambda: 0, Budget(lambda: 0))


def test_no_key_is_logged_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    """With everything logged, in success and in failure, no byte of key, secret or passphrase is written."""
    caplog.set_level(logging.DEBUG)
    exchange = build(seed=1, venues=["binance"])
    secrets = ("canarykey77aa", "canarysecret3f9c", "canarypass5521")

    async def main() -> None:
        for fault in ({"knob": "net.reset"}, {"knob": "http.body", "body": "html"}, None):
            exchange.faults.clear()
            if fault is not None:
                exchange.faults.add(**fault)  # type: ignore[arg-type]
            port = CcxtVenue(
                "binance", *secrets[:2], lambda: exchange.now_ns, secrets[2], session=MemorySession(exchange)
            )
            texts: list[str] = []
            for ask in (port.open, port.balances, port.rights):
                try:
                    await ask()
                except Exception as error:
                    texts.append(f"{error} {error!r}")
            await port.close()
            assert not [text for text in texts if any(secret in text for secret in secrets)]

    run(exchange, main(), 600)
    assert not [r for r in caplog.records if any(secret in r.getMessage() for secret in secrets)]


# --- the budget ---------------------------------------------------------------------------------------


class Clock:
    ns = 10 * MINUTE_NS


def test_reads_stop_before_orders_before_proofs_before_cancels() -> None:
    """Each kind has its share of the venue's limit, a panic the last of it; a new minute frees it."""
    clock = Clock()
    budget = Budget(lambda: clock.ns, limit=1_000)
    for used, free in ((699, 5), (700, 4), (850, 3), (920, 2), (970, 1), (1_000, 0)):
        budget.told(200, {"X-MBX-USED-WEIGHT-1M": str(used)})
        assert sum(budget.wait_s(kind) == 0 for kind in Kind) == free
    clock.ns += MINUTE_NS
    assert budget.wait_s(Kind.READ) == 0


def test_answers_are_counted_where_the_venue_tells_no_weight() -> None:
    """Each minute anew; a venue that tells its weight is believed, also in answers that say nothing of it."""
    clock = Clock()
    counted, told = Budget(lambda: clock.ns, limit=10), Budget(lambda: clock.ns, limit=10)
    for _ in range(7):
        counted.told(200, {"X-Bapi-Limit-Status": "19"})
    assert (counted.used_now(), counted.wait_s(Kind.READ) > 0, counted.wait_s(Kind.ORDER)) == (7, True, 0)
    told.told(200, {"X-MBX-USED-WEIGHT-1M": "3"})
    told.told(200, {})
    assert told.used_now() == 3
    clock.ns += MINUTE_NS
    assert counted.used_now() == 0
    counted.told(200, {})
    assert counted.used_now() == 1


def test_nothing_leaves_while_the_venue_refuses() -> None:
    """429 and 418 stop everything for as long as the venue says, cancels too."""
    clock = Clock()
    budget = Budget(lambda: clock.ns)
    budget.told(429, {"Retry-After": "7"})
    assert 7 < budget.wait_s(Kind.CANCEL) < 8
    assert not budget.banned
    budget.told(418, {})
    assert budget.wait_s(Kind.CANCEL) > 100
    assert budget.banned
    clock.ns += 10 * MINUTE_NS
    assert budget.wait_s(Kind.READ) == 0
    assert not budget.banned


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        (KeyRights(True, True, False, True), "key_too_wide"),
        (KeyRights(True, False, True, True), "key_too_wide"),
        (KeyRights(False, False, False, True), "key_may_not_trade"),
    ],
)
def test_key_that_may_do_too_much_is_refused(rights: KeyRights, code: str) -> None:
    """Withdrawal and transfer rights are refused, and so is a key that cannot trade."""
    with pytest.raises(UserError) as caught:
        refuse_wide_rights(rights, "Main")
    assert caught.value.code == code
    assert "Nothing was connected" in caught.value.text


def test_what_cannot_be_verified_is_said() -> None:
    """A missing list of addresses and a venue that does not tell are warnings."""
    assert refuse_wide_rights(KeyRights(True, False, False, False), "Main") == ["no_ip_list"]
    assert refuse_wide_rights(KeyRights(None, None, None, None), "Main") == ["rights_not_told"]
    assert refuse_wide_rights(KeyRights(True, False, False, True), "Main") == []
