"""What happens to the roster of day labourers."""

from datetime import date

from contracts.values import Money
from events._base import Event


class LabourWorkerRegistered(Event):
    """A worker is on the roster."""

    stored_as = "labour_worker.registered.v1"
    entity: str
    worker: str
    name: str
    trade: str
    team: str
    valid_from: date | None = None
    valid_until: date | None = None
    made_by: str = ""


class LabourWorkerRevised(Event):
    """What the roster says of a worker now."""

    stored_as = "labour_worker.revised.v1"
    entity: str
    worker: str
    name: str
    trade: str
    team: str
    valid_from: date | None = None
    valid_until: date | None = None
    made_by: str = ""


class LabourRateSet(Event):
    """What a worker costs from a day on: for a day, and for an hour of overtime."""

    stored_as = "labour_worker.rate_set.v1"
    entity: str
    worker: str
    valid_from: date
    day_rate: Money
    overtime_rate: Money
    made_by: str = ""

    @property
    def costs(self) -> tuple[Money, Money]:
        """What a day and an hour of overtime cost, whoever said so."""
        return self.day_rate, self.overtime_rate


LabourWorkerEvent = LabourWorkerRegistered | LabourWorkerRevised | LabourRateSet
