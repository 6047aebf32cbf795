"""Loading ccxt's module of a venue ahead of its use: it takes half a second, which no window should wait."""

from __future__ import annotations

import contextlib
import importlib


def preload(venue: str) -> None:
    """Imports what this venue needs. Blocking, for a thread. A venue that ccxt lacks changes nothing."""
    for module in (f"ccxt.pro.{venue}", f"ccxt.async_support.{venue}"):
        with contextlib.suppress(ModuleNotFoundError):  # whoever opens the venue says so
            importlib.import_module(module)
            return
