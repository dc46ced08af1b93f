"""What happens to categories."""

from contracts.values import Percent
from events._base import Event


class CategoryDefined(Event):
    """A category is this from now on."""

    stored_as = "category.defined.v1"
    category: str
    name: str
    parent: str | None = None
    over_receipt_percent: Percent | None = None


CategoryEvent = CategoryDefined
