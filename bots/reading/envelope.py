"""The envelope that invoices travel in: Peppol's business document header (SBDH, UN/CEFACT 1.3)."""

from copy import deepcopy

from bots.reading.tree import Node, local, namespace, text

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


def unwrapped(root: Node) -> Node:
    """The one document in an envelope, by itself; any other root as it is, also that of an envelope with several, with
    more than its own words in its header, or that names another document there."""
    if (local(root), namespace(root)) != ("StandardBusinessDocument", SBDH):
        return root
    inside = [one for one in root if (local(one), namespace(one)) != ("StandardBusinessDocumentHeader", SBDH)]
    heads = [one for one in root if one not in inside]
    if len(inside) != 1 or any(namespace(one) != SBDH for head in heads for one in head.iter()):
        return root
    if any(text(head, "DocumentIdentification/Type") not in (None, local(inside[0])) for head in heads):
        return root
    document = deepcopy(inside[0])
    document.tail = None
    return document
