"""Things counted, in the singular or plural of the language: "1 order", "24 orders".

The plural forms stand in the translation files, also for English (`resources/i18n/README.md`).
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from finbyte_desktop.ui import format as fmt


class Counts(QObject):
    """One method for each thing; lupdate reads plural forms only from `self.tr`."""

    def accounts_in_need(self, count: int) -> str:
        return self._spell(self.tr("%n account(s) need you", "", count), count)

    def accounts_held_up(self, count: int) -> str:
        return self._spell(self.tr("%n account(s) held up", "", count), count)

    def bots(self, count: int) -> str:
        return self._spell(self.tr("%n bot(s)", "", count), count)

    def bots_degraded(self, count: int) -> str:
        return self._spell(self.tr("%n run(s) degraded", "", count), count)

    def bots_paused(self, count: int) -> str:
        return self._spell(self.tr("%n paused", "", count), count)

    def bots_running(self, count: int) -> str:
        return self._spell(self.tr("%n bot(s) running", "", count), count)

    def bots_unattended(self, count: int) -> str:
        return self._spell(self.tr("%n bot(s) that nobody looks after", "", count), count)

    def bots_waiting(self, count: int) -> str:
        return self._spell(self.tr("%n wait(s) for your answer", "", count), count)

    def bots_elsewhere(self, count: int) -> str:
        return self._spell(self.tr("%n start(s) or end(s)", "", count), count)

    def buy_orders(self, count: int) -> str:
        return self._spell(self.tr("%n buy order(s)", "", count), count)

    def buys(self, count: int) -> str:
        return self._spell(self.tr("%n buy(s)", "", count), count)

    def checks(self, count: int) -> str:
        return self._spell(self.tr("%n check(s)", "", count), count)

    def grids(self, count: int) -> str:
        return self._spell(self.tr("%n grid(s)", "", count), count)

    def limit_orders(self, count: int) -> str:
        return self._spell(self.tr("%n limit order(s)", "", count), count)

    def limits(self, count: int) -> str:
        return self._spell(self.tr("%n limit(s)", "", count), count)

    def orders(self, count: int) -> str:
        return self._spell(self.tr("%n order(s)", "", count), count)

    def orders_ask(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) wait for your approval", "", count), count)

    def orders_placed(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) placed", "", count), count)

    def orders_cancelled(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) cancelled", "", count), count)

    def orders_filled(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) filled before", "", count), count)

    def orders_left(self, count: int) -> str:
        text = self.tr(
            "%n order(s) of it may rest there, as last known; nobody answers them.",
            "",
            count,
        )
        return self._spell(text, count)

    def orders_never_there(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) never at the venue", "", count), count)

    def orders_said_gone(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) not there, as you answered", "", count), count)

    def orders_resting(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) NOT cancelled", "", count), count)

    def orders_without_proof(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) without proof", "", count), count)

    def positions_left(self, count: int) -> str:
        return self._spell(self.tr("%n perpetual position(s) stay open:", "", count), count)

    def orders_unclaimed(self, count: int) -> str:
        text = self.tr(
            "%n order(s) with our name are not in the records: say what shall become of them.", "", count
        )
        return self._spell(text, count)

    def orders_not_placed(self, count: int) -> str:
        text = self.tr("%n order(s) of its levels not placed. They stay away until you try again.", "", count)
        return self._spell(text, count)

    def orders_unconfirmed(self, count: int) -> str:
        text = self.tr(
            "%n order(s) may still rest at the venue and can fill until it answers: cancels are asked for, "
            "not confirmed.",
            "",
            count,
        )
        return self._spell(text, count)

    def orders_rested(self, count: int) -> str:
        text = self.tr("%n order(s) of this bot rested there when the venue was read last.", "", count)
        return self._spell(text, count)

    def orders_unknown(self, count: int) -> str:
        text = self.tr(
            "Of %n order(s) the answer got lost: FinByte asks the venue what became of them.", "", count
        )
        return self._spell(text, count)

    def orders_unproved(self, count: int) -> str:
        text = self.tr("Nothing proves what became of %n order(s): look at the venue, and answer.", "", count)
        return self._spell(text, count)

    def requests_wait(self, count: int) -> str:
        return self._spell(self.tr("%n request(s) wait for your answer.", "", count), count)

    def requests_more(self, count: int) -> str:
        return self._spell(self.tr("%n more request(s) wait.", "", count), count)

    def requests(self, count: int) -> str:
        return self._spell(self.tr("%n request(s)", "", count), count)

    def rows(self, count: int) -> str:
        return self._spell(self.tr("%n row(s)", "", count), count)

    def sells(self, count: int) -> str:
        return self._spell(self.tr("%n sell(s)", "", count), count)

    def steps(self, count: int) -> str:
        return self._spell(self.tr("%n step(s)", "", count), count)

    def trades(self, count: int) -> str:
        return self._spell(self.tr("%n trade(s)", "", count), count)

    def trades_elsewhere(self, count: int) -> str:
        return self._spell(self.tr("%n trade(s) came from outside FinByte.", "", count), count)

    def orders_ended(self, count: int) -> str:
        return self._spell(self.tr("%n order(s) ended", "", count), count)

    def fills(self, count: int) -> str:
        return self._spell(self.tr("%n fill(s)", "", count), count)

    def days(self, count: int) -> str:
        return self._spell(self.tr("%n day(s)", "", count), count)

    def bots_closed(self, count: int) -> str:
        return self._spell(self.tr("%n bot(s) closed", "", count), count)

    def trips(self, count: int) -> str:
        return self._spell(self.tr("%n round trip(s)", "", count), count)

    @staticmethod
    def _spell(text: str, count: int) -> str:
        """Thousands separated, as everywhere."""
        return text.replace(str(count), fmt.number(count), 1) if count >= 1000 else text
