"""Measures `matching`: finding the order of an invoice among thousands of open ones and matching it, on one core."""

import math
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psutil

from activities.order_facts import order_lines
from aggregates.purchase_order import PURCHASE_ORDER
from bench.measure import Measure, at_most
from bots.assignment import assign_lines
from bots.find_order import OpenOrder, Wanted, Way, find_order
from bots.three_way_match import match, unit_price
from contracts._base import SYSTEM
from contracts.ids import stream_id
from contracts.matching import BilledLine, MatchInputs, Tolerances
from contracts.values import CostObject, Money, Ref, money
from events._base import Meta, Recorded
from events.purchase_order import OrderedLine, PurchaseOrderIssued
from projections.candidates import Nominations
from projections.open_orders import OPEN_ORDERS
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from store.states import States

SIZES, LINES, SUPPLIERS, INVOICES, PAGE = (1_000, 10_000, 100_000), 5, 50, 1_000, 1_000
NOW = datetime(2026, 11, 2, tzinfo=UTC)
WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
WORDS = ("Beam", "Bolt", "Pipe", "Valve", "Cable")
TWO_WAYS = Tolerances(way="two")


def order(number: int) -> PurchaseOrderIssued:
    """The order of a number: five lines whose prices are its own, as those of most orders are."""
    ref = Ref(
        kind="purchase_order",
        id=stream_id("purchase_order", f"bench {number}"),
        number=f"PO-2026-{number:06d}",
        entity="ACME",
    )
    requisition = Ref(kind="requisition", id=ref.id, number="PR", entity="ACME")
    lines = []
    for line in range(1, LINES + 1):
        quantity, price = Decimal(10 * line), Decimal(100_000 + number * 7 + line * 131) / 100
        lines.append(
            OrderedLine(
                line=line,
                requisition=requisition,
                requisition_line=line,
                description=f"{WORDS[line - 1]} {number}",
                quantity=quantity,
                unit="C62",
                unit_price=price,
                amount=money(quantity * price, "EUR"),
                cost_object=WHERE,
            )
        )
    total = Money(amount=sum((line.amount.amount for line in lines), Decimal(0)), currency="EUR")
    whose = {"supplier": f"S{number % SUPPLIERS}", "supplier_name": "S", "raised_by": "ben", "currency": "EUR"}
    return PurchaseOrderIssued(ref=ref, total=total, lines=tuple(lines), **whose)


def filled(folder: Path, size: int) -> tuple[EventLog, Views]:
    """A log of so many orders, and the read model of candidates."""
    log, views = EventLog(f"sqlite:///{folder / 'events.db'}"), Views(f"sqlite:///{folder / 'views.db'}")
    for start in range(0, size, PAGE):
        made = [order(number) for number in range(start, start + PAGE)]
        log.append([Recorded(one.ref.id, 1, NOW, NOW, _meta(), one) for one in made], {})
    Runner([OPEN_ORDERS], log, views).catch_up()
    return log, views


def _meta() -> Meta:
    return Meta(actor=SYSTEM, channel="import", command="bench", command_id=stream_id("receipt", "bench"))


def wanted(number: int) -> Wanted:
    """What an invoice over an order says: in turn its number in another notation, its total, and two of its lines."""
    issued = order(number)
    billed = issued.lines if number % 3 < 2 else issued.lines[:2]
    part = Decimal(1) if number % 3 < 2 else Decimal("0.3")
    lines = tuple(
        BilledLine(
            line=str(line.line),
            quantity=line.quantity * part,
            unit_price=line.unit_price,
            net_amount=money(line.quantity * part * line.unit_price, "EUR").amount,
            description=line.description,
        )
        for line in billed
    )
    references = (f"Order 2026/{number}", f"po 2026 {number}") if number % 3 == 0 else ("V-77",)
    return Wanted(references, sum((line.net_amount for line in lines), Decimal(0)), "EUR", lines)


class Search:
    """What the command does: nominated by the read model, loaded from the log, decided by the rules."""

    def __init__(self, log: EventLog, views: Views) -> None:
        self._states, self._nominations = States(log), Nominations(lambda *_: views)

    def run(self, asked: Wanted, supplier: str) -> str | None:
        """The number of the order that was found and matches, or None."""
        loaded: dict[str, OpenOrder] = {}

        def nominate(way: Way) -> list[OpenOrder]:
            found = [self._order(stream) for stream in self._streams(way, asked, supplier)]
            loaded.update({one.number: one for one in found})
            return found

        number = find_order(asked, nominate).number
        if number is None:
            return None
        lines = loaded[number].lines
        pairs = assign_lines(asked.lines, lines).pairs
        inputs = MatchInputs(supplier=supplier, net=asked.net, billed=asked.lines, orders=lines, pairs=pairs)
        return number if match(inputs, TWO_WAYS).outcome == "matched" else None

    def _order(self, stream: UUID) -> OpenOrder:
        order = self._states.load(PURCHASE_ORDER, stream).state
        return OpenOrder(order.ref.number, order.currency, order_lines(order))

    def _streams(self, way: Way, asked: Wanted, supplier: str) -> Sequence[UUID]:
        net = Money(amount=asked.net or Decimal(0), currency="EUR")
        if way == "reference":
            return self._nominations.by_reference("ACME", supplier, asked.references)
        if way == "contract":
            return self._nominations.by_contract("ACME", supplier, asked.references)
        if way == "total":
            return self._nominations.by_total("ACME", supplier, net)
        if way == "subset":
            return self._nominations.by_open_lines("ACME", supplier, net)
        return self._nominations.by_price("ACME", supplier, "EUR", {unit_price(line) for line in asked.lines})


def seconds(size: int) -> tuple[float, float]:
    """Processor seconds for a thousand invoices against so many open orders, and the process's megabytes then."""
    with TemporaryDirectory() as folder:
        log, views = filled(Path(folder), size)
        search = Search(log, views)
        asked = [(number, wanted(number)) for number in range(0, size, size // INVOICES)][:INVOICES]
        started = time.process_time()
        found = [search.run(one, f"S{number % SUPPLIERS}") for number, one in asked]
        spent = time.process_time() - started
        held = psutil.Process().memory_info().rss / 1e6
        wrong = [number for (number, _), name in zip(asked, found, strict=True) if name != f"PO-2026-{number:06d}"]
        assert not wrong, wrong[:5]
        log.close()
        views.close()
    return spent, held


def measure() -> Iterator[Measure]:
    """Milliseconds an invoice at each size; growth is held against that of the logarithm."""
    spent: dict[int, float] = {}
    for size in SIZES:
        spent[size], held = seconds(size)
        print(f"# {size:,} orders: {spent[size] / INVOICES * 1e3:.2f} ms an invoice, {held:,.0f} MB")
        if size == SIZES[1]:
            yield at_most("matching.invoice", "CPU-ms", spent[size] / INVOICES * 1e3, 5.0)
            yield at_most("matching.memory", "MB", held, 300.0)
    allowed = math.log(SIZES[-1]) / math.log(SIZES[0])
    yield at_most("matching.growth", "x", spent[SIZES[-1]] / spent[SIZES[0]], allowed)
