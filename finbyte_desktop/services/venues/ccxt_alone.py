"""ccxt without the exchanges that nobody asked for: `import ccxt` and its sub-packages bring every one of
them, 110 of them, for 60 MB and half a second.

A process that has to be small puts these packages in their place before anything of ccxt is imported.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

# The packages, and where the names that they pass on have their place.
PARTS = {
    "ccxt": ("ccxt.base.errors", "ccxt.base.decimal_to_precision", "ccxt.base.precise", "ccxt.base.exchange"),
    "ccxt.async_support": ("ccxt.base.errors", "ccxt.async_support.base.exchange"),
    "ccxt.pro": ("ccxt.base.errors", "ccxt.async_support.base.exchange"),
}


class _Package(ModuleType):
    """A package whose own code is not run: its modules are imported when they are asked for. As in ccxt, the
    name of an exchange is its class, not its module.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        found = vars(value).get(name, value) if isinstance(value, ModuleType) else value
        super().__setattr__(name, found)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            wanted = f"{self.__name__}.{name}"
            try:
                importlib.import_module(wanted)
            except ModuleNotFoundError as error:
                if error.name != wanted:
                    raise
            else:
                return self.__dict__[name]
            for part in PARTS[self.__name__]:
                found = vars(importlib.import_module(part))
                if name in found:
                    return found[name]
        raise AttributeError(f"{self.__name__} has no {name} here", name=name, obj=self)


def load(venue: str) -> None:
    """Imports a venue's module alone. Where that fails for whatever ccxt does there, everything is imported
    as ccxt means it: memory is worth less than a venue. One that ccxt lacks changes nothing.
    """
    stand_in()
    for name in (f"ccxt.pro.{venue}", f"ccxt.async_support.{venue}"):
        try:
            importlib.import_module(name)
            return
        except ModuleNotFoundError as error:
            if error.name != name:
                break
        except (ImportError, AttributeError):
            break
    else:
        return
    if isinstance(sys.modules.get("ccxt"), _Package):
        for name in [name for name in sys.modules if name.partition(".")[0] == "ccxt"]:
            del sys.modules[name]


def stand_in() -> bool:
    """Puts the packages in place; whether that was done. Nothing happens once ccxt was imported, or where it
    is not laid out as it is known.
    """
    if any(name in sys.modules for name in PARTS):
        return False
    for name in PARTS:
        spec = find_spec(name)  # of the package above, the stand-in is found
        if spec is None or spec.submodule_search_locations is None:
            for placed in PARTS:
                sys.modules.pop(placed, None)
            return False
        package = _Package(name)
        vars(package).update(
            {key: value for key, value in vars(module_from_spec(spec)).items() if key.startswith("__")}
        )
        sys.modules[name] = package
        above, _, own = name.rpartition(".")
        if above:
            setattr(sys.modules[above], own, package)
    return True
