"""Real money begins here: the name of the account is typed before its orders may leave."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from finbyte_desktop.services.ports import AccountState
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.overlay import Answer
from finbyte_desktop.widgets.text_edit import TextEdit


class GoLiveDialog(Dialog):
    """`then` is called when the name was typed. Staying away is the safe answer.

    `warning` is what a check of the key found that its owner should know.
    """

    def __init__(
        self, session: Session, account: AccountState, then: Callable[[], None], warning: str = ""
    ) -> None:
        super().__init__(session)
        self._account = account
        self._then = then
        self._warning = warning
        self.refused: Callable[[], None] | None = None  # what follows "Not now"
        self.name = TextEdit(
            self.tr("Type {name} to connect").format(name=account.name), placeholder=account.name
        )
        self.name.edited.connect(lambda _: self._judge())

    def open(self) -> None:
        self.column.addWidget(
            Banner(self.tr("LIVE   Orders go to the exchange with real money."), Tone.WARN, height=32)
        )
        if self._account.address is not None:
            other = self.tr("At {address}, not at the address of {venue} itself.").format(
                address=self._account.address, venue=self._account.venue
            )
            self.column.addWidget(Banner(other, Tone.WARN, wrap=True))
        if self._warning:
            self.column.addWidget(Banner(self._warning, Tone.WARN, wrap=True))
        self.column.addWidget(self.name)
        text = self.tr(
            "Bots of {name} trade at {venue} with your money. A new bot asks you before its first order, "
            "unless you choose otherwise for it."
        ).format(name=self._account.name, venue=self._account.venue)
        self.put(
            self.tr("Connect with real money?"),
            text,
            Answer("stay", self.tr("Not now")),
            (Answer("live", self.tr("Connect"), ButtonKind.DANGER_FILL),),
        )
        self._judge()
        self.name.setFocus()

    def _judge(self) -> None:
        self.button("live").setEnabled(self.name.text().strip() == self._account.name)

    def chosen(self, key: Hashable) -> bool:
        self._then()
        return True

    def dismissed(self) -> None:
        if self.refused is not None:
            self.refused()
