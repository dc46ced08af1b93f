"""Who looks after an exception of an invoice, by when, and who hears of it when nobody does: data of the policies."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from contracts.values import Code, Value


class ExceptionOwner(Value):
    """Exceptions with one of these findings are of this role; `buyer`: of whoever placed the order, where there is one."""

    codes: frozenset[str]
    role: Code
    buyer: bool = False


class ExceptionPolicy(Value):
    """The first row with a finding of the invoice says whose it is; `due_hours` are hours of work where a calendar is known."""

    owners: tuple[ExceptionOwner, ...] = ()
    otherwise: Code = "finance"
    due_hours: Annotated[int, Field(ge=1, le=2_000)] = 16
    escalate_to: Code | None = None
    """The role that sees it as well once it is overdue; None: nobody."""

    def owner(self, found: Collection[str]) -> ExceptionOwner:
        """Whose an exception with these findings is."""
        return next(
            (row for row in self.owners if row.codes & set(found)),
            ExceptionOwner(codes=frozenset(), role=self.otherwise),
        )
