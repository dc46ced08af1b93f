"""The judge of everything: the invariants I1 to I10 over the log and, where given, what lies outside of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.checks._base import Check, Pass
from audit.checks.accounts import Accounts
from audit.checks.administrators import Administrators
from audit.checks.agreements import Agreements
from audit.checks.approvals import Approvals
from audit.checks.budget_changes import BudgetChanges
from audit.checks.budgets import Moves
from audit.checks.cases import Cases
from audit.checks.commitments import Commitments
from audit.checks.duties import Duties
from audit.checks.files import BankFiles, Control, Write
from audit.checks.fund_accounts import FundAccounts
from audit.checks.funds_plans import FundsPlans
from audit.checks.invoices import Invoices
from audit.checks.overspending import Overspending
from audit.checks.owed import Owed
from audit.checks.payables import Payables
from audit.checks.postings import Postings
from audit.checks.releases import Releases
from audit.checks.settlements import Settlements
from audit.checks.statements import Statements
from audit.checks.streams import Receipts, Streams
from audit.checks.submissions import Submissions
from audit.checks.supplier_credits import SupplierCredits
from audit.checks.taxes import Taxes
from audit.replay import Compare, read_models
from audit.report import Report, Violation
from audit.rows import scan
from audit.verify import Checkpoint, against, chain, unreadable
from store.log import EventLog

INVARIANTS = ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10")


@dataclass(frozen=True)
class Outside:
    """What the log alone cannot tell. A part that is None is listed as not run, never as held.

    `open_workflows` gives the ids of all running workflows, `read_models` compares each with its rebuild
    (`audit.replay`), `write` and `control` the bank format, `folder` where bank files are, `kept` a checkpoint.
    """

    open_workflows: Callable[[], Collection[str]] | None = None
    read_models: Mapping[str, Compare] | None = None
    write: Write | None = None
    control: Control | None = None
    folder: Path | None = None
    kept: Checkpoint | None = None


NOTHING = Outside()


def invariants(log: EventLog, outside: Outside = NOTHING, progress: Callable[[int], None] | None = None) -> Report:
    """Judge the log up to its head, in one pass. Works while the system runs: what comes later is not judged."""
    cases = Cases()
    judged, head = Pass((*_checks(outside), cases)), log.head()
    found: list[Violation] = []
    for row in scan(log, until=head):
        found.extend(unreadable(row))
        judged.see(row)
        if progress and judged.events % 1000 == 0:
            progress(judged.events)
    judged.end()
    found += judged.violations
    found += [*chain(log, head), *against(log, outside.kept)]
    found += _workflows(log, cases, outside, head)
    found += read_models(outside.read_models or {})
    run = tuple(name for name in INVARIANTS if name not in _not_run(outside))
    return Report(run, _not_run(outside), tuple(sorted(found, key=_order)), head, judged.events)


def _checks(outside: Outside) -> tuple[Check, ...]:
    approvals = Approvals()
    files: tuple[Check, ...] = ()
    if outside.write and outside.control:
        files = (BankFiles(outside.write, outside.control, outside.folder),)
    money: tuple[Check, ...] = (
        Moves(),
        Postings(),
        Commitments(),
        Payables(),
        Invoices(),
        Statements(),
        Owed(),
        Settlements(),
        Overspending(),
        BudgetChanges(),
        Agreements(),
        FundAccounts(),
        FundsPlans(),
        Taxes(),
        SupplierCredits(),
    )
    people: tuple[Check, ...] = (approvals, Submissions(approvals), Releases(), Duties(), Administrators())
    return (*money, *people, Accounts(), Receipts(), Streams(), *files)


def _workflows(log: EventLog, cases: Cases, outside: Outside, head: int) -> list[Violation]:
    """Open cases are taken before and after the look at the workflows: what ends meanwhile is no violation."""
    if outside.open_workflows is None:
        return []
    before, live = cases.open(), frozenset(outside.open_workflows())
    later = Pass((cases,))
    for row in scan(log, after=head):
        later.see(row)
    return [*cases.without_workflow(before, live), *cases.without_events(live)]


def _not_run(outside: Outside) -> tuple[str, ...]:
    missing = {
        "I1": outside.open_workflows is None,
        "I8": outside.read_models is None,
        "I9": outside.write is None or outside.control is None,
        "I10": outside.open_workflows is None,
    }
    return tuple(name for name in INVARIANTS if missing.get(name))


def _order(found: Violation) -> tuple[int, str, str]:
    return INVARIANTS.index(found.check), found.code, found.document
