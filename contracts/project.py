"""Projects of a legal entity with their cost codes (WBS): where costs may belong."""

from contracts._base import Command
from contracts.values import Code, Currency, Text, Validity, Value


class CostCode(Value):
    """A node of a project's work breakdown structure; a closed one takes no new requisitions and budgets."""

    cost_code: Code
    name: Text
    parent: Code | None = None
    category: Code | None = None
    closed: bool = False


class RegisterProject(Validity, Command):
    """Make a project of a legal entity known, with the cost codes known so far (parents before children)."""

    contract = "project.register"
    permission = "project.administer"
    entity: Code
    project: Code
    name: Text
    currency: Currency
    manager: Code | None = None
    cost_codes: tuple[CostCode, ...] = ()


class ReviseProject(Validity, Command):
    """Give an open project another name, manager or validity."""

    contract = "project.revise"
    permission = "project.administer"
    entity: Code
    project: Code
    name: Text
    manager: Code | None = None


class AddCostCode(CostCode, Command):
    """Add a cost code to an open project, or define one of its cost codes anew."""

    contract = "project.add_cost_code"
    permission = "project.administer"
    entity: Code
    project: Code


class CloseProject(Command):
    """Take no new requisitions and budgets for the project; what runs goes its way."""

    contract = "project.close"
    permission = "project.administer"
    entity: Code
    project: Code
    why: Text


class ReopenProject(Command):
    """Let a closed project take requisitions and budgets again."""

    contract = "project.reopen"
    permission = "project.administer"
    by = "person"
    entity: Code
    project: Code
    why: Text
