"""Theme and language of the application, changed while it runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from finbyte_desktop.services.ports import Settings
from finbyte_desktop.ui import theme

LANGUAGES = ("en", "zh_CN")


def language_of(setting: str) -> str:
    """The language to show: the chosen one, or for "system" the nearest to the system's."""
    if setting in LANGUAGES:
        return setting
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


class Appearance:
    """Applies settings to the application. `apply` says whether the language changed: then texts are made
    anew.
    """

    def __init__(self, app: QApplication, translations: Path) -> None:
        self._app = app
        self._translations = translations
        self._translator: QTranslator | None = None
        self._language = ""
        self._look: tuple[str, str] | None = None

    def apply(self, settings: Settings) -> bool:
        look = (settings.theme, settings.palette)
        if look != self._look:
            self._look = look
            mode = theme.Mode.LIGHT if settings.theme == "light" else theme.Mode.DARK
            pair = (
                theme.SidePair.BLUE_ORANGE
                if settings.palette == theme.SidePair.BLUE_ORANGE.value
                else theme.SidePair.GREEN_RED
            )
            theme.apply(self._app, theme.build(mode, pair))
        return self._speak(language_of(settings.language))

    def language(self) -> str:
        return self._language or "en"

    def _speak(self, language: str) -> bool:
        if language == self._language:
            return False
        changed = language != self.language()
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator(self._app)  # English has one too: it holds the plural forms
        if translator.load(f"finbyte_{language}", str(self._translations)):
            self._app.installTranslator(translator)
            self._translator = translator
        self._language = language
        return changed
