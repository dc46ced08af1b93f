"""Fund accounts: available = balance − reserved, never below zero; a cause has no more than it reserved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.fund_account_commands import Except, GiveBack, MoveIn, MoveOut, Open, Pay, Release, Reserve
from contracts.fund_account import ReceiveFunds
from contracts.values import Money, Ref, money, month_of
from events.fund_account import (
    FundAccountEvent,
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountPaid,
    FundAccountReceived,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
    WageExceptionGranted,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class FundAccount:
    """What stands on it, what each cause has reserved of that, and who let which run be released short of wages."""

    ref: Ref | None = None
    opened: FundAccountOpened | None = None
    balance: Decimal = ZERO
    reserved: Mapping[UUID, tuple[Ref, Decimal]] = field(default_factory=dict)
    exceptions: Mapping[UUID, str] = field(default_factory=dict)
    months: Mapping[UUID, str] = field(default_factory=dict)
    """Cause -> the month whose plan it uses, also when it has nothing reserved any more."""
    used: Mapping[str, Decimal] = field(default_factory=dict)
    """Month -> what has left the account, or is reserved, of what may leave it in that month."""

    @property
    def available(self) -> Decimal:
        """What nothing has reserved."""
        return self.balance - sum((amount for _, amount in self.reserved.values()), ZERO)

    def held(self, cause: UUID) -> Decimal:
        """What a cause has reserved."""
        return self.reserved[cause][1] if cause in self.reserved else ZERO


FundCommand = Open | ReceiveFunds | MoveIn | MoveOut | Reserve | Release | Pay | Except


def decide(state: FundAccount, command: FundCommand, facts: Facts) -> Decision:
    """Nothing leaves the account, or is promised, that is not there."""
    if isinstance(command, Open):
        return _open(state, command, facts)
    if state.ref is None or state.opened is None:
        return refuse("unknown-document", kind="fund account")
    currency = state.opened.currency
    given = getattr(command, "amount", None)
    if given is not None and given.currency != currency:
        return refuse("currency-mismatch", expected=currency, given=given.currency)
    ref = state.ref
    match command:
        case ReceiveFunds():
            return _receive(ref, command, facts)
        case MoveIn():
            return (FundAccountMovedIn(ref=ref, **vars(command)),)
        case MoveOut():
            own = state.held(command.cause.id) if command.cause else ZERO
            month = None if command.cause else month_of(facts.today)
            moved = FundAccountMovedOut(ref=ref, month=month, **vars(command))
            return _short(state, ref, command.amount, own) or (moved,)
        case Reserve():
            about = {**vars(command), "month": command.month or month_of(facts.today)}
            return _short(state, ref, command.amount, ZERO) or (FundAccountReserved(ref=ref, **about),)
        case Release() | Pay():
            return _end(state, ref, command, currency)
        case GiveBack():
            return (FundAccountReturned(ref=ref, month=state.months.get(command.cause.id), **vars(command)),)
        case Except():
            by = facts.actor.name
            granted = WageExceptionGranted(ref=ref, granted_by=by, **vars(command))
            return () if command.run.id in state.exceptions else (granted,)
        case _:
            assert_never(command)


def _open(state: FundAccount, command: Open, facts: Facts) -> Decision:
    asked = command.command
    if state.ref is not None:
        return refuse("already-registered", kind="fund account", key=asked.account)
    if asked.opening.currency != asked.currency:
        return refuse("currency-mismatch", expected=asked.currency, given=asked.opening.currency)
    if asked.purpose == "wage" and asked.project is None:
        return refuse("wage-account-without-project", account=asked.account)
    fields = dict(asked)
    about = {name: fields[name] for name in ("name", "purpose", "project", "currency", "bank_account", "opening")}
    return (FundAccountOpened(ref=command.ref, opened_by=facts.actor.name, **about),)


def _receive(ref: Ref, command: ReceiveFunds, facts: Facts) -> Decision:
    if command.on > facts.today:
        return refuse("received-in-future", on=command.on, today=facts.today)
    fields = dict(command)
    about = {name: fields[name] for name in ("amount", "on", "bank_reference", "payer")}
    return (FundAccountReceived(ref=ref, recorded_by=facts.actor.name, **about),)


def _short(state: FundAccount, ref: Ref, wanted: Money, own: Decimal) -> Decision:
    """A refusal where more is wanted than is available and the cause has; else nothing."""
    there = state.available + own
    if wanted.amount <= there:
        return ()
    return refuse("fund-account-short", account=ref, wanted=wanted, available=money(there, wanted.currency))


def _end(state: FundAccount, ref: Ref, command: Release | Pay, currency: str) -> Decision:
    """All a cause has, or a part of it; a cause that has nothing (it is older than the account) changes nothing."""
    held = money(state.held(command.cause.id), currency)
    amount = command.amount or held
    if not held.amount:
        return ()
    if amount.amount > held.amount:
        return refuse("more-than-reserved", account=ref, cause=command.cause, wanted=amount, reserved=held)
    about = {"amount": amount, "cause": command.cause, "of": command.of}
    if isinstance(command, Pay):
        return (FundAccountPaid(ref=ref, **about),)
    return (FundAccountReleased(ref=ref, month=state.months.get(command.cause.id), **about),)


def evolve(state: FundAccount, event: FundAccountEvent) -> FundAccount:
    """Apply one event."""
    match event:
        case FundAccountOpened():
            return FundAccount(event.ref, event, event.opening.amount)
        case FundAccountReceived() | FundAccountMovedIn():
            return replace(state, balance=state.balance + event.amount.amount)
        case FundAccountReturned():
            more = replace(state, balance=state.balance + event.amount.amount)
            return _using(more, event.month, -event.amount.amount)
        case FundAccountMovedOut():
            less = replace(state, balance=state.balance - event.amount.amount)
            if event.cause:
                return _taken(less, event.cause, event.amount.amount)
            return _using(less, event.month, event.amount.amount)
        case FundAccountReserved():
            held = state.held(event.cause.id) + event.amount.amount
            months = {**state.months, event.cause.id: event.month} if event.month else state.months
            kept = replace(state, reserved={**state.reserved, event.cause.id: (event.cause, held)}, months=months)
            return _using(kept, event.month, event.amount.amount)
        case FundAccountReleased():
            return _using(_taken(state, event.cause, event.amount.amount), event.month, -event.amount.amount)
        case FundAccountPaid():
            less = replace(state, balance=state.balance - event.amount.amount)
            return _taken(less, event.cause, event.amount.amount)
        case WageExceptionGranted():
            return replace(state, exceptions={**state.exceptions, event.run.id: event.granted_by})
        case _:
            assert_never(event)


def _using(state: FundAccount, month: str | None, amount: Decimal) -> FundAccount:
    """So much more (less) of what may leave the account in a month is used."""
    if month is None:
        return state
    return replace(state, used={**state.used, month: state.used.get(month, ZERO) + amount})


def _taken(state: FundAccount, cause: Ref, amount: Decimal) -> FundAccount:
    """The cause has so much less, or nothing any more."""
    rest = {stream: entry for stream, entry in state.reserved.items() if stream != cause.id}
    left = state.held(cause.id) - amount
    return replace(state, reserved={**rest, cause.id: (cause, left)} if left > 0 else rest)


FUND_ACCOUNT = Aggregate("fund_account", FundAccount(), decide, evolve)
