"""Commands on day-labour sheets: a worker's day is taken at once, the cost is posted when the sheet is approved."""

from collections.abc import Iterable

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.labour_account import earn, unearn
from activities.labour_worker import worker_on
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import usable_cost_object
from aggregates._base import plus
from aggregates.budget_line import Owe, Release
from aggregates.claim import CLAIM, GiveBack, Take
from aggregates.labour_day import LABOUR_DAY, FreeDay, TakeDay, day_key
from aggregates.labour_sheet import LABOUR_SHEET, Approve, LabourSheet, Rates, Submit, site_day_key
from contracts.ids import stream_id
from contracts.labour_sheet import (
    MAN_DAYS,
    ApproveLabourSheet,
    CountersignLabourSheet,
    ReverseLabourSheet,
    SubmitLabourSheet,
    WithdrawLabourSheet,
    WorkedLine,
)
from contracts.values import CostObject, Ref, month_of
from events.labour_sheet import SheetLine
from store.work import Work


@handles(SubmitLabourSheet)
def submit(work: Work, command: SubmitLabourSheet, _policies: Policies) -> Ref:
    """Submit the sheet of a site and day; its workers' days are taken, so that no other sheet counts them again."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    lines = tuple(_line(work, command, number, line) for number, line in enumerate(command.lines, 1))
    ref = work.new_ref("labour_sheet", "LS", command.entity)
    state = work.act(LABOUR_SHEET, ref.id, Submit(command, ref, lines))
    key = _site_day(state, ref)
    work.act(CLAIM, stream_id("claim", key), Take(key, ref))
    hours = plus({}, ((line.worker, line.overtime_hours) for line in lines))
    for worker, days in plus({}, ((line.worker, line.days) for line in lines)).items():
        stream = stream_id("labour_day", day_key(ref.entity, worker, command.day))
        work.act(LABOUR_DAY, stream, TakeDay(ref.entity, worker, command.day, ref, days, hours[worker]))
    return ref


def _line(work: Work, command: SubmitLabourSheet, number: int, line: WorkedLine) -> SheetLine:
    """A line with what the roster says of its worker; the cost belongs to the month of the day."""
    worker, _ = worker_on(work, command.entity, line.worker, command.day)
    where = CostObject(project=command.project, cost_code=line.cost_code, period=month_of(command.day))
    usable_cost_object(work, command.entity, where)
    return SheetLine(
        line=number,
        worker=line.worker,
        name=worker.name,
        trade=worker.trade,
        team=worker.team,
        presence=line.presence,
        days=MAN_DAYS[line.presence],
        overtime_hours=line.overtime_hours,
        cost_object=where,
    )


@handles(CountersignLabourSheet)
def countersign(work: Work, command: CountersignLabourSheet, _policies: Policies) -> Ref:
    """Confirm a sheet as worker or site manager."""
    _, ref = document(work, LABOUR_SHEET, command.sheet)
    work.act(LABOUR_SHEET, ref.id, command)
    return ref


@handles(ApproveLabourSheet)
def approve(work: Work, command: ApproveLabourSheet, _policies: Policies) -> Ref:
    """Approve a sheet at the rates of its day; the budgets of its cost codes owe the wages from now on."""
    before, ref = document(work, LABOUR_SHEET, command.sheet)
    state = work.act(LABOUR_SHEET, ref.id, Approve(_rates(work, before, ref)))
    for line in state.costed:
        earn(work, ref, line)
        move_funds(work, ref.entity, line.cost_object, Owe(funds_key(ref, line.line), line.amount, ref))
    return ref


def _rates(work: Work, sheet: LabourSheet, ref: Ref) -> dict[str, Rates]:
    workers = dict.fromkeys(line.worker for line in sheet.lines)
    found = {worker: worker_on(work, ref.entity, worker, sheet.day)[1] for worker in workers}
    return {worker: Rates(rate.day_rate, rate.overtime_rate) for worker, rate in found.items()}


@handles(WithdrawLabourSheet)
@handles(ReverseLabourSheet)
def take_back(work: Work, command: WithdrawLabourSheet | ReverseLabourSheet, _policies: Policies) -> Ref:
    """Drop a sheet, or take an approved one back with its cost; days and site are free again."""
    before, ref = document(work, LABOUR_SHEET, command.sheet)
    state = work.act(LABOUR_SHEET, ref.id, command)
    if state.status == before.status:
        return ref
    _free(work, state, ref, dict.fromkeys(line.worker for line in state.lines))
    for line in state.costed:
        unearn(work, ref, line)
        move_funds(work, ref.entity, line.cost_object, Release("accrued", funds_key(ref, line.line), ref))
    return ref


def _free(work: Work, sheet: LabourSheet, ref: Ref, workers: Iterable[str]) -> None:
    key = _site_day(sheet, ref)
    work.act(CLAIM, stream_id("claim", key), GiveBack(key, ref))
    for worker in workers:
        stream = stream_id("labour_day", day_key(ref.entity, worker, sheet.day))
        work.act(LABOUR_DAY, stream, FreeDay(ref.entity, worker, sheet.day, ref))


def _site_day(sheet: LabourSheet, ref: Ref) -> str:
    return site_day_key(ref.entity, sheet.project, sheet.site, sheet.day)


def funds_key(sheet: Ref, line: int) -> str:
    """Under what a budget line holds the wages of a line."""
    return f"{sheet.id}:{line}"
