"""The parts of a document to which approvals may be bound, each by the hash of what it says; together they say all of it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from contracts.change_order import ChangeTerms
from contracts.contract import ContractTerms
from contracts.requisition import RequisitionLine
from contracts.values import Money, Value
from events.declared_document import DeclaredDocumentSubmitted
from events.funds_plan import FundsPlanDrafted
from events.rfq import RfqAwarded

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
OF_CHANGE: Mapping[str, tuple[str, ...]] = {
    "amount": ("amount", "lines", "budget"),
    "validity": ("valid_to",),
    "payment": ("milestones",),
}
OF_AWARD: Mapping[str, tuple[str, ...]] = {
    "amount": ("line", "quantity", "unit", "unit_price", "currency", "amount"),
    "supplier": ("line", "supplier", "quotation", "version"),
}
"""Part -> the fields that it is of a requisition's lines, of the terms of a contract or of its change, of awarded lines."""


def of_requisition(entity: str, requester: str, currency: str, lines: Sequence[RequisitionLine]) -> Mapping[str, str]:
    """The parts of a requisition."""
    return _hashes((entity, requester, currency), _told(lines, OF_LINES, key="line"))


def of_contract(entity: str, supplier: str, drafter: str, terms: ContractTerms) -> Mapping[str, str]:
    """The parts of a contract, whichever version it is."""
    return _hashes((entity, supplier, drafter), _told((terms,), OF_TERMS))


def of_change_order(agreement: str, author: str, at_stake: Money, terms: ChangeTerms) -> Mapping[str, str]:
    """The parts of a change of a contract. What it puts at stake is part of the amount: it chose the route, and what is left
    of the contract moves it without a word of the terms."""
    told = _told((terms,), OF_CHANGE)
    return _hashes((agreement, author), {**told, "amount": [*told["amount"], str(at_stake)]})


def of_funds_plan(plan: FundsPlanDrafted) -> Mapping[str, str]:
    """The parts of a funds plan, whichever version it is: what may leave, what is to come, and why."""
    about = (plan.ref.entity, plan.author, str(plan.project), plan.month, plan.currency)
    rows = {"outflows": plan.outflows, "inflows": plan.inflows}
    told = {part: [line.model_dump_json(exclude_defaults=True) for line in lines] for part, lines in rows.items()}
    return _hashes(about, {**told, REST: [plan.why]})


def of_award(award: RfqAwarded) -> Mapping[str, str]:
    """The parts of an award: how much of what for how much, of whom, and all that speaks for it."""
    told = _told(award.lines, OF_AWARD, key="award_line")
    rest = award.model_dump_json(exclude={"lines", "round", "content_hash"}, exclude_defaults=True)
    return _hashes((award.ref.entity, award.buyer), {**told, REST: [*told[REST], rest]})


def of_declared(submitted: DeclaredDocumentSubmitted) -> Mapping[str, str]:
    """The parts of a document of a declared kind: each fact that its kind takes from the body, the amount, and the whole body,
    since nobody can say what of it no fact tells."""
    told = {part: [fact] for part, fact in submitted.facts.items()}
    return _hashes((submitted.requester,), {**told, "amount": [str(submitted.amount)], REST: [submitted.body]})


def _told(
    values: Sequence[Value], parts: Mapping[str, Collection[str]], key: str | None = None
) -> Mapping[str, list[str]]:
    """Of each of the values the fields of each part (without defaults, so that it stays the same), told apart by `key`."""
    keys = {key} if key else set()
    named = {field for fields in parts.values() for field in fields}
    told = {
        part: [value.model_dump_json(include={*fields, *keys}, exclude_defaults=True) for value in values]
        for part, fields in parts.items()
    }
    return {**told, REST: [value.model_dump_json(exclude=named - keys, exclude_defaults=True) for value in values]}


def _hashes(about: Sequence[str], told: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """SHA-256 of each part: what the document is about, and what it says there."""
    return {part: sha256("\n".join([part, *about, *texts]).encode()).hexdigest() for part, texts in told.items()}
