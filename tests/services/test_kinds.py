"""The kinds of bots: found by key and by parameters; none breaks the page of an unknown one."""

from __future__ import annotations

import pytest

from finbyte_desktop.core.errors import UserError
from finbyte_desktop.services.kinds.kind import Kind, field_specs
from finbyte_desktop.services.kinds.registry import KINDS, kind_of, kind_of_bot
from finbyte_desktop.services.kinds.spot_grid import SpotGridKind


def test_a_kind_is_found_by_its_key_and_by_its_bot() -> None:
    """Each kind, and each bot that it makes."""
    for kind in KINDS:
        assert kind_of(kind.key) is kind
        several = {"assets": {"BTC": "1", "ETH": "1"}} if kind.several else {}
        assert kind_of_bot(kind.bot_type, {**kind.fixed, **several}) is kind
    assert len({kind.key for kind in KINDS}) == len(KINDS)


def test_a_type_that_cannot_be_created_is_refused_and_its_bots_are_shown() -> None:
    """Its card has a name; nothing else is known of it."""
    with pytest.raises(UserError) as raised:
        kind_of("juggler")
    assert raised.value.code == "no_such_bot_type"
    shown = kind_of_bot("juggler", {"lower": "1", "upper": "2"})
    assert type(shown) is Kind
    assert shown.key == "juggler"
    assert list(map(str, shown.bounds({"lower": "1", "upper": "2"}, None))) == ["1", "2"]


def test_a_person_is_asked_for_every_parameter_but_those_that_make_the_kind() -> None:
    """In their order; what can change while the bot runs says so."""
    for kind in KINDS:
        names = [spec.name for spec in field_specs(kind)]
        assert names == [spec.name for spec in kind.specs if spec.name not in kind.fixed]
        assert {spec.name for spec in field_specs(kind) if spec.editable} == kind.editable
    assert "stop_price" in SpotGridKind.editable
