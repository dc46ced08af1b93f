"""Tax codes: a rate and how much of it is recoverable, by validity."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, Country, Percent, Text

TaxKind = Literal["standard", "reduced", "zero", "exempt", "reverse-charge", "small-scale", "out-of-scope"]


class DefineTaxCode(Command):
    """Define a tax code from a day on; a new rate is a new revision from its day. Validities never overlap."""

    contract = "tax_code.define"
    permission = "tax_code.administer"
    tax_code: Code
    name: Text
    country: Country
    rate_percent: Percent
    recoverable_percent: Percent
    valid_from: date
    valid_until: date | None = None
    kind: TaxKind = "standard"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self


class EndTaxCode(Command):
    """End the open revision of a tax code with a day, its last; the next one may begin on the day after."""

    contract = "tax_code.end"
    permission = "tax_code.administer"
    tax_code: Code
    valid_until: date
