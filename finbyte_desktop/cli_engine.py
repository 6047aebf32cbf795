"""The commands that run the engine without a window, and that ask a running one."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

HEADLESS_HELP = """\
The same engine as in the window: the bots of the data folder go on, orders are sent and filled, and nobody is
asked anything: requests for approval lapse after their time, and nothing is sent then. Without --paper and
--connection the paper account runs, and every connection that was connected before.
SIGTERM, Ctrl+C and `finbyte-desktop ctl stop` end it cleanly; orders stay as they are, and the window can
open the folder afterwards. What happens is written to standard error.
Keys come from the system's keyring, or from the vault: its master password is read from a file descriptor or
from an environment variable that is named here, never from the command line:
  finbyte-desktop headless --vault-fd 3 3< password-file
"""
CTL_HELP = """\
Asks the FinByte that has the data folder open, with a window or without.
  status   accounts and their bots
  pause    pulls the orders of a bot (or of all) and waits
  resume   lets a paused bot (or all of them) go on; one whose levels the price has passed meanwhile would
           trade them at the market: it says what, and does so only with --at-market
  stop     ends a FinByte without a window, orders stay; with --bot ends that bot: its orders are cancelled,
           its coins are kept; with --close its position of a perpetual is closed, else kept
  release  after a panic: the accounts that it holds may send new orders again
  closed-outside  with --bot: the position of that bot was closed, or reduced, outside FinByte: what the venue
           has is true from now on, and the trades that did it are the bot's
A bot is named by its id, such as b1, or account/b1 where more than one account has it.
"""


CTL_VERBS = ("status", "pause", "resume", "stop", "release", "closed-outside")
PANIC_HELP = """\
Cancels our orders at once and stops their bots; coins are kept, nothing is sold. Orders that were placed by
hand or by another program are left alone.
  --scope all            every account (this is the default)
  --scope account=NAME   one account, by its name or id
  --scope bot=ID         one bot, such as b1, or ACCOUNT/b1 where more than one account has it
Accounts at venues are cancelled by a process of its own, which works also when FinByte hangs. They are held
after that: no new order leaves until a bot is resumed or a new one is created, or until
`finbyte-desktop ctl release`. Exit status 3 when an order could not be proved to be gone.
"""


def add_parsers(commands: Any, feed_options: Callable[[argparse.ArgumentParser], None]) -> None:
    """`headless` and `ctl`; `feed_options` adds what names the prices of the paper account."""
    raw = argparse.RawDescriptionHelpFormatter
    p = commands.add_parser(
        "headless", help="run the bots without a window", epilog=HEADLESS_HELP, formatter_class=raw
    )
    feed_options(p)
    p.add_argument("--paper", action="store_true", help="the paper account; alone: no connection")
    p.add_argument("--connection", action="append", metavar="NAME", help="a connection by its name or id")
    secret = p.add_mutually_exclusive_group()
    secret.add_argument("--vault-fd", type=int, metavar="N", help="the vault's password: file descriptor")
    secret.add_argument("--vault-env", metavar="NAME", help="the vault's password: environment variable")
    _data(p)
    p = commands.add_parser("ctl", help="steer a running FinByte", epilog=CTL_HELP, formatter_class=raw)
    p.add_argument("do", choices=CTL_VERBS, metavar="|".join(CTL_VERBS))
    p.add_argument("--bot", metavar="B", help="one bot; all of them when absent")
    p.add_argument(
        "--at-market", action="store_true", help="resume: trade what the price has passed, at the market"
    )
    p.add_argument("--close", action="store_true", help="stop --bot: close its position of a perpetual")
    p.add_argument("--json", dest="as_json", action="store_true", help="print the answer as JSON")
    _data(p)
    p = commands.add_parser(
        "panic", help="cancel our orders and stop bots, at once", epilog=PANIC_HELP, formatter_class=raw
    )
    p.add_argument("--scope", default="all", metavar="all|account=NAME|bot=ID")
    p.add_argument("--json", dest="as_json", action="store_true", help="print the answer as JSON")
    _data(p)


def _data(p: argparse.ArgumentParser) -> None:
    from pathlib import Path

    p.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="FOLDER", help="the data folder")


def headless(args: argparse.Namespace) -> int:
    """`finbyte-desktop headless`."""
    from finbyte_desktop.cli_commands import data_folder, feed_choice
    from finbyte_desktop.services.headless import HeadlessOptions, main

    named = args.connection or []
    both = not args.paper and not named
    options = HeadlessOptions(
        data_folder(args.data),
        feed_choice(args),
        paper=args.paper or both,
        connections=None if both else named,
        password=_password(args),
    )
    return main(options)


def _password(args: argparse.Namespace) -> str | None:
    from finbyte_desktop.core.errors import UserError

    if args.vault_env is not None:
        password = os.environ.pop(args.vault_env, None)
        if not password:
            raise UserError(f"The environment has no variable {args.vault_env}.", "no_password")
        return password
    if args.vault_fd is not None:
        try:
            with os.fdopen(args.vault_fd, encoding="utf-8") as stream:
                password = stream.readline().rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise UserError(f"The file descriptor {args.vault_fd} cannot be read.", "no_password") from None
        if not password:
            raise UserError(f"The file descriptor {args.vault_fd} holds no password.", "no_password")
        return password
    return None


def ctl(args: argparse.Namespace) -> int:
    """`finbyte-desktop ctl`."""
    from finbyte_desktop.cli_commands import data_folder
    from finbyte_desktop.core.errors import FinByteError, Unavailable
    from finbyte_desktop.services.control import ask

    request: dict[str, Any] = {"do": args.do}
    if args.bot is not None:
        request["bot"] = args.bot
    if args.at_market:
        request["at_market"] = True
    if args.close:
        request["close"] = True
    try:
        answer = ask(data_folder(args.data), request)
    except FinByteError as error:
        if args.as_json:
            print(json.dumps({"ok": False, "code": error.code, "error": error.text}))
        raise
    if args.as_json:
        print(json.dumps(answer, indent=1))
    if not answer["ok"]:
        print(answer.get("error") or f"FinByte refused {args.do} and did not say why.", file=sys.stderr)
        status = answer.get("status")
        return status if isinstance(status, int) and status > 0 else 3
    try:
        if not args.as_json:
            _print(args.do, answer)
        failed = [f"{row['bot']}: {row['error']}" for row in answer.get("failed", [])]
    except (AttributeError, KeyError, TypeError):
        raise Unavailable(
            f"FinByte did {args.do}, and its answer cannot be read: it is of another version, perhaps. Ask "
            "again with --json to see it.",
            "strange_answer",
        ) from None
    for text in failed:
        print(text, file=sys.stderr)
    return 2 if failed else 0


def _print(verb: str, answer: Mapping[str, Any]) -> None:
    from finbyte_desktop.services.account_words import as_known, left_at_venue, stands, trying
    from finbyte_desktop.services.counting import counted, have
    from finbyte_desktop.services.told import reason

    if verb != "status":
        for bot in answer.get("done", []):
            print(f"{bot}: {verb}")
        if answer.get("ending"):
            print("FinByte is ending; orders stay as they are.")
        for name in answer.get("held", []):
            print(f"{name}: stays held by the panic, because it is not open now. Release it when it is.")
        if not any(answer.get(key) for key in ("done", "failed", "held", "ending")):
            print("No account is held." if verb == "release" else "No bot to do that with.")
        for order in answer.get("unknown", []):
            print(f"{order['bot']}: {order['text']}")
        return
    print(f"{answer['process']}, process {answer['pid']}, {answer['data']}")
    for row in answer.get("not_open", []):
        bots = f" {counted(row['bots'], 'bot')} of it {have(row['bots'])} not ended." if row["bots"] else ""
        left = left_at_venue(row.get("orders"))
        print(f"NOT OPEN: {row['name']} ({row['state']}). {row['why']}{bots} {left}")
    for account in answer["accounts"]:
        why = f": {account['why']}" if account["why"] else ""
        prices = f", prices {account['prices']}" if "prices" in account else ""
        waiting = f", {account['approvals']} waiting" if account.get("approvals") else ""
        head = f"{account['name']} ({account['venue']}, {account['mode']})"
        told = trying(account.get("tries", 0), account.get("before", ""), account.get("again_s"))
        print(f"{head} {account['state']}{why}{prices}{waiting}{' ' * bool(told)}{told}")
        for line in stands(account):
            print(f"  {line}")
        known = as_known(account)
        for bot in account["bots"]:
            because = f" ({reason(bot['reason'])})" if bot["reason"] else ""
            print(
                f"  {bot['id']}  {bot['name']}  {bot['market']}  {bot['state']}{because}  "
                f"profit {bot['total_profit'] or '-'} {bot['quote']}, "
                f"{counted(bot['round_trips'], 'round trip')}, {counted(bot['open_orders'], 'order')}{known}"
            )


def panic(args: argparse.Namespace) -> int:
    """`finbyte-desktop panic`: the guard first, then the engine, unless it hangs."""
    from finbyte_desktop.cli_commands import data_folder
    from finbyte_desktop.core.errors import FinByteError
    from finbyte_desktop.services.guard.asking import ask_for_panic, words

    try:
        answer = ask_for_panic(data_folder(args.data), args.scope)
    except FinByteError as error:
        if args.as_json:
            print(json.dumps({"ok": False, "code": error.code, "error": error.text}))
        raise
    if args.as_json:
        print(json.dumps(answer, indent=1))
    else:
        for line in words(answer):
            print(line)
    return 0 if answer["ok"] else 3
