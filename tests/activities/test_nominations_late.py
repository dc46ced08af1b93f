"""Read models that are behind nominate no order: of two that fit, the one they know already is no certain answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

import activities.catalogue as _all  # noqa: F401 - registers every command's function
from activities._registry import handlings
from aggregates.invoice import INVOICE
from contracts._base import SYSTEM, Request
from contracts.invoice import MatchInvoice, ReceiveInvoice
from contracts.values import Ref
from projections._base import Projection
from projections.candidates import Nominations
from projections.known_invoices import KNOWN_INVOICES
from projections.open_orders import OPEN_ORDERS
from projections.runner import Runner
from projections.views import Views
from store.handler import CommandHandler, Unstable
from tests.support.chain import Chain, reading
from tests.support.house import line, policies


@pytest.fixture
def views() -> Iterator[Views]:
    opened = Views("sqlite://")
    yield opened
    opened.close()


def unnamed(company: Chain) -> Ref:
    """An invoice over all of an order that it does not name; its lines name no order line either."""
    read = reading("R-1", "", [(1, Decimal(10), Decimal(100))])
    lines = tuple(one.model_copy(update={"order_line": None}) for one in read.lines)
    fields = {name: found for name, found in read.fields.items() if name != "purchase_order"}
    data = read.model_copy(update={"fields": fields, "lines": lines}).model_dump_json().encode()
    receive = ReceiveInvoice(entity="ACME", file_sha256=company.blobs.put(data), file_name="r.xml", size=len(data))
    document = company.send("ines", receive).document
    assert document is not None
    return document


def looking_at(company: Chain, views: Views) -> CommandHandler:
    """The company's commands, with candidates from read models that nobody waits for."""

    def caught_up(*needed: Projection) -> bool:
        return views.wait_for(company.log.head(), [each.name for each in needed], 0)

    nominations = Nominations(lambda *_: views, caught_up)
    return CommandHandler(company.log, handlings(policies(), company.blobs.keeps, nominations), company.handler.clock)


def test_an_invoice_is_not_judged_while_one_that_it_looks_like_may_be_missing(views: Views) -> None:
    company = Chain()
    runner = Runner([OPEN_ORDERS, KNOWN_INVOICES], company.log, views)
    runner.catch_up()
    invoice = unnamed(company)
    late, judge = looking_at(company, views), MatchInvoice(invoice=invoice.id)
    before = company.log.head()
    with pytest.raises(Unstable, match="known_invoices"):
        late.handle(Request(command=judge, key="early", actor=SYSTEM))
    assert company.log.head() == before
    runner.catch_up()
    assert late.handle(Request(command=judge, key="early", actor=SYSTEM)).outcome != "refused"


def test_of_two_orders_that_fit_the_one_known_is_no_certain_answer(views: Views) -> None:
    company = Chain()
    runner, invoices = Runner([OPEN_ORDERS], company.log, views), Runner([KNOWN_INVOICES], company.log, views)
    company.receive(company.order(company.approved(line())), "10")
    runner.catch_up()
    company.receive(company.order(company.approved(line())), "10")
    invoice = unnamed(company)
    assert company.handler.state(INVOICE, invoice.id).status == "held"

    late = looking_at(company, views)
    invoices.catch_up()
    late.handle(Request(command=MatchInvoice(invoice=invoice.id), key="again", actor=SYSTEM))
    assert company.handler.state(INVOICE, invoice.id).status == "held"
    runner.catch_up()
    invoices.catch_up()
    late.handle(Request(command=MatchInvoice(invoice=invoice.id), key="later", actor=SYSTEM))
    held = company.handler.state(INVOICE, invoice.id).held
    assert held is not None
    assert "order-ambiguous" in {found.code for found in held.findings}
