"""Commands on tax codes, and the one that holds on a day."""

from datetime import date

from activities._registry import handles
from activities.policies import Policies
from aggregates.tax_code import TAX_CODE, no_tax_code
from contracts.ids import stream_id
from contracts.tax_code import DefineTaxCode, EndTaxCode
from contracts.values import Ref
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
