"""Commands on the roster of day labourers, and who of it may work on a day."""

from datetime import date

from activities._registry import handles
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.labour_worker import LABOUR_WORKER, LabourWorker, WorkerCommand, worker_key
from contracts.ids import stream_id
from contracts.labour_worker import RegisterLabourWorker, ReviseLabourWorker, SetLabourRate
from contracts.values import Ref
from events.labour_worker import LabourRateSet
from store.work import Work


@handles(RegisterLabourWorker)
@handles(ReviseLabourWorker)
@handles(SetLabourRate)
def labour_worker(work: Work, command: WorkerCommand, _policies: Policies) -> Ref:
    """Register or revise a worker, or set what he costs from a day on."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    stream = stream_id("labour_worker", worker_key(command.entity, command.worker))
    work.act(LABOUR_WORKER, stream, command)
    return Ref(kind="labour_worker", id=stream, number=command.worker, entity=command.entity)


def worker_on(work: Work, entity: str, worker: str, day: date) -> tuple[LabourWorker, LabourRateSet]:
    """A worker who may work on a day, and his rate then. Raises Refused: without a rate nothing can be costed."""
    state = work.load_by_key(LABOUR_WORKER, worker_key(entity, worker))
    if not state.code:
        raise work.refuse("unknown-worker", entity=entity, worker=worker)
    if not state.active(day):
        first, last = state.valid_from or "-", state.valid_until or "-"
        raise work.refuse("worker-not-active", worker=worker, day=day, first=first, last=last)
    rate = state.rate_on(day)
    if rate is None:
        raise work.refuse("no-labour-rate", worker=worker, day=day)
    return state, rate
