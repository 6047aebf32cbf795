"""The assets of a basket with their weights: presets, one field an asset, their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from finbyte_desktop.services.ports import FieldProblem, Market
from finbyte_desktop.ui import format as fmt
from finbyte_desktop.ui import words_problems
from finbyte_desktop.ui.viewmodels import fields
from finbyte_desktop.ui.viewmodels.basket_presets import (
    Preset,
)
from finbyte_desktop.ui.viewmodels.baskets import ASSETS
from finbyte_desktop.widgets.banner import Banner
from finbyte_desktop.widgets.buttons import Button, ButtonKind, IconButton
from finbyte_desktop.widgets.check import CheckBox
from finbyte_desktop.widgets.colors import Tone
from finbyte_desktop.widgets.decimal_edit import DecimalEdit
from finbyte_desktop.widgets.fonts import Role
from finbyte_desktop.widgets.metrics import SPACE_2, SPACE_3
from finbyte_desktop.widgets.select_box import Select
from finbyte_desktop.widgets.text import Text

HUNDRED, CENT = Decimal(100), Decimal("0.01")
CUSTOM, EQUAL, MARKET_VALUE, AI = "custom", "equal", "market_value", "ai"
MOST = 20
COLUMNS = 2

Shares = dict[str, Any]


def evenly(assets: Sequence[str]) -> Shares:
    """100 percent in equal parts of two decimals; what cannot be divided goes to the first ones."""
    if not assets:
        return {}
    part = (HUNDRED / len(assets)).quantize(CENT, rounding="ROUND_DOWN")
    cents = int((HUNDRED - part * len(assets)) / CENT)
    return {asset: str(part + (CENT if n < cents else 0)) for n, asset in enumerate(assets)}


def to_hundred(shares: Mapping[str, Any]) -> Shares:
    """The same proportions with a sum of exactly 100; evenly where nothing is there to go by."""
    known = {asset: fields.decimal(share) or Decimal(0) for asset, share in shares.items()}
    whole = sum(known.values(), Decimal(0))
    if whole <= 0 or any(share < 0 for share in known.values()):
        return evenly(list(shares))
    scaled = {asset: (share * HUNDRED / whole).quantize(CENT) for asset, share in known.items()}
    largest = max(scaled, key=lambda asset: scaled[asset])
    scaled[largest] += HUNDRED - sum(scaled.values(), Decimal(0))
    return {asset: format(share.normalize(), "f") for asset, share in scaled.items()}


class AssetPicker(QWidget):
    """`edited` carries the assets with their shares, in their order, and how the shares are meant;
    `own_wanted` whether the trader's own coins go in; `files_wanted` asks for other prices,
    `weights_wanted` for the weights of these assets; `take_weights` answers it.
    """

    edited = Signal(object, str)
    own_wanted = Signal(bool)
    files_wanted = Signal()
    weights_wanted = Signal(object)

    def __init__(self, *, with_presets: bool = True) -> None:
        super().__init__()
        self._markets: dict[str, Market] = {}
        self._quote = ""
        self._shares: Shares = {}
        self._weighting = CUSTOM
        self._presets: Sequence[Preset] = ()
        self._held: frozenset[str] = frozenset()
        self._takes_money = True
        self._offer = ""
        self.edits: dict[str, DecimalEdit] = {}
        self._rows: dict[str, QWidget] = {}
        self.removes: dict[str, IconButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.addWidget(Text(self.tr("Assets"), Role.STRONG))
        head.addStretch(1)
        self.sum = Text("", Role.TABLE_STRONG)
        head.addWidget(self.sum)
        column.addLayout(head)
        self.preset = Select([("", self.tr("Choose a basket"))], "", "")
        self.preset.setAccessibleName(self.tr("Basket"))
        self.preset.selected.connect(self._take_preset)
        self.preset.setVisible(with_presets)
        self.preset.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addWidget(self.preset)
        self.lack = Banner("", Tone.WARN, icon="ph.warning-bold", wrap=True)
        self.lack.action_clicked.connect(self.files_wanted)
        self.lack.hide()
        column.addWidget(self.lack)
        self._with_presets = with_presets
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(0)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place, 1)
        column.addLayout(self._grid)
        self.problem = Text("", Role.LABEL, Tone.DANGER, wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.note = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        self.note.hide()
        column.addWidget(self.note)
        self.found = Text("", Role.LABEL, Tone.MUTED, wrap=True)
        self.found.hide()
        column.addWidget(self.found)
        self.own = CheckBox(self.tr("Take in my own coins"))
        self.own.toggled.connect(self.own_wanted)
        self.own.hide()
        column.addWidget(self.own)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        self.add = Select([("", self.tr("Add an asset"))], "", "", height=28)
        self.add.setAccessibleName(self.tr("Add an asset"))
        self.add.selected.connect(self._add)
        foot.addWidget(self.add)
        foot.addStretch(1)
        self.even = Button(self.tr("Spread evenly"), ButtonKind.GHOST, height=28)
        self.even.clicked.connect(lambda: self._say(evenly(list(self._shares))))
        self.whole = Button(self.tr("Bring to 100 %"), ButtonKind.GHOST, height=28)
        self.whole.clicked.connect(lambda: self._say(to_hundred(self._shares)))
        self.anew = Button(self.tr("Weigh anew"), ButtonKind.GHOST, height=28)
        self.anew.clicked.connect(self._ask)
        foot.addWidget(self.anew)
        foot.addWidget(self.even)
        foot.addWidget(self.whole)
        column.addLayout(foot)

    # -- what is shown

    def set_markets(self, markets: Sequence[Market], quote: str, presets: Sequence[Preset] = ()) -> None:
        """What can be chosen: every asset that is traded against the quote asset, and that asset itself."""
        found = {market.base: market for market in markets if market.quote == quote}
        if (found.keys(), quote) != (self._markets.keys(), self._quote):
            self.lack.hide()  # it was of other prices
        self._markets, self._quote = found, quote
        if presets != self._presets:
            self._presets = presets
            options = [("", self.tr("Choose a basket   24 h / 7 d / 30 d"))]
            self.preset.set_options([*options, *((one.key, one.text) for one in presets)], "")
            self.preset.setVisible(self._with_presets and bool(presets))
        self._show_choice()

    def set_offers_files(self, offers: bool) -> None:
        """Whether other prices can be chosen where a basket's are not here: not at a venue."""
        self._offer = self.tr("Choose files\u2026") if offers else ""

    def set_takes_money(self, takes: bool) -> None:
        """Whether the quote asset can be one of the assets: not where all of them are bought with it."""
        self._takes_money = takes
        self._show_choice()

    def set_held(self, assets: Sequence[str]) -> None:
        """What the bot holds already: such an asset leaves by a weight of 0, it is not taken out."""
        self._held = frozenset(assets)

    def show_values(self, shares: object, weighting: str) -> None:
        """Shows the shares without saying `edited`; a field that somebody types in keeps its text."""
        self._shares = dict(shares) if isinstance(shares, Mapping) else {}
        self._weighting = weighting
        self._place()
        for asset, edit in self.edits.items():
            self._fill(asset, edit)
        custom = weighting == CUSTOM
        self.even.setVisible(custom)
        self.whole.setVisible(custom)
        self.anew.setVisible(weighting == AI)
        if weighting != AI:
            self.found.hide()
        self._show_sum()
        self._show_choice()
        self.note.setVisible(weighting == MARKET_VALUE)
        self.note.setText(
            self.tr(
                "Type what each asset is worth in all, in millions of {quote}, from a source that you trust: "
                "FinByte knows no number of coins. The weights stay as they are until you edit them."
            ).format(quote=self._quote)
        )

    def show_found(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """What is said of weights that are found on the history."""
        self.found.setText(text)
        self.found.set_tone(tone)
        self.found.setVisible(self._weighting == AI and bool(text))

    def is_weighed(self, assets: Sequence[str]) -> bool:
        """Whether weights for exactly these assets are still wanted."""
        return self._weighting == AI and list(self._shares) == list(assets)

    def take_weights(self, shares: Mapping[str, Decimal]) -> None:
        """The weights that were found."""
        self._say({asset: fmt.plain(shares[asset]) for asset in self._shares}, AI)

    def _ask(self) -> None:
        self.weights_wanted.emit(list(self._shares))

    def show_own(self, free: Mapping[str, Decimal], *, taken: bool) -> None:
        """What the account has of the chosen assets and could go in; nothing is asked where it has none."""
        has = [f"{fmt.plain(free[asset])} {asset}" for asset in self._shares if free.get(asset)]
        self.own.setVisible(bool(has))
        self.own.setText(self.tr("Take in my own coins: {coins}").format(coins=", ".join(has)))
        self.own.blockSignals(True)
        self.own.setChecked(taken)
        self.own.blockSignals(False)

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """What is wrong with single assets beside them, the rest below."""
        for asset, edit in self.edits.items():
            wrong = [problem for problem in problems if problem.field == f"{ASSETS}:{asset}"]
            if self._weighting == AI:  # nobody types there: what is missing is being found, or said below
                wrong = [problem for problem in wrong if problem.code != "missing"]
            if wrong:
                edit.set_error(words_problems.all_of(wrong))
            else:
                edit.clear_error()
        whole = [problem for problem in problems if problem.field == ASSETS]
        self.problem.setVisible(bool(whole))
        self.problem.setText(words_problems.all_of(whole) if whole else "")
        self._show_sum(wrong=bool(whole))

    def has_error(self) -> bool:
        """Whether something is wrong with the assets, or weights are still to be found."""
        waits = self._weighting == AI and any(fields.decimal(one) is None for one in self._shares.values())
        return (
            waits or self.problem.isVisibleTo(self) or any(edit.has_error() for edit in self.edits.values())
        )

    def shares(self) -> Shares:
        """The assets as they stand."""
        return dict(self._shares)

    def focus_asset(self, field: str) -> None:
        """Goes to the field of a problem."""
        edit = self.edits.get(field.partition(":")[2])
        target = edit if edit is not None else self.add
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        """A field for each asset, in their order; those that stay keep their text."""
        if list(self.edits) == list(self._shares):
            return
        for asset in [asset for asset in self.edits if asset not in self._shares]:
            self._rows.pop(asset).deleteLater()
            del self.edits[asset], self.removes[asset]
        for asset in self._shares:
            if asset not in self.edits:
                self._make_row(asset)
        self.edits = {asset: self.edits[asset] for asset in self._shares}
        while self._grid.count():
            self._grid.takeAt(0)
        for number, asset in enumerate(self._shares):
            place = number // COLUMNS, number % COLUMNS
            self._grid.addWidget(self._rows[asset], *place, Qt.AlignmentFlag.AlignTop)

    def _make_row(self, asset: str) -> None:
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        edit = DecimalEdit(asset, "%", lines=2)
        edit.edited.connect(partial(self._typed, asset))
        row.addWidget(edit, 1)
        remove = IconButton(
            "ph.x", self.tr("Take {asset} out").format(asset=asset), ButtonKind.GHOST, size=24
        )
        remove.clicked.connect(partial(self._remove, asset))
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 26, 0, 0)
        holder.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        holder.addStretch(1)
        row.addLayout(holder)
        self._rows[asset], self.edits[asset], self.removes[asset] = area, edit, remove

    def _fill(self, asset: str, edit: DecimalEdit) -> None:
        equal = self._weighting == EQUAL
        edit.set_read_only(equal or self._weighting == AI)
        edit.set_unit(
            self.tr("M {quote}").format(quote=self._quote) if self._weighting == MARKET_VALUE else "%"
        )
        self.removes[asset].setVisible(asset not in self._held)
        if equal:
            edit.set_value((HUNDRED / max(1, len(self._shares))).quantize(CENT))
            return
        given = self._shares[asset]
        number = fields.decimal(given)
        if number is None:
            if edit.text() != str(given or ""):
                edit.set_text(str(given or ""))
        elif edit.value() != number:
            edit.set_value(number)

    def _show_sum(self, *, wrong: bool = False) -> None:
        numbers = [fields.decimal(share) for share in self._shares.values()]
        if self._weighting not in (CUSTOM, AI) or not numbers or None in numbers:
            self.sum.setText("")
            return
        whole = sum((number or Decimal(0) for number in numbers), Decimal(0))
        self.sum.setText(self.tr("{sum} % of 100 %").format(sum=fmt.plain(whole)))
        self.sum.set_tone(Tone.DANGER if wrong or whole != HUNDRED else Tone.BUY)

    def _show_choice(self) -> None:
        names = sorted(
            asset
            for asset in (*self._markets, *((self._quote,) if self._takes_money else ()))
            if asset and asset not in self._shares
        )
        full = len(self._shares) >= MOST
        text = self.tr("20 assets at most") if full else self.tr("Add an asset")
        wanted = [("", text), *(() if full else ((name, name) for name in names))]
        if [self.add.itemText(n) for n in range(self.add.count())] != [label for _, label in wanted]:
            self.add.set_options(wanted, "")
        self.add.set_current("")

    # -- what is typed

    def _say(self, shares: Shares, weighting: str | None = None) -> None:
        self._shares = shares
        self.show_values(shares, self._weighting if weighting is None else weighting)
        self.edited.emit(dict(shares), self._weighting)

    def _typed(self, asset: str, value: object) -> None:
        text = format(value, "f") if isinstance(value, Decimal) else self.edits[asset].text()
        self._shares[asset] = text
        self._show_sum()
        self.edited.emit(dict(self._shares), self._weighting)

    def _remove(self, asset: str) -> None:
        self._change({name: share for name, share in self._shares.items() if name != asset})

    def _change(self, shares: Shares) -> None:
        """Other assets: weights that were found are found anew."""
        found = self._weighting == AI
        self._say(dict.fromkeys(shares, "") if found else shares)
        if found and len(shares) > 1:
            self._ask()

    def _add(self, asset: object) -> None:
        name = str(asset)
        if not name or name in self._shares:
            return
        self._change({**self._shares, name: self._first_share(name)})
        self.edits[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_share(self, asset: str) -> str:
        if self._weighting == EQUAL:
            return "1"
        if self._weighting in (MARKET_VALUE, AI):
            return ""
        numbers = (fields.decimal(share) or Decimal(0) for share in self._shares.values())
        return format(max(Decimal(0), HUNDRED - sum(numbers, Decimal(0))), "f")

    def weighted(self, weighting: str) -> Shares:
        """The assets with the shares that another way of weighing begins with."""
        names = list(self._shares)
        if weighting == CUSTOM:
            keeps = self._weighting in (MARKET_VALUE, AI)
            return to_hundred(self._shares) if keeps else evenly(names)
        self._weighting = weighting
        if weighting == AI and len(names) > 1:
            QTimer.singleShot(0, self._ask)  # once the form has taken them
        return {asset: self._first_share(asset) for asset in names}

    def _take_preset(self, key: object) -> None:
        chosen = next((one for one in self._presets if one.key == key), None)
        if chosen is None:
            return
        self.lack.setVisible(bool(chosen.missing))
        if chosen.missing:
            self.lack.set_event(chosen.lack, Tone.WARN, self._offer, icon="ph.warning-bold")
        if not chosen.is_here:
            return
        self._weighting = chosen.weighting
        self._say({asset: self._first_share(asset) for asset in chosen.assets}, chosen.weighting)
