"""Start the test exchange by hand and tell where it is and how to log in."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tests.support.exchange import TestExchange, venue_named
from tests.support.exchange.fault_files import BadFaults, listed, load_faults
from tests.support.exchange.recording import play

HOSTS = {
    "Binance spot": ("api.binance.com", "stream.binance.com", "ws-api.binance.com"),
    "Binance USD-M": ("fapi.binance.com", "fstream.binance.com"),
    "Bybit": ("api.bybit.com", "stream.bybit.com"),
}


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py exchange",
        description=__doc__,
        epilog=listed(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8787, help="the port on loopback; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the market and of the faults")
    parser.add_argument("--faults", type=Path, help="a JSON file with a list of rules, see below")
    parser.add_argument("--speed", type=int, default=1, help="how many times faster than the clock it runs")
    parser.add_argument("--recording", type=Path, help="feed BTCUSDT of Binance spot from this recording")
    parser.add_argument("--for-seconds", type=float, help="end after that long instead of at Ctrl+C")
    return parser.parse_args(given)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def serve(options: argparse.Namespace) -> None:
    faults = None if options.faults is None else load_faults(options.faults, options.seed)
    made = TestExchange(seed=options.seed, port=options.port, faults=faults, speed=options.speed)
    async with made as exchange:
        say(f"The test exchange listens at {exchange.url}; each host is the first part of a path:")
        for name, hosts in HOSTS.items():
            say(f"  {name:<14} " + ", ".join(f"{exchange.url}/{host}" for host in hosts))
        for kind in ("hmac", "ed25519"):
            key = exchange.add_account("trader", kind=kind)
            say(f"{kind} key of the account trader, worth nothing anywhere else:\n  {key.key}\n{key.secret}")
        if options.recording is not None:
            play(exchange.exchange, venue_named(exchange.exchange, "binance"), "BTCUSDT", options.recording)
        say(f"Faults: {len(exchange.faults.rules)} rules. Ctrl+C ends it.")
        await asyncio.sleep(options.for_seconds or 10**9)


def main(given: list[str]) -> int:
    try:
        asyncio.run(serve(arguments(given)))
    except KeyboardInterrupt:
        say("Ended.")
    except BadFaults as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
