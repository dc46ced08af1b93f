"""Categories of what is bought: a tree, with how much more than ordered may be received."""

from contracts._base import Command
from contracts.values import Code, Percent, Text


class DefineCategory(Command):
    """Define a category, or define it anew; its over-receipt percentage holds for items that name none."""

    contract = "category.define"
    permission = "item.administer"
    category: Code
    name: Text
    parent: Code | None = None
    over_receipt_percent: Percent | None = None
