"""Whether the invoice was here before: the same file, the same number of the same seller, somebody else's account."""

from collections.abc import Iterator

from bots.checks.context import Context, finding, hard
from bots.checks.known import days_apart, official, others, recorded, same_gross, same_invoice
from bots.checks.parties import account_of, same_seller, supplier_of
from bots.identity import figures, figures_of, same_figures
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.reading import Finding, KnownInvoice, Reading


def not_this_file(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice has these very bytes."""
    for known in recorded(context):
        if known.file_sha256 == reading.file_sha256:
            yield finding("duplicate-file", "reject", number=known.number)


def not_seen_before(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the same seller has this number, whatever notation it is written in.

    A number used again in another year for another amount is a new invoice: many number ranges restart. The same
    invoice in another format is a representation of it, which a person or the intake puts beside the first.
    """
    for known in others(reading, context):
        if same_invoice(reading, known, context):
            yield _again(reading, known)


def account_of_one_seller(reading: Reading, context: Context) -> Iterator[Finding]:
    """No other supplier has the account that is to be paid to, and no invoice of another seller names it; what somebody
    else's invoice says takes nothing from a supplier whose account it is by master data."""
    account, ours = account_of(reading), squeezed(reading.value("seller_tax_id"))
    owner = supplier_of(reading, context)
    for supplier in context.master.suppliers if context.master else ():
        if account in {squeezed(one) for one in supplier.ibans} and ours not in {"", *map(squeezed, supplier.tax_ids)}:
            yield finding("account-of-another", "exception", account=account, other=supplier.name)
    if owner and account in {squeezed(one) for one in owner.ibans}:
        return
    for known in recorded(context):
        if squeezed(known.account) == account and same_seller(reading, known, context) is False:
            other = known.seller_name or known.seller_tax_id or ""
            yield finding("account-of-another", "exception", account=account, other=other)


def _again(reading: Reading, known: KnownInvoice) -> Finding:
    number, ours = reading.value("number") or "", reading.format
    if known.format not in (None, ours) and same_figures(figures(reading), figures_of(known)):
        return finding("known-representation", "exception", number=number, format=ours, known=known.format)
    if official(reading) and _contradicts(reading, known):
        return finding("identity-conflict", hard(reading), number=number, known=known.number)
    return finding("duplicate-invoice", "reject", number=number, known=known.number)


def _contradicts(reading: Reading, known: KnownInvoice) -> bool:
    """Whether both tell a total or a date and it is another one: forged, or misread."""
    told = exact(reading.value("gross_amount")) is not None and known.gross is not None
    return bool(days_apart(reading, known)) or (told and not same_gross(reading, known))
