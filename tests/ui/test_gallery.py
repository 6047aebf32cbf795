"""What the gallery lets a person start is what the desk can create."""

from __future__ import annotations

import pytest

from finbyte_desktop.bots.registry import param_specs
from finbyte_desktop.core.errors import UserError
from finbyte_desktop.ui.pages.gallery import TYPES


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.key)
def test_gallery_offers_what_can_be_created(kind: object) -> None:
    """A type whose parameters the registry does not tell is shown without a way to start it."""
    key, available = kind.key, kind.available  # type: ignore[attr-defined]
    if available:
        assert param_specs(key)
        return
    with pytest.raises(UserError) as refused:
        param_specs(key)
    assert refused.value.code == "no_such_bot_type"
