"""Things counted, in the singular or plural of the language: "1 order", "24 orders".

The plural forms stand in the translation files, also for English (`resources/i18n/README.md`).
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from finbyte_desktop.ui import format as fmt


class Counts(QObject):
    """One method for each thing; lupdate reads plural forms only from `self.tr`."""

    def bots(self, count: int) -> str:
        return self._spell(self.tr("%n bot(s)", "", count), count)

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

    def requests(self, count: int) -> str:
        return self._spell(self.tr("%n request(s)", "", count), count)

    def rows(self, count: int) -> str:
        return self._spell(self.tr("%n row(s)", "", count), count)

    def sells(self, count: int) -> str:
        return self._spell(self.tr("%n sell(s)", "", count), count)

    def steps(self, count: int) -> str:
        return self._spell(self.tr("%n step(s)", "", count), count)

    def trips(self, count: int) -> str:
        return self._spell(self.tr("%n round trip(s)", "", count), count)

    @staticmethod
    def _spell(text: str, count: int) -> str:
        """Thousands separated, as everywhere."""
        return text.replace(str(count), fmt.number(count), 1) if count >= 1000 else text
