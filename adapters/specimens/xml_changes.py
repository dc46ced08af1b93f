"""What can be put into the XML of an invoice beside what belongs there, so that programs read different things."""

from collections.abc import Iterator

from lxml import etree

FOREIGN = "urn:example:other"
TOTALS = ("PayableAmount", "DuePayableAmount", "TotalTax-includedAmount")


def beside(data: bytes, other: str, *, held_out: bool) -> Iterator[tuple[str, bytes]]:
    """The total once more in another vocabulary, and once more in its own, as `other`; held out: a comment that cuts the
    total, which one program joins and another does not."""
    if held_out:
        yield "total-cut", _cut(data)
        return
    yield "foreign-element", _again(data, other, FOREIGN)
    yield "total-twice", _again(data, other, None)


def without(data: bytes, name: str) -> bytes:
    """The document without every element of this name."""
    root = etree.fromstring(data)
    for node in list(root.iter(f"{{*}}{name}")):
        if (parent := node.getparent()) is not None:
            parent.remove(node)
    return _written(root)


def _again(data: bytes, other: str, space: str | None) -> bytes:
    root = etree.fromstring(data)
    total = _total(root)
    tag = etree.QName(space or etree.QName(total).namespace, etree.QName(total).localname)
    again = etree.Element(tag)
    again.text = other
    for name, value in total.attrib.items():
        again.set(name, value)
    total.addprevious(again)
    return _written(root)


def _cut(data: bytes) -> bytes:
    root = etree.fromstring(data)
    total, comment = _total(root), etree.Comment("more")
    total.text, comment.tail = total.text or "", "9"
    total.append(comment)
    return _written(root)


def _total(root: etree._Element) -> etree._Element:
    return next(node for node in root.iter(*(f"{{*}}{name}" for name in TOTALS)))


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
