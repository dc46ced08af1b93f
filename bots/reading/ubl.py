"""UBL 2.1 Invoice and CreditNote (EN 16931 syntax binding) to fields and lines."""

from collections.abc import Iterator

from bots.numbers import exact, plain, total
from bots.reading import deductions_stated, namespaces, said_of_itself
from bots.reading.items import Item, with_items
from bots.reading.tree import Node, each, first, local, text
from bots.reading.values import Draft, compact, from_xml, is_true, iso_date, one_currency, several_accounts
from contracts.reading import ReadLine, TaxGroup, Totals

MONEY = "LegalMonetaryTotal"


def draft(root: Node) -> Draft:
    """Everything that the document states, as written."""
    currency = text(root, "DocumentCurrencyCode")
    tax_total = _tax_total(root, currency)
    seller, buyer = first(root, "AccountingSupplierParty/Party"), first(root, "AccountingCustomerParty/Party")
    values = {
        "number": text(root, "ID"),
        "kind": text(root, "InvoiceTypeCode|CreditNoteTypeCode") or ("381" if local(root) == "CreditNote" else None),
        "issue_date": iso_date(text(root, "IssueDate")),
        "currency": currency,
        "net_amount": text(root, f"{MONEY}/TaxExclusiveAmount"),
        "tax_amount": text(tax_total, "TaxAmount"),
        "gross_amount": text(root, f"{MONEY}/TaxInclusiveAmount"),
        "seller_name": _name(seller),
        "seller_tax_id": _tax_id(seller),
        "buyer_name": _name(buyer),
        "buyer_tax_id": _tax_id(buyer),
        "iban": compact(text(root, "PaymentMeans/PayeeFinancialAccount/ID")),
        "purchase_order": text(root, "OrderReference/ID"),
        "original_number": text(root, "BillingReference/InvoiceDocumentReference/ID"),
        "buyer_reference": text(root, "BuyerReference"),
        "contract": text(root, "ContractDocumentReference/ID"),
        "payee_name": _name(first(root, "PayeeParty")),
    }
    due = iso_date(text(root, "DueDate", "PaymentMeans/PaymentDueDate"))
    lines = tuple(_line(node) for node in each(root, "InvoiceLine|CreditNoteLine"))
    whole = text(root, "ReceiptDocumentReference/ID", "DespatchDocumentReference/ID")
    lines = tuple(line.model_copy(update={"receipt": line.receipt or whole}) for line in lines)
    accounts = several_accounts(node.text for node in each(root, "PaymentMeans/PayeeFinancialAccount/ID"))
    totals = _totals(root)
    found = (
        *one_currency(currency, (text(root, "PaymentCurrencyCode"), *_currencies(root))), *namespaces.ubl(root), *accounts,
        *said_of_itself.told(root, values["kind"], totals.payable), *deductions_stated.differing(root, totals.prepaid),
    )  # fmt: skip
    profile = text(root, "CustomizationID")
    taxes = with_items(_taxes(tax_total), _items(root))
    return Draft(from_xml(values), lines, taxes, totals, due, profile, found)


def _tax_total(root: Node, currency: str | None) -> Node | None:
    """The tax total in the invoice's own currency; a second one may be in the accounting currency (BT-6)."""
    totals = [node for node in each(root, "TaxTotal") if _stated(node) in (currency, None)]
    totals.sort(key=lambda node: _stated(node) is None)
    return totals[0] if totals else None


def _stated(tax_total: Node) -> str | None:
    amount = first(tax_total, "TaxAmount")
    return None if amount is None else amount.get("currencyID")


def _currencies(root: Node) -> Iterator[str | None]:
    """The currencies of all amounts but the taxes in the accounting currency (BT-111) and what extensions hold."""
    accounting = text(root, "TaxCurrencyCode")
    for part in root:
        taxes = local(part) == "TaxTotal" and accounting is not None and _stated(part) == accounting
        if local(part) != "UBLExtensions" and not taxes:
            yield from (node.get("currencyID") for node in part.iter())


def _name(party: Node | None) -> str | None:
    return text(party, "PartyLegalEntity/RegistrationName", "PartyName/Name")


def _tax_id(party: Node | None) -> str | None:
    """The VAT number; else another tax number."""
    schemes = list(each(party, "PartyTaxScheme"))
    schemes.sort(key=lambda node: text(node, "TaxScheme/ID") != "VAT")
    return next((compact(found) for node in schemes if (found := text(node, "CompanyID"))), None)


def _taxes(tax_total: Node | None) -> tuple[TaxGroup, ...]:
    return tuple(
        TaxGroup(
            category=text(node, "TaxCategory/ID"),
            rate=text(node, "TaxCategory/Percent"),
            base=text(node, "TaxableAmount"),
            tax=text(node, "TaxAmount"),
        )
        for node in each(tax_total, "TaxSubtotal")
    )


def _items(root: Node) -> Iterator[Item]:
    for line in each(root, "InvoiceLine|CreditNoteLine"):
        category = first(line, "Item/ClassifiedTaxCategory")
        yield Item(text(category, "ID"), text(category, "Percent"), text(line, "LineExtensionAmount"))
    for entry in each(root, "AllowanceCharge"):
        category, off = first(entry, "TaxCategory"), not is_true(text(entry, "ChargeIndicator"))
        yield Item(text(category, "ID"), text(category, "Percent"), text(entry, "Amount"), off)


def _totals(root: Node) -> Totals:
    return Totals(
        lines=text(root, f"{MONEY}/LineExtensionAmount"),
        allowances=text(root, f"{MONEY}/AllowanceTotalAmount"),
        charges=text(root, f"{MONEY}/ChargeTotalAmount"),
        prepaid=text(root, f"{MONEY}/PrepaidAmount"),
        rounding=text(root, f"{MONEY}/PayableRoundingAmount"),
        payable=text(root, f"{MONEY}/PayableAmount"),
    )


def _line(node: Node) -> ReadLine:
    quantity = first(node, "InvoicedQuantity|CreditedQuantity")
    return ReadLine(
        description=text(node, "Item/Name", "Item/Description"),
        quantity=text(node, "InvoicedQuantity|CreditedQuantity"),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=text(node, "Price/PriceAmount"),
        net_amount=text(node, "LineExtensionAmount"),
        tax_rate=text(node, "Item/ClassifiedTaxCategory/Percent"),
        tax_amount=text(node, "TaxTotal/TaxAmount"),
        order_line=text(node, "OrderLineReference/LineID"),
        price_base=text(node, "Price/BaseQuantity"),
        adjustment=_adjustment(node),
        receipt=text(node, "ReceiptLineReference/DocumentReference/ID", "DespatchLineReference/DocumentReference/ID"),
    )


def _adjustment(node: Node) -> str | None:
    """Charges minus allowances of the line; a malformed one is told in place of the sum."""
    figures = []
    for entry in each(node, "AllowanceCharge"):
        written = text(entry, "Amount")
        figure = exact(written)
        if figure is None:
            return written
        figures.append(figure if is_true(text(entry, "ChargeIndicator")) else -figure)
    return plain(total(figures)) if figures else None
