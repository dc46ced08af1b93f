"""Candidates for commands: what a read model suggests; the command reloads the documents and decides."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, Table, literal, select, union

from bots.document_numbers import notations
from contracts.budget_period import Standing
from contracts.reading import KnownInvoice
from contracts.route import by_name
from contracts.values import Money, Ref
from projections._base import Projection, one_of
from projections._columns import at_scale, micros
from projections.approval_acts import acts
from projections.approvals import approvals
from projections.companies import everybody
from projections.companies import legal_entities as entities
from projections.contracts import CONTRACTS, contracts
from projections.contracts import lines as contract_lines
from projections.documents import DOCUMENTS
from projections.known_invoices import KNOWN_INVOICES, looking_like
from projections.labour import LABOUR, register
from projections.master_data import MASTER_DATA
from projections.open_orders import OPEN_ORDERS, ordered_under
from projections.open_orders import contracts as contract_numbers
from projections.open_orders import lines as open_lines
from projections.open_orders import orders as open_orders
from projections.open_orders import waiting as waiting_invoices
from projections.payment_runs import payments, runs
from projections.period_end import NEEDED as PERIOD_END
from projections.period_end import standing
from projections.prices import PRICES, YEAR, known_by, prices
from projections.quotations import quotation_lines, quotations
from projections.sourcing import SOURCING, rfq_lines
from projections.views import Views
from store.handler import Unstable

ABOUT = 5
"""Minor units by which a rounded read model may differ from the exact figures that decide."""
MOST = 21
"""Orders or lines nominated at most: one more than is searched in, so that too many show."""
MOST_RUNS = 50
"""Payment runs that the entries of one statement are looked for in at most."""
MOST_WAITING = 100
"""Invoices that one order wakes at most; the others are judged again once a day."""


def legal_entities(views: Views) -> list[str]:
    """The codes of all legal entities."""
    with views.engine.connect() as connection:
        return list(connection.execute(select(entities.c.code).order_by(entities.c.code)).scalars())


def is_payment_file(views: Views, digest: str) -> bool:
    """Whether a payment run has written this file."""
    with views.engine.connect() as connection:
        return connection.scalar(select(runs.c.id).where(runs.c.file_sha256 == digest).limit(1)) is not None


@dataclass(frozen=True)
class Nominations:
    """Open orders, waiting invoices and known prices, for commands (see activities/candidates.py). `current` gives the
    views when these read models have caught up, or after a moment of waiting for them."""

    current: Callable[..., Views]
    caught_up: Callable[..., bool] = lambda *_: True
    """Whether these read models have caught up: else an order that is not nominated yet may fit just as well."""

    def by_reference(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """Orders whose number is one of the references in another notation."""
        return self._orders(_numbered(open_orders, entity, supplier, references)) if references else ()

    def by_contract(self, entity: str, supplier: str, references: Sequence[str]) -> Sequence[UUID]:
        """Orders with something left under a contract whose number is one of the references."""
        if not references:
            return ()
        named = _numbered(contract_numbers, entity, supplier, references).subquery()
        under = select(ordered_under.c.order_id).join(named, ordered_under.c.contract_id == named.c.id)
        left = (open_orders.c.supplier == supplier, open_orders.c.worth > 0)
        return self._orders(select(open_orders.c.id).where(open_orders.c.id.in_(under), *left))

    def by_total(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """Orders of which about so much is left (their lines may have been rounded)."""
        mine = _whose(open_orders, entity, supplier, net.currency)
        about = open_orders.c.worth.between(net.minor - ABOUT, net.minor + ABOUT)
        return self._orders(select(open_orders.c.id).where(*mine, about))

    def by_open_lines(self, entity: str, supplier: str, net: Money) -> Sequence[UUID]:
        """Orders with open lines of so much at most; none where there are too many such lines to search in."""
        mine = _whose(open_lines, entity, supplier, net.currency)
        worth = open_lines.c.worth.between(1, net.minor + ABOUT)
        found = self._orders(select(open_lines.c.order_id).where(*mine, worth))
        return list(dict.fromkeys(found)) if len(found) < MOST else ()

    def by_price(self, entity: str, supplier: str, currency: str, prices: Collection[Decimal]) -> Sequence[UUID]:
        """Orders with open lines of these unit prices; none where there are too many."""
        scaled = sorted({at_scale(price) for price in prices})
        mine = _whose(open_lines, entity, supplier, currency)
        same = open_lines.c.unit_price.in_([literal(price) for price in scaled[:MOST]])
        query = select(open_lines.c.order_id).where(*mine, same, open_lines.c.worth > 0).distinct()
        found = self._orders(query) if scaled else ()
        return found if len(found) < MOST else ()

    def waiting(self, entity: str, supplier: str) -> Sequence[Ref]:
        """Invoices of a supplier that are held without an order, the oldest first."""
        query = select(waiting_invoices.c.id, waiting_invoices.c.number).where(
            waiting_invoices.c.entity == entity, waiting_invoices.c.supplier == supplier
        )
        with self.current(OPEN_ORDERS).engine.connect() as connection:
            rows = connection.execute(query.order_by(waiting_invoices.c.position).limit(MOST_WAITING)).all()
        return [Ref(kind="invoice", id=UUID(stream), number=number, entity=entity) for stream, number in rows]

    def like(self, known: KnownInvoice) -> Sequence[UUID]:
        """Invoices of a seller with the same total, those with its account, and the seller's newest.

        Raises Unstable while that list is behind: the one that this one repeats might be missing.
        """
        if not self.caught_up(KNOWN_INVOICES):
            raise Unstable(f"the read model {KNOWN_INVOICES.name} is behind")
        with self.current(KNOWN_INVOICES).engine.connect() as connection:
            return [UUID(stream) for stream in connection.execute(looking_like(known)).scalars()]

    def priced(
        self, entity: str, currency: str, wanted: Sequence[tuple[str, str, date]]
    ) -> Sequence[Sequence[tuple[str, UUID]]]:
        """For each item, unit and day: the contracts, orders and quotations that told its price by then, newest first."""
        with self.current(*PRICED).engine.connect() as connection:
            return [_told(connection, entity, currency, *each) for each in wanted]

    def knows_prices(self) -> bool:
        """Whether the read models that tell prices have caught up."""
        return self.caught_up(*PRICED)

    def workers(self, entity: str, project: str) -> Sequence[str] | None:
        """Day labourers with a day on a project; None while the registers are behind: one of them may be missing."""
        if not self.caught_up(LABOUR):
            return None
        mine = (register.c.entity == entity, register.c.project == project)
        with self.current(LABOUR).engine.connect() as connection:
            return list(connection.execute(select(register.c.worker).where(*mine).distinct()).scalars())

    def at_period_end(self, entity: str, period: str) -> Standing:
        """The budget lines of a month of an entity, and what is not done in it."""
        return standing(self.current(*PERIOD_END), entity, period)

    def asked_of(self, person: str) -> Sequence[UUID]:
        """Open approvals that ask a person by name, now or at a later step."""
        named = approvals.c.route.contains(f'"{person}"', autoescape=True)
        given = approvals.c.id.in_(select(acts.c.approval_id).where(acts.c.other == by_name(person)))
        waits = approvals.c.waiting_roles.contains(f",@{person},", autoescape=True) | given
        query = select(approvals.c.id).where(approvals.c.result == "open", named | waits).order_by(approvals.c.position)
        with self.current(DOCUMENTS).engine.connect() as connection:
            return [UUID(stream) for stream in connection.execute(query).scalars()]

    def everybody(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes of all people, and those of all legal entities."""
        return everybody(self.current(MASTER_DATA).engine)

    def sent_runs(self, entity: str, account: str, references: Collection[str]) -> Sequence[UUID]:
        """Payment runs of an account whose file was sent: those with open payments (the oldest first), and those with a
        payment of one of the references."""
        mine = (runs.c.entity == entity, runs.c.debtor == account, runs.c.status.in_(("sent", "completed")))
        named = select(payments.c.run_id).where(one_of(payments.c.end_to_end_id, sorted(references)))
        wanted = (runs.c.open_payments > 0) | runs.c.id.in_(named) if references else runs.c.open_payments > 0
        query = select(runs.c.id).where(*mine, wanted).order_by(runs.c.position).limit(MOST_RUNS)
        with self.current(DOCUMENTS).engine.connect() as connection:
            return [UUID(stream) for stream in connection.execute(query).scalars()]

    def _orders(self, query: Select[Any] | CompoundSelect[Any]) -> Sequence[UUID]:
        if not self.caught_up(OPEN_ORDERS):
            return ()
        with self.current(OPEN_ORDERS).engine.connect() as connection:
            return [UUID(stream) for stream in connection.execute(query.limit(MOST)).scalars()]


def _numbered(table: Table, entity: str, supplier: str, references: Sequence[str]) -> CompoundSelect[Any]:
    """The ids of a supplier's documents whose number is one of the references in another notation."""
    squeezed, parts = zip(*(notations(reference) for reference in references), strict=True)
    mine = (table.c.entity == entity, table.c.supplier == supplier)
    # Two queries in one, each by its own index: an OR of both columns would look at every document of the supplier.
    by_column = ((table.c.squeezed, squeezed), (table.c.parts, parts))
    return union(*(select(table.c.id).where(*mine, one_of(column, names)) for column, names in by_column))


PRICED: tuple[Projection, ...] = (CONTRACTS, PRICES, SOURCING)
"""The read models that tell prices."""


def _told(connection: Connection, entity: str, currency: str, item: str, unit: str, on: date) -> list[tuple[str, UUID]]:
    queries = (query(entity, item, unit, currency, on) for query in (_agreed, _ordered, _quoted))
    rows = [row for query in queries for row in connection.execute(query.limit(MOST)).all()]
    return list(dict.fromkeys((kind, UUID(stream)) for kind, stream, _ in rows))


def _agreed(entity: str, item: str, unit: str, currency: str, on: date) -> Select[Any]:
    """Signed contracts with a line of the item that were valid on the day."""
    mine = (contracts.c.entity == entity, contracts.c.currency == currency)
    valid = (contracts.c.valid_from <= on.isoformat(), contracts.c.signed_at < _end(on))
    priced = (contract_lines.c.item == item, contract_lines.c.unit == unit)
    columns = (literal("contract"), contracts.c.id, contracts.c.valid_from)
    query = select(*columns).join(contract_lines, contract_lines.c.contract_id == contracts.c.id).distinct()
    return query.where(*mine, *valid, *priced).order_by(contracts.c.valid_from.desc(), contracts.c.id)


def _ordered(entity: str, item: str, unit: str, currency: str, on: date) -> Select[Any]:
    mine = (prices.c.entity == entity, prices.c.currency == currency, known_by(_end(on)))
    columns = (literal("purchase_order"), prices.c.order_id, prices.c.ordered_at)
    query = select(*columns).where(*mine, prices.c.item == item, prices.c.unit == unit)
    return query.order_by(prices.c.ordered_at.desc(), prices.c.order_id)


def _quoted(entity: str, item: str, unit: str, currency: str, on: date) -> Select[Any]:
    """Quotations of twelve months, opened by the day, with a line of the item."""
    mine = (quotations.c.entity == entity, quotations.c.currency == currency, quotations.c.opened_at < _end(on))
    asked = (rfq_lines.c.item == item, rfq_lines.c.unit == unit, quotations.c.opened_at >= _end(on - YEAR))
    columns = (literal("quotation"), quotations.c.id, quotations.c.opened_at)
    same = (rfq_lines.c.rfq_id == quotation_lines.c.rfq_id) & (rfq_lines.c.line == quotation_lines.c.line)
    query = select(*columns).join(quotation_lines, quotation_lines.c.quotation_id == quotations.c.id)
    found = query.join(rfq_lines, same).where(*mine, *asked).distinct()
    return found.order_by(quotations.c.opened_at.desc(), quotations.c.id)


def _end(day: date) -> int:
    return micros(datetime.combine(day, time(), UTC) + timedelta(days=1))


def _whose(table: Table, entity: str, supplier: str, currency: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.entity == entity, table.c.supplier == supplier, table.c.currency == currency
