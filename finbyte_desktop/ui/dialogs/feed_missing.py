"""Asked when FinByte opens and the file of its price feed is not there: nothing takes its place unasked."""

from __future__ import annotations

from collections.abc import Hashable

from finbyte_desktop.ui import words_feed
from finbyte_desktop.ui.dialogs.dialog import Dialog
from finbyte_desktop.ui.dialogs.feed_dialog import FeedDialog
from finbyte_desktop.widgets.buttons import ButtonKind
from finbyte_desktop.widgets.overlay import Answer


class FeedMissingDialog(Dialog):
    """The bots of the feed wait until it is chosen where it is now, or another one is."""

    def open(self) -> None:
        self.put(
            self.tr("There are no prices"),
            words_feed.absent(self.session.desk.health().feed),
            Answer("wait", self.tr("Later")),
            (Answer("choose", self.tr("Choose a feed"), ButtonKind.PRIMARY),),
        )

    def chosen(self, key: Hashable) -> bool:
        FeedDialog(self.session).open()
        return True
