"""Contracts: versions are drafted, approved, signed by both; orders draw on a signed one while it is valid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, Refusal, doubled_in, refuse
from aggregates.parts import of_contract
from bots.contract_terms import changed, planned
from contracts.approval import OpenApproval
from contracts.change_order import ChangeTerms
from contracts.contract import (
    ConcludeContract,
    ContractTerms,
    ExpireContract,
    Party,
    RecordSignature,
    RemindContractExpiry,
    ReviseContract,
    SubmitContract,
    TerminateContract,
    WithdrawContract,
)
from contracts.values import Ref, Unit, money
from events.contract import (
    ContractChanged,
    ContractConcluded,
    ContractDrafted,
    ContractDrawn,
    ContractEvent,
    ContractExpired,
    ContractExpiryReminded,
    ContractGivenBack,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractTerminated,
    ContractWithdrawn,
    DrawnLine,
    SignatureRecorded,
)

ZERO = Decimal(0)
Status = Literal[
    "unknown", "draft", "submitted", "returned", "rejected", "withdrawn", "signing", "signed", "expired", "terminated"
]
UNSIGNED: frozenset[Status] = frozenset({"draft", "submitted", "returned", "signing"})


@dataclass(frozen=True)
class Contract:
    """A contract; `drawn` is "<order id>:<line>" -> what that order line takes of it, `reminders` counts announced ends."""

    ref: Ref | None = None
    drafter: str = ""
    supplier: str = ""
    terms: ContractTerms | None = None
    status: Status = "unknown"
    version: int = 1
    round: int = 0
    content_hash: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    decided: UUID | None = None
    """The approval that ended last."""
    signatures: Mapping[Party, SignatureRecorded] = field(default_factory=dict)
    reminder_days: int = 0
    reminded: bool = False
    reminders: int = 0
    drawn: Mapping[str, DrawnLine] = field(default_factory=dict)

    def hash_content(self) -> str:
        """SHA-256 of what is approved: entity, supplier, drafter, version and terms."""
        assert self.terms is not None
        entity = self.ref.entity if self.ref else ""
        terms = self.terms.model_dump_json(exclude_defaults=True)
        return sha256("\n".join([entity, self.supplier, self.drafter, str(self.version), terms]).encode()).hexdigest()

    @property
    def asked(self) -> OpenApproval | None:
        """What its last submission asks approval for; None while it is a first draft."""
        if self.ref is None or self.terms is None or self.round == 0:
            return None
        return OpenApproval(
            subject=self.ref,
            title=self.terms.title,
            amount=self.terms.amount,
            requester=self.drafter,
            content_hash=self.content_hash,
            occurrence=self.round,
            parts=self.parts,
            follows=self.decided if self.parts else None,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "submitted"

    @property
    def ordered(self) -> Decimal:
        """What all orders take of it."""
        return sum((line.amount.amount for line in self.drawn.values()), ZERO)

    @property
    def remaining(self) -> Decimal:
        """Agreed - ordered."""
        return self.terms.amount.amount - self.ordered if self.terms else ZERO

    def ordered_quantity(self, line: int) -> Decimal:
        """What all orders take of a priced line."""
        return sum((drawn.quantity for drawn in self.drawn.values() if drawn.contract_line == line), ZERO)

    @property
    def remind_on(self) -> date | None:
        """The day on which its end is announced."""
        return self.terms.valid_to - timedelta(days=self.reminder_days) if self.terms else None

    def drawing(self, on: date) -> Literal["none", "open", "done", "expired"]:
        """Whether orders may draw on it on a day: not at all, open, used up, or past its last day."""
        if self.terms is None or self.status not in ("signed", "expired") or on < self.terms.valid_from:
            return "none"
        if on > self.terms.valid_to:
            return "expired"
        return "open" if self.remaining > ZERO else "done"


def agreed_price(state: Contract, item: str, unit: Unit, on: date) -> Decimal | None:
    """The price agreed for an item on a day, the first of all price baselines; None where there is none."""
    if state.terms is None or state.drawing(on) not in ("open", "done"):
        return None
    prices = (line.unit_price for line in state.terms.lines if (line.item, line.unit) == (item, unit))
    return min(prices, default=None)


@dataclass(frozen=True)
class Draft:
    """A first version with its number and the supplier as registered."""

    ref: Ref
    supplier: str
    supplier_name: str
    terms: ContractTerms


@dataclass(frozen=True)
class Sign:
    """RecordSignature; how many days before its end a contract is announced is frozen when it is signed."""

    command: RecordSignature
    reminder_days: int


@dataclass(frozen=True)
class Wanted:
    """An order line that is to draw on the contract."""

    drawn: DrawnLine
    unit: Unit
    unit_price: Decimal


@dataclass(frozen=True)
class DrawDown:
    """An order of today to a supplier draws on the contract.

    `again`: it takes what it had given back. It was ordered while the contract held, so that only what is left counts.
    """

    order: Ref
    supplier: str
    lines: tuple[Wanted, ...]
    again: bool = False


@dataclass(frozen=True)
class GiveBack:
    """An order will not take so much of what it has drawn."""

    order: Ref
    lines: tuple[DrawnLine, ...]


@dataclass(frozen=True)
class Change:
    """An approved change order alters the contract."""

    change: Ref
    terms: ChangeTerms


ContractCommand = (
    Draft
    | ReviseContract
    | SubmitContract
    | WithdrawContract
    | ConcludeContract
    | Sign
    | DrawDown
    | GiveBack
    | Change
    | RemindContractExpiry
    | ExpireContract
    | TerminateContract
)


def decide(state: Contract, command: ContractCommand, facts: Facts) -> Decision:
    """Decide on a contract; its drafter alone revises, submits and withdraws it."""
    if isinstance(command, Draft):
        return _draft(state, command, facts)
    if state.ref is None or state.terms is None:
        return refuse("unknown-document", kind="contract")
    ref, terms = state.ref, state.terms
    match command:
        case ReviseContract() | SubmitContract() | WithdrawContract() if facts.actor.name != state.drafter:
            return refuse("not-the-requester", requester=state.drafter)
        case ReviseContract():
            return _revise(state, ref, command)
        case SubmitContract():
            return _submit(state, ref, terms, command)
        case WithdrawContract():
            if state.status == "withdrawn":
                return ()
            if state.status not in UNSIGNED:
                return refuse("closed-document", number=ref, status=state.status)
            return (ContractWithdrawn(ref=ref, why=command.why),)
        case ConcludeContract():
            concluded = ContractConcluded(ref=ref, approval=command.approval, verdict=command.verdict)
            return (concluded,) if state.asks else ()
        case Sign():
            return _sign(state, ref, command)
        case DrawDown():
            return _draw_down(state, ref, terms, command, facts)
        case GiveBack():
            return _give_back(state, ref, command)
        case Change():
            return _change(state, ref, terms, command)
        case RemindContractExpiry():
            due = state.remind_on is not None and facts.today >= state.remind_on
            waits = state.status == "signed" and not state.reminded
            return (ContractExpiryReminded(ref=ref, valid_to=terms.valid_to),) if due and waits else ()
        case ExpireContract():
            past = state.status == "signed" and facts.today > terms.valid_to
            return (ContractExpired(ref=ref),) if past else ()
        case TerminateContract():
            if state.status == "terminated":
                return ()
            if state.status != "signed":
                return refuse("contract-not-active", number=ref, status=state.status, valid_from=terms.valid_from)
            return (ContractTerminated(ref=ref, why=command.why),)
        case _:
            assert_never(command)


def wrong_terms(terms: ContractTerms) -> Refusal | None:
    """Why terms cannot be agreed, if they cannot."""
    if doubled := doubled_in(line.line for line in terms.lines):
        return refuse("doubled-line", line=doubled)
    amounts = [share.amount for share in (*terms.milestones, terms.advance) if share and share.amount]
    if negative := next((amount for amount in (terms.amount, *amounts) if amount.amount < ZERO), None):
        return refuse("negative-amount", amount=negative)
    if terms.valid_to < terms.valid_from:
        return refuse("dates-not-ordered", valid_from=terms.valid_from, valid_to=terms.valid_to)
    if foreign := next((amount for amount in amounts if amount.currency != terms.currency), None):
        return refuse("currency-mismatch", expected=terms.currency, given=foreign.currency)
    plan, agreed = planned(terms)
    return None if plan == agreed else refuse("plan-does-not-add-up", planned=plan, agreed=agreed)


def _draft(state: Contract, command: Draft, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="contract", key=state.ref)
    drafted = ContractDrafted(
        ref=command.ref,
        drafter=facts.actor.name,
        supplier=command.supplier,
        supplier_name=command.supplier_name,
        terms=command.terms,
    )
    return wrong_terms(command.terms) or (drafted,)


def _revise(state: Contract, ref: Ref, command: ReviseContract) -> Decision:
    if state.status not in UNSIGNED or state.asks:
        return refuse("closed-document", number=ref, status=state.status)
    if command.terms == state.terms:
        return ()
    return wrong_terms(command.terms) or (ContractRevised(ref=ref, version=state.version + 1, terms=command.terms),)


def _submit(state: Contract, ref: Ref, terms: ContractTerms, command: SubmitContract) -> Decision:
    if command.version != state.version:
        return refuse("other-version", number=ref, current=state.version, given=command.version)
    if state.asks:
        return ()
    if state.status not in ("draft", "returned"):
        return refuse("closed-document", number=ref, status=state.status)
    submitted = ContractSubmitted(
        ref=ref,
        drafter=state.drafter,
        title=terms.title,
        version=state.version,
        round=state.round + 1,
        amount=terms.amount,
        content_hash=state.hash_content(),
        parts=of_contract(ref.entity, state.supplier, state.drafter, terms),
    )
    return (submitted,)


def _sign(state: Contract, ref: Ref, sign: Sign) -> Decision:
    given = sign.command
    if given.version != state.version:
        return refuse("other-version", number=ref, current=state.version, given=given.version)
    known = state.signatures.get(given.party)
    if known is not None:
        same = known.file_sha256 == given.file_sha256
        return () if same else refuse("already-signed", number=ref, party=given.party, signer=known.signer)
    if state.status != "signing":
        return refuse("not-to-be-signed", number=ref, status=state.status)
    recorded = SignatureRecorded(
        ref=ref,
        version=given.version,
        party=given.party,
        signer=given.signer,
        file_sha256=given.file_sha256,
        signed_on=given.signed_on,
    )
    if not state.signatures:
        return (recorded,)
    return (recorded, ContractSigned(ref=ref, version=state.version, reminder_days=sign.reminder_days))


def _draw_down(state: Contract, ref: Ref, terms: ContractTerms, command: DrawDown, facts: Facts) -> Decision:
    if not command.again and (refusal := _new_refusal(state, ref, terms, command, facts)):
        return refusal
    drawn = ContractDrawn(ref=ref, order=command.order, lines=tuple(line.drawn for line in command.lines))
    return _exceeded(state, evolve(state, drawn), ref) or (drawn,)


def _new_refusal(state: Contract, ref: Ref, terms: ContractTerms, command: DrawDown, facts: Facts) -> Refusal | None:
    """Why nothing new is ordered so under the contract today, if it is not."""
    if command.supplier != state.supplier:
        return refuse("contract-of-other-supplier", number=ref, supplier=state.supplier, given=command.supplier)
    if state.drawing(facts.today) == "none":
        return refuse("contract-not-active", number=ref, status=state.status, valid_from=terms.valid_from)
    if state.drawing(facts.today) == "expired":
        return refuse("contract-expired", number=ref, valid_to=terms.valid_to)
    refusals = (_line_refusal(state, ref, terms, line) for line in command.lines)
    return next((refusal for refusal in refusals if refusal), None)


def _line_refusal(state: Contract, ref: Ref, terms: ContractTerms, wanted: Wanted) -> Refusal | None:
    drawn = wanted.drawn
    if drawn.amount.currency != terms.currency:
        return refuse("currency-mismatch", expected=terms.currency, given=drawn.amount.currency)
    if drawn.contract_line is None:
        return refuse("contract-line-missing", number=ref, line=drawn.order_line) if terms.lines else None
    agreed = terms.line(drawn.contract_line)
    if agreed is None:
        return refuse("unknown-line", number=ref, line=drawn.contract_line)
    if agreed.unit != wanted.unit:
        return refuse("unit-differs", line=drawn.order_line, agreed=agreed.unit, given=wanted.unit)
    if wanted.unit_price > agreed.unit_price:
        price, cap = wanted.unit_price, agreed.unit_price
        return refuse("price-above-contract", line=drawn.order_line, agreed=cap, given=price)
    return None


def _exceeded(state: Contract, after: Contract, ref: Ref) -> Refusal | None:
    """More ordered than agreed: of the whole, or of the quantity of a line."""
    assert after.terms is not None
    if after.remaining < ZERO:
        remaining = money(state.remaining, after.terms.currency)
        wanted = money(after.ordered - state.ordered, after.terms.currency)
        return refuse("contract-exceeded", number=ref, remaining=remaining, wanted=wanted)
    for line in after.terms.lines:
        before, now = state.ordered_quantity(line.line), after.ordered_quantity(line.line)
        if line.quantity is not None and now > line.quantity:
            left, wanted_more = line.quantity - before, now - before
            return refuse("contract-exceeded", number=f"{ref}/{line.line}", remaining=left, wanted=wanted_more)
    return None


def _give_back(state: Contract, ref: Ref, command: GiveBack) -> Decision:
    """Never more than the order line still takes."""
    lines = []
    for given in command.lines:
        held = state.drawn.get(f"{command.order.id}:{given.order_line}")
        if held is not None:
            amount = money(min(given.amount.amount, held.amount.amount), held.amount.currency)
            lines.append(held.model_copy(update={"quantity": min(given.quantity, held.quantity), "amount": amount}))
    return (ContractGivenBack(ref=ref, order=command.order, lines=tuple(lines)),) if lines else ()


def _change(state: Contract, ref: Ref, terms: ContractTerms, command: Change) -> Decision:
    if state.status != "signed":
        return refuse("contract-not-active", number=ref, status=state.status, valid_from=terms.valid_from)
    if command.terms.amount.currency != terms.currency:
        return refuse("currency-mismatch", expected=terms.currency, given=command.terms.amount.currency)
    after = changed(terms, command.terms)
    if refusal := _below_ordered(state, ref, after) or wrong_terms(after):
        return refusal
    event = ContractChanged(
        ref=ref,
        change=command.change,
        amount=after.amount,
        lines=after.lines,
        milestones=after.milestones,
        valid_to=after.valid_to,
    )
    return (event,)


def _below_ordered(state: Contract, ref: Ref, after: ContractTerms) -> Refusal | None:
    """Neither the amount nor the quantity of a line falls below what is ordered already."""
    if after.amount.amount < state.ordered:
        ordered = money(state.ordered, after.currency)
        return refuse("contract-below-ordered", number=ref, wanted=after.amount, ordered=ordered)
    for line in after.lines:
        taken = state.ordered_quantity(line.line)
        if line.quantity is not None and line.quantity < taken:
            return refuse("contract-below-ordered", number=f"{ref}/{line.line}", wanted=line.quantity, ordered=taken)
    return None


def evolve(state: Contract, event: ContractEvent) -> Contract:
    """Apply one event."""
    match event:
        case ContractDrafted():
            return Contract(event.ref, event.drafter, event.supplier, event.terms, "draft")
        case ContractRevised():
            return replace(state, status="draft", version=event.version, terms=event.terms, signatures={})
        case ContractSubmitted():
            asked = {"round": event.round, "content_hash": event.content_hash, "parts": event.parts}
            return replace(state, status="submitted", **asked)  # type: ignore[arg-type]
        case ContractConcluded():
            status = "signing" if event.verdict == "approved" else event.verdict
            return replace(state, status=status, decided=event.approval)
        case ContractWithdrawn():
            return replace(state, status="withdrawn")
        case SignatureRecorded():
            return replace(state, signatures={**state.signatures, event.party: event})
        case ContractSigned():
            return replace(state, status="signed", reminder_days=event.reminder_days)
        case ContractDrawn():
            return replace(state, drawn=_moved(state.drawn, event.order, event.lines, 1))
        case ContractGivenBack():
            return replace(state, drawn=_moved(state.drawn, event.order, event.lines, -1))
        case ContractChanged():
            return _as_changed(state, event)
        case ContractExpiryReminded():
            return replace(state, reminded=True, reminders=state.reminders + 1)
        case ContractExpired():
            return replace(state, status="expired")
        case ContractTerminated():
            return replace(state, status="terminated")
        case _:
            assert_never(event)


def _moved(
    drawn: Mapping[str, DrawnLine], order: Ref, lines: Iterable[DrawnLine], sign: int
) -> Mapping[str, DrawnLine]:
    after = dict(drawn)
    for line in lines:
        key = f"{order.id}:{line.order_line}"
        held = after.get(key)
        quantity, amount = sign * line.quantity, sign * line.amount.amount
        if held is not None:
            quantity, amount = held.quantity + quantity, held.amount.amount + amount
        after[key] = line.model_copy(update={"quantity": quantity, "amount": money(amount, line.amount.currency)})
    return after


def _as_changed(state: Contract, event: ContractChanged) -> Contract:
    """A new last day is announced anew."""
    assert state.terms is not None
    kept = {"amount": event.amount, "lines": event.lines, "milestones": event.milestones, "valid_to": event.valid_to}
    reminded = state.reminded and event.valid_to == state.terms.valid_to
    return replace(state, terms=state.terms.model_copy(update=kept), reminded=reminded)


CONTRACT = Aggregate("contract", Contract(), decide, evolve)
