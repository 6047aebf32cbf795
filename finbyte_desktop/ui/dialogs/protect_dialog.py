"""The stop under a perpetual position: where it rests at the venue, and what it would cost."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.numbers import floor_to
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.positions import PositionRow, at_stop, price_text
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

FIRST = Decimal("0.05")  # so far from the mark price a first stop is suggested


class ProtectDialog(Dialog):
    """Asks for the stop's price; it rests at the venue and protects while this computer sleeps."""

    def __init__(self, session: Session, row: PositionRow) -> None:
        super().__init__(session, width=500)
        self._row = row
        position = row.position
        self.field = DecimalEdit(self.tr("Stop price"), position.settle, step=position.tick * 10)
        self.field.edited.connect(lambda _: self._judge())

    def open(self) -> None:
        position = self._row.position
        self.column.addWidget(self.field)
        text = self.tr(
            "The order rests at the venue, also while this computer sleeps. It closes at the market price of "
            "that moment: fees and slippage come on top."
        )
        self.column.addWidget(Text(text, Role.TABLE, Tone.MUTED, wrap=True))
        note = self.tr("mark {mark}").format(mark=price_text(position, position.mark))
        if position.liquidation is not None:
            note = self.tr("mark {mark}, liquidation {end}").format(
                mark=price_text(position, position.mark), end=price_text(position, position.liquidation)
            )
        self.field.set_note(note)
        self.field.set_value(position.wanted or self._suggested())
        others = [Answer("do", self.tr("Place the stop"), ButtonKind.PRIMARY)]
        if position.wanted is not None:
            others.insert(0, Answer("remove", self.tr("Remove it"), ButtonKind.DANGER))
        side = self.tr("long") if position.is_long else self.tr("short")
        self.put(
            self.tr("Stop for {side} {size} {base}").format(
                side=side, size=fmt.plain(position.size), base=position.base
            ),
            " ",
            Answer("cancel", self.tr("Cancel")),
            others,
        )
        self._judge()
        self.field.setFocus()

    def _suggested(self) -> Decimal:
        """A twentieth from the mark price, or half the way to the liquidation where that is nearer."""
        position = self._row.position
        away = position.mark * FIRST
        if position.liquidation is not None:
            away = min(away, abs(position.mark - position.liquidation) / 2)
        return floor_to(position.mark - away if position.is_long else position.mark + away, position.tick)

    def _judge(self) -> None:
        price, position = self.field.value(), self._row.position
        self.button("do").setEnabled(price is not None and price > 0)
        self.field.clear_error()
        if price is None or price <= 0:
            self.say(self.tr("The venue closes the whole position when its market trades at this price."))
            return
        self.say(
            self.tr(
                "When {base} trades at {price}, the venue closes the whole position: about {result} {settle} "
                "from its entry."
            ).format(
                base=position.base,
                price=price_text(position, price),
                result=fmt.money(at_stop(position, price), position.settle, sign=True),
                settle=position.settle,
            )
        )

    def chosen(self, key: Hashable) -> bool:
        desk, position, price = self._row.desk, self._row.position, self.field.value()
        if key == "remove":
            self.do(desk.protect(position.key, None), self.tr("The stop is taken away."))
        elif price is not None:
            self.do(desk.protect(position.key, price), self.tr("The stop is on its way to the venue."))
        else:
            return True
        return False

    def show_error(self, error: FinByteError) -> None:
        self.field.set_error(words_problems.error(error))
