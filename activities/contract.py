"""Commands on contracts, and how orders draw on them."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.item import usable_items
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import nameable_cost_object
from activities.supplier import orderable_supplier
from activities.tax_code import known_tax_codes
from aggregates.contract import CONTRACT, Draft, DrawDown, GiveBack, Sign, Wanted
from aggregates.purchase_order import ZERO, PurchaseOrder
from contracts.contract import (
    ConcludeContract,
    ContractLine,
    ContractTerms,
    DraftContract,
    ExpireContract,
    RecordSignature,
    RemindContractExpiry,
    ReviseContract,
    SubmitContract,
    TerminateContract,
    WithdrawContract,
)
from contracts.values import Money, Ref
from events.contract import DrawnLine
from events.purchase_order import OrderedLine
from store.work import Work


@handles(DraftContract)
def draft(work: Work, command: DraftContract, policies: Policies) -> Ref:
    """Draft a contract with a supplier that may get orders, under a new number."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    _check_lines(work, command.terms)
    new_cost_objects(work, command.entity, command.terms.lines, ())
    supplier = orderable_supplier(work, command.supplier, policies)
    ref = work.new_ref("contract", "CT", command.entity)
    work.act(CONTRACT, ref.id, Draft(ref, supplier.code, supplier.name, command.terms))
    return ref


def _check_lines(work: Work, terms: ContractTerms) -> None:
    """What is agreed can be ordered: known items in units that fit, tax codes that hold. Raises Refused."""
    usable_items(work, ((line.item, line.unit) for line in terms.lines))
    known_tax_codes(work, terms.lines)


def new_cost_objects(work: Work, entity: str, lines: Iterable[ContractLine], before: Iterable[ContractLine]) -> None:
    """The cost objects that no line named before may be named today. Raises Refused."""
    named = {line.cost_object: None for line in lines if line.cost_object}
    kept = {line.cost_object for line in before}
    for cost_object in named:
        if cost_object not in kept:
            nameable_cost_object(work, entity, cost_object)


@handles(SubmitContract)
def submit(work: Work, command: SubmitContract, policies: Policies) -> Ref:
    """Submit a version; refused when its supplier or items may get no orders any more, or no route covers its amount."""
    before, ref = document(work, CONTRACT, command.agreement)
    state = work.act(CONTRACT, ref.id, command)
    if state.round != before.round and state.terms:
        orderable_supplier(work, state.supplier, policies)
        _check_lines(work, state.terms)
        need_route(work, policies, state.asked)
    return ref


@handles(WithdrawContract)
def withdraw(work: Work, command: WithdrawContract, _policies: Policies) -> Ref:
    """Give it up, with its open approval."""
    before, ref = document(work, CONTRACT, command.agreement)
    work.act(CONTRACT, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
    return ref


@handles(ConcludeContract)
def conclude(work: Work, command: ConcludeContract, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval, which must exist for exactly this version."""
    state, ref = document(work, CONTRACT, command.agreement)
    take_over(work, state.asked, command.approval, command.verdict)
    work.act(CONTRACT, ref.id, command)
    return ref


@handles(RecordSignature)
def sign(work: Work, command: RecordSignature, policies: Policies) -> Ref:
    """Record a signature; the second one makes the contract binding."""
    _, ref = document(work, CONTRACT, command.agreement)
    work.act(CONTRACT, ref.id, Sign(command, policies.contract_reminder_days))
    return ref


@handles(ReviseContract)
def revise(work: Work, command: ReviseContract, _policies: Policies) -> Ref:
    """A new version before it is signed, of items that may be ordered and tax codes that hold."""
    before, ref = document(work, CONTRACT, command.agreement)
    _check_lines(work, command.terms)
    new_cost_objects(work, ref.entity, command.terms.lines, before.terms.lines if before.terms else ())
    work.act(CONTRACT, ref.id, command)
    return ref


@handles(TerminateContract)
@handles(RemindContractExpiry)
@handles(ExpireContract)
def alone(
    work: Work,
    command: TerminateContract | RemindContractExpiry | ExpireContract,
    _policies: Policies,
) -> Ref:
    """What concerns the contract alone."""
    _, ref = document(work, CONTRACT, command.agreement)
    work.act(CONTRACT, ref.id, command)
    return ref


def draw_down(work: Work, order: Ref, supplier: str, lines: Iterable[OrderedLine]) -> None:
    """Let the lines of an order draw on the contracts that they name. Raises Refused."""
    wanted: dict[UUID, list[Wanted]] = {}
    for line in lines:
        if line.contract is not None:
            drawn = DrawnLine(
                order_line=line.line, contract_line=line.contract_line, quantity=line.quantity, amount=line.amount
            )
            wanted.setdefault(line.contract, []).append(Wanted(drawn, line.unit, line.unit_price))
    for stream, under in wanted.items():
        found = work.load(CONTRACT, stream).ref
        if found is None or found.entity != order.entity:
            raise work.refuse("unknown-document", kind="contract", id=stream)
        work.act(CONTRACT, stream, DrawDown(order, supplier, tuple(under)))


def redraw(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """What an amendment adds to lines is drawn from their contracts, what it takes off is given back. Raises Refused."""
    assert after.ref is not None
    numbers = [line.line for line in (*before.lines, *after.lines) if line.contract is not None]
    for number in dict.fromkeys(numbers):
        was, now = before.line(number), after.line(number)
        line = now or was
        assert line is not None
        assert line.contract is not None
        if now and before.supplier != after.supplier:
            found = work.load(CONTRACT, line.contract)
            raise work.refuse(
                "contract-of-other-supplier", number=found.ref, supplier=found.supplier, given=after.supplier
            )
        quantity = (now.quantity if now else ZERO) - (was.quantity if was else ZERO)
        amount = (now.amount.amount if now else ZERO) - (was.amount.amount if was else ZERO)
        if now and (quantity > ZERO or amount > ZERO):
            drawn = _drawn(now, max(quantity, ZERO), max(amount, ZERO))
            wanted = (Wanted(drawn, now.unit, now.unit_price),)
            work.act(CONTRACT, line.contract, DrawDown(after.ref, after.supplier, wanted))
        if quantity < ZERO or amount < ZERO:
            unused = _drawn(line, max(-quantity, ZERO), max(-amount, ZERO))
            work.act(CONTRACT, line.contract, GiveBack(after.ref, (unused,)))


def _drawn(line: OrderedLine, quantity: Decimal, amount: Decimal) -> DrawnLine:
    drawn = Money(amount=amount, currency=line.amount.currency)
    return DrawnLine(order_line=line.line, contract_line=line.contract_line, quantity=quantity, amount=drawn)


def follow(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """What an order takes less than before goes back to its contracts, what it takes more is drawn again. Raises Refused.

    Closed, it takes what has come or is billed; a bill beyond that is what it once gave back.
    """
    assert after.ref is not None
    less: dict[UUID, list[DrawnLine]] = {}
    more: dict[UUID, list[Wanted]] = {}
    for line in after.lines:
        was, now = before.takes(line), after.takes(line)
        if line.contract is not None and now != was:
            worth = after.worth(line.line, now) - after.worth(line.line, was)
            moved = _drawn(line, abs(now - was), abs(worth))
            if now < was:
                less.setdefault(line.contract, []).append(moved)
            else:
                more.setdefault(line.contract, []).append(Wanted(moved, line.unit, line.unit_price))
    for stream, unused in less.items():
        work.act(CONTRACT, stream, GiveBack(after.ref, tuple(unused)))
    for stream, wanted in more.items():
        work.act(CONTRACT, stream, DrawDown(after.ref, after.supplier, tuple(wanted), again=True))
