"""From a person's choice of prices to a feed."""

from __future__ import annotations

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services import ports
from finbyte_desktop.services.feeds import Feed


def feed_key(choice: ports.FeedChoice) -> str:
    """The name under which a feed's position is kept."""
    if choice.kind is ports.FeedKind.DEMO:
        return f"demo:{choice.seed}"
    return f"{choice.kind.value}:{choice.path}:{choice.symbol or ''}"


def make_feed(choice: ports.FeedChoice, start_ns: int) -> Feed:
    """The feed of a choice. Raises UserError when its file cannot be used."""
    if choice.kind is ports.FeedKind.DEMO:
        from finbyte_desktop.services.venues.demo_market import DemoMarket

        return DemoMarket(choice.seed, start_ns)
    if choice.path is None:
        raise UserError("Choose a file to replay.", "no_file", "path")
    if choice.path.is_dir():
        from finbyte_desktop.services.recording_replay import RecordingReplay

        return RecordingReplay(choice.path)
    from finbyte_desktop.services.venues.replay import CandleReplay, CaptureReplay

    if choice.kind is ports.FeedKind.CANDLES:
        return CandleReplay(choice.path, choice.symbol)
    return CaptureReplay(choice.path)
