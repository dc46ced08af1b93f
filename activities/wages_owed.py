"""Wages owed on a project against what its wage account (农民工工资专户) has for them; settlements are paid from it."""

from decimal import Decimal

from activities.candidates import Candidates
from activities.labour_account import account_ref
from aggregates.claim import CLAIM
from aggregates.fund_account import FUND_ACCOUNT, FundAccount
from aggregates.fund_account_commands import Pay, Release, Reserve, wage_account_key
from aggregates.labour_account import LABOUR_ACCOUNT, LabourAccount
from aggregates.labour_settlement import LabourSettlement
from bots.wages import at_most_owed, net_by_project
from contracts.values import Money, Ref, money
from store.work import Work

ZERO = Decimal(0)


def wage_account(work: Work, entity: str, project: str, currency: str) -> Ref | None:
    """The wage account of a project, where it has one."""
    return work.load_by_key(CLAIM, wage_account_key(entity, project, currency)).owner


def wages_covered(work: Work, account: FundAccount, candidates: Candidates) -> tuple[Money, Money]:
    """What is owed to the workers of the account's project, and what the account has for wages: all that no transfer
    has reserved. What an approved settlement has reserved is owed as well, so it counts on both sides.

    Raises Refused where the account is no wage account, or the read models that name the workers are behind.
    """
    opened, ref = account.opened, account.ref
    assert opened is not None
    assert ref is not None
    if opened.purpose != "wage" or opened.project is None:
        raise work.refuse("no-wage-account", account=ref)
    workers = candidates.workers(ref.entity, opened.project)
    if workers is None:
        raise work.refuse("read-models-behind")
    accounts = (work.load(LABOUR_ACCOUNT, account_ref(ref.entity, worker).id) for worker in sorted(workers))
    owed = sum((owed_in(each, opened.project, opened.currency) for each in accounts), ZERO)
    settling = sum((held for cause, held in account.reserved.values() if cause.kind == "labour_settlement"), ZERO)
    return money(owed, opened.currency), money(account.available + settling, opened.currency)


def owed_in(account: LabourAccount, project: str, currency: str) -> Decimal:
    """What a project owes a worker at most, whether a settlement that is not paid has it or none."""
    parts = [(account.earned, account.advances), *((each.earned, each.advances) for each in account.claims.values())]
    earned = [entry for wages, _ in parts for entry in wages.values() if entry.amount.currency == currency]
    drawn = [entry for _, advances in parts for entry in advances.values() if entry.amount.currency == currency]
    here = sum((entry.amount.amount for entry in earned if entry.cost_object.project == project), ZERO)
    total = sum((entry.amount.amount for entry in earned), ZERO)
    return at_most_owed(here, total, sum((entry.amount.amount for entry in drawn), ZERO))


def settle_wages(work: Work, settlement: LabourSettlement, ref: Ref) -> None:
    """Approved, a settlement reserves what each project pays on its wage account; paid or withdrawn, it ends that.

    A project without a wage account pays as before; so does a settlement that is older than the account.
    """
    currency = settlement.lines[0].amount.currency
    for project, amount in _shares(settlement).items():
        account = wage_account(work, ref.entity, project, currency)
        if account is None:
            continue
        match settlement.status:
            case "approved":
                work.act(FUND_ACCOUNT, account.id, Reserve(money(amount, currency), ref))
            case "paid":
                work.act(FUND_ACCOUNT, account.id, Pay(ref))
            case _:
                work.act(FUND_ACCOUNT, account.id, Release(ref))


def _shares(settlement: LabourSettlement) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in settlement.lines:
        earned = ((item.cost_object.project, item.amount.amount) for item in line.items)
        for project, amount in net_by_project(earned, line.amount.amount).items():
            found[project] = found.get(project, ZERO) + amount
    return found
