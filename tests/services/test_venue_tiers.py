"""The table of venues agrees with the installed ccxt, and promises nothing that is not tested."""

from __future__ import annotations

import inspect
from typing import Any

import ccxt.async_support as ccxt
import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.venues.ccxt_venue import CcxtVenue
from finbyte_desktop.services.venues.live_port import Tier
from finbyte_desktop.services.venues.tiers import (
    CLOSED_TESTNETS,
    MEANINGS,
    OTHER_KEYS,
    PASSPHRASE,
    PROVED,
    ROWS,
    VENUES,
    tier_of,
    venue_choices,
)

NOT_PLACING = ("fetch", "parse", "cancel", "watch", "handle", "edit", "un_watch", "safe")
LOOKING = (
    "fetch_order", "fetch_order_request", "fetch_spot_order", "fetch_uta_order", "fetch_contract_order",
    "fetch_swap_order",
)  # fmt: skip


def written(kind: type, wanted: Any) -> str:
    """The source of an exchange's own methods of these names."""
    own = [base for base in kind.__mro__ if base.__name__ not in ("Exchange", "BaseExchange", "object")]
    found = [f for base in own for name, f in vars(base).items() if inspect.isfunction(f) and wanted(name)]
    return "".join(inspect.getsource(function) for function in found)


def test_every_venue_of_ccxt_has_one_row() -> None:
    """None is missing, none is made up, none stands twice."""
    names = [row[0] for row in ROWS]
    assert sorted(names) == sorted(ccxt.exchanges)
    assert len(set(names)) == len(names) >= 100


@pytest.mark.parametrize("name", sorted(VENUES))
def test_row_says_what_ccxt_does(name: str) -> None:
    """Our id in the request, the look-up by it, play money and kinds of markets."""
    kind = getattr(ccxt, name)
    exchange, row = kind(), VENUES[name]
    placing = written(kind, lambda m: "order" in m and not m.startswith(NOT_PLACING))
    looking = written(kind, LOOKING.__contains__)
    assert row.client_id == ("'clientOrderId'" in placing)
    if name not in PROVED:
        by_id = "'clientOrderId'" in looking or "'origClientOrderId'" in looking
        assert row.lookup == (row.client_id and by_id)
    assert row.testnet == (bool(exchange.urls.get("test")) and name not in CLOSED_TESTNETS)
    assert row.demo == bool(exchange.urls.get("demo") or exchange.urls.get("demotrading"))
    assert (row.spot, row.perpetuals) == (bool(exchange.has["spot"]), bool(exchange.has["swap"]))


def test_best_tier_is_only_for_what_is_tested() -> None:
    """Tier A needs our id, the look-up, a deadline that is sent, and the contract's tests."""
    best = {venue.id for venue in VENUES.values() if venue.tier is Tier.A}
    assert best == set(PROVED) == {"binance", "binanceusdm", "bybit"}
    for venue in VENUES.values():
        if venue.tier is Tier.A:
            assert venue.client_id
            assert venue.lookup
            assert venue.deadline is not None
            assert venue.deadline.used
        else:
            assert venue.deadline is None or not venue.deadline.used
            assert not venue.oco
            assert not venue.amend
        assert (venue.tier is Tier.C) == (not venue.client_id)
        assert venue.source
        assert venue.meaning.endswith(".")
    assert len({venue.meaning for venue in VENUES.values()}) == len(MEANINGS) + 1
    assert tier_of("no_such_venue") is Tier.C


def test_search_finds_by_any_word_the_best_first() -> None:
    """Case does not matter; no text gives everything."""
    assert venue_choices("bybit")[0].id == "bybit"
    assert {venue.id for venue in venue_choices("BIN us")} >= {"binanceus", "binanceusdm"}
    everything = venue_choices()
    assert len(everything) == len(VENUES)
    assert [venue.tier.value for venue in everything] == sorted(venue.tier.value for venue in everything)
    assert venue_choices("zzz") == ()


@pytest.mark.parametrize(
    ("venue", "switch", "host"),
    [
        ("binance", {"testnet": True}, "testnet.binance.vision"),
        ("binance", {"demo": True}, "demo-api.binance.com"),
        ("binanceusdm", {"demo": True}, "demo-fapi.binance.com"),
        ("bybit", {"testnet": True}, "testnet"),
        ("bybit", {"demo": True}, "demo"),
    ],
)
def test_switch_sends_orders_to_play_money(venue: str, switch: dict[str, bool], host: str) -> None:
    """Every private address of both connections is the one of the play money."""
    port = CcxtVenue(venue, "k", "s", lambda: 0, **switch)  # type: ignore[arg-type]
    section = "fapiPrivate" if venue == "binanceusdm" else "private"
    for exchange in port._exchanges:
        hostname = {"hostname": exchange.hostname or ""}
        assert host in exchange.implode_params(exchange.urls["api"][section], hostname)


@pytest.mark.parametrize(
    ("venue", "switch"),
    [
        ("kraken", {"testnet": True}),
        ("kraken", {"demo": True}),
        ("binanceusdm", {"testnet": True}),
        ("binance", {"testnet": True, "demo": True}),
    ],
)
def test_play_money_that_there_is_not_is_refused(venue: str, switch: dict[str, bool]) -> None:
    """A switch that cannot be kept never falls back to real money."""
    with pytest.raises(UserError) as caught:
        CcxtVenue(venue, "k", "s", lambda: 0, **switch)  # type: ignore[arg-type]
    assert caught.value.code == "no_play_money"
    assert "Nothing was connected" in caught.value.text


def test_keys_are_asked_for_as_the_venue_needs_them() -> None:
    """A passphrase where ccxt wants one; venues whose keys are something else are not offered."""
    needed = {name: getattr(ccxt, name)().requiredCredentials for name in VENUES}
    usual = {"apiKey", "secret", "password"}
    other = {name for name, parts in needed.items() if {p for p, wanted in parts.items() if wanted} - usual}
    assert other == OTHER_KEYS
    assert {name for name, parts in needed.items() if parts.get("password")} - other == PASSPHRASE
