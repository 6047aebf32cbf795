"""Leave the wizard: what was set is kept as a draft, or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer


class LeaveWizardDialog(Dialog):
    """Going on is the safe answer; `leave` hears whether the draft is kept."""

    def __init__(self, session: Session, leave: Callable[[bool], None]) -> None:
        super().__init__(session)
        self._leave = leave

    def open(self) -> None:
        self.put(
            self.tr("Leave the new bot?"),
            self.tr(
                "Nothing was placed. A draft comes back with Create bot, until the application is closed."
            ),
            Answer("stay", self.tr("Go on")),
            (
                Answer("discard", self.tr("Discard it"), ButtonKind.DANGER),
                Answer("keep", self.tr("Leave, keep the draft"), ButtonKind.PRIMARY),
            ),
        )

    def chosen(self, key: Hashable) -> bool:
        self._leave(key == "keep")
        return True
