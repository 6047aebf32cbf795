"""What a Bybit account is: unified or classic, which ccxt must know before most of its requests."""

from __future__ import annotations

import asyncio
from typing import Any


def knows_its_account(base: Any) -> Any:
    """The method by which ccxt learns it. Ccxt takes whatever comes for an answer and remembers it: after one
    that was lost or torn every account is a classic one, for as long as the connection lasts. Here only an
    answer that says it is remembered; any other is an error, and it is asked again the next time.
    """

    async def is_unified_enabled(self: Any, params: Any = None) -> list[bool]:
        from ccxt.base.errors import BadResponse  # type: ignore[import-untyped]  # it tells no types

        options, given = self.options, params or {}
        is_known = None not in (options.get("enableUnifiedMargin"), options.get("enableUnifiedAccount"))
        if is_known or options.get("enableDemoTrading"):
            known: list[bool] = await base.is_unified_enabled(self, given)
            return known
        key, account = await asyncio.gather(
            self.privateGetV5UserQueryApi(given), self.privateGetV5AccountInfo(given)
        )
        kind, margin = _number(key, "uta"), _number(account, "unifiedMarginStatus")
        if kind is None or margin is None:
            raise BadResponse("bybit did not tell what kind of account this is")
        options["enableUnifiedMargin"] = _number(key, "unified") == 1
        options["enableUnifiedAccount"] = kind == 1
        options["unifiedMarginStatus"] = margin
        return [options["enableUnifiedMargin"], options["enableUnifiedAccount"]]

    return is_unified_enabled


def _number(answer: Any, name: str) -> int | None:
    result = answer.get("result") if isinstance(answer, dict) else None
    told = str(result.get(name, "")) if isinstance(result, dict) else ""
    return int(told) if told.isascii() and told.isdigit() else None
