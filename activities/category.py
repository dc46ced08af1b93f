"""Commands on categories, and the tree above one."""

from collections.abc import Iterator

from activities._registry import handles
from activities.policies import Policies
from aggregates.category import CATEGORY, Category
from contracts.category import DefineCategory
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(DefineCategory)
def category(work: Work, command: DefineCategory, _policies: Policies) -> Ref:
    """Define a category; the one above it must be known and not lie below it."""
    work.permit("*")
    if command.parent:
        known_category(work, command.parent)
        if any(above.code == command.category for above in with_those_above(work, command.parent)):
            raise work.refuse("own-ancestor", child=command.category, parent=command.parent)
    stream = stream_id("category", command.category)
    work.act(CATEGORY, stream, command)
    return Ref(kind="category", id=stream, number=command.category)


def known_category(work: Work, code: str) -> Category:
    """A category that must exist. Raises Refused."""
    found = work.load_by_key(CATEGORY, code)
    if not found.code:
        raise work.refuse("unknown-category", category=code)
    return found


def with_those_above(work: Work, code: str | None) -> Iterator[Category]:
    """A category and those above it, the nearest first."""
    while code:
        found = work.load_by_key(CATEGORY, code)
        yield found
        code = found.parent
