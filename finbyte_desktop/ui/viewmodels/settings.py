"""What the settings page shows besides the settings themselves: feed, balances, health."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from finbyte_desktop.core.errors import FinByteError
from finbyte_desktop.services.ports import Balance, Health, Settings
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.page_model import PageModel
from finbyte_desktop.widgets.table_model import Cell, Column, TableModel

ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Moscow", "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai",
    "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "America/Sao_Paulo",
)  # fmt: skip
CURRENCIES = ("USDT", "USDC", "BTC", "USD", "EUR")


class SettingsModel(PageModel):
    """Settings, health and balances as of now."""

    topics = frozenset({"health", "settings", "bots", "quotes"})

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.values: Settings = session.settings
        self.health: Health | None = None
        self.balances = balances_table()

    def load(self) -> None:
        self.values = self.session.desk.settings()
        self.health = self.session.desk.health()
        try:
            self.balances.set_rows(self.session.desk.balances())
        except FinByteError as error:
            self._read_problem = words_problems.error(error)  # everything else can be set all the same
        else:
            self._read_problem = ""


def balances_table() -> TableModel[Balance]:
    """What is free and what stands in bots, asset by asset."""
    translate = QCoreApplication.translate

    columns = [
        Column("asset", translate("BalancesTable", "Asset"), lambda r: r.asset,
               lambda r: Cell(r.asset, coin=r.asset, strong=True), width=140, stretch=True),
        Column("free", translate("BalancesTable", "Free"), lambda r: r.free,
               lambda r: fmt.held(r.free, r.asset), number=True, width=140),
        Column("in_bots", translate("BalancesTable", "In bots"), lambda r: r.in_bots,
               lambda r: fmt.held(r.in_bots, r.asset), number=True, width=140),
        Column("total", translate("BalancesTable", "Total"), lambda r: r.total,
               lambda r: fmt.held(r.total, r.asset), number=True, width=140),
    ]  # fmt: skip
    return TableModel(columns, key=lambda r: r.asset)
