"""What an invoice is held against in the house: what it takes back, and what was ever billed under its number."""

from __future__ import annotations

from decimal import Decimal

from aggregates.invoice import INVOICE
from bots.identity import known_of
from contracts.invoice import CorrectInvoice, FieldCorrection, ReceiveInvoice
from contracts.reading import Field, Reading
from contracts.values import Ref
from projections.candidates import Nominations
from projections.known_invoices import KNOWN_INVOICES
from projections.runner import Runner
from projections.views import Views
from tests.support.chain import Chain, reading
from tests.support.house import line

BLUE, RED = "26112000000000000001", "26112000000000000002"


def billed(company: Chain, read: Reading) -> Ref:
    """A file that is read so, as it is judged."""
    data = read.model_dump_json().encode()
    receive = ReceiveInvoice(entity="ACME", file_sha256=company.blobs.put(data), file_name="r.xml", size=len(data))
    document = company.send("ines", receive).document
    assert document is not None
    return document


def said(read: Reading, **fields: str) -> Reading:
    """The same with other fields."""
    told = {name: Field(value=value, source="xml", confidence=1.0) for name, value in fields.items()}
    return read.model_copy(update={"fields": {**read.fields, **told}})


def test_what_a_red_invoice_takes_back_is_known_however_much_was_billed_since() -> None:
    company = Chain()
    order = company.order(company.approved(line()))
    company.receive(order, "10")
    assert order.ref is not None
    blue = company.bill(order, BLUE, (1, Decimal(2), Decimal(100)))
    assert company.handler.state(INVOICE, blue.id).status == "posted"
    for number, quantity in (("A", 1), ("B", 3), ("C", 4)):
        company.bill(order, number, (1, Decimal(quantity), Decimal(100)))
    red = reading(RED, order.ref.number, [(1, Decimal(-1), Decimal(100))], BLUE)
    minus = said(red, net_amount="-100.00", tax_amount="-19.00", gross_amount="-119.00")
    held = company.handler.state(INVOICE, billed(company, minus.model_copy(update={"format": "fapiao-xml"})).id).held
    assert held is not None
    codes = {found.code for found in held.findings}
    assert "fapiao-number-year" not in codes  # it is judged as a Chinese invoice, and its blue one is known
    assert "red-original-unknown" not in codes


def test_invoices_of_one_number_are_nominated_whatever_else_they_say() -> None:
    company, views = Chain(), Views("sqlite://")
    order = company.order(company.approved(line()))
    company.receive(order, "10")
    assert order.ref is not None
    order_number = order.ref.number
    first = company.bill(order, "RE-007", (1, Decimal(2), Decimal(100)))
    held = company.bill(order, "E", (1, Decimal(9), Decimal(100)))
    for number in ("A", "B", "C", "D", "F", "G"):
        company.bill(order, number, (1, Decimal(1), Decimal(100)))
    Runner([KNOWN_INVOICES], company.log, views).catch_up()
    nominated = Nominations(lambda *_: views)

    def found(number: str) -> bool:
        other = reading(number, order_number, [(1, Decimal(7), Decimal(3))])
        return first.id in nominated.like(known_of(said(other, issue_date="2019-01-01")))

    assert found("RE-007")
    assert found("re/0O7")
    assert found("R\u0415-007")
    assert not found("RE-008")
    company.send("fay", CorrectInvoice(invoice=held.id, fields=(FieldCorrection(field="number", value="RE-008"),)))
    Runner([KNOWN_INVOICES], company.log, views).catch_up()
    other = known_of(reading("RE-008", order.ref.number, [(1, Decimal(7), Decimal(3))]))
    assert held.id in nominated.like(other)
    views.close()
