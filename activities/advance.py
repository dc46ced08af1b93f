"""`advance`: load the case, ask the process what is next, commit its follow-ups in one transaction, say what to wait for."""

import logging
from datetime import datetime

from activities.processes import PROCESSES, Process
from aggregates._base import Refusal
from contracts._base import SYSTEM, Answer, Request
from contracts.process import Advance, ProcessRef, Step
from processes._base import FollowUp, Next
from store.handler import CommandHandler
from store.states import States

NAME = "advance"
ROUNDS = 20


DEFECTS = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError)
"""What a wrong figure or a mistake of ours raises: again and again, so that a person has to see the document. What a
database or a server raises passes, and is tried again."""
LOG = logging.getLogger("req2pay")


class Stuck(Exception):
    """A stage proposed follow-ups twenty times without coming to rest: a defect, shown as a failing activity."""


def advance(handler: CommandHandler, ask: Advance) -> Step:
    """Bring a process as far as stored facts allow, from a stage on; it may run any number of times."""
    process = PROCESSES[ask.process.kind]
    # The log is asked for news here and after each command; what others commit meanwhile sends its own signal.
    states = handler.states
    if ask.failed:
        _set_aside(handler, states, process, ask, Refusal("side-effect-failed", {"effect": ask.failed}))
    stages = list(process.stages)
    step = Step()
    for stage in stages[stages.index(ask.stage) :]:
        step = _stage(handler, states, process, ask.model_copy(update={"stage": stage}))
        if not step.done:
            break
    return step


def _stage(handler: CommandHandler, states: States, process: Process, ask: Advance) -> Step:
    answer = Answer(outcome="ignored")
    refused: tuple[FollowUp, ...] = ()
    for _ in range(ROUNDS):
        now = handler.clock()
        step = process.stages[ask.stage](process.load(states, ask.process.document), now)
        if step.aside:
            _set_aside(handler, states, process, ask, step.aside)
        if not step.commands:
            break
        if step.commands == refused:
            # Read again and still wanted: it was no lost race, so a person has to see it.
            _set_aside(handler, states, process, ask, _refusal(answer))
            break
        try:
            answer = handler.handle_batch([_request(ask.process, follow_up) for follow_up in step.commands])
        except DEFECTS as error:
            if process.on_refusal is None:
                raise
            LOG.exception("%s in stage %s", ask.process.workflow_id, ask.stage)
            _set_aside(handler, states, process, ask, Refusal("defect", {"error": type(error).__name__}))
            break
        if answer.outcome == "ignored":
            break
        refused = step.commands if answer.outcome == "refused" else ()
        states = handler.states
    else:
        raise Stuck(f"{ask.process.workflow_id} in stage {ask.stage}")
    return _answer(ask.stage, step, now)


def _set_aside(handler: CommandHandler, states: States, process: Process, ask: Advance, refusal: Refusal) -> None:
    """Show a refused step to a person; doing it again changes nothing. Processes without such a step just wait."""
    if process.on_refusal is None:
        return
    follow_up = process.on_refusal(process.load(states, ask.process.document), ask.stage, refusal)
    handler.handle_batch([_request(ask.process, follow_up)])


def _answer(stage: str, step: Next, now: datetime) -> Step:
    wait = (step.deadline - now).total_seconds() if step.deadline else 7 * 86_400.0
    return Step(stage=stage, done=step.done, effects=step.effects, wait_seconds=max(wait, 0.001))


def _refusal(answer: Answer) -> Refusal:
    return Refusal(answer.code or "", answer.figures)


def _request(process: ProcessRef, follow_up: FollowUp) -> Request:
    return Request(
        command=follow_up.command,
        key=f"{process.workflow_id}:{follow_up.step}:{follow_up.occurrence}",
        actor=SYSTEM,
        channel="workflow",
        workflow_id=process.workflow_id,
    )
