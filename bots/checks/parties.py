"""Who is who on an invoice: found in master data by number and name, and whether both say the same."""

import re
from collections.abc import Iterator
from typing import TypeVar

from bots.checks.context import Context, finding, hard
from bots.fapiao import is_fapiao
from bots.identity import account_digits
from bots.plain_text import plain_name, squeezed
from contracts.reading import Entity, Finding, KnownInvoice, Reading, Severity, Supplier

Party = TypeVar("Party", Entity, Supplier)
CARD = re.compile(r"\d{17}[\dX]", re.ASCII)
WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))
FORMS = re.compile(r"[0-9A-Z]{15}|[0-9A-HJ-NPQRTUWXY]{18}|[0-9]{17}|[0-9A-Z]{20}", re.ASCII)
"""Social credit codes (18), old tax numbers (15, of branches 17 and 20), numbers of identity cards (15, 18)."""
LEGAL_FORM = re.compile(
    r"(?<=...)(?:gmbh|mbh|ag|cokg|kg|ohg|ug|ek|se|ltd|limited|plc|llc|inc|corp|sarl|sasu|sas|sa|eurl|srl|spa|slu|sl|bv|nv|ab|aps|oy)+$"
)
"""At the end of a name in plain letters."""


def find(parties: tuple[Party, ...], tax_id: str | None, name: str | None) -> Party | None:
    """By tax number where both sides have one; by name only when no number decides."""
    if tax_id:
        for party in parties:
            if squeezed(tax_id) in {squeezed(known) for known in party.tax_ids}:
                return party
    named = [party for party in parties if name and plain_name(party.name) == plain_name(name)]
    return next((party for party in named if not tax_id or not party.tax_ids), None)


def supplier_of(reading: Reading, context: Context) -> Supplier | None:
    """The seller among our suppliers."""
    suppliers = context.master.suppliers if context.master else ()
    return find(suppliers, reading.value("seller_tax_id"), reading.value("seller_name"))


def same_seller(reading: Reading, known: KnownInvoice, context: Context) -> bool | None:
    """Whether a known invoice is of the same commercial entity, which may have several tax numbers; None: not told."""
    ours, theirs = squeezed(reading.value("seller_tax_id")), squeezed(known.seller_tax_id)
    if not ours or not theirs:
        names = plain_name(reading.value("seller_name")), plain_name(known.seller_name)
        return names[0] == names[1] if all(names) else None
    supplier = supplier_of(reading, context)
    return ours == theirs or (supplier is not None and theirs in {squeezed(one) for one in supplier.tax_ids})


def account_of(reading: Reading) -> str | None:
    """Where the invoice asks to pay to: an IBAN, or the number of the account that is printed of the seller."""
    return squeezed(reading.value("iban")) or account_digits(reading.value("bank_account")) or None


def buyer_named_right(reading: Reading, context: Context) -> Iterator[Finding]:
    """The buyer's name (抬头) is that of our entity that has the tax number, after NFKC and folding of brackets."""
    entities, name = (context.master.entities if context.master else ()), reading.value("buyer_name")
    entity = find(entities, reading.value("buyer_tax_id"), None)
    if entity and name and plain_name(entity.name) != plain_name(name):
        yield finding("buyer-name-differs", _of_names(reading), name=name, expected=entity.name)


def seller_named_right(reading: Reading, context: Context) -> Iterator[Finding]:
    """The seller's name is that of the supplier that has the tax number."""
    suppliers, name = (context.master.suppliers if context.master else ()), reading.value("seller_name")
    supplier = find(suppliers, reading.value("seller_tax_id"), None)
    if supplier and name and plain_name(supplier.name) != plain_name(name):
        severity: Severity = "exception" if is_fapiao(reading) else "warn"
        yield finding("seller-name-differs", severity, name=name, expected=supplier.name)


def holder_is_supplier(reading: Reading, context: Context) -> Iterator[Finding]:
    """The supplier's accounts are in its own name: who pays to another name pays somebody else. Banks write legal forms
    as they like, or leave them out."""
    supplier = supplier_of(reading, context)
    for holder in supplier.holders if supplier else ():
        if supplier and _without_form(holder) != _without_form(supplier.name):
            yield finding("account-holder-differs", "exception", holder=holder, supplier=supplier.name)


def _without_form(name: str) -> str:
    return LEGAL_FORM.sub("", plain_name(name))


def tells_holders(reading: Reading, context: Context) -> bool:
    """In whose names the supplier's accounts are."""
    supplier = supplier_of(reading, context)
    return supplier is not None and bool(supplier.holders)


def tax_number_forms(reading: Reading, _: Context) -> Iterator[Finding]:
    """Tax numbers on Chinese invoices have one of the forms in use."""
    for name in ("seller_tax_id", "buyer_tax_id"):
        number = squeezed(reading.value(name))
        if number and not FORMS.fullmatch(number):
            yield finding("tax-id-form", "exception", field=name, number=number)


def card_is_valid(number: str) -> bool:
    """Whether it is the number of an identity card, with its check digit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not CARD.fullmatch(number):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[weighed % 11] == number[17]


def _of_names(reading: Reading) -> Severity:
    """On a Chinese invoice a wrong name makes it void; elsewhere names are written in many ways."""
    return hard(reading) if is_fapiao(reading) else "warn"
