"""Chinese invoices as XML: the EInvoice of fully digital ones, and the eInvoice attached to older OFD files."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lxml import etree

from adapters.specimens.content import STARS, Content
from adapters.specimens.fapiao import Fapiao

OLD = "http://www.edrm.org.cn/schema/e-invoice/2019"
LINES = (
    ("ItemName", "name"), ("SpecMod", "spec"), ("MeaUnits", "unit"), ("Quantity", "quantity"), ("UnPrice", "price"),
    ("Amount", "amount"), ("TaxRate", "rate"), ("ComTaxAm", "tax"), ("TotaltaxIncludedAmount", "with_tax"),
    ("TaxClassificationCode", "class"),
)  # fmt: skip
OLD_LINES = (
    ("Item", "name"), ("Specification", "spec"), ("MeasurementDimension", "unit"), ("Price", "price"),
    ("Quantity", "quantity"), ("Amount", "amount"), ("TaxScheme", "rate"), ("TaxAmount", "tax"),
)  # fmt: skip


def einvoice(what: Content, bill: Fapiao, *, percent: bool = False) -> bytes:
    """The XML that the tax bureau hands out; `percent` writes rates as 6% instead of 0.06."""
    root = etree.Element("EInvoice")
    _header(_put(root, "Header"), bill)
    data = _put(root, "EInvoiceData")
    _party(_put(data, "SellerInformation"), "Seller", what.slots, bill)
    _party(_put(data, "BuyerInformation"), "Buyer", what.slots, bill)
    basic = _put(data, "BasicInformation")
    tax = "0.00" if what.slots["tax"] == STARS else what.slots["tax"]
    _put(basic, "TotalAmWithoutTax", what.slots["net"])
    _put(basic, "TotalTaxAm", tax)
    _put(basic, "TotalTax-includedAmount", what.slots["gross"])
    _put(basic, "TotalTax-includedAmountInChinese", what.slots["words"])
    _put(basic, "Drawer", what.slots.get("drawer", ""))
    day = _iso(what.slots["date"])
    _put(basic, "RequestTime", f"{day} 16:23:48")
    for row in what.rows:
        item = _put(data, "IssuItemInformation")
        for name, text in _cells(row, percent=percent):
            _put(item, name, text)
    _put(data, "SpecificInformation")
    more = _put(data, "AdditionalInformation")
    if what.slots.get("remark"):
        _put(more, "Remark", what.slots["remark"])
    _supervision(root, what, bill, day)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _header(node: etree._Element, bill: Fapiao) -> None:
    _put(node, "EIid", bill.number)
    _put(node, "EInvoiceTag", "SWEI3200")
    _put(node, "Version", "0.31")
    special = bill.kind == "31"
    labels = (
        ("InIssuType", "N" if bill.original else "Y", "是否蓝字发票标志"),
        ("EInvoiceType", "01", "电子发票"),
        ("GeneralOrSpecialVAT", "01" if special else "02", "增值税专用发票" if special else "普通发票"),
        ("TaxpayerType", "1", "一般纳税人"),
    )
    inherent = _put(node, "InherentLabel")
    for name, code, text in labels:
        label = _put(inherent, name)
        _put(label, "LabelCode", code)
        _put(label, "LabelName", text)


def _party(node: etree._Element, name: str, slots: Mapping[str, str], bill: Fapiao) -> None:
    party = bill.seller if name == "Seller" else bill.buyer
    stated = {
        "IdNum": slots.get(f"{name.lower()}_id", ""), "Name": slots[f"{name.lower()}_name"], "Addr": party.address,
        "TelNum": party.phone, "BankName": party.bank, "BankAccNum": slots.get(f"{name.lower()}_account", party.account),
    }  # fmt: skip
    for field, text in stated.items():
        if text:
            _put(node, f"{name}{field}", text)


def _cells(row: Mapping[str, str], *, percent: bool) -> Iterator[tuple[str, str]]:
    free = row["rate"] == "免税"
    rate = "0" if free else row["rate"].rstrip("%")
    tax = "0.00" if row["tax"] == STARS else row["tax"]
    with_tax = str(Decimal(row["amount"]) + Decimal(tax))
    shown = "免税" if free and percent else f"{rate}%" if percent else f"{Decimal(rate) / 100:f}"
    cells = {**row, "rate": shown, "tax": tax, "with_tax": with_tax, "class": "3040201040000000000"}
    for name, key in LINES:
        if cells.get(key):
            yield name, cells[key]


def _supervision(root: etree._Element, what: Content, bill: Fapiao, day: str) -> None:
    bureau = _put(root, "TaxSupervisionInfo")
    _put(bureau, "InvoiceNumber", what.slots["number"])
    _put(bureau, "IssueTime", day)
    _put(bureau, "TaxBureauCode", f"1{bill.seller.region}00000000")
    _put(bureau, "TaxBureauName", "国家税务总局税务局")
    signature = _put(root, "TaxBureauSignature")
    _put(signature, "SignatureAlgorithm", "1.2.156.10197.1.501")
    _put(signature, "SignatureTime", f"{day} 16:24:02")
    _put(signature, "SignatureValue", "MEUCIQ" + "A" * 80)


def original(what: Content, bill: Fapiao) -> bytes:
    """`original_invoice.xml` of an older OFD file."""
    root = etree.Element(f"{{{OLD}}}eInvoice", nsmap={"fp": OLD})
    slots = what.slots
    for name, text in (
        ("DocID", "1"), ("AreaCode", bill.seller.region), ("TypeCode", "10"), ("InvoiceCode", slots["code"]),
        ("InvoiceNo", slots["number"]), ("IssueDate", slots["date"]), ("InvoiceCheckCode", slots.get("check", "")),
        ("MachineNo", slots["machine"]), ("TaxControlCode", "".join(bill.cipher)),
    ):  # fmt: skip
        _put_old(root, name, text)
    for party in ("Buyer", "Seller"):
        node, low = _put_old(root, party), party.lower()
        for name, text in (("Name", "name"), ("TaxID", "id"), ("AddrTel", "address"), ("FinancialAccount", "bank")):
            _put_old(node, party + name, slots.get(f"{low}_{text}", ""))
    for name, text in (
        ("TaxInclusiveTotalAmount", slots["gross"]), ("Note", slots.get("remark", "")),
        ("InvoiceClerk", slots.get("drawer", "")), ("Payee", slots.get("payee", "")),
        ("Checker", slots.get("reviewer", "")), ("TaxTotalAmount", slots["tax"]),
        ("TaxExclusiveTotalAmount", slots["net"]), ("GraphCode", what.payload), ("Signature", "MIHaBgoqgRzPVQYBBAICoIHL"),
    ):  # fmt: skip
        _put_old(root, name, text)
    goods = _put_old(root, "GoodsInfos")
    for row in what.rows:
        item = _put_old(goods, "GoodsInfo")
        for name, key in OLD_LINES:
            _put_old(item, name, row.get(key, ""))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _iso(day: str) -> str:
    return "-".join(re.findall(r"\d+", day))


def _put(node: etree._Element, name: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(node, name)
    made.text = text
    return made


def _put_old(node: etree._Element, name: str, text: str | None = None) -> etree._Element:
    return _put(node, f"{{{OLD}}}{name}", text or None)
