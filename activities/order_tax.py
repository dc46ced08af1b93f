"""The tax of order lines: by the revision of their tax code that holds on the day of the order, or of its amendment."""

from activities.tax_code import cost_tax, tax_code_on
from aggregates.contract import CONTRACT
from events.purchase_order import OrderedLine
from store.work import Work


def taxed(work: Work, line: OrderedLine, own: str | None, asked: str | None) -> OrderedLine:
    """A new line with its tax: by its own tax code, else the agreed one, else the one asked for. Raises Refused."""
    return retaxed(work, line, own or _agreed(work, line) or asked)


def retaxed(work: Work, line: OrderedLine, code: str | None) -> OrderedLine:
    """A line with the tax of a code; as it is without one. Raises Refused."""
    if code is None:
        return line
    return line.model_copy(update={"tax": cost_tax(tax_code_on(work, code, work.now.date()), line.net)})


def _agreed(work: Work, line: OrderedLine) -> str | None:
    """The tax code of the line of the contract that it is ordered under."""
    terms = work.load(CONTRACT, line.contract).terms if line.contract else None
    lines = terms.lines if terms else ()
    return next((each.tax_code for each in lines if each.line == line.contract_line), None)
