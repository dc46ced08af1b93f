"""Triggers of the policies: what they start at a moment of their calendar. Each may run any number of times."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from activities._registry import handles
from activities.declared_document import Asked, started, submitted
from activities.document_kind import known_kind
from activities.master_data import known_entity, known_person, newly_named
from activities.policies import Policies
from aggregates.contract import CONTRACT, Contract
from contracts._base import SYSTEM, Answer, Command, Request
from contracts.declared_document import StartDeclaredDocument, StartForContract
from contracts.trigger import Trigger
from contracts.values import Ref
from projections.contracts import contracts
from projections.views import Views
from store.handler import CommandHandler
from store.work import Work

Ending = Callable[[str, date, date], Sequence[tuple[UUID, date, str]]]
"""Entity, first and last day -> the contracts in force that end then, with last day and number: a read model's suggestion."""


def ending(views: Views, entity: str, first: date, last: date) -> Sequence[tuple[UUID, date, str]]:
    """The signed contracts of an entity whose last day is one of these, the earliest first."""
    c = contracts.c
    between = c.valid_to.between(first.isoformat(), last.isoformat())
    query = select(c.id, c.valid_to, c.number).where(c.entity == entity, c.status == "signed", between)
    with views.engine.connect() as connection:
        rows = connection.execute(query.order_by(c.valid_to, c.id)).all()
    return [(UUID(stream), date.fromisoformat(last_day), number) for stream, last_day, number in rows]


def run_trigger(handler: CommandHandler, policies: Policies, look: Ending, name: str, tick: str) -> list[Answer]:
    """Start what a trigger starts now; one that the policies no longer name starts nothing.

    `tick` holds the moment of the schedule, so one that comes twice is one document; of contracts each end is, for ever.
    """
    trigger = next((each for each in policies.triggers if each.name == name), None)
    if trigger is None:
        return []
    if trigger.contract_ends is None:
        return [_sent(handler, _at_moment(trigger, tick), tick)]
    today = handler.clock().date()
    last = today + timedelta(days=trigger.contract_ends.days_before)
    found = look(trigger.entity, today, last)
    return [_sent(handler, _for_contract(trigger, *each), tick, *each[:2]) for each in found]


def _sent(handler: CommandHandler, command: Command, tick: str, *more: object) -> Answer:
    """A refusal has a receipt; the inbox and the doctor read it there."""
    key = ":".join(map(str, (tick, *more)))
    return handler.handle(Request(command=command, key=key, actor=SYSTEM, channel="workflow", workflow_id=tick))


def _at_moment(trigger: Trigger, tick: str) -> Command:
    of = {"entity": trigger.entity, "kind": trigger.kind, "requester": trigger.requester}
    return StartDeclaredDocument(**of, body=trigger.body, external_number=tick)


def _for_contract(trigger: Trigger, agreement: UUID, valid_to: date, number: str) -> Command:
    assert trigger.contract_ends is not None
    of = {"entity": trigger.entity, "kind": trigger.kind, "requester": trigger.requester, "rule": trigger.name}
    ends = {"agreement": agreement, "valid_to": valid_to, "members": trigger.contract_ends.members}
    ends["external_number"] = _number(number, valid_to)
    return StartForContract(**of, **ends, body=trigger.body)


def _number(contract: str, valid_to: date) -> str:
    return f"{contract}/{valid_to}"


@handles(StartForContract)
def start_for_contract(work: Work, command: StartForContract, policies: Policies) -> Ref:
    """Start a document about the end of a contract, once; a contract that no longer ends then starts none.

    The contract is read here, so one that is extended or terminated in the same moment is not overlooked.
    """
    work.permit(command.entity)
    known_entity(work, command.entity)
    state = work.load(CONTRACT, command.agreement)
    if state.ref is None or state.terms is None or state.ref.entity != command.entity:
        raise work.refuse("unknown-document", kind="contract", id=command.agreement)
    by = Asked(command.requester, f"rule:{command.rule}", _number(state.ref.number, command.valid_to))
    if known := started(work, command.entity, command.kind, by).ref:
        return known
    if state.status != "signed" or state.terms.valid_to != command.valid_to:
        raise work.refuse("contract-ends-otherwise", contract=state.ref, day=command.valid_to)
    newly_named(work, known_person(work, command.requester), None)
    body = {**command.body, **{name: _said(state, fact) for name, fact in command.members.items()}}
    return submitted(work, policies, known_kind(work, command.kind), command.entity, body, by)


def _said(state: Contract, fact: str) -> str:
    assert state.terms is not None
    terms = state.terms
    said = {
        "number": state.ref,
        "title": terms.title,
        "supplier": state.supplier,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "amount": str(terms.amount).partition(" ")[0],
        "currency": terms.amount.currency,
        "remaining": state.remaining,
    }
    return str(said[fact])
