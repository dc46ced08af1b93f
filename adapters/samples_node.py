"""What both XML forms of sample invoices are written with."""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
UBL = {"ubl": f"{_UBL}Invoice-2", "cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}
_CII = "urn:un:unece:uncefact:data:standard:"
CII = {
    "rsm": f"{_CII}CrossIndustryInvoice:100",
    "ram": f"{_CII}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CII}UnqualifiedDataType:100",
}
Node = etree._Element
EXEMPT = {"E": "Exempt from VAT", "AE": "Reverse charge", "K": "Intra-Community supply", "G": "Export outside the EU"}
"""Why categories are not taxed (EN 16931 BT-120)."""


def put(node: Node, path: str, value: object = None, **attributes: str) -> Node:
    """Add the elements of `path`, each in the other, and return the innermost with its text and attributes."""
    for prefix, name in _steps(path):
        node = etree.SubElement(node, f"{{{(UBL | CII)[prefix]}}}{name}")
    node.text = None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
    for name, text in attributes.items():
        node.set(name, text)
    return node


def _steps(path: str) -> Iterator[tuple[str, str]]:
    for step in path.split("/"):
        prefix, _, name = step.partition(":")
        yield prefix, name


def written(root: Node) -> bytes:
    """The document as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
