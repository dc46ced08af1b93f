"""Numbers with a check digit: tax numbers and IBANs."""

from collections.abc import Iterator

from aggregates.supplier_identity import iban_refusal, tax_id_refusal
from audit.quality._finding import Finding, Holder, joined, judged, names
from contracts.values import BankAccount


def check_digits(found: list[Holder]) -> Iterator[Finding]:
    """Every tax number of a known country, and every IBAN."""
    for path, holder in found:
        country = getattr(holder, "country", None) if "tax_ids" in names(type(holder)) else None
        if isinstance(country, str):
            for number in getattr(holder, "tax_ids", ()):
                fine = tax_id_refusal(country, (number,)) is None
                yield judged("check-digit", joined(path, "tax_ids"), fine, value=number)
        if isinstance(holder, BankAccount) and holder.iban is not None:
            yield judged("check-digit", joined(path, "iban"), iban_refusal((holder,)) is None, value=holder.iban)
