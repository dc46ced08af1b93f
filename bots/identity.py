"""Which invoice a document shows, whatever file shows it: PDF, OFD, XML and scan of one invoice have one identity."""

import hashlib
import re
import unicodedata

from bots.numbers import exact, plain
from bots.plain_text import plain_name, squeezed
from bots.same_number import in_year, number_year
from contracts.reading import KnownInvoice, Reading

DIGITAL = re.compile(r"\d{20}", re.ASCII)
"""数电票: the tax bureau gives the number, unique in the country for ever."""
OLD_CODE, OLD_NUMBER = re.compile(r"\d{10}|\d{12}", re.ASCII), re.compile(r"\d{8}", re.ASCII)
"""发票代码 and 发票号码 of all older kinds, unique together."""
Figures = tuple[str | None, ...]


def identity(reading: Reading) -> str | None:
    """The same key for every representation of one invoice; None where the document does not say which one it is.

    Chinese invoices are told by the number that the tax bureau gave. All others by seller, year and number, because a
    number range may begin anew each year.
    """
    number, code = squeezed(reading.value("number")), squeezed(reading.value("code"))
    if chinese := chinese_identity(number, code):
        return chinese
    seller = squeezed(reading.value("seller_tax_id")) or plain_name(reading.value("seller_name"))
    year = number_year(reading.value("issue_date"))
    return f"{seller}:{in_year(number, year)}" if number and seller and year is not None else None


def chinese_identity(number: str, code: str) -> str | None:
    """The key of an invoice that the Chinese tax bureau numbered: 20 digits, or 8 behind a code of 10 or 12."""
    if DIGITAL.fullmatch(number):
        return f"cn:{number}"
    return f"cn:{code}:{number}" if OLD_CODE.fullmatch(code) and OLD_NUMBER.fullmatch(number) else None


def figures(reading: Reading) -> Figures:
    """What all representations of an invoice agree in: date, currency, total and parties' tax numbers; None: not told."""
    return figures_of(known_of(reading))


def figures_of(known: KnownInvoice) -> Figures:
    """The same of what is remembered."""
    money = plain(known.gross.normalize()) if known.gross is not None else None
    ids = (squeezed(written) or None for written in (known.seller_tax_id, known.buyer_tax_id))
    return (known.issue_date, known.currency, money, *ids)


def same_figures(one: Figures, other: Figures) -> bool:
    """Whether two representations contradict each other nowhere, and both tell date and total."""
    told = all(figure is not None for pair in ((one[0], other[0]), (one[2], other[2])) for figure in pair)
    return told and all(left is None or right is None or left == right for left, right in zip(one, other, strict=True))


def fingerprint(reading: Reading) -> str | None:
    """The figures of all lines in any order, as a short digest; None where a line has no amount.

    Words are left out: they are read differently on a page and in XML.
    """
    lines = [tuple(_figure(text) for text in (line.quantity, line.net_amount)) for line in reading.lines]
    if not lines or any(not net for _, net in lines):
        return None
    told = ";".join(f"{quantity}x{net}" for quantity, net in sorted(lines))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def known_of(reading: Reading) -> KnownInvoice:
    """What is remembered of an invoice to find it again."""
    return KnownInvoice(
        number=reading.value("number") or "",
        code=reading.value("code"),
        seller_tax_id=reading.value("seller_tax_id"),
        seller_name=reading.value("seller_name"),
        buyer_tax_id=reading.value("buyer_tax_id"),
        issue_date=reading.value("issue_date"),
        currency=reading.value("currency"),
        gross=exact(reading.value("gross_amount")),
        file_sha256=reading.file_sha256,
        format=reading.format,
        account=reading.value("iban") or account_digits(reading.value("bank_account")),
        lines=fingerprint(reading),
        purchase_order=reading.value("purchase_order"),
    )


def account_digits(text: str | None) -> str | None:
    """The account number in what is printed of a bank and its account: its longest run of digits, of nine at least."""
    found = re.findall(r"\d{9,}", re.sub(r"(?<=\d)[\s-](?=\d)", "", unicodedata.normalize("NFKC", text or "")))
    return max(found, key=len, default=None)


def _figure(text: str | None) -> str:
    figure = exact(text)
    return plain(figure.normalize()) if figure is not None else ""
