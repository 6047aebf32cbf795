"""NumberLabel: one number as a person should see it.

The text comes formatted; this widget adds sign colour, muted trailing zeros, the unit, and what a stale or an
absent value looks like.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from finbyte_desktop.widgets.colors import Themed, Tone, text_color
from finbyte_desktop.widgets.fonts import Role, font
from finbyte_desktop.widgets.paint import split_zeros

ABSENT = "-"


class NumberLabel(Themed, QWidget):
    """Shows `text unit  extra`, for example "+272.96 USDT  +2.73 %". None shows "-"."""

    def __init__(
        self,
        text: str | None = None,
        unit: str = "",
        role: Role = Role.STRONG,
        parent: QWidget | None = None,
        *,
        signed: bool = False,
        mute_zeros: bool = False,
        align_right: bool = False,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._signed = signed
        self._mute_zeros = mute_zeros
        self._align_right = align_right
        self._text = text
        self._unit = unit
        self._extra = ""
        self._tone: Tone | None = None
        self._age = ""
        self._dim = False
        self.setFont(font(role))
        big = role in (Role.HEADLINE, Role.SECTION)
        self._unit_font = font(Role.LABEL if not big else Role.TABLE if role is Role.HEADLINE else Role.LABEL)
        self._extra_font = font(Role.BODY if big else Role.TABLE)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.init_colors()
        self._name()

    def set_number(
        self, text: str | None, unit: str | None = None, *, tone: Tone | None = None, extra: str = ""
    ) -> None:
        """Shows a formatted number; `extra` (a percentage) follows it in the same colour."""
        if unit is None:
            unit = self._unit
        state = (text, unit, tone, extra)
        if state == (self._text, self._unit, self._tone, self._extra):
            return
        wider = self._content_width()
        self._text, self._unit, self._tone, self._extra = state
        if self._content_width() != wider:
            self.updateGeometry()
        self._name()
        self.update()

    def set_stale(self, age: str | None) -> None:
        """Greys the number and shows its age ("12 s"); None means fresh."""
        if (age or "") != self._age:
            self._age = age or ""
            self.updateGeometry()
            self._name()
            self.update()

    def set_dim(self, dim: bool) -> None:
        """Greys the number without an age: it belongs to something that is being changed."""
        if dim != self._dim:
            self._dim = dim
            self.update()

    def shown_text(self) -> str:
        """All that is visible, as one line."""
        if self._text is None:
            return ABSENT
        return " ".join(part for part in (self._text, self._unit, self._extra, self._age) if part)

    def sign_tone(self) -> Tone:
        """The tone in force."""
        if self._age or (self._dim and self._text is not None):
            return Tone.STALE
        if self._text is None:
            return Tone.MUTED
        if self._tone is not None:
            return self._tone
        return tone_of_sign(self._text) if self._signed else Tone.NEUTRAL

    def sizeHint(self) -> QSize:
        return QSize(self._content_width(), max(16, round(self._role.value[0] * 1.3)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            color = text_color(self.colors, self.sign_tone())
            x = float(self.width() - self._content_width()) if self._align_right else 0.0
            base = QFontMetrics(self.font())
            baseline = round((self.height() - base.height()) / 2 + base.ascent())
            if self._text is None:
                self._draw(painter, x, baseline, ABSENT, self.font(), color)
                return
            kept, zeros = split_zeros(self._text) if self._mute_zeros else (self._text, "")
            x = self._draw(painter, x, baseline, kept, self.font(), color)
            if zeros:
                quiet = QColor(color)
                quiet.setAlphaF(0.5)
                x = self._draw(painter, x, baseline, zeros, self.font(), quiet)
            gap = 7 if self._role is Role.HEADLINE else 4
            if self._unit:
                x = self._draw(painter, x + gap, baseline, self._unit, self._unit_font, self.colors.muted)
            if self._extra:
                x = self._draw(painter, x + 8, baseline, self._extra, self._extra_font, color)
            if self._age:
                self._draw(painter, x + 6, baseline, self._age, self._unit_font, self.colors.warn_text)

    def _draw(
        self, painter: QPainter, x: float, baseline: float, text: str, used: QFont, color: QColor
    ) -> float:
        painter.setFont(used)
        painter.setPen(color)
        painter.drawText(round(x), round(baseline), text)
        return x + QFontMetrics(used).horizontalAdvance(text)

    def _content_width(self) -> int:
        width = QFontMetrics(self.font()).horizontalAdvance(ABSENT if self._text is None else self._text)
        if self._text is None:
            return width + 1
        gap = 7 if self._role is Role.HEADLINE else 4
        if self._unit:
            width += gap + QFontMetrics(self._unit_font).horizontalAdvance(self._unit)
        if self._extra:
            width += 8 + QFontMetrics(self._extra_font).horizontalAdvance(self._extra)
        if self._age:
            width += 6 + QFontMetrics(self._unit_font).horizontalAdvance(self._age)
        return width + 1

    def _name(self) -> None:
        self.setAccessibleName(self.shown_text())


def tone_of_sign(text: str) -> Tone:
    """BUY for a text that starts with +, SELL for a minus of either spelling, else NEUTRAL.

    A signed zero ("+0.00") is neutral: nothing was won.
    """
    if text[:1] not in ("+", "-", "\u2212"):
        return Tone.NEUTRAL
    if not any(char in "123456789" for char in text):
        return Tone.NEUTRAL
    return Tone.BUY if text[0] == "+" else Tone.SELL


def draw_number(
    painter: QPainter,
    rect: QRectF,
    text: str,
    used: QFont,
    metrics: QFontMetrics,
    color: QColor,
    *,
    mute: bool = True,
) -> None:
    """Draws a number at the right of a rect with its trailing zeros muted; for delegates and custom views."""
    painter.setFont(used)
    kept, zeros = split_zeros(text) if mute else (text, "")
    x = rect.right() - metrics.horizontalAdvance(kept)
    baseline = round(rect.y() + (rect.height() - metrics.height()) / 2 + metrics.ascent())
    if zeros:
        zero_width = metrics.horizontalAdvance(zeros)
        x -= zero_width
        quiet = QColor(color)
        quiet.setAlphaF(0.5)
        painter.setPen(quiet)
        painter.drawText(round(rect.right() - zero_width), baseline, zeros)
    painter.setPen(color)
    painter.drawText(round(x), baseline, kept)
