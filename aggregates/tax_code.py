"""Tax codes: revisions that never overlap, found by date."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.tax_code import DefineTaxCode, EndTaxCode
from events.tax_code import TaxCodeDefined, TaxCodeEnded, TaxCodeEvent


@dataclass(frozen=True)
class TaxCode:
    """A tax code and its revisions in the order they were defined."""

    code: str = ""
    revisions: tuple[TaxCodeDefined, ...] = ()

    def on(self, day: date) -> TaxCodeDefined | None:
        """The revision that holds on a day."""
        return next((each for each in self.revisions if _overlap(each, day, day)), None)


def _overlap(revision: TaxCodeDefined, first: date, last: date | None) -> bool:
    return (last is None or revision.valid_from <= last) and (
        revision.valid_until is None or first <= revision.valid_until
    )


def decide(state: TaxCode, command: DefineTaxCode | EndTaxCode, facts: Facts) -> Decision:
    """A revision never overlaps another one; the same again is ignored."""
    match command:
        case DefineTaxCode():
            return _define(state, command)
        case EndTaxCode():
            return _end(state, command)
        case _:
            assert_never(command)


def _define(state: TaxCode, command: DefineTaxCode) -> Decision:
    defined = TaxCodeDefined(**dict(command))
    if defined in state.revisions:
        return ()
    clash = next((r for r in state.revisions if _overlap(r, command.valid_from, command.valid_until)), None)
    if clash:
        last = clash.valid_until or "-"
        return refuse("validity-overlaps", tax_code=command.tax_code, first=clash.valid_from, last=last)
    return (defined,)


def _end(state: TaxCode, command: EndTaxCode) -> Decision:
    day = command.valid_until
    if any(each.valid_until == day for each in state.revisions):
        return ()
    found = next((each for each in state.revisions if each.valid_until is None and each.valid_from <= day), None)
    if found is None:
        return no_tax_code(command.tax_code, day)
    return (TaxCodeEnded(tax_code=command.tax_code, valid_from=found.valid_from, valid_until=day),)


def no_tax_code(tax_code: str, day: date) -> Refusal:
    """The refusal of a date that no revision covers."""
    return refuse("no-tax-code-on-date", tax_code=tax_code, day=day)


def evolve(state: TaxCode, event: TaxCodeEvent) -> TaxCode:
    """Apply one event."""
    match event:
        case TaxCodeDefined():
            return TaxCode(event.tax_code, (*state.revisions, event))
        case TaxCodeEnded():
            return TaxCode(state.code, tuple(_ended(each, event) for each in state.revisions))
        case _:
            assert_never(event)


def _ended(revision: TaxCodeDefined, event: TaxCodeEnded) -> TaxCodeDefined:
    if revision.valid_from != event.valid_from:
        return revision
    return revision.model_copy(update={"valid_until": event.valid_until})


TAX_CODE = Aggregate("tax_code", TaxCode(), decide, evolve)
