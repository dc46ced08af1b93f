"""Payment runs: released by a second person, written to a file, concluded by the bank."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates._base import Refusal
from aggregates.payment_run import PaymentRun
from contracts.payment_run import ParkPaymentRun
from contracts.process import Effect
from processes._base import DAY, DONE, FollowUp, Next

WRITE_FILE = "payment_run.write_file"


@dataclass(frozen=True)
class Run:
    """A payment run."""

    run: PaymentRun


def release(case: Run, now: datetime) -> Next:
    """Wait for the second person."""
    return Next(deadline=now + DAY) if case.run.status == "proposed" else DONE


def file(case: Run, now: datetime) -> Next:
    """Write the bank file of a released run, once; writing it again gives the same bytes."""
    if case.run.status != "released":
        return DONE
    assert case.run.ref is not None
    return Next(effects=(Effect(activity=WRITE_FILE, queue="files", document=case.run.ref.id),), deadline=now + DAY)


def settlement(case: Run, now: datetime) -> Next:
    """Wait for the bank's word on every payment."""
    return DONE if case.run.status in ("completed", "cancelled") else Next(deadline=now + DAY)


def on_refusal(case: Run, stage: str, refusal: Refusal) -> FollowUp:
    """A bank file that cannot be written: the run is shown to a person, and the step tried again once a day."""
    assert case.run.ref is not None
    park = ParkPaymentRun(
        run=case.run.ref.id, step=stage, code=refusal.code, figures=tuple(sorted(refusal.figures.items()))
    )
    return FollowUp("park", f"{stage}:{case.run.parkings}", park)


STAGES: Mapping[str, Callable[[Run, datetime], Next]] = {"release": release, "file": file, "settlement": settlement}
