"""Loading ccxt's module of a venue, and whom its connections trust, ahead of their use: together they take
half a second, which no window should wait.
"""

from __future__ import annotations

import contextlib
import importlib


def preload(venue: str) -> None:
    """Imports what this venue needs. Blocking, for a thread. A venue that ccxt lacks changes nothing."""
    from finbyte_desktop.services.venues.ccxt_trust import trusted

    for module in (f"ccxt.pro.{venue}", f"ccxt.async_support.{venue}"):
        with contextlib.suppress(ModuleNotFoundError):  # whoever opens the venue says so
            kind = getattr(importlib.import_module(module), venue)
            trusted(kind({}).cafile)
            return
