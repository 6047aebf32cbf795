"""A bank of wrong engines of DCA on perpetuals: each breaks one rule in a way a real program might.

A test of the product is only worth something if it tells the product from each of these. `WRONG_DCA_FUTURES`
lists the classes; the docstring of each says in one sentence what it does wrong.
"""

from __future__ import annotations

from tests.support.reference import wrong_dca_futures_deals, wrong_dca_futures_margin
from tests.support.reference.dca_futures import FuturesDca

WRONG_DCA_FUTURES: list[type[FuturesDca]] = [
    engine
    for module in (wrong_dca_futures_deals, wrong_dca_futures_margin)
    for engine in vars(module).values()
    if isinstance(engine, type) and issubclass(engine, FuturesDca) and engine.__module__ == module.__name__
]
