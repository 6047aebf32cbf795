"""A backtest of the last days for the window, of a bot that trades several markets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.numbers import ZERO, exact, half_even_div
from finbyte_desktop.services.backtest import largest_fall
from finbyte_desktop.services.basket_backtest import BasketBacktest, BasketRequest, BasketRun, samples
from finbyte_desktop.services.basket_figures import SOLD
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.ports import QuickBacktest

SHOWN = 6
CURVE_POINTS = 240


def quick_basket(
    bot_type: str,
    markets: Sequence[tuple[Instrument, CandleSeries]],
    params: Mapping[str, JsonValue],
    days: int,
    slippage: Decimal,
) -> QuickBacktest:
    """The preview's backtest. Raises UserError when it could not have started then."""
    request = BasketRequest(bot_type, params, markets, slippage)
    run = BasketBacktest(request, keep_facts=True).run()
    with exact():
        bot = run.bot
        times, equity, places = samples(request, run)
        fall, peak = largest_fall(int(bot.invested.scaleb(places)), equity)
        total = Decimal(int(equity[-1])).scaleb(-places) + bot.withdrawn - bot.put_in
        return QuickBacktest(
            days,
            total,
            bot.profit,
            bot.trips,
            half_even_div(Decimal(fall), Decimal(peak), SHOWN) if peak > 0 else ZERO,
            _curve(run, times.tolist(), equity.tolist(), places),
            "candles, touch fills",
            run.start_ns,
            run.end_ns,
        )


def _curve(
    run: BasketRun, times: Sequence[int], equity: Sequence[int], places: int
) -> tuple[tuple[int, float, float], ...]:
    """Total and realised profit at up to 240 times, for painting."""
    said = [fact for fact in run.facts if getattr(fact, "code", "") in SOLD]
    moments, sums, won = [], [], ZERO
    for fact in said:
        gain = dict(getattr(fact, "fields", ())).get("trip")
        if isinstance(gain, Decimal):
            won += gain
            moments.append(fact.ns)
            sums.append(float(won))
    put_in, count = float(run.bot.put_in), len(times)
    points = []
    for place in sorted({(count - 1) * n // (CURVE_POINTS - 1) for n in range(CURVE_POINTS)}):
        ns, value = times[place], float(Decimal(int(equity[place])).scaleb(-places))
        at = bisect_right(moments, ns) - 1
        points.append((ns, value - put_in, sums[at] if at >= 0 else 0.0))
    return tuple(points)
