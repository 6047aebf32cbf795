"""A strategy on the paper desk: the orders of its backtest, its log and routes, another code, and its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finbyte_desktop.core import events as ev
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import Exit, Policy
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.intents import BotState
from finbyte_desktop.services.backtest import BacktestRequest
from finbyte_desktop.services.candles import load_candles
from finbyte_desktop.services.desk import PaperDesk
from finbyte_desktop.services.ports import FeedChoice, FeedKind
from finbyte_desktop.services.strategy_host import trial
from finbyte_desktop.services.strategy_host.host import HostOptions
from tests.services.test_desk import candle_file, opened, run, ties
from tests.services.test_strategy_hostile import processes_in
from tests.support.strategies import trading, written

WAIT_S = 30.0
SWINGS = """
def __init__(self):
    self.count = 0

def trade_update(self, src, sym, data):
    self.count += 1
    if self.count % 7 == 0:
        self.create_limit_order(self.venue, sym=sym, side="Buy", size=0.1, price=data["price"] - 1.503)
    if self.count % 31 == 0:
        self.create_market_order(self.venue, sym=sym, side="Buy", size=0.15)
    if self.count % 45 == 0:
        self.cancel_order(self.venue)
    if self.count % 20 == 0:
        rows = self.fetch_open_orders(self.venue)["data"]
        if rows and rows[0]["order_type"] == "LIMIT" and rows[0]["side"] == "Buy":
            self.amend_order(self.venue, rows[0]["order_id"], price=rows[0]["order_price"] + 0.5)

def fill_update(self, src, sym, data):
    if data["side"] == "Buy" and data["fill_size"] == 0.1:
        self.delay_thread(90, self.sell, sym, data["fill_price"])

def sell(self, sym, price):
    rows = self.fetch_candles(self.venue, sym, level="5m")["data"]
    self.create_limit_order(self.venue, sym=sym, side="Sell", size=0.1, price=max(price + 1, rows[-1]["low"]))
"""


async def reached(true: Callable[[], object]) -> None:
    """Waits until something is so."""
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def created(desk: PaperDesk, file: Path, policy: Policy = Policy.AUTOMATIC, **params: Any) -> str:
    """A bot with this strategy, and its process."""
    given = {"strategy": str(file), "investment": "1000", **params}
    bot = await desk.create_bot("own_strategy", desk.markets()[0].id, given, policy, True)
    if policy is Policy.AUTOMATIC:
        await reached(lambda: bot in desk.strategies.lives and not desk.strategies.waits)
    return bot


@asynccontextmanager
async def desk_on(folder: Path, count: int = 600) -> AsyncIterator[PaperDesk]:
    """A desk on candles, which stand."""
    choice = FeedChoice(FeedKind.CANDLES, candle_file(folder, count=count), speed=None)
    async with opened(folder, choice) as desk:
        yield desk


def test_a_replay_gives_the_orders_of_the_backtest(tmp_path: Path) -> None:
    """Market, limit and amended orders, timers and candles: every trade at its time, price, size and fee."""
    file = trading(tmp_path, SWINGS)
    told: list[ev.OrderFilled] = []
    markets: list[Instrument] = []

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            market = desk._kernel.instruments[desk.markets()[0].id]
            heard = desk._runner._heard

            def listen(event: Any, facts: Any, marks: Any) -> None:
                told.extend([event] if isinstance(event, ev.OrderFilled) else [])
                heard(event, facts, marks)

            desk._runner._heard = listen
            bot = await created(desk, file, investment="5000")
            desk.feed_pause(False)
            await reached(lambda: desk._venue.is_finished and not desk.strategies.waits)
            assert desk.card(bot).state is BotState.RUNNING
            ties(desk)
            markets.append(market)

    run(work())
    market = markets[0]
    series, _ = load_candles(tmp_path / "COINUSDT.csv", None, False)
    request = BacktestRequest("own_strategy", {"strategy": "s", "investment": "5000"}, market, series)
    found = trial.run(request, file)
    assert found["strategy"]["failure"] is None
    wanted = [(row["ts_ns"], row["price"], row["qty"], row["fee"], row["role"]) for row in found["fills"]]
    assert [(e.ns, f"{e.price:f}", f"{e.qty.normalize():f}") for e in told][:3] == [
        (ns, price, qty) for ns, price, qty, _, _ in wanted
    ][:3]
    assert len(wanted) > 60
    assert [(e.ns, *map(_plain, (e.price, e.qty, e.fee)), e.role.value) for e in told] == wanted


def _plain(value: Any) -> str:
    from finbyte_desktop.core.numbers import plain

    return plain(value)


ROUTES = """
def quote_update(self, src, sym, data):
    self.last = data["bid"][0]
    if self.last > 105:
        logger.info("high %s", self.last)
        self.publish("high", {"price": self.last})

@http.route
def get_last(self, data):
    return {"last": self.last, "asked": data}

@http.route
def post_order(self, data):
    return self.create_limit_order(self.venue, sym=self.sym, side="Buy", size=data["size"], price=60)

@http.route
def get_wrong(self, data):
    return 1 / 0

@http.route
def get_odd(self, data):
    return object()
"""


def test_log_routes_and_stream_are_there_for_the_local_api(tmp_path: Path) -> None:
    """A route has its turn among the events, and what it raises is its answer."""
    file = trading(tmp_path, ROUTES)

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file)
            heard: list[tuple[str, Any]] = []
            desk.strategies.listen(bot, lambda topic, data: heard.append((topic, data)))
            desk.feed_pause(False)
            await reached(lambda: len(heard) > 3)
            assert heard[0] == ("high", {"price": 106.0})
            assert desk.strategies.log(bot)[0][2] == "high 106.0"
            names = [("GET", "last"), ("GET", "odd"), ("GET", "wrong"), ("POST", "order")]
            assert list(desk.strategies.routes(bot)) == names
            found = await desk.strategies.route(bot, "GET", "last", {"a": "b"})
            assert 94 <= found["last"] <= 106
            assert found["asked"] == {"a": "b"}
            found = await desk.strategies.route(bot, "POST", "order", {"size": 1})
            assert (found["data"]["order_id"], found["error"]) == ("o1", None)
            assert [order.qty for order in desk.detail(bot).orders] == [1]
            found = await desk.strategies.route(bot, "POST", "order", {"size": -1})
            assert "size: a number above 0 is needed, not -1" in found["error"]["message"]
            found = await desk.strategies.route(bot, "GET", "wrong", {})
            assert "ZeroDivisionError" in found["error"]["message"]
            found = await desk.strategies.route(bot, "GET", "odd", {})
            assert "cannot be sent" in found["error"]["message"]
            with pytest.raises(UserError) as refused:
                await desk.strategies.route(bot, "GET", "none", {})
            assert refused.value.code == "no_such_route"
            assert desk.card(bot).state is BotState.RUNNING
            await desk.stop(bot, Exit.KEEP)
            await reached(lambda: desk.card(bot).state is BotState.STOPPED and not processes_in(tmp_path))

    run(work())


def test_other_code_takes_over_while_the_orders_stay(tmp_path: Path) -> None:
    """Wrong code is told with its line, and the old one goes on."""
    file = trading(tmp_path, ROUTES)

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file)
            await desk.strategies.route(bot, "POST", "order", {"size": 1})
            written(tmp_path, "from finbyte import Link\nclass Trading(Link)\n")
            with pytest.raises(UserError) as refused:
                await desk.strategies.reload(bot)
            assert refused.value.text == "strategy.py, line 2: expected ':'."
            assert desk.strategies.routes(bot)
            trading(
                tmp_path, "def __init__(self):\n    print(len(self.fetch_open_orders(self.venue)['data']))"
            )
            await desk.strategies.reload(bot)
            await reached(lambda: [text for _, _, text in desk.strategies.log(bot)] == ["1"])
            assert desk.strategies.routes(bot) == ()
            assert len(desk.detail(bot).orders) == 1
            assert len(processes_in(tmp_path)) == 1

    run(work())


def test_a_strategy_waits_for_a_person_and_for_a_pause(tmp_path: Path) -> None:
    """No process before the plan is allowed; while it is paused nothing is told and nothing is sent."""
    file = trading(tmp_path, ROUTES)

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file, Policy.PLAN)
            assert not processes_in(tmp_path)
            asked = desk.approvals()[0]
            await desk.decide(asked.id, asked.digest, True)
            await reached(lambda: bot in desk.strategies.lives and not desk.strategies.waits)
            await desk.strategies.route(bot, "POST", "order", {"size": 1})
            await desk.pause(bot)
            assert not desk.detail(bot).orders
            found = await desk.strategies.route(bot, "POST", "order", {"size": 1})
            assert found["error"]["type"] == "api_error"
            await desk.resume(bot)
            assert len(desk.detail(bot).orders) == 1

    run(work())


AGAIN = """
def __init__(self):
    self.delay_thread(600, self.buy)
    self.buy()

def buy(self):
    self.create_limit_order(self.venue, self.sym, "Buy", 0.1, 50)
    self.delay_thread(60, self.buy)

def order_update(self, src, sym, data):
    if data["remain_size"] == 0:
        self.buy()
"""


def test_a_pause_holds_what_is_told_and_its_timers(tmp_path: Path) -> None:
    """What it would answer with could not be sent: it is told when the bot goes on."""
    file = trading(tmp_path, AGAIN)

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file, max_orders=200)
            await desk.pause(bot)
            begun = desk._now_ns()
            desk.feed_pause(False)
            await reached(lambda: desk._now_ns() > begun + 3_600_000_000_000)
            desk.feed_pause(True)
            assert desk.card(bot).state is BotState.PAUSED
            assert desk._kernel.bots[bot].bot.made == 1  # type: ignore[attr-defined]
            await desk.resume(bot)
            desk.feed_pause(False)
            await reached(lambda: desk._kernel.bots[bot].bot.made > 5)  # type: ignore[attr-defined]
            assert desk.card(bot).state is BotState.RUNNING

    run(work())


SLOW = """
def quote_update(self, src, sym, data):
    import time
    time.sleep(0.2)
    self.publish("quote", [data["time"], data["bid"][0]])
    if not self.background_threads:
        self.create_thread(self.work, sym)

def work(self, sym):
    import threading, time
    time.sleep(0.1)
    found = self.create_limit_order(self.venue, sym, "Buy", 0.1, 100)
    self.publish("thread", [threading.current_thread().name, found["data"]["order_id"], self.now.year])
    time.sleep(30)
"""


def test_a_market_that_goes_on_does_not_wait_for_a_slow_strategy(tmp_path: Path) -> None:
    """Of quotes that were not heard the last one counts; threads are threads, and may ask, too."""
    file = trading(tmp_path, SLOW)

    async def work() -> None:
        choice = FeedChoice(FeedKind.DEMO, speed=Decimal(20))
        async with opened(tmp_path, choice) as desk:
            desk.feed_pause(False)
            market = next(m.id for m in desk.markets() if m.id.endswith("BTC/USDT"))
            given = {"strategy": str(file), "investment": "1000"}
            bot = await desk.create_bot("own_strategy", market, given, Policy.AUTOMATIC, True)
            await reached(lambda: bot in desk.strategies.lives)
            heard: list[tuple[str, Any]] = []
            desk.strategies.listen(bot, lambda topic, data: heard.append((topic, data)))
            begun, now = time.monotonic(), desk._now_ns()
            await asyncio.sleep(3)
            assert desk._now_ns() - now > (time.monotonic() - begun) * 10e9
            assert len(desk.strategies.lives[bot].session.pending) < 2_000
            quotes = [data for topic, data in heard if topic == "quote"]
            assert 3 <= len(quotes) <= 16
            name, order, year = next(data for topic, data in heard if topic == "thread")
            assert (name, order) == ("work", "o1")
            assert year >= 2026
            assert desk.card(bot).state is BotState.RUNNING

    run(work())


def test_a_strategy_goes_on_after_a_restart(tmp_path: Path) -> None:
    """Its orders are there, its code begins anew."""
    file = trading(tmp_path, ROUTES)

    async def first() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file)
            await desk.strategies.route(bot, "POST", "order", {"size": 1})
            assert bot == "b1"

    async def second(bot: str) -> None:
        choice = FeedChoice(FeedKind.CANDLES, tmp_path / "COINUSDT.csv", speed=None)
        desk = await PaperDesk.open(tmp_path / "data", choice)
        desk.feed_pause(True)
        desk.start()
        await reached(lambda: bot in desk.strategies.lives)
        found = await desk.strategies.route(bot, "POST", "order", {"size": 2})
        assert found["data"]["order_id"] == "o2"
        assert len(desk.detail(bot).orders) == 2
        await desk.close("keep")

    run(first())
    assert not processes_in(tmp_path)
    run(second("b1"))
    assert not processes_in(tmp_path)


def test_code_that_cannot_be_read_at_resume_says_so(tmp_path: Path) -> None:
    """Its bot was not paused by a person: what is wrong stands in its log, and what is to be done."""
    file = trading(tmp_path, ROUTES)

    async def first() -> None:
        async with desk_on(tmp_path) as desk:
            assert await created(desk, file) == "b1"

    async def second() -> None:
        choice = FeedChoice(FeedKind.CANDLES, tmp_path / "COINUSDT.csv", speed=None)
        desk = await PaperDesk.open(tmp_path / "data", choice)
        desk.feed_pause(True)
        desk.start()
        await reached(lambda: desk.card("b1").state is BotState.PAUSED)
        card, told = desk.card("b1"), desk.detail("b1").decisions
        assert card.reason == "strategy_unread"
        said = next(row for row in told if row.code == "strategy_unread")
        assert "line 1" in said.fields["text"]
        assert [row.code for row in told][:2] == ["became_paused", "strategy_unread"]
        assert told[0].fields["reason"] == card.reason
        await desk.close("keep")

    run(first())
    file.write_text("def = 1\n")
    run(second())
    assert not processes_in(tmp_path)


HARM = {
    "hangs": ("while True:\n    pass", "strategy_hang", "it did not come back within 1 s"),
    "raises": ("1 / 0", "strategy_raised", "ZeroDivisionError"),
    "exits": ("import os\nos._exit(3)", "strategy_exited", "with status 3"),
    "floods": (
        "for n in range(10 ** 6):\n    self.publish('t', n)",
        "strategy_flood",
        "more messages than any strategy needs",
    ),
    "asks for ever": (
        "while True:\n    self.fetch_balances(self.venue)",
        "strategy_flood",
        "more messages than any strategy needs",
    ),
    "writes nonsense": (
        "self._runtime._port._pipe.write([])\nimport time\ntime.sleep(9)",
        "strategy_message",
        "nobody can read",
    ),
    "asks what there is not": (
        "self._runtime._port.call('drop_tables', {})['error']\n1 / 0",
        "strategy_raised",
        "ZeroDivisionError",
    ),
    "lies about its timer": (
        "self._runtime._port._pipe.write({'done': 2, 'wake': 'now', 'told': 1})\nimport time\ntime.sleep(9)",
        "strategy_message",
        "nobody can read",
    ),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_on_paper_halts_the_bot_and_nothing_else(tmp_path: Path, name: str) -> None:
    """The bot pulls its orders and stops with a reason; another bot and the market go on."""
    body, code, text = HARM[name]
    rows = "\n".join(f"    {row}" for row in body.splitlines())
    order = "def __init__(self):\n    self.create_limit_order(self.venue, self.sym, 'Buy', 1, 50)\n"
    file = trading(tmp_path, f"{order}def quote_update(self, src, sym, data):\n{rows}")

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            begun = desk._now_ns()
            if code == "strategy_flood":  # a slow machine takes its time to be flooded
                desk.strategies.options = HostOptions(callback_s=WAIT_S)
            given = {"strategy": str(file), "investment": "1000"}
            bot = await desk.create_bot("own_strategy", desk.markets()[0].id, given, Policy.AUTOMATIC, True)
            desk.feed_pause(False)
            await reached(lambda: desk.card(bot).state is BotState.STOPPED)
            assert desk.card(bot).reason == code
            said = [row for row in desk.detail(bot).decisions if row.code == "strategy_failed"]
            assert text in str(said[0].fields)
            assert desk.strategies.lives == {}
            assert not desk.detail(bot).orders
            await reached(lambda: not processes_in(tmp_path))
            await reached(lambda: desk._now_ns() > begun + 3_600_000_000_000)
            assert desk._runner.failure is None

    run(work())


def test_a_callback_and_its_answer_take_less_than_five_milliseconds(tmp_path: Path) -> None:
    """99 of 100, with the process, both pipes and the loop between them."""
    file = trading(tmp_path, "def quote_update(self, src, sym, data):\n    self.last = data['bid'][0]")
    spent: list[float] = []

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            bot = await created(desk, file)
            life = desk.strategies.lives[bot]
            tell, done = life.process.tell, life.done
            begun = 0.0

            def telling(message: Any) -> bool:
                nonlocal begun
                begun = time.perf_counter()
                return tell(message)

            def back(message: Any) -> bool:
                spent.append(time.perf_counter() - begun)
                return done(message)

            life.process.tell, life.done = telling, back  # type: ignore[method-assign]
            desk.feed_pause(False)
            await reached(lambda: len(spent) > 2_000)

    run(work())
    parts = [sorted(spent[at : at + 500]) for at in range(0, 2_000, 500)]
    assert min(part[495] for part in parts) < 0.005  # of a busy computer's quietest part


def test_a_file_that_is_no_strategy_makes_no_bot(tmp_path: Path) -> None:
    """Told beside the field, before anything is reserved."""
    file = written(tmp_path, "class Trading: pass")

    async def work() -> None:
        async with desk_on(tmp_path) as desk:
            desk.strategies.options = HostOptions(start_s=2.0)
            for path, text in (
                (file, "strategy.py: Trading is no class made of Link: class Trading(Link)."),
                (tmp_path / "none.py", "none.py cannot be read: there is no such file."),
                (
                    written(tmp_path, "while True: pass", "endless.py"),
                    "endless.py, line 1, in <module>: it was not",
                ),
            ):
                with pytest.raises(UserError) as refused:
                    await created(desk, path)
                assert refused.value.text.startswith(text)
                assert refused.value.field == "strategy"
            assert not desk.cards()
            assert not processes_in(tmp_path)

    run(work())
