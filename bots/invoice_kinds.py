"""Kinds of documents by UNTDID 1001 (EN 16931 BT-3): which of them are a demand, and which of those are posted by bots."""

from contracts.reading import CREDIT_KINDS

POSTED = frozenset({"82", "326", "331", "380", "385", "387", "388", "394", "875", "876", "877"})
"""Invoices that are owed as they stand to who writes them: metered services, partial, with packing list, commercial,
consolidated, hire, tax, lease, and of construction (partial, partial final, final)."""
BY_HAND = frozenset({
    "71", "80", "84", "202", "203", "204", "211", "218", "219", "295", "383", "384", "386", "389", "390", "393", "395",
    "456", "457", "527", "575",
})  # fmt: skip
"""Demands that stand for something else: requests and debits, valuations of work, corrections, prepayments, what is owed
to a factor, what we would have written ourselves (self-billed), consignment, insurers. A person says how to book them."""
CREDITS = CREDIT_KINDS
PRO_FORMA, CORRECTED, PREPAID = "325", "384", "386"
SELF_BILLED = frozenset({"261", "389", "527"})
"""In German such a document may call itself Gutschrift, whoever owes."""


def is_demand(kind: str | None) -> bool:
    """Whether a document of this kind asks for money or gives some back at all; one that tells none does not."""
    return kind in POSTED or kind in BY_HAND or kind in CREDITS


def is_posted(kind: str | None) -> bool:
    """Whether bots may post it, as an invoice or as a credit note."""
    return kind in POSTED or kind in CREDITS
