"""The gallery offers exactly the kinds of bots that can be created."""

from __future__ import annotations

from finbyte_desktop.services.kinds.registry import KINDS
from finbyte_desktop.ui.pages.gallery import TYPES


def test_the_gallery_offers_each_kind_and_no_other() -> None:
    """A kind that exists can be chosen; one that is coming cannot."""
    assert {kind.key for kind in KINDS if kind.offered} == {kind.key for kind in TYPES if kind.available}
