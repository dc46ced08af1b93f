"""What an e-invoice as XML says against itself: an element that stands twice, and a red one that asks for money.

Programs take the first of two elements or the last, people see one: who writes a second one wants them to differ.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from bots.numbers import CENT, exact, plain, total
from bots.reading.agreement import same
from bots.reading.outcome import stop
from bots.reading.tree import Node, local, text
from contracts.reading import Field, Finding

BLUE, RED = "Y", "N"  # what 是否蓝字发票标志 is told by
BUREAU = "EInvoice"  # the older form of edrm.org.cn is called eInvoice
DATA = "EInvoiceData"
SIGNED = "TaxBureauSignature"


def repeated(pairs: Iterable[tuple[str, str]], meanings: Mapping[str, str]) -> Iterator[Finding]:
    """Elements that say again, with another value, what one said before; each element means one of `meanings`, which
    elements of other vocabularies mean too."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for name, value in pairs:
        meaning = meanings.get(name)
        if meaning and meaning not in told and not same(first.setdefault(meaning, value), value):
            told.add(meaning)
            evidence = {"element": name[:80], "value": first[meaning][:200], "other": value[:200]}
            yield Finding.of("element-repeated", "reject", evidence)


def nested(nodes: Iterable[Node], names: Collection[str]) -> Iterator[Finding]:
    """Elements of one of `names` that hold others in place of a value: who reads all text below sees one, others none."""
    for node in nodes:
        if len(node) and local(node) in names:
            yield Finding.of("element-nested", "reject", {"element": local(node)[:80]})
            return


def other_numbers(fields: Mapping[str, Field], twin: str | None) -> Iterator[Finding]:
    """The number stands twice in the tax bureau's XML."""
    number = fields.get("number")
    if number and twin and not same(twin, number.value):
        evidence = {
            "field": "number", "source": "xml", "value": number.value[:200], "other_source": "xml", "other": twin[:200],
        }  # fmt: skip
        yield Finding.of("sources-differ", "reject", evidence)


def with_tax(node: Node) -> Iterator[Finding]:
    """What a line costs with its tax is its amount and its tax."""
    net, tax, gross = (exact(text(node, name)) for name in ("Amount", "ComTaxAm", "TotaltaxIncludedAmount"))
    if net is not None and gross is not None and abs(total([net, tax or Decimal(0), -gross])) > CENT:
        told = {"net": plain(net), "tax": plain(tax or Decimal(0)), "gross": plain(gross)}
        yield Finding.of("line-total-differs", "exception", told)


def colour(root: Node, gross: str | None) -> Iterator[Finding]:
    """Whether the invoice is called blue or red against the sign of its total."""
    figure = exact(gross)
    marks = {
        text(node, "LabelCode") for node in root.iter() if isinstance(node.tag, str) and local(node) == "InIssuType"
    }
    if figure is None or not figure:
        return
    if (RED if figure > 0 else BLUE) in marks:
        yield stop("colour-differs", mark=RED if figure > 0 else BLUE, gross=gross or "")


def unsigned(root: Node) -> Iterator[Finding]:
    """The XML of the tax bureau is signed by it; nothing here can verify the signature, but it must be there."""
    bureaus = local(root) == BUREAU or any(local(node) == DATA for node in root)
    if bureaus and not any(local(node) == SIGNED and text(node, "SignatureValue") for node in root):
        yield stop("xml-unsigned")
