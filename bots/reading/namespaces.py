"""Whether an invoice in XML is written in the words of its format alone.

Readers walk by local names and the official rules by namespaces: a second vocabulary would show each another invoice.
"""

import re
from collections.abc import Iterator

from bots.reading.tree import Node, local, namespace
from contracts.reading import Finding

AGGREGATE = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXTENSIONS = "{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}UBLExtensions"
CII = re.compile(
    r"urn:un:unece:uncefact:data:(?:standard|draft):"
    r"(?P<kind>ReusableAggregateBusinessInformationEntity|QualifiedDataType|UnqualifiedDataType):\d+"
)
TYPED = frozenset({"DateTimeString", "DateString", "DateTime", "Date", "Indicator", "IndicatorString"})
"""The elements of CII that stand in the namespaces of data types, and nowhere else."""
MAX_NAMED = 5


def ubl(root: Node) -> tuple[Finding, ...]:
    """What is no UBL; extensions may hold anything, because nobody reads them."""
    return _told(node for node in _own(root) if not _is_ubl(node))


def cii(root: Node) -> tuple[Finding, ...]:
    """What is no CII; each of its vocabularies is used in one version alone."""
    top, versions = namespace(root), dict[str, str]()
    return _told(node for node in root.iterdescendants() if not _is_cii(node, root, top, versions))


def _own(root: Node) -> Iterator[Node]:
    """The elements of a document without what its extensions hold."""
    for child in root:
        if child.tag != EXTENSIONS:
            yield child
            yield from _own(child)


def _is_ubl(node: Node) -> bool:
    """Values are basic components; what has parts, or nothing at all, is an aggregate."""
    where = namespace(node)
    return (where == BASIC and len(node) == 0) or (where == AGGREGATE and not (node.text or "").strip())


def _is_cii(node: Node, root: Node, top: str, versions: dict[str, str]) -> bool:
    where = namespace(node)
    if node.getparent() is root or where == top:
        return node.getparent() is root and where == top
    known = CII.fullmatch(where)
    if not known or versions.setdefault(known["kind"], where) != where:
        return False
    return (local(node) in TYPED) == (known["kind"] != "ReusableAggregateBusinessInformationEntity")


def _told(foreign: Iterator[Node]) -> tuple[Finding, ...]:
    names = list(dict.fromkeys(str(node.tag)[-120:] for node in foreign))
    if not names:
        return ()
    return (Finding.of("foreign-elements", "reject", {"names": ", ".join(names[:MAX_NAMED])}),)
