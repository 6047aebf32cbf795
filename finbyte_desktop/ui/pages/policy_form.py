"""Who is asked, and for how long: the approval policy of new bots."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from finbyte_desktop.core.events import Policy
from finbyte_desktop.services.ports import Settings
from finbyte_desktop.ui import words
from finbyte_desktop.ui.session import Session
from finbyte_desktop.widgets.card import Card
from finbyte_desktop.widgets.choice_card import ChoiceCard
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.text import Text

SHORTEST_S, LONGEST_S = 15, 3600
PAPER, LIVE = "approval_policy", "live_approval_policy"


class PolicyForm(QWidget):
    """Saved as soon as it is changed; bots that run keep the policy they were approved with."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setMaximumWidth(760)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        note = self.tr("each bot can choose otherwise in its last step")
        self._cards: dict[tuple[str, Policy], ChoiceCard] = {}
        for setting, head, policies in (
            (PAPER, self.tr("New bots of the paper account"), tuple(Policy)),
            (LIVE, self.tr("New bots of accounts at an exchange"), (Policy.EVERY_ORDER, Policy.PLAN)),
        ):
            card = Card(head, note)
            card.body.addLayout(self._choices(setting, policies))
            column.addWidget(card)
        wait = Card(
            self.tr("Countdown"), self.tr("in your time, then the request expires and nothing is sent")
        )
        row = QHBoxLayout()
        self.countdown = DecimalEdit("", self.tr("seconds"), places=0, step=Decimal(15), stepper=True)
        self.countdown.line.setAccessibleName(self.tr("Countdown in seconds"))
        self.countdown.set_bounds(Decimal(SHORTEST_S), Decimal(LONGEST_S))
        self.countdown.setFixedWidth(320)
        self.countdown.edited.connect(self._save_countdown)
        row.addWidget(self.countdown)
        row.addStretch(1)
        wait.body.addLayout(row)
        column.addWidget(wait)
        column.addWidget(
            Text(
                self.tr("Before an order leaves, its price is compared with the price of now. If it moved too far, you are asked again."),  # noqa: E501
                Role.TABLE, Tone.MUTED, wrap=True,
            )
        )  # fmt: skip

    def _choices(self, setting: str, policies: Sequence[Policy]) -> QVBoxLayout:
        texts = {
            Policy.PLAN: self.tr("You approve the opening plan and later changes. Inside that plan "
                "the bot replaces filled orders by itself."),
            Policy.EVERY_ORDER: self.tr("You approve each order, also the ones that replace filled "
                "orders. What you do not answer in time is not sent."),
            Policy.AUTOMATIC: self.tr("Nothing is asked. Orders must stay inside the range, "
                "quantity and cost that the bot was created with."),
        }  # fmt: skip
        group = QButtonGroup(self)
        choices = QVBoxLayout()
        choices.setSpacing(SPACE_2)
        for policy in policies:
            choice = ChoiceCard(words.policy(policy), texts[policy])
            choice.clicked.connect(partial(self._save_policy, setting, policy))
            group.addButton(choice)
            choices.addWidget(choice)
            self._cards[setting, policy] = choice
        return choices

    def show_settings(self, settings: Settings) -> None:
        self.choice(settings.approval_policy).setChecked(True)
        live = settings.live_approval_policy
        self.choice(Policy.EVERY_ORDER if live is Policy.AUTOMATIC else live, LIVE).setChecked(True)
        if not self.countdown.line.hasFocus():
            self.countdown.set_value(Decimal(settings.approval_countdown_s))

    def choice(self, policy: Policy, setting: str = PAPER) -> ChoiceCard:
        return self._cards[setting, policy]

    def _save_policy(self, setting: str, policy: Policy, _checked: bool = False) -> None:
        if policy is not getattr(self._session.settings, setting):
            self._session.change_settings(**{setting: policy})

    def _save_countdown(self, value: object) -> None:
        if (
            isinstance(value, Decimal)
            and SHORTEST_S <= value <= LONGEST_S
            and value == value.to_integral_value()
        ):
            self.countdown.clear_error()
            self._session.change_settings(approval_countdown_s=int(value))
        else:
            self.countdown.set_error(
                self.tr("Feasible: {low} – {high} seconds").format(low=SHORTEST_S, high=LONGEST_S),
                Decimal(120),
            )
