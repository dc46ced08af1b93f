"""UN/CEFACT Cross Industry Invoice (EN 16931, Factur-X) and its forerunner ZUGFeRD 1 to fields and lines."""

from collections.abc import Iterator

from bots.numbers import exact, plain, total
from bots.reading import deductions_stated, namespaces, said_of_itself
from bots.reading.items import Item, with_items
from bots.reading.tree import Node, each, first, local, text
from bots.reading.values import Draft, compact, from_xml, is_true, iso_date, one_currency, several_accounts
from contracts.reading import ReadLine, TaxGroup, Totals

# Each step carries the name of today's schema and that of ZUGFeRD 1.
PROFILE = "ExchangedDocumentContext|SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"
DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
DEAL = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
DELIVERY = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
SUMMATION = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
LINE_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
LINE_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
LINE_SETTLEMENT = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
LINE_SUMMATION = "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
ACCOUNT = "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount"
PERCENT = "RateApplicablePercent|ApplicablePercent"
DATE = "DateTimeString|DateString"


def draft(root: Node) -> Draft:
    """Everything that the document states, as written."""
    document, deal = first(root, DOCUMENT), first(root, DEAL)
    agreement, settlement = first(deal, AGREEMENT), first(deal, SETTLEMENT)
    seller, buyer = first(agreement, "SellerTradeParty"), first(agreement, "BuyerTradeParty")
    money, currency = first(settlement, SUMMATION), text(settlement, "InvoiceCurrencyCode")
    values = {
        "number": text(document, "ID"),
        "kind": text(document, "TypeCode"),
        "issue_date": iso_date(text(document, f"IssueDateTime/{DATE}")),
        "currency": currency,
        "net_amount": text(money, "TaxBasisTotalAmount"),
        "tax_amount": _in_currency(money, "TaxTotalAmount", currency),
        "gross_amount": _in_currency(money, "GrandTotalAmount", currency),
        "seller_name": text(seller, "Name"),
        "seller_tax_id": _tax_id(seller),
        "buyer_name": text(buyer, "Name"),
        "buyer_tax_id": _tax_id(buyer),
        "iban": _iban(settlement),
        "purchase_order": text(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID|ID"),
        "original_number": text(settlement, "InvoiceReferencedDocument/IssuerAssignedID|ID"),
        "buyer_reference": text(agreement, "BuyerReference"),
        "contract": text(agreement, "ContractReferencedDocument/IssuerAssignedID|ID"),
        "payee_name": text(settlement, "PayeeTradeParty/Name"),
    }
    due = iso_date(text(settlement, f"SpecifiedTradePaymentTerms/DueDateDateTime/{DATE}"))
    whole = _receipt(first(deal, DELIVERY))
    read = (_line(node) for node in each(deal, "IncludedSupplyChainTradeLineItem") if _is_item(node))
    lines = tuple(line.model_copy(update={"receipt": line.receipt or whole}) for line in read)
    stated = _currencies(deal, text(settlement, "TaxCurrencyCode"))
    mixed = one_currency(currency, (text(settlement, "PaymentCurrencyCode"), *stated))
    accounts = several_accounts(text(node, "IBANID", "ProprietaryID") for node in each(settlement, ACCOUNT))
    totals = _totals(money)
    found = (
        *mixed, *namespaces.cii(root), *accounts,
        *said_of_itself.told(root, values["kind"], totals.payable), *deductions_stated.differing(root, totals.prepaid),
    )  # fmt: skip
    taxes = with_items(_taxes(settlement), _items(deal, settlement))
    return Draft(from_xml(values), lines, taxes, totals, due, text(root, PROFILE), found)


def _currencies(deal: Node | None, accounting: str | None) -> Iterator[str | None]:
    """The currencies of all amounts but the tax total in the accounting currency (BT-111)."""
    for node in () if deal is None else deal.iter():
        code = node.get("currencyID")
        if not (local(node) == "TaxTotalAmount" and code == accounting):
            yield code


def _receipt(delivery: Node | None) -> str | None:
    return text(
        delivery,
        "ReceivingAdviceReferencedDocument/IssuerAssignedID|ID",
        "DespatchAdviceReferencedDocument/IssuerAssignedID|ID",
    )


def _in_currency(money: Node | None, name: str, currency: str | None) -> str | None:
    """The amount in the invoice's own currency; a second one may be in the accounting currency (BT-6)."""
    nodes = [node for node in each(money, name) if node.get("currencyID") in (currency, None)]
    nodes.sort(key=lambda node: node.get("currencyID") is None)
    return " ".join((nodes[0].text or "").split()) or None if nodes else None


def _tax_id(party: Node | None) -> str | None:
    """The VAT number (scheme VA); else the fiscal number (FC)."""
    found = list(each(party, "SpecifiedTaxRegistration/ID"))
    found.sort(key=lambda node: node.get("schemeID") != "VA")
    return next((compact(node.text) for node in found if node.text and node.text.strip()), None)


def _iban(settlement: Node | None) -> str | None:
    """The payee's account (BT-84), of which national numbers have a name of their own here; the debtor's account of a
    direct debit is not one to pay to."""
    return compact(text(settlement, f"{ACCOUNT}/IBANID", f"{ACCOUNT}/ProprietaryID"))


def _is_item(node: Node) -> bool:
    """Group and information lines (EXTENDED) repeat or explain other lines and carry no amount of their own."""
    reason = text(node, "AssociatedDocumentLineDocument/LineStatusReasonCode")
    return reason not in ("GROUP", "INFORMATION") and (
        text(node, f"{LINE_SETTLEMENT}/{LINE_SUMMATION}/LineTotalAmount") is not None
        or text(node, f"{LINE_DELIVERY}/BilledQuantity") is not None
    )


def _taxes(settlement: Node | None) -> tuple[TaxGroup, ...]:
    return tuple(
        TaxGroup(
            category=text(node, "CategoryCode"),
            rate=text(node, PERCENT),
            base=text(node, "BasisAmount"),
            tax=text(node, "CalculatedAmount"),
        )
        for node in each(settlement, "ApplicableTradeTax")
    )


def _items(deal: Node | None, settlement: Node | None) -> Iterator[Item]:
    for line in each(deal, "IncludedSupplyChainTradeLineItem"):
        part = first(line, LINE_SETTLEMENT)
        if _is_item(line):
            yield _item(first(part, "ApplicableTradeTax"), text(part, f"{LINE_SUMMATION}/LineTotalAmount"))
    for entry in each(settlement, "SpecifiedTradeAllowanceCharge"):
        yield _item(first(entry, "CategoryTradeTax"), text(entry, "ActualAmount"), not _is_charge(entry))
    for entry in each(settlement, "SpecifiedLogisticsServiceCharge"):
        yield _item(first(entry, "AppliedTradeTax"), text(entry, "AppliedAmount"))


def _item(tax: Node | None, amount: str | None, takes_away: bool = False) -> Item:
    return Item(text(tax, "CategoryCode"), text(tax, PERCENT), amount, takes_away)


def _is_charge(entry: Node) -> bool:
    indicator = first(entry, "ChargeIndicator")
    return indicator is not None and (is_true(indicator.text) or is_true(text(indicator, "Indicator")))


def _totals(money: Node | None) -> Totals:
    return Totals(
        lines=text(money, "LineTotalAmount"),
        allowances=text(money, "AllowanceTotalAmount"),
        charges=text(money, "ChargeTotalAmount"),
        prepaid=text(money, "TotalPrepaidAmount"),
        rounding=text(money, "RoundingAmount"),
        payable=text(money, "DuePayableAmount"),
    )


def _line(node: Node) -> ReadLine:
    price = first(node, f"{LINE_AGREEMENT}/NetPriceProductTradePrice")
    quantity = first(node, f"{LINE_DELIVERY}/BilledQuantity")
    settlement = first(node, LINE_SETTLEMENT)
    return ReadLine(
        description=text(node, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        quantity=text(node, f"{LINE_DELIVERY}/BilledQuantity"),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=text(price, "ChargeAmount"),
        net_amount=text(settlement, f"{LINE_SUMMATION}/LineTotalAmount"),
        tax_rate=text(settlement, f"ApplicableTradeTax/{PERCENT}"),
        tax_amount=text(settlement, "ApplicableTradeTax/CalculatedAmount"),
        order_line=text(node, f"{LINE_AGREEMENT}/BuyerOrderReferencedDocument/LineID"),
        price_base=text(price, "BasisQuantity")
        or text(node, f"{LINE_AGREEMENT}/GrossPriceProductTradePrice/BasisQuantity"),
        adjustment=_adjustment(settlement),
        receipt=_receipt(first(node, LINE_DELIVERY)),
    )


def _adjustment(settlement: Node | None) -> str | None:
    """Charges minus allowances of the line; a malformed one is told in place of the sum."""
    figures = []
    for entry in each(settlement, "SpecifiedTradeAllowanceCharge"):
        written = text(entry, "ActualAmount")
        figure = exact(written)
        if figure is None:
            return written
        figures.append(figure if _is_charge(entry) else -figure)
    return plain(total(figures)) if figures else None
