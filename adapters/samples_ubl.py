"""Sample invoices as UBL 2.1, within EN 16931; same spec, same bytes."""

from decimal import Decimal

from lxml import etree

from adapters.samples_node import EXEMPT, UBL, Node, put, written
from adapters.samples_spec import InvoiceSpec, Party, SampleLine


def ubl_xml(spec: InvoiceSpec) -> bytes:
    """The invoice in UBL 2.1."""
    credit = spec.kind == "381"
    spaces = UBL | ({"ubl": UBL["ubl"].replace("Invoice-2", "CreditNote-2")} if credit else {})
    root = etree.Element(f"{{{spaces['ubl']}}}{'CreditNote' if credit else 'Invoice'}", nsmap=spaces)
    put(root, "cbc:CustomizationID", "urn:cen.eu:en16931:2017")
    put(root, "cbc:ID", spec.number)
    put(root, "cbc:IssueDate", spec.issue_date)
    if spec.due_date and not credit:
        put(root, "cbc:DueDate", spec.due_date)
    put(root, f"cbc:{'CreditNote' if credit else 'Invoice'}TypeCode", spec.kind)
    put(root, "cbc:DocumentCurrencyCode", spec.currency)
    if spec.buyer_reference:
        put(root, "cbc:BuyerReference", spec.buyer_reference)
    if spec.purchase_order:
        put(root, "cac:OrderReference/cbc:ID", spec.purchase_order)
    if spec.original:
        put(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", spec.original)
    _party(put(root, "cac:AccountingSupplierParty/cac:Party"), spec.seller)
    _party(put(root, "cac:AccountingCustomerParty/cac:Party"), spec.buyer)
    if spec.seller.iban:
        means = put(root, "cac:PaymentMeans")
        put(means, "cbc:PaymentMeansCode", "58")
        put(means, "cac:PayeeFinancialAccount/cbc:ID", spec.seller.iban)
    for charge, amount in (("false", spec.allowance), ("true", spec.charge)):
        if amount:
            _allowance(put(root, "cac:AllowanceCharge"), charge, amount, spec)
    _totals(root, spec)
    for position, line in enumerate(spec.lines, start=1):
        _line(root, credit, str(position), line, spec.currency)
    return written(root)


def _allowance(node: Node, charge: str, amount: Decimal, spec: InvoiceSpec) -> None:
    put(node, "cbc:ChargeIndicator", charge)
    put(node, "cbc:AllowanceChargeReason", "Freight" if charge == "true" else "Discount")
    put(node, "cbc:Amount", amount, currencyID=spec.currency)
    _category(put(node, "cac:TaxCategory"), *spec.lines[0].taxed)


def _party(node: Node, party: Party) -> None:
    address = put(node, "cac:PostalAddress")
    put(address, "cbc:StreetName", party.address)
    put(address, "cac:Country/cbc:IdentificationCode", party.country)
    scheme = put(node, "cac:PartyTaxScheme")
    put(scheme, "cbc:CompanyID", party.tax_id)
    put(scheme, "cac:TaxScheme/cbc:ID", "VAT")
    put(node, "cac:PartyLegalEntity/cbc:RegistrationName", party.name)


def _totals(root: Node, spec: InvoiceSpec) -> None:
    total = put(root, "cac:TaxTotal")
    put(total, "cbc:TaxAmount", spec.tax, currencyID=spec.currency)
    for group in spec.taxes:
        part = put(total, "cac:TaxSubtotal")
        put(part, "cbc:TaxableAmount", group.base, currencyID=spec.currency)
        put(part, "cbc:TaxAmount", group.tax, currencyID=spec.currency)
        _category(put(part, "cac:TaxCategory"), group.rate, group.category, reason=True)
    money = put(root, "cac:LegalMonetaryTotal")
    for name, amount, always in (
        ("LineExtension", spec.line_total, True), ("TaxExclusive", spec.net, True), ("TaxInclusive", spec.gross, True),
        ("AllowanceTotal", spec.allowance, False), ("ChargeTotal", spec.charge, False),
        ("Prepaid", spec.prepaid, False), ("Payable", spec.payable, True),
    ):  # fmt: skip
        if amount or always:
            put(money, f"cbc:{name}Amount", amount, currencyID=spec.currency)


def _line(root: Node, credit: bool, position: str, line: SampleLine, currency: str) -> None:
    node = put(root, "cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    put(node, "cbc:ID", position)
    put(node, "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity", line.quantity, unitCode=line.unit)
    put(node, "cbc:LineExtensionAmount", line.net, currencyID=currency)
    if line.order_line:
        put(node, "cac:OrderLineReference/cbc:LineID", line.order_line)
    item = put(node, "cac:Item")
    put(item, "cbc:Name", line.description)
    _category(put(item, "cac:ClassifiedTaxCategory"), *line.taxed)
    put(node, "cac:Price/cbc:PriceAmount", line.unit_price, currencyID=currency)


def _category(node: Node, rate: Decimal, category: str, *, reason: bool = False) -> None:
    put(node, "cbc:ID", category)
    put(node, "cbc:Percent", rate)
    if reason and category in EXEMPT:
        put(node, "cbc:TaxExemptionReason", EXEMPT[category])
    put(node, "cac:TaxScheme/cbc:ID", "VAT")
