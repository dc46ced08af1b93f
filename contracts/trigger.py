"""What starts declared documents by itself: at an hour of the calendar, or before a contract ends. Data of the policies."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.json_body import JsonObject
from contracts.values import Code, Value
from contracts.wrong import wrong

ContractFact = Literal["number", "title", "supplier", "valid_from", "valid_to", "amount", "currency", "remaining"]
"""What a body can say of a contract: texts, days as ISO 8601, amounts as decimals in a string."""


class Calendar(Value):
    """The hour (UTC) of these days of the week (0 is Sunday) and, where any are named, only of these days of the month."""

    hour: Annotated[int, Field(ge=0, le=23)] = 6
    days_of_week: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    days_of_month: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()


class ContractEnds(Value):
    """So many days before the last day of a contract; `members` fills the body with what the contract says."""

    days_before: Annotated[int, Field(ge=0, le=3_660)]
    members: Mapping[str, ContractFact] = {}


class Trigger(Value):
    """Starts a declared kind for a requester: with this body at each moment, or once for each contract and end of it.

    What a contract ends is looked for at each moment of the calendar; what a pause of the service has missed is found then.
    """

    name: Code
    entity: Code
    kind: Code
    requester: Code
    at: Calendar = Calendar()
    body: JsonObject = Field(default_factory=dict)
    contract_ends: ContractEnds | None = None

    @model_validator(mode="after")
    def _body_is_said_once(self) -> Self:
        if self.contract_ends and (twice := sorted(self.body.keys() & self.contract_ends.members.keys())):
            raise wrong("field-member-doubled", member=twice[0])
        return self
