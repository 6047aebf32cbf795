"""Entry point: `python -m finbyte_desktop` and the console script."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line; the exit status."""
    from multiprocessing import freeze_support

    freeze_support()
    if sys.argv[1:2] == ["--guard"]:  # an installed program has no other way to start its second process
        from finbyte_desktop.services.guard.process import main as guard

        return guard(sys.argv[2:])
    if sys.argv[1:2] == ["--strategy"]:  # the same, of a strategy
        from finbyte_desktop.services.strategy_host.child import main as strategy

        return strategy()
    from finbyte_desktop.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
