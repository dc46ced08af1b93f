"""Day labourers (点工花名册): the roster of a legal entity, and what a day of each costs from which day on."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, NewMoney, Text, Validity
from contracts.wrong import wrong

DEAREST_DAY = Decimal(1_000_000)
"""No day costs more: days times rate of a long register then add up within 64 bits."""


class RegisterLabourWorker(Validity, Command):
    """Put a worker on the roster; the validity is when he may work, both days included.

    His real name stands on every sheet. The number of his identity card is asked for nowhere, so it can leak nowhere.
    """

    contract = "labour_worker.register"
    permission = "labour_worker.administer"
    entity: Code
    worker: Code
    name: Text
    trade: Text
    team: Text


class ReviseLabourWorker(Validity, Command):
    """Give a worker another name, trade, team or validity; sheets that were approved keep what was true then."""

    contract = "labour_worker.revise"
    permission = "labour_worker.administer"
    entity: Code
    worker: Code
    name: Text
    trade: Text
    team: Text


class SetLabourRate(Command):
    """What a day, and an hour of overtime, of a worker costs from a day on, until the next rate begins.

    Given again for the same day it corrects that rate. An approved sheet keeps its cost: reverse it and enter it again.
    """

    contract = "labour_worker.set_rate"
    permission = "labour_worker.administer"
    entity: Code
    worker: Code
    valid_from: date
    day_rate: NewMoney
    overtime_rate: NewMoney

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.day_rate.amount <= 0 or self.overtime_rate.amount < 0:
            raise wrong("field-rates-of-nothing")
        if max(self.day_rate.amount, self.overtime_rate.amount) > DEAREST_DAY:
            raise wrong("field-rate-too-large", limit=DEAREST_DAY)
        if self.day_rate.currency != self.overtime_rate.currency:
            raise wrong("field-two-currencies", first=self.day_rate.currency, second=self.overtime_rate.currency)
        return self
