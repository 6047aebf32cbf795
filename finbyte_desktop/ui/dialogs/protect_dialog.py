"""The stop under a perpetual position: where it rests at the venue, and what it would cost."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QTimer

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.core.numbers import floor_to
from finbyte_desktop.services.ports import ShownPosition
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.positions import PositionRow, at_stop, price_text, stop_problem
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text import Text

FIRST = Decimal("0.05")  # so far from the mark price a first stop is suggested
FOLLOW_MS = 1_000
AGAINST = Decimal("0.1")  # a move that shows what a position without an end can cost


class ProtectDialog(Dialog):
    """Asks for the stop's price; it rests at the venue and protects while this computer sleeps. The mark
    price follows the venue while it is open, and what would be refused is said beside the field.
    """

    def __init__(self, session: Session, row: PositionRow) -> None:
        super().__init__(session, width=500)
        self._row = row
        self._is_gone = False
        position = row.position
        self.field = DecimalEdit(self.tr("Stop price"), position.settle, step=position.tick * 10)
        self.field.edited.connect(lambda _: self._judge())
        self._clock = QTimer(self)
        self._clock.setInterval(FOLLOW_MS)
        self._clock.timeout.connect(self.follow)

    def open(self) -> None:
        position = self._row.position
        self.column.addWidget(self.field)
        text = self.tr(
            "The order rests at the venue, also while this computer sleeps. It closes at the market price of "
            "that moment: fees and slippage come on top."
        )
        self.column.addWidget(Text(text, Role.TABLE, Tone.MUTED, wrap=True))
        self._show_note()
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
        self._clock.start()

    def follow(self) -> None:
        """The position as it was read last; what was typed stays."""
        if not self.is_open():
            return
        shown = self._row.desk.positions()
        rows = () if shown is None else shown.rows
        now = next((row for row in rows if row.key == self._row.position.key), None)
        is_same = now is not None and now.is_long is self._row.position.is_long
        if now is None or not is_same:
            is_gone = shown is not None and not shown.is_old and not shown.trouble
            if is_gone and not self._is_gone:
                self._is_gone = True
                self._judge()
            return
        if now != self._row.position or self._is_gone:
            self._is_gone = False
            self._row = replace(self._row, position=now)
            self._show_note()
            self._judge()

    def _show_note(self) -> None:
        position = self._row.position
        note = self.tr("mark {mark}").format(mark=price_text(position, position.mark))
        if position.liquidation is not None:
            note = self.tr("mark {mark}, liquidation {end}").format(
                mark=price_text(position, position.mark), end=price_text(position, position.liquidation)
            )
        self.field.set_note(note)

    def _suggested(self) -> Decimal:
        """A twentieth from the mark price, or half the way to the liquidation where that is nearer."""
        position = self._row.position
        away = position.mark * FIRST
        if position.liquidation is not None:
            away = min(away, abs(position.mark - position.liquidation) / 2)
        return floor_to(position.mark - away if position.is_long else position.mark + away, position.tick)

    def _judge(self) -> None:
        price, position = self.field.value(), self._row.position
        self.field.clear_error()
        problem = "" if price is None or price <= 0 else stop_problem(position, price)
        if problem:
            self.field.set_error(problem)
        self.button("do").setEnabled(price is not None and price > 0 and not problem and not self._is_gone)
        if self._is_gone:
            self.say(self.tr("This position is closed. There is nothing to protect any more."))
            return
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
            RemoveStopDialog(self.session, self._row).open()
            return True
        if price is not None:
            self.do(desk.protect(position.key, price), self.tr("The stop is on its way to the venue."))
            return False
        return True

    def show_error(self, error: FinByteError) -> None:
        self.field.set_error(words_problems.error(error))


class RemoveStopDialog(Dialog):
    """Asks before a stop is taken away, with what the position can lose then. Keeping it is the safe
    answer.
    """

    def __init__(self, session: Session, row: PositionRow) -> None:
        super().__init__(session, width=500)
        self._row = row

    def open(self) -> None:
        position = self._row.position
        side = self.tr("long") if position.is_long else self.tr("short")
        self.put(
            self.tr("Take the stop of {side} {size} {base} away?").format(
                side=side, size=fmt.plain(position.size), base=position.base
            ),
            self._consequence_of(position),
            Answer("keep", self.tr("Keep the stop")),
            [Answer("remove", self.tr("Take it away"), ButtonKind.DANGER_FILL)],
        )

    def _consequence_of(self, position: ShownPosition) -> str:
        settle, end = position.settle, position.liquidation
        lines = []
        if position.wanted is not None:
            text = self.tr("With it the position ends at {price}: about {result} {settle} from its entry.")
            result = fmt.money(at_stop(position, position.wanted), settle, sign=True)
            lines.append(
                text.format(price=price_text(position, position.wanted), result=result, settle=settle)
            )
        if end is not None:
            text = self.tr(
                "Without it nothing of FinByte ends it before the venue liquidates it at {end}: about {loss} "
                "{settle} from its entry."
            )
            loss = fmt.money(at_stop(position, end), settle, sign=True)
            lines.append(text.format(end=price_text(position, end), loss=loss, settle=settle))
        else:
            text = self.tr(
                "Without it nothing of FinByte ends it: each 10 % that {base} moves against it costs about "
                "{loss} {settle}, and no end is known."
            )
            loss = fmt.money(position.mark * AGAINST * position.size, settle)
            lines.append(text.format(base=position.base, loss=loss, settle=settle))
        return " ".join(lines)

    def chosen(self, key: Hashable) -> bool:
        work = self._row.desk.protect(self._row.position.key, None)
        self.do(work, self.tr("The stop is taken away."))
        return False
