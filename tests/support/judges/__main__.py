"""Lets each stock client trade on the test exchange: `python3 dev.py judges [NAME ...]`.

Called with NAME=PYTHON for each judge, PYTHON being the interpreter of the environment where it is installed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.support.exchange import TestExchange

HERE = Path(__file__).resolve().parent
VENUES = {
    "python-binance": "binance",
    "binance-connector": "binance",
    "binance-sdk-spot": "binance",
    "pybit": "bybit",
}
BALANCES = {"USDT": "10000", "BTC": "1"}
LIMIT_S = 60.0


async def judged(name: str, python: str) -> bool:
    """Whether a client could place, change and cancel orders, trade, and read the streams."""
    async with TestExchange(seed=1, venues=[VENUES[name]]) as exchange:
        key = exchange.add_account("judge", BALANCES)
        script = HERE / f"{name.replace('-', '_')}.py"
        process = await asyncio.create_subprocess_exec(
            python, "-Iu", str(script), exchange.url, key.key, key.secret,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(LIMIT_S):
                said, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            said, _ = await process.communicate()
            said += b"\nit did not end in time"
    text = said.decode(errors="replace").strip()
    fine = process.returncode == 0
    steps = ", ".join(text.splitlines()) if fine else f"FAILED\n{text}"
    sys.stdout.write(f"{name:20} {steps}\n")
    sys.stdout.flush()
    return fine


async def main(given: list[str]) -> int:
    results = [await judged(name, python) for name, _, python in (pair.partition("=") for pair in given)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
