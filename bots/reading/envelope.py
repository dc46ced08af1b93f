"""The envelope that invoices travel in: Peppol's business document header (SBDH, UN/CEFACT 1.3)."""

from copy import deepcopy

from bots.reading.tree import Node, local, namespace

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


def unwrapped(root: Node) -> Node:
    """The one document in an envelope, by itself; any other root as it is, also that of an envelope with several."""
    if (local(root), namespace(root)) != ("StandardBusinessDocument", SBDH):
        return root
    inside = [each for each in root if (local(each), namespace(each)) != ("StandardBusinessDocumentHeader", SBDH)]
    if len(inside) != 1:
        return root
    document = deepcopy(inside[0])
    document.tail = None
    return document
