"""What starts declared documents by itself says each member of the body once."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.trigger import Trigger

SLIP = {"name": "renewals", "entity": "ACME", "kind": "renewal", "requester": "rita"}
ENDS = {"days_before": 60, "members": {"z": "number", "a": "supplier"}}


@pytest.mark.parametrize(
    ("said", "doubled"),
    [
        ({}, None),
        ({"body": {"a": "x"}}, None),
        ({"contract_ends": ENDS}, None),
        ({"contract_ends": ENDS, "body": {"b": "x"}}, None),
        ({"contract_ends": ENDS, "body": {"b": "x", "z": "x", "a": "x"}}, "a"),
    ],
)
def test_a_member_is_said_by_the_body_or_by_the_contract(said: dict[str, Any], doubled: str | None) -> None:
    if doubled is None:
        assert Trigger.model_validate(SLIP | said)
    else:
        with pytest.raises(ValidationError) as found:
            Trigger.model_validate(SLIP | said)
        assert [(one["type"], one["ctx"]) for one in found.value.errors()] == [
            ("field-member-doubled", {"member": doubled})
        ]
