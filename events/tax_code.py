"""What happens to tax codes."""

from datetime import date

from contracts.values import Percent
from events._base import Event


class TaxCodeDefined(Event):
    """A revision of a tax code holds from a day on, until a day or for good."""

    stored_as = "tax_code.defined.v1"
    tax_code: str
    name: str
    country: str
    rate_percent: Percent
    recoverable_percent: Percent
    valid_from: date
    valid_until: date | None = None
    kind: str = "standard"


class TaxCodeEnded(Event):
    """The revision that begins on `valid_from` holds until a day, its last."""

    stored_as = "tax_code.ended.v1"
    tax_code: str
    valid_from: date
    valid_until: date


TaxCodeEvent = TaxCodeDefined | TaxCodeEnded
