"""The XML of an invoice written anew after safe parsing, for those who judge the document itself."""

from copy import deepcopy

from lxml import etree

from bots.reading.tree import Node, local
from contracts.reading import Reading

ATTACHED = ("{*}EmbeddedDocumentBinaryObject", "{*}AttachmentBinaryObject")
STAND_IN = "QQ=="
MAX_CHARACTERS = 3_000_000


class Stated(Reading):
    """A reading with the XML that states it (`document`, its root element `root`); neither goes beyond the reader."""

    document: str | None = None
    root: str | None = None

    def bare(self) -> Reading:
        """The reading alone."""
        return Reading.model_construct(**{name: getattr(self, name) for name in Reading.model_fields})


def stated(reading: Reading, root: Node | None) -> Stated:
    """The reading with the document of `root`, written anew; without one where there is none to be judged."""
    values = {name: getattr(reading, name) for name in Reading.model_fields}
    return Stated.model_construct(
        **values, document=None if root is None else _written(root), root=None if root is None else local(root)
    )


def _written(root: Node) -> str | None:
    """Files inside of the invoice are left out: rules judge their names, not their contents."""
    if any(True for _ in root.iter(*ATTACHED)):
        root = deepcopy(root)  # the tree belongs to the parser
        for node in root.iter(*ATTACHED):
            node.text = STAND_IN if (node.text or "").strip() else node.text
    text = etree.tostring(root, encoding="unicode")
    return text if len(text) <= MAX_CHARACTERS else None
