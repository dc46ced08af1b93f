"""What a Chinese invoice always states: who leaves it out keeps every check on it from running."""

from collections.abc import Iterator

from bots.checks.context import Context, finding
from bots.fapiao import is_digital, is_fapiao, kind_of
from contracts.reading import EN_16931, Finding, Reading

PARTS = ("seller_name", "seller_tax_id", "buyer_name", "gross_in_words")
TICKETS = ("rail", "air")


def is_bill(reading: Reading) -> bool:
    """An invoice in a form of the tax bureau, with parties and lines; tickets state a journey and a fare."""
    return is_fapiao(reading) and reading.format not in EN_16931 and kind_of(reading) not in TICKETS


def parts_are_there(reading: Reading, _: Context) -> Iterator[Finding]:
    """Both parties and the amount in capitals; the buyer's number on digital and special ones, which companies get.

    Source: 发票管理办法实施细则, article 4, and the announcement no. 16 of 2017 on the buyer's number.
    """
    companies = ("buyer_tax_id",) if is_digital(reading) or kind_of(reading) == "special" else ()
    for name in (*PARTS, *companies):
        if not reading.value(name):
            yield finding("missing-field", "exception", field=name)
