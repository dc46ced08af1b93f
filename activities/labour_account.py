"""Commands on the accounts of day labourers, and what sheets and settlements do to them."""

from activities._registry import handles
from activities.policies import Policies
from aggregates.labour_account import LABOUR_ACCOUNT, Advance, Earn, LabourAccount, Unearn
from aggregates.labour_sheet import LABOUR_SHEET
from aggregates.labour_worker import LABOUR_WORKER, LabourWorker, worker_key
from contracts.ids import stream_id
from contracts.labour_account import RecordLabourAdvance, ReverseLabourAdvance
from contracts.values import Ref
from events.labour_sheet import CostedLine
from store.work import Work


@handles(RecordLabourAdvance)
@handles(ReverseLabourAdvance)
def advance(work: Work, command: RecordLabourAdvance | ReverseLabourAdvance, _policies: Policies) -> Ref:
    """Record an advance of a worker, in the currency of his rates, or take it back."""
    work.permit(command.entity)
    worker = known_worker(work, command.entity, command.worker)
    asked = Advance(command, worker.currency) if isinstance(command, RecordLabourAdvance) else command
    act(work, command.entity, command.worker, asked)
    return account_ref(command.entity, command.worker)


def known_worker(work: Work, entity: str, worker: str) -> LabourWorker:
    """A worker of the roster, active or not. Raises Refused."""
    found = work.load_by_key(LABOUR_WORKER, worker_key(entity, worker))
    if not found.code:
        raise work.refuse("unknown-worker", entity=entity, worker=worker)
    return found


def earn(work: Work, sheet: Ref, line: CostedLine) -> None:
    """The line of an approved sheet is earned."""
    day = work.load(LABOUR_SHEET, sheet.id).day
    asked = Earn(sheet.entity, line.worker, sheet, line.line, day, line.cost_object, line.amount)
    act(work, sheet.entity, line.worker, asked)


def unearn(work: Work, sheet: Ref, line: CostedLine) -> None:
    """The line's sheet is reversed. Raises Refused where a settlement has it; an absence earned nothing."""
    if line.amount.amount:
        act(work, sheet.entity, line.worker, Unearn(sheet.entity, line.worker, sheet, line.line))


def act(work: Work, entity: str, worker: str, command: object) -> LabourAccount:
    """Let the account of a worker decide. Raises Refused."""
    return work.act(LABOUR_ACCOUNT, account_ref(entity, worker).id, command)


def account_ref(entity: str, worker: str) -> Ref:
    """The one account of a worker."""
    stream = stream_id("labour_account", worker_key(entity, worker))
    return Ref(kind="labour_account", id=stream, number=worker, entity=entity)
