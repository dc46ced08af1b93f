"""Invoice files of scenarios: drawn from a few keys and the order that they bill, in any format that is read."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from activities.simulation import Simulation
from adapters.samples import NAMES, InvoiceSpec, Party, SampleLine, cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from adapters.samples_pdf import hybrid
from aggregates.legal_entity import LEGAL_ENTITY
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier import SUPPLIER
from console.scenario_file import Step
from console.scenario_yaml import ScenarioError
from contracts.ids import stream_id

DRAWN: Mapping[str, Callable[[InvoiceSpec], bytes]] = {
    "ubl": ubl_xml, "cii": cii_xml, "pdf": plain_pdf, "zugferd": zugferd_pdf
}  # fmt: skip
INVOICE_KEYS = ("as", "bills", "quantities", "prices", "tax_rates", "lines", "number", "issue_date", "currency", "seller",
                "buyer", "iban", "purchase_order", "kind", "original", "receipt", "allowance", "charge", "replace",
                "language", "called", "page")  # fmt: skip
LINE_KEYS = ("description", "quantity", "unit_price", "tax_rate", "unit", "order_line")


def drawn(
    step: Step, given: Mapping[str, Any], order: PurchaseOrder | None, entity: str, house: Simulation
) -> tuple[str, bytes]:
    """The name and bytes of an invoice to `entity`; what is not given is as its order and its supplier have it."""
    for key in given:
        if key not in INVOICE_KEYS:
            raise ScenarioError(step.file, step.line, f"invoice: unknown key {key!r}", INVOICE_KEYS)
    draw = DRAWN.get(given.get("as", "ubl"))
    if draw is None:
        raise ScenarioError(step.file, step.line, f"invoice: unknown format {given['as']!r}", DRAWN)
    spec = _spec(step, given, order, given.get("buyer", entity), house)
    if draw is plain_pdf:
        draw = partial(plain_pdf, language=given.get("language", "en"), called=_called(step, given))
    # What the page of a hybrid shows otherwise than its XML.
    data = hybrid(plain_pdf(spec._replace(**given["page"]), "de"), cii_xml(spec)) if "page" in given else draw(spec)
    kind = "xml" if draw in (ubl_xml, cii_xml) else "pdf"
    changes = {**_references(given), **(given.get("replace") or {})}
    return f"{given.get('number', 'invoice')}.{kind}".replace("/", "-"), _replaced(step, data, changes)


def _called(step: Step, given: Mapping[str, Any]) -> Mapping[str, str]:
    """Other words for the labels of a page."""
    called: Mapping[str, str] = given.get("called") or {}
    if unknown := next((name for name in called if name not in NAMES), None):
        raise ScenarioError(step.file, step.line, f"invoice: no label is for {unknown!r}", NAMES)
    return called


def _references(given: Mapping[str, Any]) -> dict[str, str]:
    """What a UBL invoice says of other documents: the original of a credit note (its kind then is 381), a receipt."""
    kind = given.get("kind", "381" if "original" in given else None)
    more = ""
    if "original" in given:
        more += _reference("BillingReference/InvoiceDocumentReference", given["original"])
    if "receipt" in given:
        more += _reference("DespatchDocumentReference", given["receipt"])
    changes = {"TypeCode>380<": f"TypeCode>{kind}<"} if kind else {}
    seller = "<cac:AccountingSupplierParty>"
    return {**changes, seller: more + seller} if more else changes


def _reference(path: str, number: str) -> str:
    steps = path.split("/")
    opening = "".join(f"<cac:{step}>" for step in steps)
    return f"{opening}<cbc:ID>{number}</cbc:ID>{''.join(f'</cac:{step}>' for step in reversed(steps))}"


def _spec(
    step: Step, given: Mapping[str, Any], order: PurchaseOrder | None, entity: str, house: Simulation
) -> InvoiceSpec:
    code = given.get("seller", order.supplier if order else "")
    known = house.handler.state(SUPPLIER, stream_id("supplier", code))
    buyer = house.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity))
    iban = given.get("iban", known.accounts[0].identifier if known.accounts else "")
    tax_ids, buyer_ids = known.tax_ids or ("",), buyer.tax_ids or ("",)
    return InvoiceSpec(
        number=given.get("number", "1"),
        issue_date=given.get("issue_date", house.now.date().isoformat()),
        currency=given.get("currency", order.currency if order else "EUR"),
        seller=Party(known.name or code, tax_ids[0], country=known.country or "DE", iban=iban),
        buyer=Party(buyer.name or entity, buyer_ids[0], country=buyer.country or "DE"),
        purchase_order=given.get("purchase_order", order.ref.number if order and order.ref else ""),
        lines=tuple(_line(step, line) for line in given.get("lines") or _lines_of(order, given)),
        allowance=Decimal(given.get("allowance", "0")),
        charge=Decimal(given.get("charge", "0")),
    )


def _lines_of(order: PurchaseOrder | None, given: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines of an order as an invoice bills them, other quantities, prices and tax rates by order line."""
    quantities, prices, rates = (given.get(name) or {} for name in ("quantities", "prices", "tax_rates"))
    return [
        {
            "description": line.description,
            "quantity": quantities.get(str(line.line), str(line.quantity)),
            "unit_price": prices.get(str(line.line), str(line.unit_price)),
            "unit": line.unit,
            "order_line": str(line.line),
            **({"tax_rate": rates[str(line.line)]} if str(line.line) in rates else {}),
        }
        for line in (order.lines if order else ())
        if quantities.get(str(line.line)) != "0"
    ]


def _line(step: Step, line: Mapping[str, str]) -> SampleLine:
    unknown = next((key for key in line if key not in LINE_KEYS), None)
    if unknown or not {"description", "quantity", "unit_price"} <= set(line):
        raise ScenarioError(step.file, step.line, f"invoice line {dict(line)}", LINE_KEYS)
    figures = ("quantity", "unit_price", "tax_rate")
    try:
        return SampleLine(**{key: Decimal(value) if key in figures else value for key, value in line.items()})  # type: ignore[arg-type]
    except InvalidOperation as error:
        raise ScenarioError(step.file, step.line, f"invoice line {dict(line)}: no figure") from error


def _replaced(step: Step, data: bytes, changes: Mapping[str, str]) -> bytes:
    for old, new in changes.items():
        if old.encode() not in data:
            raise ScenarioError(step.file, step.line, f"the invoice does not contain {old!r}")
        data = data.replace(old.encode(), str(new).encode())
    return data
