"""Section Price feed: which feed, its speed while it runs, hold and step."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from finbyte_desktop.services.ports import FeedKind, FeedStatus
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words, words_feed
from finbyte_desktop.ui.dialogs.feed_change import change_feed
from finbyte_desktop.ui.dialogs.feed_form import FeedForm, show_speed, speed_choice
from finbyte_desktop.ui.pages.settings_sections import Section, setting_row
from finbyte_desktop.ui.viewmodels.settings import SettingsModel
from finbyte_desktop.widgets.buttons import Button, ButtonKind
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2
from finbyte_desktop.widgets.progress import ProgressBar
from finbyte_desktop.widgets.text import Text


class FeedSection(Section):
    """The feed that runs, with its controls, and the choice of another one."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__()
        self._model = model
        session = model.session
        card = self.card()
        self._name = Text("", Role.STRONG, elide=True)
        self._state = Text("", Role.TABLE, Tone.MUTED, wrap=True)
        card.body.addWidget(self._name)
        card.body.addWidget(self._state)
        self._position = ProgressBar()
        card.body.addWidget(self._position)
        controls = QWidget()
        row = QHBoxLayout(controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        self.pause = Button("", icon="ph.pause-bold")
        self.pause.clicked.connect(self._toggle)
        self.step = Button(self.tr("One step"), icon="ph.skip-forward")
        self.step.clicked.connect(session.desk.feed_step)
        row.addWidget(self.pause)
        row.addWidget(self.step)
        card.body.addLayout(
            setting_row(self.tr("Hold"), self.tr("Bots see no new price while it holds."), controls)
        )
        self.speed = speed_choice(
            session, session.settings.feed.speed, name=self.tr("Speed of the feed"), most=self.tr("max")
        )
        self.speed.selected.connect(self._set_speed)
        card.body.addLayout(setting_row(self.tr("Speed"), self.tr("1x is real time."), self.speed))
        card = self.card()
        card.body.addWidget(Text(self.tr("Choose another feed"), Role.STRONG))
        self.form = FeedForm(session, session.settings.feed)
        self.form.changed.connect(self._judge)
        card.body.addWidget(self.form)
        self.use = Button(self.tr("Use this feed"), ButtonKind.PRIMARY)
        self.use.clicked.connect(self._use)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.use)
        card.body.addLayout(row)
        self._judge()

    def show_model(self, model: SettingsModel) -> None:
        if model.health is not None:
            self.show_feed(model.health.feed)

    def show_feed(self, feed: FeedStatus) -> None:
        """Shows the feed as it is now."""
        kinds = {
            FeedKind.DEMO: self.tr("Demo market"),
            FeedKind.CANDLES: self.tr("Candles from a file"),
            FeedKind.CAPTURE: self.tr("Recording"),
        }
        kind = self.tr("Candles from files") if feed.choice.files else kinds[feed.choice.kind]
        self._name.setToolTip(feed.label)
        self._name.setText(kind if feed.choice.kind is FeedKind.DEMO else f"{kind}: {feed.label}")
        if words_feed.is_absent(feed):
            text, tone = words_feed.absent(feed), Tone.DANGER
        elif feed.finished:
            text, tone = words_feed.ended(feed), Tone.WARN
        elif feed.paused:
            text, tone = self.tr("Held. No new price comes."), Tone.WARN
        elif feed.fresh:
            text, tone = self.tr("Fresh, last price {age} ago").format(age=fmt.age(feed.age_ns)), Tone.MUTED
        else:
            age, tone = fmt.age(feed.age_ns), Tone.DANGER
            if feed.reason in words.STALE:
                text = self.tr("No new price for {age}. Bots wait, their orders stay.").format(age=age)
            else:
                text = self.tr("Not fresh for {age}: {reason}").format(
                    age=age, reason=words.reason(feed.reason)
                )
        if feed.stand_in:
            text = f"{text}\n{words_feed.stands_in(feed)}"
        self._state.setText(text)
        self._state.set_tone(tone)
        show_speed(self.speed, feed.choice.speed, self.tr("max"))
        self.form.follow_speed(feed.choice.speed)
        self._position.setVisible(feed.position is not None)
        if feed.position is not None:
            self._position.set_share(feed.position)
        self.pause.setText(self.tr("Continue") if feed.paused else self.tr("Hold prices"))
        self.pause.set_icon_name("ph.play-bold" if feed.paused else "ph.pause-bold")
        self.step.setEnabled(feed.paused)

    def _toggle(self) -> None:
        health = self._model.health
        if health is not None:
            self._model.session.desk.feed_pause(not health.feed.paused)
            self._model.refresh()

    def _set_speed(self, speed: Decimal | None) -> None:
        self._model.session.desk.feed_speed(speed)

    def _judge(self) -> None:
        self.use.setEnabled(self.form.choice() is not None)

    def _use(self) -> None:
        choice = self.form.choice()
        if choice is not None:
            change_feed(self._model.session, choice)
