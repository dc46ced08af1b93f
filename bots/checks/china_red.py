"""Red invoices (红字发票): they take a blue one back, so they name it, are between the same parties and no more than it."""

from collections.abc import Iterator
from decimal import Decimal

from bots.checks.context import Context, day, finding, hard
from bots.identity import chinese_identity
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.reading import Finding, KnownInvoice, Reading

ZERO = Decimal(0)


def red_names_blue(reading: Reading, _: Context) -> Iterator[Finding]:
    """A negative invoice names the blue one that it takes back."""
    if not reading.value("original_number"):
        yield finding("red-without-original", hard(reading), gross=reading.value("gross_amount") or "")


def red_all_negative(reading: Reading, _: Context) -> Iterator[Finding]:
    """Amount and tax of a red invoice are negative with its total."""
    for name in ("net_amount", "tax_amount"):
        figure = exact(reading.value(name))
        if figure is not None and figure > 0:
            yield finding("red-amount-positive", hard(reading), field=name, amount=figure)


def blue_is_known(reading: Reading, context: Context) -> Iterator[Finding]:
    """The blue invoice was recorded here: nothing can be taken back that was never there."""
    if _blue(reading, context) is None:
        yield finding("red-original-unknown", "exception", original=reading.value("original_number") or "")


def same_parties(reading: Reading, context: Context) -> Iterator[Finding]:
    """Seller and buyer are those of the blue invoice."""
    blue = _blue(reading, context)
    for name, theirs in (("seller_tax_id", blue and blue.seller_tax_id), ("buyer_tax_id", blue and blue.buyer_tax_id)):
        ours = reading.value(name)
        if ours and theirs and squeezed(ours) != squeezed(theirs):
            yield finding("red-parties-differ", "exception", field=name, red=ours, blue=theirs)


def within_blue(reading: Reading, context: Context) -> Iterator[Finding]:
    """It takes back no more than is left of the blue invoice, and no earlier than that was issued."""
    blue, gross = _blue(reading, context), exact(reading.value("gross_amount"))
    left = None if blue is None else blue.gross if blue.remaining is None else blue.remaining
    if gross is not None and left is not None and -gross > left:
        yield finding("red-exceeds-original", "exception", red=-gross, left=left)
    red_on, blue_on = day(reading.value("issue_date")), day(blue.issue_date if blue else None)
    if red_on and blue_on and red_on < blue_on:
        yield finding("red-before-original", "exception", red=red_on, blue=blue_on)


def is_red(reading: Reading) -> bool:
    """A Chinese invoice with a negative total."""
    gross = exact(reading.value("gross_amount"))
    return gross is not None and gross < ZERO


def has_original(reading: Reading) -> bool:
    """The number of the blue invoice."""
    return bool(reading.value("original_number"))


def _blue(reading: Reading, context: Context) -> KnownInvoice | None:
    named = squeezed(reading.value("original_number"))
    known = (context.master.invoices if context.master else None) or ()
    return next((one for one in known if named and named in _names(one)), None)


def _names(known: KnownInvoice) -> set[str]:
    """How a red invoice may name it: by number, or by code and number in one."""
    number, code = squeezed(known.number), squeezed(known.code)
    own = {number} if chinese_identity(number, "") or not code else {code + number}
    return own | {f"{code}/{number}", f"{code}-{number}"}
