"""What a rebalance says: errors, problems of its fields, lines of its log, reasons of its end."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEXTS: Mapping[str, tuple[str, ...]] = {
    "nothing_put_in": (
        QT_TRANSLATE_NOOP("errors", "investment: an amount above 0, or own coins, are needed."),
    ),
    "not_assets": (
        QT_TRANSLATE_NOOP("errors", "{name}: assets with a number each are needed, such as BTC 50, ETH 50."),
    ),
    "not_an_asset": (QT_TRANSLATE_NOOP("errors", "{name}: {given} is not the name of an asset."),),
    "below_zero": (QT_TRANSLATE_NOOP("errors", "{name}: {asset} is {number}, not a number of 0 or more."),),
    "asset_count": (QT_TRANSLATE_NOOP("errors", "assets: {low} to {high} are possible, not {count}."),),
    "no_share": (
        QT_TRANSLATE_NOOP("errors", "assets: {asset} has no share. Leave it out, or give it one."),
        QT_TRANSLATE_NOOP("errors", "assets: at least one asset needs a share."),
    ),
    "long_share": (QT_TRANSLATE_NOOP("errors", "assets: the share of {asset} has too many digits."),),
    "weights_sum": (QT_TRANSLATE_NOOP("errors", "assets: the weights add up to {total} %, not to 100 %."),),
    "not_equal": (QT_TRANSLATE_NOOP("errors", "assets: equal weights are written as 1 for each asset."),),
    "foreign_asset": (QT_TRANSLATE_NOOP("errors", "own: {asset} is not among the assets."),),
    "no_quantity": (QT_TRANSLATE_NOOP("errors", "own: a quantity of {asset} above 0 is needed."),),
    "put_in_fixed": (
        QT_TRANSLATE_NOOP("errors", "What was put in cannot be edited. Add investment instead."),
    ),
    "no_market": (QT_TRANSLATE_NOOP("errors", "assets: {asset} has no market here that goes with {quote}."),),
    "asset_held": (
        QT_TRANSLATE_NOOP("errors", "assets: the bot holds {asset}. Give it a share of 0 to sell it."),
    ),
    "quote_differs": (
        QT_TRANSLATE_NOOP(
            "errors", "{market} does not go with {first}: one bot trades spot markets of one quote asset."
        ),
        QT_TRANSLATE_NOOP("errors", "All markets of one bot need the same quote asset."),
    ),
    "asset_twice": (QT_TRANSLATE_NOOP("errors", "{asset} is named twice."),),
    "no_common_time": (QT_TRANSLATE_NOOP("errors", "The candles of these markets have no time in common."),),
}
PROBLEMS: Mapping[str, str] = {
    "nothing_put_in": QT_TRANSLATE_NOOP("problems", "An amount above 0, or own coins, are needed"),
    "not_assets": QT_TRANSLATE_NOOP("problems", "Not a list of assets"),
    "not_an_asset": QT_TRANSLATE_NOOP("problems", "Not the name of an asset"),
    "below_zero": QT_TRANSLATE_NOOP("problems", "Below zero"),
    "asset_count": QT_TRANSLATE_NOOP("problems", "2 to 20 assets are possible"),
    "no_share": QT_TRANSLATE_NOOP("problems", "An asset has no share"),
    "long_share": QT_TRANSLATE_NOOP("problems", "Too many digits"),
    "weights_sum": QT_TRANSLATE_NOOP("problems", "The weights do not add up to 100 %"),
    "not_equal": QT_TRANSLATE_NOOP("problems", "Equal weights are 1 for each asset"),
    "foreign_asset": QT_TRANSLATE_NOOP("problems", "Not among the assets"),
    "no_quantity": QT_TRANSLATE_NOOP("problems", "A quantity above 0 is needed"),
    "put_in_fixed": QT_TRANSLATE_NOOP("problems", "What was put in cannot be edited"),
    "no_market": QT_TRANSLATE_NOOP(
        "problems", "No market here: it was never listed or was delisted. Take it out"
    ),
    "no_coin": QT_TRANSLATE_NOOP("problems", "Choose at least one asset besides the money"),
    "no_price_of_asset": QT_TRANSLATE_NOOP("problems", "No price now"),
    "too_small": QT_TRANSLATE_NOOP("problems", "Too little for any order"),
    "asset_held": QT_TRANSLATE_NOOP("problems", "The bot holds this asset: a share of 0 sells it"),
}
SENTENCES: Mapping[str, str] = {
    "rebalance_bought": QT_TRANSLATE_NOOP("decisions", "Bought {qty} {base} at {price}."),
    "rebalance_sold": QT_TRANSLATE_NOOP(
        "decisions", "Sold {qty} {base} at {price}. Against its average cost: {trip}."
    ),
    "basket_opened": QT_TRANSLATE_NOOP(
        "decisions", "The first purchase is over. Weights are watched from here."
    ),
    "rebalanced": QT_TRANSLATE_NOOP("decisions", "Rebalance {number} is over."),
    "legs_skipped": QT_TRANSLATE_NOOP("decisions", "Too little for an order, left as it is: {assets}."),
    "rebalance_guarded": QT_TRANSLATE_NOOP(
        "decisions", "Not rebalanced: fees and slippage of {cost} would be too much for what is moved."
    ),
    "rebalance_held": QT_TRANSLATE_NOOP(
        "decisions",
        "Not rebalanced: no weight is {least} percentage points off, the farthest {points}. This is not told "
        "again until something was traded.",
    ),
    "rebalance_kept": QT_TRANSLATE_NOOP(
        "decisions", "Could not be sold and stays with the bot: {assets}. Sell it by hand."
    ),
    "rebalance_too_small": QT_TRANSLATE_NOOP(
        "decisions", "Could not start: the investment is too small. {text}"
    ),
}
REASONS: Mapping[str, str] = {
    "rebalance_too_small": QT_TRANSLATE_NOOP("words", "too little money for any order"),
}
