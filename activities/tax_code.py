"""Commands on tax codes, and the one that holds on a day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from activities._registry import handles
from activities.policies import Policies
from aggregates.tax_code import TAX_CODE, no_tax_code
from contracts.contract import ContractLine
from contracts.ids import stream_id
from contracts.requisition import RequisitionLine, line_amount
from contracts.tax_code import CostTax, DefineTaxCode, EndTaxCode
from contracts.values import Money, Ref, money
from events.requisition import TaxedLine
from events.tax_code import TaxCodeDefined
from store.work import Refused, Work


@handles(DefineTaxCode)
@handles(EndTaxCode)
def tax_code(work: Work, command: DefineTaxCode | EndTaxCode, _policies: Policies) -> Ref:
    """Define or end a revision of a tax code."""
    work.permit("*")
    stream = stream_id("tax_code", command.tax_code)
    work.act(TAX_CODE, stream, command)
    return Ref(kind="tax_code", id=stream, number=command.tax_code)


def tax_code_on(work: Work, code: str, day: date) -> TaxCodeDefined:
    """The revision of a tax code that holds on a day. Raises Refused where none does: it fails closed."""
    found = work.load_by_key(TAX_CODE, code).on(day)
    if found is None:
        raise Refused(no_tax_code(code, day))
    return found


def known_tax_codes(work: Work, lines: Iterable[ContractLine]) -> None:
    """What lines agree on must hold today, so that a mistake shows while it is made. Raises Refused."""
    for line in lines:
        if line.tax_code:
            tax_code_on(work, line.tax_code, work.now.date())


def cost_tax(revision: TaxCodeDefined, net: Money) -> CostTax:
    """The tax of a line by a revision of its tax code: what of it is not given back is cost."""
    known = {name: getattr(revision, name) for name in ("tax_code", "rate_percent", "recoverable_percent", "kind")}
    return CostTax(**known, amount=money(Decimal(0), net.currency)).of(net)


def taxed_lines(
    lines: Iterable[RequisitionLine], currency: str, on: Callable[[str], TaxCodeDefined | None]
) -> Iterator[TaxedLine]:
    """The taxes of a requisition's lines; `on` finds the revision of a code that holds on the day."""
    for line in lines:
        if revision := on(line.tax_code) if line.tax_code else None:
            yield TaxedLine(line=line.line, tax=cost_tax(revision, line_amount(line, currency)))
