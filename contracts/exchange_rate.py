"""Exchange rates by date, kept exactly as they were published."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.values import Currency, Rate, Text
from contracts.wrong import wrong


class RecordExchangeRate(Command):
    """Record that one `from_currency` is `rate` of `to_currency` on a date.

    Another rate for a date that has one supersedes it, and says why; the same again is ignored.
    """

    contract = "exchange_rate.record"
    permission = "exchange_rate.record"
    from_currency: Currency
    to_currency: Currency
    on: date
    rate: Annotated[Rate, Field(gt=0)]
    source: Text
    why: Text | None = None

    @model_validator(mode="after")
    def _two_currencies(self) -> Self:
        if self.from_currency == self.to_currency:
            raise wrong("field-rate-to-itself", currency=self.to_currency)
        return self
