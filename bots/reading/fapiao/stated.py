"""E-invoices as XML: the tax bureau's EInvoice (数电票), the eInvoice of edrm.org.cn (2019, in old OFD files) and the
XBRL of the Ministry of Finance (电子凭证会计数据标准; old and rail). They name the same things; unknown elements are left
alone, and elements that a vocabulary lacks are simply absent.
"""

import re
from collections.abc import Iterator, Mapping

from bots.numbers import exact, plain
from bots.reading.fapiao import header, remarks
from bots.reading.fapiao.contradictions import colour, nested, other_numbers, repeated, with_tax
from bots.reading.tree import Node, local, text
from bots.reading.values import Draft, compact, from_xml
from contracts.reading import Finding, ReadLine

NAMES: Mapping[str, tuple[str, ...]] = {
    "number": (
        "InvoiceNumber", "InvoiceNo", "NumberOfInvoice", "ElectronicInvoiceRailwayETicketNumber", "EInvoiceNumber", "EIid",
    ),
    "code": ("InvoiceCode", "CodeOfInvoice"),
    "issue_date": ("IssueTime", "IssueDate", "DateOfIssue", "RequestTime"),
    "net_amount": ("TotalAmWithoutTax", "TaxExclusiveTotalAmount", "TotalAmountExcludingTax"),
    "tax_amount": ("TotalTaxAm", "TaxTotalAmount", "TotalTaxAmount", "TaxAmount"),
    "gross_amount": (
        "TotalTax-includedAmount", "TaxInclusiveTotalAmount", "TaxIncludedAmountInFigures", "AmountInFigures", "Fare",
    ),
    "gross_in_words": (
        "TotalTax-includedAmountInChinese", "TaxInclusiveTotalAmountWithWords", "TaxIncludedAmountInWords", "AmountInWords",
    ),
    "seller_name": ("SellerName", "NameOfSeller"),
    "seller_tax_id": (
        "SellerIdNum", "SellerTaxID", "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfSeller",
        "UnifiedSocialCreditCodeOfSeller", "SellerTaxpayerIdentificationNumber",
    ),
    "buyer_name": ("BuyerName", "NameOfPurchaser"),
    "buyer_tax_id": (
        "BuyerIdNum", "BuyerTaxID", "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfPurchaser",
        "UnifiedSocialCreditCodeOfPurchaser", "BuyerTaxpayerIdentificationNumber",
    ),
    "check_code": ("InvoiceCheckCode", "IdentifyingCode"),
    "bank_account": ("SellerFinancialAccount", "DepositBankAndAccountNumberOfSeller"),
    "remarks": ("Remark", "Note", "Remarks"),
    "original_number": ("NumberOfOriginalInvoice", "OriginalInvoiceNumber"),
}  # fmt: skip
LINE_NODES = ("IssuItemInformation", "GoodsInfo", "InformationOfTaxableGoodsOrServicesDetailItemsTuple")
LINE_NAMES: Mapping[str, tuple[str, ...]] = {
    "description": ("ItemName", "Item", "NameOfTaxableGoodsOrServices"),
    "specification": ("SpecMod", "Specification", "SpecificationAndModel", "SpecificationModel"),
    "unit": ("MeaUnits", "MeasurementDimension", "Unit", "UnitOfMeasurement"),
    "quantity": ("Quantity",),
    "unit_price": ("UnPrice", "Price", "UnitPrice", "UnitPriceExcludingTax"),
    "net_amount": ("Amount", "AmountExcludingTax"),
    "tax_rate": ("TaxRate", "TaxScheme"),
    "tax_amount": ("ComTaxAm", "TaxAmount"),
    "classification": ("TaxClassificationCode", "Code"),
}
MANY = frozenset({*NAMES["remarks"], *NAMES["original_number"], "TaxAmount"})
"""Names that stand in several places, or for each rate."""
OWN = ("EIid", "RequestTime", "SellerBankName", "SellerBankAccNum")
"""Names that say nothing another name says: the number once more, which is compared apart, and when it was asked for."""
ONCE = {one: field for field, names in NAMES.items() for one in names if one not in MANY} | {one: one for one in OWN}
FIGURES = ("quantity", "unit_price", "net_amount", "tax_rate", "tax_amount")
ONCE_A_LINE = {one: field if field in FIGURES else one for field, names in LINE_NAMES.items() for one in names}
"""Element → what it says."""
COMPACT = ("number", "code", "check_code", "seller_tax_id", "buyer_tax_id")
STARS = re.compile(r"\*+")
TAILS = {"11": "10", "12": "14", "13": "20"}
"""The last two digits of an invoice code of the old system → kind."""
DIGITS = re.compile(r"\d{8}|\d{18}|\d{20}", re.ASCII)


def is_invoice(root: Node) -> bool:
    """Whether a document is an e-invoice in one of the vocabularies."""
    name = local(root)
    return name.casefold() == "einvoice" or (name == "xbrl" and any(local(child) in NAMES["number"] for child in root))


def draft(root: Node) -> Draft:
    """Everything that the document states; it is its word, so each field is certain."""
    values = _values(root)
    picked = {name: next((values[one] for one in names if one in values), None) for name, names in NAMES.items()}
    for name in COMPACT:
        picked[name] = compact(picked[name])
    picked["issue_date"] = _iso(picked["issue_date"])
    picked["bank_account"] = picked["bank_account"] or _account(values)
    picked["original_number"] = picked["original_number"] or _original(values, picked["remarks"])
    picked["kind"] = _kind(root, values, picked["code"])
    picked["currency"] = "CNY" if picked["gross_amount"] else None
    for name in ("net_amount", "tax_amount"):
        if STARS.fullmatch(picked[name] or ""):  # no figure: free of tax, or of several rates
            picked[name] = None
    fields = from_xml(picked)
    lines = tuple(_line(node) for node in _line_nodes(root)) or _fare_line(values, picked)
    findings = (*other_numbers(fields, values.get("EIid")), *_repeated(root), *colour(root, picked["gross_amount"]))
    return Draft(fields, lines, findings=findings)


def _repeated(root: Node) -> Iterator[Finding]:
    """Elements that one invoice has once: of the document, and of each line."""
    yield from nested((one for one in root.iter() if isinstance(one.tag, str)), ONCE)
    dates = NAMES["issue_date"]
    yield from repeated(
        ((name, (_iso(value) or "") if name in dates else value) for name, value in _elements(root)), ONCE
    )
    for node in _line_nodes(root):
        yield from repeated(
            ((local(one), " ".join((one.text or "").split())) for one in node if not len(one)), ONCE_A_LINE
        )
        yield from with_tax(node)


def _values(root: Node) -> dict[str, str]:
    """The text of every element outside lines, by name; the first of each name counts."""
    found: dict[str, str] = {}
    for name, value in _elements(root):
        found.setdefault(name, value)
    return found


def _elements(root: Node) -> Iterator[tuple[str, str]]:
    """Name and text of every element outside lines that has any."""
    pending = list(root)[::-1]
    while pending:
        node = pending.pop()
        if local(node) in LINE_NODES or local(node) == "TaxBureauSignature":
            continue
        if (value := " ".join((node.text or "").split())) and len(node) == 0:
            yield local(node), value[:2_000]
        pending += list(node)[::-1]


def _line_nodes(root: Node) -> Iterator[Node]:
    for node in root.iter():
        if isinstance(node.tag, str) and local(node) in LINE_NODES:
            yield node


def _line(node: Node) -> ReadLine:
    parts = {name: text(node, *names) for name, names in LINE_NAMES.items()}
    parts["tax_rate"] = rate(parts["tax_rate"])
    if exact(parts["tax_amount"]) is None:  # stars, where none is stated
        parts["tax_amount"] = None
    return ReadLine(**parts)


def _fare_line(values: dict[str, str], picked: Mapping[str, str | None]) -> tuple[ReadLine, ...]:
    """A rail ticket has a fare instead of lines."""
    if "Fare" not in values:
        return ()
    way = "-".join(values[name] for name in ("DepartureStation", "DestinationStation") if name in values)
    described = " ".join(part for part in ("铁路客票", values.get("TrainNumber"), way) if part)
    return (
        ReadLine(
            description=described, quantity="1", net_amount=picked["net_amount"],
            tax_rate=rate(values.get("TaxRate")), tax_amount=picked["tax_amount"],
        ),
    )  # fmt: skip


def rate(written: str | None) -> str | None:
    """A rate in percent: 0.06, 6% and 6 are the same; words (免税, 不征税) stay as they are."""
    core = (written or "").strip()
    figure = exact(core.rstrip("%").strip())
    if figure is None:
        return core or None
    percent = figure if core.endswith("%") or abs(figure) >= 1 else figure * 100
    short = plain(percent)
    return short.rstrip("0").rstrip(".") if "." in short else short


def _iso(written: str | None) -> str | None:
    found = header.DATE.match(written or "")
    return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}" if found else written


def _account(values: Mapping[str, str]) -> str | None:
    parts = (values.get("SellerBankName"), values.get("SellerBankAccNum"))
    return " ".join(part for part in parts if part) if parts[1] else None


def _original(values: Mapping[str, str], remark: str | None) -> str | None:
    """The blue invoice, behind its code where it has one; digital red ones call its number a code."""
    code, number = values.get("OriginalInvoiceCode", ""), values.get("OriginalInvoiceNo", "")
    stated = code + number
    return stated if DIGITS.fullmatch(stated) else remarks.original_number(remark or "")


def _kind(root: Node, values: Mapping[str, str], code: str | None) -> str | None:
    named = "".join(
        " ".join(one.text.split())
        for one in root.iter()
        if isinstance(one.tag, str) and local(one) in ("LabelName", "TypeOfInvoice", "TypeOfVoucher") and one.text
    )
    if "铁路" in named or "Fare" in values:
        return "51"
    if code:
        return TAILS.get(code[-2:], "20" if "专用" in named else "10")
    return "31" if "专用" in named else "32" if "普通" in named else None
