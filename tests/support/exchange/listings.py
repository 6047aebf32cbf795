"""The markets of the three venues, with filters like the real ones. Facts of the venues' public rules."""

from __future__ import annotations

from tests.support.exchange.values import ATOMS, Instrument

# base, spot price, spot tick, spot lot, linear tick, linear lot: prices and steps in atoms of 1e-8
COINS = (
    ("BTC", 64_000, 10**6, 10**3, 10**7, 10**5),
    ("ETH", 3_200, 10**6, 10**4, 10**6, 10**5),
    ("SOL", 150, 10**6, 10**5, 10**6, 10**8),
    ("DOGE", "0.16", 10**3, 10**8, 10**3, 10**8),
    ("BNB", 600, 10**6, 10**5, 10**6, 10**6),
)

# floor and cap in quote units, highest leverage, maintenance rate in atoms
BRACKETS = (
    (0, 50_000, 125, 400_000),
    (50_000, 250_000, 100, 500_000),
    (250_000, 3_000_000, 50, 1_000_000),
    (3_000_000, 20_000_000, 20, 2_500_000),
    (20_000_000, 100_000_000, 10, 5_000_000),
    (100_000_000, 300_000_000, 4, 12_500_000),
)


def _atoms(price: int | str) -> int:
    whole, _, part = str(price).partition(".")
    return int(whole) * ATOMS + int(part.ljust(8, "0") or 0)


def binance_spot() -> list[Instrument]:
    return [
        Instrument(
            f"{base}USDT",
            f"{base}USDT",
            base,
            "USDT",
            tick,
            lot,
            min_lots=1,
            start_price=_atoms(price) // tick,
            max_lots=9000 * ATOMS // lot * (1 if base != "DOGE" else 10_000),
        )
        for base, price, tick, lot, _, _ in COINS
    ]


def binance_usdm() -> list[Instrument]:
    return [
        Instrument(
            f"{base}USDT",
            f"{base}USDT",
            base,
            "USDT",
            tick,
            lot,
            is_linear=True,
            start_price=_atoms(price) // tick,
            max_lots=1000 * ATOMS // lot * (1 if base != "DOGE" else 30_000),
            max_market_lots=120 * ATOMS // lot * (1 if base != "DOGE" else 30_000),
            percent_up=105 * ATOMS // 100,
            percent_down=95 * ATOMS // 100,
            max_stops=10,
            min_notional={"BTC": 100, "ETH": 20}.get(base, 5) * ATOMS,
            maker_fee=ATOMS // 5000,
            taker_fee=ATOMS // 2000,
            brackets=BRACKETS,
            max_notional=10**9 * ATOMS,
        )
        for base, price, _, _, tick, lot in COINS
    ]


# base, spot tick, spot base precision, smallest spot quantity in steps, linear tick, linear lot
BYBIT_COINS = (
    ("BTC", 64_000, 10**7, 10**2, 11, 10**7, 10**5),
    ("ETH", 3_200, 10**6, 10**3, 29, 10**6, 10**6),
    ("SOL", 150, 10**6, 10**5, 1, 10**6, 10**7),
    ("DOGE", "0.16", 10**3, 10**7, 3, 10**3, 10**8),
    ("BNB", 600, 10**7, 10**4, 1, 10**7, 10**6),
)


def bybit() -> list[Instrument]:
    made = []
    for base, price, tick, lot, smallest, linear_tick, linear_lot in BYBIT_COINS:
        made.append(
            Instrument(
                f"spot:{base}USDT",
                f"{base}USDT",
                base,
                "USDT",
                tick,
                lot,
                min_lots=smallest,
                start_price=_atoms(price) // tick,
                max_lots=100 * ATOMS // lot * (1 if base != "DOGE" else 1_000_000),
                max_orders=500,
                max_stops=30,
            )
        )
        made.append(
            Instrument(
                f"linear:{base}USDT",
                f"{base}USDT",
                base,
                "USDT",
                linear_tick,
                linear_lot,
                is_linear=True,
                start_price=_atoms(price) // linear_tick,
                max_lots=1190 * ATOMS // linear_lot * (1 if base != "DOGE" else 30_000),
                max_market_lots=500 * ATOMS // linear_lot * (1 if base != "DOGE" else 30_000),
                max_orders=500,
                max_stops=10,
                max_leverage=100,
                maker_fee=ATOMS // 5000,
                taker_fee=ATOMS * 55 // 100_000,
                brackets=BRACKETS,
                max_notional=10**9 * ATOMS,
            )
        )
    return made
