"""The parts of a document to which approvals may be bound, each by the hash of what it says; together they say all of it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from contracts.contract import ContractTerms
from contracts.requisition import RequisitionLine
from contracts.values import Value

REST = "content"
"""What is in no other part: whatever a document may say one day is approved at least there."""

OF_LINES: Mapping[str, tuple[str, ...]] = {
    "amount": ("quantity", "unit_price", "tax_code"),
    "cost_object": ("cost_object",),
    "supplier": ("supplier",),
    "delivery": ("needed_by",),
}
OF_TERMS: Mapping[str, tuple[str, ...]] = {
    "amount": ("amount", "lines", "tax_percent"),
    "validity": ("valid_from", "valid_to"),
    "payment": ("milestones", "advance", "retention", "late_fine", "payment_days"),
}
"""Part -> the fields of a requisition's lines, or of a contract's terms, that it is."""


def of_requisition(entity: str, requester: str, currency: str, lines: Sequence[RequisitionLine]) -> Mapping[str, str]:
    """The parts of a requisition."""
    return _hashes((entity, requester, currency), lines, OF_LINES, key="line")


def of_contract(entity: str, supplier: str, drafter: str, terms: ContractTerms) -> Mapping[str, str]:
    """The parts of a contract, whichever version it is."""
    return _hashes((entity, supplier, drafter), (terms,), OF_TERMS)


def _hashes(
    about: Sequence[str], values: Sequence[Value], parts: Mapping[str, Collection[str]], key: str | None = None
) -> Mapping[str, str]:
    """SHA-256 of each part: what the document is about, and of each of its values the fields of that part (without defaults,
    so that it stays the same), told apart by `key`."""
    keys = {key} if key else set()
    named = {field for fields in parts.values() for field in fields}
    told = {
        part: [value.model_dump_json(include={*fields, *keys}, exclude_defaults=True) for value in values]
        for part, fields in parts.items()
    }
    told[REST] = [value.model_dump_json(exclude=named - keys, exclude_defaults=True) for value in values]
    return {part: sha256("\n".join([part, *about, *texts]).encode()).hexdigest() for part, texts in told.items()}
