"""Straight-through: invoices of a company's own orders, judged by the whole house in memory; no person helps.

The same handler, processes, policies and master data as in production: an invoice counts as through when it is posted.
A fifth of the mix has a defect that must never be posted.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random

from activities.simulation import Simulation
from adapters.samples import InvoiceSpec, Party, SampleLine, cii_xml, ubl_xml
from adapters.samples_pdf import hybrid
from adapters.specimens.eu import account, party
from adapters.specimens.eu_pages import HELD_OUT, LAYOUTS, page
from aggregates.invoice import INVOICE
from aggregates.purchase_order import PurchaseOrder
from bench.invoice_truth import Report
from bots.reader import InvoiceReader
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.invoice import ReceiveInvoice
from contracts.reading import Reading
from relay import wakes
from tests.support.chain import Trade
from tests.support.house import NOW, THEIRS, line, policies

SELLER = Party("Stahl AG", "DE136695976", "Industriestr. 1, 20457 Hamburg", "DE", THEIRS.iban or "")
BUYER = Party("ACME GmbH", "DE129274202", "Ring 5, 10115 Berlin", "DE")
FORMS = ("pdf", "pdf", "facturx", "ubl", "cii")
CASES = 100
TRIES = 3


def patient(reader: InvoiceReader) -> Callable[[bytes], Reading]:
    """A reader that is asked again when it failed, as the workflow does after a while."""

    def read(data: bytes) -> Reading:
        reading = reader.read(data)
        for _ in range(TRIES):
            if not any(found.code == "schematron-failed" for found in reading.findings):
                break
            reading = reader.read(data)
        return reading

    return read


class Buying(Trade):
    """A company whose invoices are read from real files."""

    def __init__(self, reader: InvoiceReader) -> None:
        self.simulation = Simulation(policies(), wakes, patient(reader), NOW)
        super().__init__(self.simulation.log)
        self.handler, self.blobs = self.simulation.handler, self.simulation.blobs
        self.found("1000000")

    def send(self, who: str, command, key=None, outcome="accepted"):  # type: ignore[no-untyped-def]
        """And everything that follows from it."""
        answer = super().send(who, command, key, outcome)
        self.simulation.settle()
        return answer

    def ordered(self, chance: Random) -> PurchaseOrder:
        """An approved order of one to three lines whose goods have come."""
        asked = [
            line(number, str(chance.randrange(1, 9)), f"{chance.randrange(500, 3_000) / 100:.2f}")
            for number in range(1, chance.randrange(2, 5))
        ]
        order = self.order(self.approved(*asked))
        assert order.ref is not None
        came = tuple(ReceiptLine(order_line=one.line, accepted=one.quantity) for one in order.lines)
        self.send("gus", RecordGoodsReceipt(order=order.ref.id, lines=came))
        return order

    def handed_in(self, name: str, data: bytes) -> tuple[str, str]:
        """What becomes of an invoice file that nobody looks at, and why."""
        receive = ReceiveInvoice(entity="ACME", file_sha256=self.blobs.put(data), file_name=name, size=len(data))
        document = self.send("ines", receive).document
        assert document is not None
        state = self.handler.state(INVOICE, document.id)
        return state.status, ", ".join(sorted({one.code for one in state.held.findings})) if state.held else ""


def billed(order: PurchaseOrder, number: str) -> InvoiceSpec:
    """The honest invoice of an order."""
    assert order.ref is not None
    lines = tuple(
        SampleLine(one.description, one.quantity, one.unit_price, Decimal(19), one.unit, str(one.line))
        for one in order.lines
    )
    return InvoiceSpec(number, "2026-11-02", "EUR", SELLER, BUYER, order.ref.number, lines, due_date="2026-12-02")


def file(spec: InvoiceSpec, form: str, chance: Random) -> bytes:
    """The invoice in a form, pages in any layout and language that is not held out."""
    if form in ("ubl", "cii"):
        return ubl_xml(spec) if form == "ubl" else cii_xml(spec)
    layout = chance.choice([name for name in LAYOUTS if name not in HELD_OUT])
    seen = page(spec, layout, chance.choice(("de", "en")), chance)
    return hybrid(seen, cii_xml(spec)) if form == "facturx" else seen


def _lines(change: Callable[[SampleLine], SampleLine]) -> Callable[[InvoiceSpec, Random], InvoiceSpec]:
    return lambda spec, _: spec._replace(lines=(change(spec.lines[0]), *spec.lines[1:]))


DEFECTS: dict[str, Callable[[InvoiceSpec, Random], InvoiceSpec]] = {
    "over-billed": _lines(lambda one: one._replace(quantity=one.quantity + 2)),
    "dearer": _lines(lambda one: one._replace(unit_price=one.unit_price * Decimal("1.2"))),
    "bank-changed": lambda spec, chance: spec._replace(seller=spec.seller._replace(iban=account(chance, "DE"))),
    "wrong-buyer": lambda spec, chance: spec._replace(buyer=party(chance, "de", "DE")),
    "wrong-seller": lambda spec, chance: spec._replace(seller=party(chance, "de", "DE")),
    "dollars": lambda spec, _: spec._replace(currency="USD"),
    "unknown-order": lambda spec, _: spec._replace(purchase_order="PO-2019-999999"),
    "twice": lambda spec, _: spec,
}


def run(reader: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """Every form of invoice, clean ones and ones with a defect; one house for all of them, as in life."""
    through, whole, held, false = Counter[str](), Counter[str](), Counter[str](), list[str]()
    house, names = Buying(reader), list(DEFECTS)
    chance = Random("through")
    for number in range(max(10, min(args.count, CASES))):
        form, defect = chance.choice(FORMS), names[number // 5 % len(names)] if number % 5 == 4 else ""
        spec = billed(house.ordered(chance), f"R-2026-{chance.randrange(10**6):06d}")
        if defect == "twice":
            house.handed_in(f"{number}.pdf", file(spec, "ubl", chance))
        changed = DEFECTS[defect](spec, chance) if defect else spec
        status, why = house.handed_in(f"{number}.{form}", file(changed, form, chance))
        kind = defect or "clean"
        whole[kind] += 1
        through[kind] += status == "posted"
        through[f"{kind} {form}"] += status == "posted"
        whole[f"{kind} {form}"] += 1
        if not defect and status != "posted":
            held[f"{form}, {status}: {why}"] += 1
        if defect and status == "posted":
            false.append(f"{defect} as {form} (case {number})")
    house.simulation.close()
    bad = sum(whole[name] for name in names)
    out.say("\n== straight-through, with orders, receipts and master data (the whole house in memory)")
    out.row("clean", through["clean"], whole["clean"], 0.90)
    for form in dict.fromkeys(FORMS):
        if whole[f"clean {form}"]:
            out.row(f"  clean, {form}", through[f"clean {form}"], whole[f"clean {form}"])
    out.row("mix with a fifth defective", through["clean"], whole["clean"] + bad, 0.70)
    out.row("defective, posted all the same", len(false), bad, most=0.0)
    for one in (*false, *(f"{why}: {times} clean ones" for why, times in held.most_common())):
        out.say(f"    {one}")
