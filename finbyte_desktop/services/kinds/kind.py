"""What the window, the paper and the live engine need of a type of bot beyond the bot contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from finbyte_desktop.bots.params import ParamSpec, canonical, parse
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.core.events import JsonValue
from finbyte_desktop.core.instrument import Instrument
from finbyte_desktop.core.kernel import Kernel
from finbyte_desktop.core.numbers import ZERO, plain
from finbyte_desktop.core.orders import BUY, Side
from finbyte_desktop.core.slots import BotRecord, Request
from finbyte_desktop.services.basket_figures import BasketFigures
from finbyte_desktop.services.candle_series import CandleSeries
from finbyte_desktop.services.shown import AddedPlan, FieldSpec, LadderLevel, PlannedOrder, Preflight, Stands
from finbyte_desktop.services.shown_baskets import BasketState
from finbyte_desktop.services.shown_deals import DealState, ScheduleState
from finbyte_desktop.services.shown_markets import CandleArrays
from finbyte_desktop.services.shown_positions import PlannedPosition


class Peer(NamedTuple):
    """A spot market with the same quote asset: its price (None without one), and what the account has free of
    its base.
    """

    instrument: Instrument
    price: Decimal | None
    free: Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """What pre-flight knows besides the parameters: the price of now, what the account has free of both
    assets (None where nobody knows), how a market order is reckoned, and what time it is in the market.
    `peers` are the spot markets with the same quote asset by their base, for a bot that trades several.
    `margin` is how much above its price a purchase at the market is reckoned where that is not the slippage.
    """

    price: Decimal | None
    free_quote: Decimal | None
    free_base: Decimal | None = None
    slippage: Decimal = ZERO
    collar: Decimal = Decimal("0.005")
    ns: int = 0
    peers: Mapping[str, Peer] = field(default_factory=dict)
    margin: Decimal | None = None

    @property
    def purchase_margin(self) -> Decimal:
        """How much above its price a purchase at the market is reckoned, a fraction."""
        return self.slippage if self.margin is None else self.margin


class Bounds(NamedTuple):
    """The lowest and the highest price of a bot's range; None where it has none."""

    low: Decimal | None = None
    high: Decimal | None = None


class Ends(NamedTuple):
    """Where a bot that runs ends by itself now."""

    stop: Decimal | None = None
    take_profit: Decimal | None = None


class PlanMoney(NamedTuple):
    """What a request of a bot is about beyond its orders: the trader's own coins that go in, the price of
    the stop once they are in force, what is lost there at most, the position that the plan makes.
    """

    own_coins: Decimal = ZERO
    stop_price: Decimal | None = None
    loss_at_stop: Decimal | None = None
    position: PlannedPosition | None = None


class Kind:
    """One type of bot. Reads the kernel's records and changes nothing; every figure is exact. This one knows
    nothing of its bots: a bot whose type cannot be created any more is shown by it.

    Attributes:
        key: the name in the window, in files of the window and on the command line.
        bot_type: the name in the kernel; two kinds may share one and differ in `fixed`.
        fixed: parameters that make this kind of its bot type; nobody is asked for them.
        specs: all its parameters, those of `fixed` included.
        editable: what can change while the bot runs.
        advanced: what a form folds away at first.
        only_with: fields that mean something only beside another one: its name, and with which values of it
            (any but 0, where none is named).
        on_perpetuals: whether it trades perpetuals, else spot markets.
        searches: whether parameters can be searched on the history.
        several: whether its bots trade several markets, of one quote asset.
        offered: whether the window's gallery has it; else only the engine without a window runs it.
        on_live: whether it trades at a venue, too.
    """

    key: str = ""
    bot_type: str = ""
    fixed: Mapping[str, JsonValue] = MappingProxyType({})
    specs: tuple[ParamSpec, ...] = ()
    editable: frozenset[str] = frozenset()
    advanced: frozenset[str] = frozenset()
    only_with: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({})
    on_perpetuals: bool = False
    searches: bool = False
    several: bool = False
    offered: bool = True
    on_live: bool = True

    # --- before there is a bot --------------------------------------------------------------------

    def makes(self, params: Mapping[str, Any]) -> bool:
        """Whether bots of its type with these parameters are of this kind."""
        return all(params.get(name) == value for name, value in self.fixed.items())

    def values(self, raw: Mapping[str, Any]) -> dict[str, JsonValue]:
        """Parameters as they are kept with a bot. Raises UserError naming the field."""
        return canonical(parse(self.specs, {**raw, **self.fixed}))

    def markets(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> list[Instrument]:
        """The markets that a bot with these parameters trades, its first one first."""
        return [i]

    def preflight(self, i: Instrument, raw: Mapping[str, Any], moment: Moment) -> Preflight:
        """Everything there is to say about parameters, field by field, and exactly what would be placed."""
        raise UserError(f"There is no bot type {self.key}.", "no_such_bot_type", "bot")

    def suggest(self, i: Instrument, moment: Moment, day: CandleArrays) -> dict[str, JsonValue]:
        """Parameters that a newcomer can start with; `day` are the hours before."""
        return {}

    def tested_with(
        self, params: Mapping[str, JsonValue], series: CandleSeries, i: Instrument
    ) -> dict[str, JsonValue]:
        """The parameters with which the last days are run: what waits for a price begins at once."""
        return {k: v for k, v in params.items() if k not in ("entry_price", "entry_direction")}

    # --- of a bot that exists ---------------------------------------------------------------------

    def bounds(self, params: Mapping[str, Any], record: BotRecord | None) -> Bounds:
        """Its range now, else that of its parameters."""
        return Bounds(_price(params.get("lower")), _price(params.get("upper")))

    def level_prices(
        self, params: Mapping[str, Any], i: Instrument, record: BotRecord | None
    ) -> Sequence[Decimal]:
        """The prices of its levels, also after its end; none where trailing moved them and nobody knows to
        where.
        """
        return ()

    def begun_at(self, record: BotRecord) -> Decimal | None:
        """The price of its start where nothing had to be bought for it."""
        return None

    def ladder(self, record: BotRecord) -> list[LadderLevel]:
        """Its levels from the highest price, with what stands there."""
        return []

    def deal(self, record: BotRecord) -> DealState | None:
        """Its deal, or the pause before the next one."""
        return None

    def schedule(self, record: BotRecord) -> ScheduleState | None:
        """Where its schedule stands."""
        return None

    def basket(
        self,
        params: Mapping[str, Any],
        markets: Sequence[Instrument],
        figures: BasketFigures,
        record: BotRecord | None,
    ) -> BasketState | None:
        """The assets of a bot that trades several markets."""
        return None

    def opens(self, record: BotRecord, side: Side) -> Sequence[tuple[Decimal, Decimal]]:
        """Price and quantity of its orders of a side that may open or enlarge a position, nearest first."""
        rows = [
            (o.spec.price, o.remaining)
            for o in record.live_orders()
            if o.spec.side is side and not o.spec.reduce_only
        ]
        return sorted(rows, reverse=side is BUY)

    def ends(self, record: BotRecord) -> Ends:
        """Where its stop and its take profit stand now."""
        return Ends()

    def ends_with(self, record: BotRecord, raw: Mapping[str, Any]) -> Stands:
        """The same with other parameters, now and after a straight move."""
        return Stands()

    def plan_money(
        self, kernel: Kernel, record: BotRecord, request: Request, rows: Sequence[PlannedOrder], fee: Decimal
    ) -> PlanMoney:
        """What a request of it is about; `rows` are its orders as shown, `fee` that of the purchase."""
        return PlanMoney()

    def added_plan(self, kernel: Kernel, record: BotRecord, amount: Decimal) -> AddedPlan | None:
        """What so much more quote would do now; None where that is not known."""
        return None


def _price(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def given(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that were given, without those that were left empty."""
    return {name: value for name, value in raw.items() if value is not None}


def values_of(kind: Kind, raw: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Parameters as they are kept with a bot. Raises UserError naming the field."""
    return kind.values(given(raw))


def field_specs(kind: Kind) -> list[FieldSpec]:
    """The parameters that a person is asked for."""
    return [
        FieldSpec(
            s.name,
            s.label,
            s.kind.value,
            s.help,
            s.required,
            plain(s.default) if isinstance(s.default, Decimal) else s.default,
            s.choices,
            s.name in kind.editable,
            s.name in kind.advanced,
            kind.only_with.get(s.name),
        )
        for s in kind.specs
        if s.name not in kind.fixed
    ]
