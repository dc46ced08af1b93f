"""Red invoices (红字发票): they take a blue one back, so they name it, are between the same parties and no more than it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bots.checks.context import Context, day, finding, hard
from bots.identity import chinese_identity
from bots.numbers import exact
from bots.plain_text import folded, squeezed
from contracts.reading import Finding, KnownInvoice, Reading, RedConfirmation

ZERO = Decimal(0)
CONFIRMATION = re.compile(r"确认单(?:编号|号)?[:：]?(\d{10,24})(?!\d)", re.ASCII)
VOID = re.compile(
    r"(?:此|本|该)(?:张|份)?(?:电子)?(?:发票|票据?)(?:已经?)?(?:被)?(?:作废|红冲|冲红)|^已?(?:作废|红冲|冲红)$"
)
LAPSES = timedelta(hours=72)


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


def blue_names_none(reading: Reading, _: Context) -> Iterator[Finding]:
    """An invoice that takes another back gives money back: with a total above zero it is called red and asks for money."""
    gross = exact(reading.value("gross_amount"))
    if reading.value("original_number") and gross is not None and gross > ZERO:
        yield finding("colour-differs", "exception", mark="N", gross=gross)


def not_void(reading: Reading, _: Context) -> Iterator[Finding]:
    """Its remarks do not call it void or taken back."""
    if found := VOID.search(folded(reading.value("remarks") or "")):
        yield finding("says-not-owed", "exception", text=found[0])


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


def confirmed_in_time(reading: Reading, context: Context) -> Iterator[Finding]:
    """The confirmation that it names was agreed to within 72 hours, else it lapsed and nothing may be issued on it
    (国家税务总局公告 2024 no. 11)."""
    known = _confirmation(reading, context)
    if known is None:
        return
    opened, agreed = _moment(known.opened), _moment(known.agreed)
    if opened and agreed and agreed - opened > LAPSES:
        yield finding("red-confirmation-lapsed", "exception", number=known.number, opened=opened, agreed=agreed)
    elif agreed is None:
        yield finding("red-confirmation-open", "exception", number=known.number, opened=known.opened)


def tells_confirmation(reading: Reading, context: Context) -> bool:
    """The confirmation that its remarks name."""
    return _confirmation(reading, context) is not None


def _confirmation(reading: Reading, context: Context) -> RedConfirmation | None:
    found = CONFIRMATION.search(folded(reading.value("remarks")))
    known = context.master.confirmations if context.master else ()
    return next((one for one in known if found and squeezed(one.number) == found[1]), None)


def _moment(written: str | None) -> datetime | None:
    """A moment as ISO 8601 writes it, in UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


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
