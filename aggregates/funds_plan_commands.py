"""What a funds plan is asked with what the activities looked up, and the key by which it is found."""

from dataclasses import dataclass

from contracts.values import Ref
from events.funds_plan import InflowLine, OutflowLine


def plan_key(entity: str, project: str | None, month: str, currency: str) -> str:
    """The creation key of the plan of a project (none: of the entity) for a month in a currency."""
    return f"{entity}:{month}:{currency}:{project or ''}"


@dataclass(frozen=True)
class Draft:
    """A version with the fund accounts that it names."""

    ref: Ref
    project: str | None
    month: str
    currency: str
    inflows: tuple[InflowLine, ...]
    outflows: tuple[OutflowLine, ...]
    why: str
