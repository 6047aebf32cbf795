"""AI proportion in a form: asks the desk for weights when the assets want them, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Proportion
from finbyte_desktop.ui import words_problems, words_proportion
from finbyte_desktop.ui.pages.asset_picker import AssetPicker
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.colors import Tone


class Weigher(QObject):
    """Serves one picker; of two questions the later one is answered."""

    def __init__(self, session: Session, picker: AssetPicker, market: Callable[[], str]) -> None:
        super().__init__(picker)
        self._session, self._picker, self._market = session, picker, market
        self._asked = 0
        picker.weights_wanted.connect(self._ask)

    def _ask(self, assets: Sequence[str]) -> None:
        self._asked += 1
        self._picker.show_found(self.tr("Finding weights from the prices of the last days."))
        self._session.spawn(self._find(self._asked, self._market(), list(assets)))

    async def _find(self, asked: int, market: str, assets: list[str]) -> None:
        found: Proportion | None = None
        try:
            found, why = await self._session.desk.ai_proportion(market, assets), ""
        except FinByteError as error:
            why = words_problems.error(error)
        if asked != self._asked or not self._picker.is_weighed(assets):
            return  # another question came, or the assets are others by now
        if found is None:
            self._picker.show_found(why, Tone.DANGER)
            return
        self._picker.take_weights(found.shares)
        told = words_proportion.told(found, self._session.times)
        self._picker.show_found(told, words_proportion.tone(found))
