"""How the paper account fills orders: slippage, delay, partial fills, the asset of fees; from the next start
of the prices.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from finbyte_desktop.core.errors import FinByteError, UserError
from finbyte_desktop.services.ports import FieldProblem, PaperFees, PaperFills, Settings
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.flow import FlowLayout
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.text import Text

FIELD_WIDTH = 224
FIRST_PART = Decimal("0.5")


class FillsCard(Card):
    """Saved as soon as it is changed; the desk judges, and its error stands beside the field."""

    def __init__(self, session: Session) -> None:
        super().__init__(self.tr("How orders are filled"))
        self._session = session
        self._shown: PaperFills | None = None
        self.slippage = DecimalEdit(self.tr("Slippage of market orders"), "%", step=Decimal("0.01"))
        self.delay = DecimalEdit(self.tr("Delay of orders"), "ms", places=0, step=Decimal(10))
        self.part = DecimalEdit(self.tr("Filled by each touch"), "%", step=Decimal(5))
        self.partial = SegmentedControl(
            [(False, self.tr("All")), (True, self.tr("A part"))],
            False,
            height=36,
            name=self.tr("Partial fills"),
        )
        self.part.put_beside(self.partial)
        self.fields = {"slippage": self.slippage, "delay_ms": self.delay, "fill_part": self.part}
        area = QWidget()
        flow = FlowLayout(area)
        for field in self.fields.values():
            field.setFixedWidth(FIELD_WIDTH)
            flow.addWidget(field)
        self.body.addWidget(area)
        self.fees = SegmentedControl(
            [
                (PaperFees.VENUE, self.tr("As the venue")),
                (PaperFees.QUOTE, self.tr("In quote")),
                (PaperFees.COIN, self.tr("In the coin bought")),
            ],
            PaperFees.VENUE,
            height=36,
            name=self.tr("Fees"),
        )
        self.body.addWidget(Text(self.tr("Fees"), Role.LABEL, Tone.MUTED))
        self.body.addWidget(self.fees)
        self.fees.selected.connect(lambda chosen: self._save("fees", fees=chosen))
        self.fees_text = Text(
            self.tr(
                "As the venue: as the venue takes them whose prices are played. On recorded streams of "
                "Binance's spot market a buy pays in the coin bought and a sell in quote; recordings of "
                "FinByte know their own market; the demo market and candle files take quote. Fees in coins "
                "make each sell smaller than its buy, as on Binance without BNB and on Bybit: less profit a "
                "grid, and dust."
            ),
            Role.TABLE,
            Tone.MUTED,
            wrap=True,
        )
        self.body.addWidget(self.fees_text)
        self.when = Text(
            self.tr(
                "Used from the next start of the program, or of another price feed. Until then running bots "
                "and the wizard keep what was set before."
            ),
            Role.TABLE,
            Tone.MUTED,
            wrap=True,
        )
        self.body.addWidget(self.when)
        self.where = Text(
            self.tr(
                "Slippage is added on candles; on the demo market and on recorded streams a market order "
                "pays the prices of the shown order book instead. A part: each touch of a candle, and each "
                "trade of the demo market or of a recorded stream, fills at most that part of an order."
            ),
            Role.TABLE,
            Tone.MUTED,
            wrap=True,
        )
        self.body.addWidget(self.where)
        self.slippage.edited.connect(lambda value: self._typed("slippage", value, -2))
        self.delay.edited.connect(self._delay_typed)
        self.part.edited.connect(lambda value: self._typed("fill_part", value, -2))
        self.partial.selected.connect(self._choose)

    def show_settings(self, settings: Settings) -> None:
        """What is saved, without disturbing a field that somebody is typing in."""
        fills = settings.fills
        if fills == self._shown:
            return
        self._shown = fills
        self._show(self.slippage, _percent(fills.slippage))
        self._show(self.delay, Decimal(fills.delay_ms))
        self.partial.set_current(fills.part is not None)
        self._show(self.part, None if fills.part is None else _percent(fills.part))
        self.part.line.setEnabled(fills.part is not None)
        self.fees.set_current(fills.fees)

    @staticmethod
    def _show(field: DecimalEdit, value: Decimal | None) -> None:
        """An error stands with what was typed; it is never said of the saved value."""
        if field.value() != value and not field.has_error():
            field.set_value(value)

    def _choose(self, part: object) -> None:
        self.part.clear_error()
        self._save("fill_part", part=FIRST_PART if part else None)

    def _typed(self, name: str, value: object, shift: int) -> None:
        if isinstance(value, Decimal):
            self._save(name, **{"part" if name == "fill_part" else name: value.scaleb(shift)})
        else:
            self._missing(name)

    def _delay_typed(self, value: object) -> None:
        if not isinstance(value, Decimal):
            self._missing("delay_ms")
        elif value != value.to_integral_value():
            self._tell(UserError("", "not_whole", "delay_ms"))
        else:
            self._save("delay_ms", delay_ms=int(value))

    def _missing(self, name: str) -> None:
        field = self.fields[name]
        if not field.text().strip():
            self._tell(UserError("", "missing", name))

    def _save(self, name: str, **changes: Any) -> None:
        fills = replace(self._session.desk.settings().fills, **changes)
        self._session.act(
            self._session.desk.change_settings(fills=fills),
            failed=lambda error: self._tell(error, name),
            then=lambda _: self._saved(name),
        )

    def _saved(self, name: str) -> None:
        if name in self.fields:
            self.fields[name].clear_error()
        self.show_settings(self._session.desk.settings())

    def _tell(self, error: FinByteError, name: str = "") -> None:
        if isinstance(error, UserError) and error.field in self.fields:
            problem = FieldProblem(error.field, error.code, error.text, error.feasible, error.fix)
            self.fields[error.field].set_error(words_problems.problem(problem))
        elif name in self.fields:
            self.fields[name].set_error(words_problems.error(error))
        else:  # a choice cannot be wrong, but it may not have been written
            self._shown = None
            self.show_settings(self._session.desk.settings())
            self._session.say(words_problems.error(error), Tone.DANGER)


def _percent(fraction: Decimal) -> Decimal:
    return Decimal(f"{(fraction.scaleb(2)).normalize():f}")
