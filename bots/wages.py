"""Whose project the wages are: what is earned on several projects, less what was drawn in advance."""

from collections.abc import Iterable
from decimal import Decimal

ZERO = Decimal(0)


def net_by_project(earned: Iterable[tuple[str, Decimal]], net: Decimal) -> dict[str, Decimal]:
    """What each project pays of a worker's net wages: advances come off the first projects in order of their code.

    Σ of all projects = net, where 0 <= net <= Σ earned; a project that pays nothing is left out.
    """
    gross: dict[str, Decimal] = {}
    for project, amount in earned:
        gross[project] = gross.get(project, ZERO) + amount
    left, found = net, {}
    for project in sorted(gross, reverse=True):
        found[project] = min(gross[project], left)
        left -= found[project]
    return {project: amount for project, amount in sorted(found.items()) if amount}


def at_most_owed(earned_here: Decimal, earned: Decimal, advanced: Decimal) -> Decimal:
    """What one project owes a worker at most: what he earned there, and never more than he is owed in all."""
    return min(earned_here, max(earned - advanced, ZERO))
