"""Commands on fund accounts: opened, filled, allocated, and the exception that lets a run be released short of wages."""

from activities._registry import handles
from activities.candidates import Candidates
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import known_project
from activities.wages_owed import wages_covered
from aggregates.claim import CLAIM, Take
from aggregates.duties import apart
from aggregates.fund_account import FUND_ACCOUNT, FundAccount
from aggregates.fund_account_commands import (
    Except,
    MoveIn,
    MoveOut,
    Open,
    first_key,
    fund_key,
    funded_key,
    general_key,
    receipt_key,
    wage_account_key,
)
from aggregates.payment_run import PAYMENT_RUN
from contracts.fund_account import AllocateFunds, ExceptWages, OpenFundAccount, ReceiveFunds
from contracts.ids import stream_id
from contracts.values import Money, Ref
from store.work import Refused, Work


@handles(OpenFundAccount)
def open_account(work: Work, command: OpenFundAccount, _policies: Policies) -> Ref:
    """Open a fund account at one of the entity's accounts; a project has one wage account a currency."""
    work.permit(command.entity)
    entity = known_entity(work, command.entity)
    if all(command.bank_account != account.identifier for account in entity.accounts):
        raise work.refuse("unknown-account", account=command.bank_account, entity=command.entity)
    if command.project:
        known_project(work, command.entity, command.project)
    ref = fund_ref(command.entity, command.account)
    work.act(FUND_ACCOUNT, ref.id, Open(command, ref))
    if command.purpose == "wage" and command.project:
        _take(work, wage_account_key(command.entity, command.project, command.currency), ref)
    keys = [first_key(command.entity), funded_key(command.entity, command.currency)]
    if command.purpose == "operating" and command.project is None:
        keys.append(general_key(command.entity, command.currency, command.bank_account))
    for key in keys:
        if work.load_by_key(CLAIM, key).owner is None:
            _take(work, key, ref)
    return ref


@handles(ReceiveFunds)
def receive(work: Work, command: ReceiveFunds, _policies: Policies) -> Ref:
    """Money came in; its reference counts once at the account of the bank."""
    state, ref = _known(work, command.entity, command.account)
    assert state.opened is not None
    key = receipt_key(command.entity, state.opened.bank_account, command.bank_reference)
    if owner := work.load_by_key(CLAIM, key).owner:
        raise work.refuse("already-taken", key=command.bank_reference, owner=owner)
    work.act(FUND_ACCOUNT, ref.id, command)
    _take(work, key, ref)
    return ref


@handles(AllocateFunds)
def allocate(work: Work, command: AllocateFunds, _policies: Policies) -> Ref:
    """Both accounts move in one transaction, or none."""
    source, from_ref = _known(work, command.entity, command.source)
    _, to_ref = _known(work, command.entity, command.target)
    assert source.opened is not None
    if source.opened.project or source.opened.purpose != "operating":
        raise work.refuse("not-to-be-allocated", account=from_ref)
    if from_ref == to_ref:
        raise work.refuse("same-fund-account", account=from_ref)
    move(work, from_ref, to_ref, command.amount, None, command.why)
    return from_ref


@handles(ExceptWages, nominated=True)
def except_wages(work: Work, command: ExceptWages, _policies: Policies, candidates: Candidates) -> Ref:
    """Another person than who proposed the run lets it be released short of wages; the figures are kept."""
    state, ref = _known(work, command.entity, command.account)
    run = work.load(PAYMENT_RUN, command.run)
    if run.ref is None or run.ref.entity != command.entity:
        raise work.refuse("unknown-document", kind="payment run", id=command.run)
    if refusal := apart("maker-is-releaser", work.facts, (run.proposed_by,)):
        raise Refused(refusal)
    owed, covered = wages_covered(work, state, candidates)
    work.act(FUND_ACCOUNT, ref.id, Except(run.ref, owed, covered, command.why))
    return ref


def _take(work: Work, key: str, owner: Ref) -> None:
    work.act(CLAIM, stream_id("claim", key), Take(key, owner))


def fund_ref(entity: str, account: str) -> Ref:
    """The fund account of a code."""
    stream = stream_id("fund_account", fund_key(entity, account))
    return Ref(kind="fund_account", id=stream, number=account, entity=entity)


def _known(work: Work, entity: str, account: str) -> tuple[FundAccount, Ref]:
    work.permit(entity)
    return known_fund_account(work, entity, account)


def known_fund_account(work: Work, entity: str, account: str) -> tuple[FundAccount, Ref]:
    """A fund account of an entity. Raises Refused."""
    ref = fund_ref(entity, account)
    work.acted_on[ref.id] = None
    state = work.load(FUND_ACCOUNT, ref.id)
    if state.ref is None:
        raise work.refuse("unknown-fund-account", entity=entity, account=account)
    return state, ref


def move(work: Work, source: Ref, target: Ref, amount: Money, cause: Ref | None, why: str) -> None:
    """Money goes from one fund account to another. Raises Refused."""
    work.act(FUND_ACCOUNT, source.id, MoveOut(amount, target, cause, why))
    work.act(FUND_ACCOUNT, target.id, MoveIn(amount, source, cause, why))
