"""What read models may nominate to a command. They only nominate: the command loads the streams and decides."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from contracts.budget_period import Standing
from contracts.reading import KnownInvoice
from contracts.values import Money, Ref


class Candidates(Protocol):
    """Open orders of a supplier by what an invoice says of them, invoices that wait for an order of his, and documents
    that may tell what an item costs."""

    def by_reference(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """Orders whose number is one of the references in another notation."""
        ...

    def by_contract(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """Orders with something left under a contract whose number is one of the references."""
        ...

    def by_total(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """Orders of which about so much is left."""
        ...

    def by_open_lines(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """Orders with open lines of so much at most; none where there are too many such lines to search in."""
        ...

    def by_price(self, entity: str, supplier: str, currency: str, prices: Collection[Decimal]) -> Sequence[UUID]:
        """Orders with open lines of these unit prices."""
        ...

    def waiting(self, entity: str, supplier: str) -> Sequence[Ref]:
        """Invoices of a supplier that are held without an order."""
        ...

    def like(self, known: KnownInvoice) -> Sequence[UUID]:
        """Invoices of a seller with the same total, those with its account, and the seller's newest.

        Raises Unstable while that is not known.
        """
        ...

    def priced(
        self, entity: str, currency: str, wanted: Sequence[tuple[str, str, date]]
    ) -> Sequence[Sequence[tuple[str, UUID]]]:
        """For each item, unit and day: kind and id of the contracts, orders and quotations that told its price by then."""
        ...

    def knows_prices(self) -> bool:
        """Whether every document that tells a price can be nominated now: else the one that decides may be missing."""
        ...

    def workers(self, entity: str, project: str) -> Sequence[str] | None:
        """Day labourers with a day on a project; None where that is not known now."""
        ...

    def at_period_end(self, entity: str, period: str) -> Standing:
        """The budget lines of a month of an entity, and what is not done in it."""

    def asked_of(self, person: str) -> Sequence[UUID]:
        """Open approvals that ask a person by name, now or at a later step."""
        ...

    def everybody(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes of all people, and those of all legal entities."""
        ...

    def sent_runs(self, entity: str, account: str, references: Collection[str]) -> Sequence[UUID]:
        """Payment runs of an account whose file was sent: those with open payments, and those of these references."""
        ...


class Nobody:
    """Where no read model is at hand, only the number on the invoice finds its order."""

    def by_reference(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """None."""
        return ()

    def by_contract(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """None."""
        return ()

    def by_total(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """None."""
        return ()

    def by_open_lines(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """None."""
        return ()

    def by_price(self, entity: str, supplier: str, currency: str, prices: Collection[Decimal]) -> Sequence[UUID]:
        """None."""
        return ()

    def waiting(self, entity: str, supplier: str) -> Sequence[Ref]:
        """None."""
        return ()

    def like(self, known: KnownInvoice) -> Sequence[UUID]:
        """None."""
        return ()

    def priced(
        self, entity: str, currency: str, wanted: Sequence[tuple[str, str, date]]
    ) -> Sequence[Sequence[tuple[str, UUID]]]:
        """None."""
        return [()] * len(wanted)

    def knows_prices(self) -> bool:
        """No."""
        return False

    def workers(self, entity: str, project: str) -> Sequence[str] | None:
        """Not known."""
        return None

    def at_period_end(self, entity: str, period: str) -> Standing:
        """Nothing."""
        return Standing()

    def asked_of(self, person: str) -> Sequence[UUID]:
        """None."""
        return ()

    def everybody(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Nobody."""
        return (), ()

    def sent_runs(self, entity: str, account: str, references: Collection[str]) -> Sequence[UUID]:
        """None."""
        return ()


NOBODY: Candidates = Nobody()
