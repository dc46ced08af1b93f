"""The account of a day labourer: what he earned, what he drew in advance (借支), what he was paid."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts._base import Command
from contracts.values import Code, Money, NewMoney, Text
from contracts.wrong import wrong


def _something(value: Money) -> Money:
    if value.amount <= 0:
        raise wrong("field-not-above-zero")
    return value


class RecordLabourAdvance(Command):
    """Record cash that a worker drew before his wages were settled; the next settlement takes it off."""

    contract = "labour_account.advance"
    permission = "labour_account.advance"
    entity: Code
    worker: Code
    amount: Annotated[NewMoney, AfterValidator(_something)]
    on: date
    why: Text


class ReverseLabourAdvance(Command):
    """Take an advance back that was recorded in error, as long as no settlement has taken it off."""

    contract = "labour_account.reverse_advance"
    permission = "labour_account.advance"
    entity: Code
    worker: Code
    advance: Annotated[int, Field(ge=1)]
    why: Text
