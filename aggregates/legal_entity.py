"""Legal entities: the companies of the group."""

from dataclasses import dataclass, replace
from datetime import date

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.legal_entity import EndedTaxId, RegisterLegalEntity, ReviseLegalEntity
from contracts.values import BankAccount
from events.legal_entity import LegalEntityEvent, LegalEntityRegistered, LegalEntityRevised


@dataclass(frozen=True)
class LegalEntity:
    """Who buys, receives invoices and pays; `ended` are tax numbers of earlier days."""

    code: str = ""
    name: str = ""
    tax_ids: tuple[str, ...] = ()
    country: str = ""
    currency: str = ""
    accounts: tuple[BankAccount, ...] = ()
    address: str | None = None
    calendar: str | None = None
    ended: tuple[EndedTaxId, ...] = ()

    def tax_ids_on(self, day: date) -> tuple[str, ...]:
        """The tax numbers that an invoice of a day may carry: today's, and those that ended on that day or later."""
        return (*self.tax_ids, *(each.tax_id for each in self.ended if day <= each.until))


def decide(state: LegalEntity, command: RegisterLegalEntity | ReviseLegalEntity, facts: Facts) -> Decision:
    """Register once; revise what is known; the same again is ignored."""
    if isinstance(command, RegisterLegalEntity):
        if state.code:
            return refuse("already-registered", kind="legal entity", key=command.entity)
        return (LegalEntityRegistered(**dict(command)),)
    if not state.code:
        return refuse("unknown-entity", entity=command.entity)
    gone = (tax_id for tax_id in state.tax_ids if tax_id not in command.tax_ids)
    ended = tuple(EndedTaxId(tax_id=tax_id, until=facts.today) for tax_id in gone)
    revised = LegalEntityRevised(**dict(command), ended=ended)
    return () if evolve(state, revised) == state else (revised,)


def evolve(state: LegalEntity, event: LegalEntityEvent) -> LegalEntity:
    """Apply one event; a tax number that is taken up again has not ended."""
    match event:
        case LegalEntityRegistered():
            fields = {name: value for name, value in dict(event).items() if name != "entity"}
            return LegalEntity(code=event.entity, **fields)
        case LegalEntityRevised():
            ended = tuple(each for each in (*state.ended, *event.ended) if each.tax_id not in event.tax_ids)
            fields = {name: value for name, value in dict(event).items() if name not in ("entity", "ended")}
            return replace(state, ended=ended, **fields)


LEGAL_ENTITY = Aggregate("legal_entity", LegalEntity(), decide, evolve)
