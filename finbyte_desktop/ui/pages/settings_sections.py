"""Sections of the settings that change one value each: appearance, approval, reporting, data, about."""

from __future__ import annotations

import platform
from pathlib import Path

import PySide6
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop import __version__
from finbyte_desktop.paths import Locations
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words
from finbyte_desktop.ui.bridge import FRAME_RATES
from finbyte_desktop.ui.pages.policy_form import PolicyForm
from finbyte_desktop.ui.session import Session
from finbyte_desktop.ui.viewmodels.settings import CURRENCIES, ZONES, SettingsModel
from finbyte_desktop.widgets.buttons import Button
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.check import Switch
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_3, SPACE_4
from finbyte_desktop.widgets.segmented import SegmentedControl
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text


def setting_row(label: str, note: str, control: QWidget) -> QHBoxLayout:
    """Name and explanation at the left, the control at the right."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_4)
    texts = QVBoxLayout()
    texts.setSpacing(1)
    texts.addWidget(Text(label, Role.STRONG))
    if note:
        texts.addWidget(Text(note, Role.TABLE, Tone.MUTED, wrap=True))
    row.addLayout(texts, 1)
    row.addWidget(control)
    return row


class Section(QWidget):
    """A column of cards."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_3)

    def card(self) -> Card:
        card = Card()
        card.body.setSpacing(SPACE_4)
        self.column.addWidget(card)
        return card


class AppearanceSection(Section):
    """Changes show at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        card = self.card()
        self.theme = SegmentedControl(
            [("dark", self.tr("Dark")), ("light", self.tr("Light"))], name=self.tr("Theme")
        )
        self.theme.selected.connect(lambda key: self._save(theme=key))
        card.body.addLayout(
            setting_row(self.tr("Theme"), self.tr("Ctrl+Shift+L switches it from anywhere."), self.theme)
        )
        self.palette_choice = SegmentedControl(
            [("green_red", self.tr("Green and red")), ("blue_orange", self.tr("Blue and orange"))],
            name=self.tr("Colours of buy and sell"),
        )
        self.palette_choice.selected.connect(lambda key: self._save(palette=key))
        note = self.tr("Blue and orange can be told apart by colour-blind eyes.")
        card.body.addLayout(setting_row(self.tr("Colours of buy and sell"), note, self.palette_choice))
        self.language = Select(
            [("system", self.tr("As the system")), ("en", "English"), ("zh_CN", "简体中文")]
        )
        self.language.setAccessibleName(self.tr("Language"))
        self.language.selected.connect(lambda key: self._save(language=key))
        card.body.addLayout(setting_row(self.tr("Language"), "", self.language))
        self.frame_rate = SegmentedControl(
            [(rate, str(rate)) for rate in FRAME_RATES], name=self.tr("Repaints a second")
        )
        self.frame_rate.selected.connect(lambda rate: self._save(frame_rate=rate))
        note = self.tr("Fewer repaints save power. Fills and requests are always shown at once.")
        card.body.addLayout(setting_row(self.tr("Repaints a second"), note, self.frame_rate))

    def show_model(self, model: SettingsModel) -> None:
        values = model.values
        self.theme.set_current(values.theme if values.theme == "light" else "dark")
        self.palette_choice.set_current("blue_orange" if values.palette == "blue_orange" else "green_red")
        self.language.set_current(values.language if values.language in ("en", "zh_CN") else "system")
        self.frame_rate.set_current(min(FRAME_RATES, key=lambda rate: abs(rate - values.frame_rate)))

    def _save(self, **changes: object) -> None:
        self._session.change_settings(**changes)


class ApprovalSection(Section):
    """The same form as on the page Approvals, and what closing the window does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.form = PolicyForm(session)
        self.column.addWidget(self.form)
        card = self.card()
        self.closing = Select(
            [
                ("ask", self.tr("Ask each time")),
                ("keep", self.tr("Close and keep the orders")),
                ("cancel", self.tr("Cancel the orders and close")),
                ("tray", self.tr("Keep running in the tray")),
            ]
        )
        self.closing.setAccessibleName(self.tr("Closing the window while bots run"))
        self.closing.selected.connect(lambda key: session.change_settings(closing=key))
        card.body.addLayout(setting_row(self.tr("Closing the window while bots run"), "", self.closing))

        self.keep_awake = Switch(self.tr("Keep this computer awake while a bot runs"))
        self.keep_awake.toggled.connect(self._keep)
        row = setting_row(
            self.tr("Keep this computer awake while a bot runs"),
            self.tr("A stop works only while this computer is awake. The screen may still go dark."),
            self.keep_awake,
        )
        card.body.addLayout(row)
        self.awake_state = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        card.body.addWidget(self.awake_state)

    def _keep(self, on: bool) -> None:
        if on != self._session.desk.settings().keep_awake:
            self._session.change_settings(keep_awake=on)

    def show_model(self, model: SettingsModel) -> None:
        self.form.show_settings(model.values)
        self.keep_awake.setChecked(model.values.keep_awake)
        if model.health is not None:
            text, tone = words.awake(
                model.health.awake, model.health.awake_why, wanted=model.values.keep_awake
            )
            self.awake_state.setText(text)
            self.awake_state.set_tone(tone)
        known = model.values.closing in ("ask", "keep", "cancel", "tray")
        self.closing.set_current(model.values.closing if known else "ask")


class ReportingSection(Section):
    """Currency of reports and the zone of every time that is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        card = self.card()
        self.currency = Select([(code, code) for code in CURRENCIES])
        self.currency.setAccessibleName(self.tr("Reporting currency"))
        self.currency.selected.connect(lambda key: session.change_settings(currency=key))
        note = self.tr("Amounts in other currencies are shown only where a rate is known, never guessed.")
        card.body.addLayout(setting_row(self.tr("Reporting currency"), note, self.currency))
        self.zone = Select([(zone, zone.replace("_", " ")) for zone in ZONES])
        self.zone.setAccessibleName(self.tr("Time zone"))
        self.zone.selected.connect(lambda key: session.change_settings(time_zone=key))
        note = self.tr("Days of the profit page begin at midnight of this zone. Exports are always UTC.")
        card.body.addLayout(setting_row(self.tr("Time zone"), note, self.zone))

    def show_model(self, model: SettingsModel) -> None:
        values = model.values
        if values.currency in CURRENCIES:
            self.currency.set_current(values.currency)
        if values.time_zone not in ZONES and self.zone.count() == len(ZONES):
            options = [
                *((zone, zone.replace("_", " ")) for zone in ZONES),
                (values.time_zone, values.time_zone),
            ]
            self.zone.set_options(options)
        self.zone.set_current(values.time_zone)


class DataSection(Section):
    """Where everything is kept, and how much of it there is."""

    def __init__(self, model: SettingsModel, locations: Locations) -> None:
        super().__init__()
        card = self.card()
        self._data = Text("", Role.TABLE, Tone.MUTED, elide=True)
        self._data_folder: Path = locations.data
        card.body.addLayout(self._folder(self.tr("Data folder"), self._data, lambda: self._data_folder))
        log = Text(str(locations.log), Role.TABLE, Tone.MUTED, elide=True)
        log.setToolTip(str(locations.log))
        card.body.addLayout(self._folder(self.tr("Log"), log, lambda: locations.log))
        card = self.card()
        self._journal = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(Text(self.tr("Journal"), Role.STRONG))
        column.addWidget(self._journal)
        card.body.addLayout(column)

    def _folder(self, title: str, text: Text, folder: object) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(Text(title, Role.STRONG))
        texts.addWidget(text)
        row.addLayout(texts, 1)
        button = Button(self.tr("Open folder"), icon="ph.folder-open")
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder()))))  # type: ignore[operator]
        row.addWidget(button)
        return row

    def show_model(self, model: SettingsModel) -> None:
        health = model.health
        if health is None:
            return
        self._data_folder = health.data_folder
        self._data.setText(str(health.data_folder))
        self._data.setToolTip(str(health.data_folder))
        if health.journal_ok:
            text = self.tr(
                "{count} facts written and safe on disk. From them every state can be built again."
            )
            self._journal.setText(text.format(count=fmt.number(health.facts_written)))
            self._journal.set_tone(Tone.MUTED)
        else:
            self._journal.setText(health.journal_text)
            self._journal.set_tone(Tone.DANGER)


class AboutSection(Section):
    """Versions of what runs here."""

    def __init__(self) -> None:
        super().__init__()
        card = self.card()
        for label, text in (
            (self.tr("FinByte Desktop"), __version__),
            (self.tr("Python"), platform.python_version()),
            (self.tr("Qt"), qVersion()),
            (self.tr("PySide"), PySide6.__version__),
            (self.tr("System"), f"{platform.system()} {platform.release()}"),
        ):
            value = Text(text, Role.BODY, Tone.MUTED)
            card.body.addLayout(setting_row(label, "", value))
        card = self.card()
        card.body.addWidget(Text(self.tr("Licence"), Role.STRONG))
        card.body.addWidget(
            Text(
                self.tr("FinByte Desktop is free software under the MIT licence. Qt "
                    "and PySide are used under the LGPL."),
                Role.TABLE, Tone.MUTED, wrap=True,
            )
        )  # fmt: skip

    def show_model(self, model: SettingsModel) -> None:
        """Nothing here changes while the program runs."""
