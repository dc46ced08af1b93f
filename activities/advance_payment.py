"""Commands on advances: the settlement of the contract knows how much may be asked for, and what was paid."""

from collections.abc import Iterator
from uuid import UUID

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.instalments import payable_ref, under
from activities.policies import Policies
from activities.project import known_project
from activities.run_funds import funded
from activities.supplier import usable_supplier
from aggregates.advance_payment import ADVANCE_PAYMENT, ComeBack, Request, Settle
from aggregates.contract import CONTRACT, Contract
from aggregates.payable import PAYABLE, Open
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.settlement import SETTLEMENT, GiveUp, Reserve, Settled
from aggregates.supplier import Supplier
from contracts.advance_payment import ConcludeAdvance, RequestAdvance, WithdrawAdvance
from contracts.values import BankAccount, Money, Ref
from events.advance_payment import AdvanceRequested
from events.payable import PayableOpened
from store.work import Work


@handles(RequestAdvance)
def request(work: Work, command: RequestAdvance, policies: Policies) -> Ref:
    """Ask for an advance of a signed contract; all that is asked for is never more than it agrees."""
    agreement, contract = document(work, CONTRACT, command.agreement)
    if agreement.status != "signed" or agreement.terms is None:
        valid_from = agreement.terms.valid_from if agreement.terms else ""
        raise work.refuse("contract-not-active", number=contract, status=agreement.status, valid_from=valid_from)
    if command.amount.currency != agreement.terms.currency:
        raise work.refuse("currency-mismatch", expected=agreement.terms.currency, given=command.amount.currency)
    supplier = usable_supplier(work, agreement.supplier, "payments")
    ref = work.new_ref("advance_payment", "AD", contract.entity)
    terms = under(work, contract.id)
    account, projects = _account(work, supplier, command.account), _projects(work, agreement, contract, command)
    wanted = Request(command, ref, contract, supplier.code, supplier.name, account, projects)
    need_route(work, policies, work.act(ADVANCE_PAYMENT, ref.id, wanted).asked)
    work.act(SETTLEMENT, terms.ref.id, Reserve(terms, ref, command.amount))
    return ref


def _account(work: Work, supplier: Supplier, named: str | None) -> BankAccount:
    fitting = [account for account in supplier.accounts if named in (None, account.identifier)]
    if len(fitting) != 1:
        known = ", ".join(account.identifier for account in supplier.accounts)
        raise work.refuse("account-not-named", supplier=supplier.code, known=known)
    return fitting[0]


def _projects(work: Work, agreement: Contract, contract: Ref, command: RequestAdvance) -> tuple[str, ...]:
    """Whose money it is. Once an entity has fund accounts, an advance that belongs to no project is refused: wages owed
    on a project come first, and nobody could tell on which."""
    assert agreement.terms is not None
    priced = {line.cost_object.project for line in agreement.terms.lines if line.cost_object}
    known = priced | {project for key in agreement.drawn for project in _ordered_for(work, key)}
    if command.project is None:
        if not known and funded(work, contract.entity, command.amount.currency):
            raise work.refuse("advance-without-project", number=contract)
        return tuple(sorted(known))
    known_project(work, contract.entity, command.project)
    if known and command.project not in known:
        raise work.refuse(
            "advance-of-other-project", number=contract, given=command.project, known=", ".join(sorted(known))
        )
    return (command.project,)


def _ordered_for(work: Work, key: str) -> Iterator[str]:
    """The project of an order line, from what a contract names it by ("<order id>:<line>")."""
    order, number = key.split(":")
    line = work.load(PURCHASE_ORDER, UUID(order)).line(int(number))
    if line is not None:
        yield line.cost_object.project


@handles(WithdrawAdvance)
def withdraw(work: Work, command: WithdrawAdvance, _policies: Policies) -> Ref:
    """Take it back, with its open approval; as much may be asked for again."""
    before, ref = document(work, ADVANCE_PAYMENT, command.advance)
    work.act(ADVANCE_PAYMENT, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
        _give_up(work, before.requested)
    return ref


@handles(ConcludeAdvance)
def conclude(work: Work, command: ConcludeAdvance, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval; an approved one is payable, any other gives back what it reserved."""
    before, ref = document(work, ADVANCE_PAYMENT, command.advance)
    take_over(work, before.asked, command.approval, command.verdict)
    after = work.act(ADVANCE_PAYMENT, ref.id, command)
    if before.asks and before.requested and after.status == "approved":
        opened = _payable(work, before.requested)
        work.act(PAYABLE, opened.ref.id, Open(opened))
    elif before.asks:
        _give_up(work, before.requested)
    return ref


def _payable(work: Work, asked: AdvanceRequested) -> PayableOpened:
    return PayableOpened(
        ref=payable_ref(asked.ref),
        invoice=asked.ref,
        supplier=asked.supplier,
        supplier_name=asked.supplier_name,
        invoice_number=asked.agreement.number,
        amount=asked.amount,
        due_date=asked.due_date or work.now.date(),
        account=asked.account,
        part="advance",
    )


def _give_up(work: Work, asked: AdvanceRequested | None) -> None:
    assert asked is not None
    terms = under(work, asked.agreement.id)
    work.act(SETTLEMENT, terms.ref.id, GiveUp(terms, asked.ref))


def settle_advance(work: Work, advance: Ref, amount: Money) -> None:
    """The bank paid it: it is no cost, the contract owes it back, and its bills recover it."""
    state = work.act(ADVANCE_PAYMENT, advance.id, Settle(amount))
    assert state.requested is not None
    terms = under(work, state.requested.agreement.id)
    work.act(SETTLEMENT, terms.ref.id, Settled(terms, advance, amount))


def unsettle_advance(work: Work, advance: Ref, amount: Money) -> None:
    """The payment came back: it is to be paid again. What bills recover of it stays as it is, as they recover it once."""
    work.act(ADVANCE_PAYMENT, advance.id, ComeBack(amount))
