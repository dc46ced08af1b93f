"""Suppliers: proposed by one person, approved by another, held, blocked; their licences, accounts and scorecard."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.supplier_identity import iban_refusal, tax_id_refusal
from contracts.supplier import (
    AddSupplierDocument,
    ApproveSupplier,
    BlockSupplier,
    HoldSupplier,
    RegisterSupplier,
    ReleaseSupplierHold,
    ReviseSupplier,
    Scope,
    ScorecardMinimum,
    SupplierDocument,
)
from contracts.values import BankAccount, Ref
from events.supplier import (
    ScoredLine,
    SupplierAccountChanged,
    SupplierAccountDoubted,
    SupplierAccountProven,
    SupplierApproved,
    SupplierBlocked,
    SupplierDocumentAdded,
    SupplierEvent,
    SupplierHeld,
    SupplierHoldReleased,
    SupplierRegistered,
    SupplierRevised,
    SupplierScored,
)

ZERO = Decimal(0)
REVISED = (
    "name", "tax_ids", "country", "payment_days", "classes", "phone", "end_of_month", "discount_percent",
    "discount_days",
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """What all deliveries say: each delivered line counts alike, because units differ."""

    lines: int = 0
    on_time: int = 0
    quality: Decimal = ZERO

    def after(self, lines: tuple[ScoredLine, ...]) -> "Score":
        """With a delivery more."""
        return Score(
            self.lines + len(lines),
            self.on_time + sum(line.on_time for line in lines),
            self.quality + sum((line.quality for line in lines), ZERO),
        )


@dataclass(frozen=True)
class Supplier:
    """A supplier and whether it may be used. `makers` proposed or changed it, an account or a document of it.

    `holds` is scope -> the day on which the hold is over; `replaced` is old -> new account; nothing was paid yet to
    the accounts `unproven`.
    """

    code: str = ""
    name: str = ""
    tax_ids: tuple[str, ...] = ()
    country: str = ""
    accounts: tuple[BankAccount, ...] = ()
    payment_days: int = 30
    classes: tuple[str, ...] = ()
    phone: str | None = None
    status: Literal["unknown", "draft", "approved", "blocked"] = "unknown"
    makers: tuple[str, ...] = ()
    documents: tuple[SupplierDocument, ...] = ()
    holds: Mapping[Scope, date] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    unproven: tuple[str, ...] = ()
    score: Score = Score()
    end_of_month: bool = False
    discount_percent: Decimal | None = None
    discount_days: int | None = None

    def held(self, scope: Scope, today: date) -> date | None:
        """The day on which a hold of the scope is over, or None when there is none any more."""
        until = self.holds.get(scope)
        return until if until and today < until else None

    def payee(self, identifier: str) -> BankAccount | None:
        """The account as it is now, or what took its place."""
        while identifier in self.replaced:  # ends: an account that is in use again was taken out of `replaced`
            identifier = self.replaced[identifier]
        return next((account for account in self.accounts if account.identifier == identifier), None)


@dataclass(frozen=True)
class ChangeAccount:
    """A verified bank change takes effect."""

    change: Ref
    account: BankAccount
    replaces: str | None
    proposed_by: str


@dataclass(frozen=True)
class ProveAccount:
    """A payment to an account arrived."""

    account: str
    payable: Ref


@dataclass(frozen=True)
class DoubtAccount:
    """A payment to an account came back."""

    account: str
    payable: Ref


@dataclass(frozen=True)
class ScoreDelivery:
    """A delivery was counted."""

    receipt: Ref
    order: Ref
    received_on: date
    lines: tuple[ScoredLine, ...]


SupplierCommand = (
    RegisterSupplier
    | ReviseSupplier
    | ApproveSupplier
    | BlockSupplier
    | AddSupplierDocument
    | HoldSupplier
    | ReleaseSupplierHold
    | ChangeAccount
    | ProveAccount
    | DoubtAccount
    | ScoreDelivery
)


def decide(state: Supplier, command: SupplierCommand, facts: Facts) -> Decision:
    """Makers and approver differ; an approved supplier can be blocked, a blocked one approved again."""
    if isinstance(command, RegisterSupplier):
        return _register(state, command, facts)
    if not state.code:
        named = (
            "" if isinstance(command, ChangeAccount | ProveAccount | DoubtAccount | ScoreDelivery) else command.supplier
        )
        return refuse("unknown-supplier", supplier=named)
    match command:
        case ReviseSupplier():
            return _revise(state, command, facts)
        case ApproveSupplier():
            if refusal := apart("maker-is-approver", facts, state.makers):
                return refusal
            return () if state.status == "approved" else (SupplierApproved(supplier=command.supplier),)
        case BlockSupplier():
            return () if state.status == "blocked" else (SupplierBlocked(**dict(command)),)
        case AddSupplierDocument():
            return _add_document(state, command, facts)
        case HoldSupplier():
            return _hold(state, command, facts)
        case ReleaseSupplierHold():
            scopes = tuple(scope for scope in command.scopes if scope in state.holds)
            return (SupplierHoldReleased(supplier=state.code, scopes=scopes, why=command.why),) if scopes else ()
        case ChangeAccount():
            return _change_account(state, command)
        case ProveAccount():
            proven = SupplierAccountProven(supplier=state.code, account=command.account, payable=command.payable)
            return (proven,) if command.account in state.unproven else ()
        case DoubtAccount():
            doubted = SupplierAccountDoubted(supplier=state.code, account=command.account, payable=command.payable)
            known = any(command.account == account.identifier for account in state.accounts)
            return (doubted,) if known and command.account not in state.unproven else ()
        case ScoreDelivery():
            return (SupplierScored(supplier=state.code, **vars(command)),)
        case _:
            assert_never(command)


def _register(state: Supplier, command: RegisterSupplier, facts: Facts) -> Decision:
    if state.code:
        return refuse("already-registered", kind="supplier", key=command.supplier)
    wrong = tax_id_refusal(command.country, command.tax_ids) or iban_refusal(command.accounts)
    return wrong or (SupplierRegistered(maker=facts.actor.name, **dict(command)),)


def _revise(state: Supplier, command: ReviseSupplier, facts: Facts) -> Decision:
    given = {name: value for name, value in dict(command).items() if value is not None and name != "supplier"}
    before = {name: getattr(state, name) for name in REVISED}
    after = {**before, **given}
    if after == before:
        return ()
    if wrong := tax_id_refusal(after["country"], after["tax_ids"]):
        return wrong
    # A class that is left takes the licences that it asks for with it.
    left = set(before["classes"]) - set(after["classes"])
    matters = bool(left) or any(after[name] != before[name] for name in ("tax_ids", "country", "phone"))
    return (SupplierRevised(supplier=state.code, revised_by=facts.actor.name, reapproval=matters, **after),)


def _add_document(state: Supplier, command: AddSupplierDocument, facts: Facts) -> Decision:
    if command.document in state.documents:
        return ()
    same = [known.last_day for known in state.documents if known.kind == command.document.kind]
    last = max([*same, command.document.last_day])
    expires = None if last == date.max else last
    about = {"supplier": state.code, "added_by": facts.actor.name}
    return (SupplierDocumentAdded(**about, document=command.document, expires_on=expires),)


def _hold(state: Supplier, command: HoldSupplier, facts: Facts) -> Decision:
    if command.release_on <= facts.today:
        return refuse("release-date-past", release_on=command.release_on, today=facts.today)
    if all(state.holds.get(scope) == command.release_on for scope in command.scopes):
        return ()
    return (SupplierHeld(held_by=facts.actor.name, **dict(command)),)


def _change_account(state: Supplier, command: ChangeAccount) -> Decision:
    if state.status != "approved":
        return refuse("supplier-not-approved", supplier=state.code, status=state.status)
    new, old = command.account, command.replaces
    swapped = tuple(new if known.identifier == old else known for known in state.accounts)
    accounts = swapped if old else (*state.accounts, new)
    return (SupplierAccountChanged(supplier=state.code, accounts=accounts, **vars(command)),)


def hold_refusal(state: Supplier, scope: Scope, today: date) -> Refusal | None:
    """A hold that is not over: on its release date it is."""
    until = state.held(scope, today)
    return refuse("supplier-on-hold", supplier=state.code, scope=scope, release_on=until) if until else None


def licence_refusal(state: Supplier, required: Mapping[str, tuple[str, ...]], today: date) -> Refusal | None:
    """The first document that a class of the supplier needs (class -> kinds) and that is not valid today.

    It is valid on its first and on its last day.
    """
    for group in state.classes:
        for kind in required.get(group, ()):
            begun = [known for known in state.documents if known.kind == kind and known.valid_from <= today]
            newest = max(begun, key=lambda known: known.last_day, default=None)
            if newest is None:
                return refuse("licence-missing", supplier=state.code, kind=kind, group=group)
            if newest.last_day < today:
                return refuse(
                    "licence-expired",
                    supplier=state.code,
                    kind=kind,
                    number=newest.number,
                    valid_until=newest.valid_until,
                )
    return None


def scorecard_refusal(state: Supplier, minimum: ScorecardMinimum) -> Refusal | None:
    """The first figure below its minimum, compared exactly; too few deliveries say nothing."""
    score = state.score
    if score.lines < minimum.deliveries:
        return None
    for figure, sum_of_lines, least in (
        ("on_time", Decimal(score.on_time), minimum.on_time),
        ("quality", score.quality, minimum.quality),
    ):
        if least is not None and sum_of_lines * 100 < least * score.lines:
            found = round(sum_of_lines * 100 / score.lines, 2)
            return refuse(
                "scorecard-too-low",
                supplier=state.code,
                figure=figure,
                found=found,
                minimum=least,
                deliveries=score.lines,
            )
    return None


def evolve(state: Supplier, event: SupplierEvent) -> Supplier:
    """Apply one event."""
    match event:
        case SupplierRegistered():
            fields = {name: value for name, value in dict(event).items() if name not in ("supplier", "maker")}
            return Supplier(code=event.supplier, status="draft", makers=(event.maker,), **fields)
        case SupplierRevised():
            apart = ("supplier", "revised_by", "reapproval")
            fields = {name: value for name, value in dict(event).items() if name not in apart}
            status = "draft" if event.reapproval and state.status == "approved" else state.status
            return replace(state, status=status, makers=_with(state.makers, event.revised_by), **fields)
        case SupplierApproved():
            return replace(state, status="approved")
        case SupplierBlocked():
            return replace(state, status="blocked")
        case SupplierDocumentAdded():
            makers = _with(state.makers, event.added_by) if event.added_by else state.makers
            return replace(state, documents=(*state.documents, event.document), makers=makers)
        case SupplierHeld():
            return replace(state, holds={**state.holds, **dict.fromkeys(event.scopes, event.release_on)})
        case SupplierHoldReleased():
            return replace(state, holds={scope: day for scope, day in state.holds.items() if scope not in event.scopes})
        case SupplierAccountChanged():
            return _with_account(state, event)
        case SupplierAccountProven():
            return replace(state, unproven=tuple(known for known in state.unproven if known != event.account))
        case SupplierAccountDoubted():
            return replace(state, unproven=_with(state.unproven, event.account))
        case SupplierScored():
            return replace(state, score=state.score.after(event.lines))
        case _:
            assert_never(event)


def _with(people: tuple[str, ...], person: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*people, person)))


def _with_account(state: Supplier, event: SupplierAccountChanged) -> Supplier:
    new, old = event.account.identifier, event.replaces
    replaced = {before: after for before, after in state.replaced.items() if before != new}
    return replace(
        state,
        accounts=event.accounts,
        replaced=replaced if old in (None, new) else {**replaced, old: new},
        unproven=_with(state.unproven, new),
        makers=_with(state.makers, event.proposed_by),
    )


SUPPLIER = Aggregate("supplier", Supplier(), decide, evolve)
