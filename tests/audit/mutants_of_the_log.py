"""Mutants of I1, I6, I7, I9 and I10: workflows, receipts, streams and bank files."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from contracts.ids import stream_id
from events.claim import Claimed
from events.payable import PayableOpened
from events.payment_run import PaymentConcluded, PaymentFileWritten
from events.receipt import CommandReceipt
from events.requisition import RequisitionSubmitted
from tests.audit.house import House
from tests.audit.mutants import again, euros, fresh_run, mutant, release, where


@mutant("I1", "case-without-workflow")
def lost_workflow(house: House) -> None:
    house.live.clear()


@mutant("I10", "workflow-without-events")
def ghost_workflow(house: House) -> None:
    house.live.add("payrun/ACME/RUN-2026-000099")


def claim(house: House) -> Claimed:
    owner = house.newest(RequisitionSubmitted).ref
    return Claimed(key="k", owner=owner)


@mutant("I6", "receipt-missing")
def no_receipt(house: House) -> None:
    house.append(stream_id("claim", "k"), claim(house), receipt=False)


@mutant("I6", "receipt-missing")
def receipt_of_later_command(house: House) -> None:
    house.append(stream_id("claim", "k"), claim(house), receipt=False)
    house.append(stream_id("claim", "l"), claim(house))


def receipt(outcome: Any = "accepted") -> CommandReceipt:
    return CommandReceipt(command="forged", payload_sha256="0" * 64, outcome=outcome)


@mutant("I6", "receipt-does-not-fit")
def receipt_without_events(house: House) -> None:
    house._count += 1
    house.append(stream_id("receipt", f"forged:{house._count + 1}"), receipt(), receipt=False)


@mutant("I6", "receipt-of-another-command")
def receipt_in_wrong_stream(house: House) -> None:
    house.append(uuid4(), receipt("ignored"), receipt=False)


@mutant("I6", "event-not-in-receipt")
def late_receipt(house: House) -> None:
    stream = stream_id("claim", "k")
    house.append(stream, claim(house), receipt=False)
    house._count -= 1
    house.now += timedelta(seconds=1)
    forged = stream_id("receipt", f"forged:{house._count + 1}")
    house.append(forged, receipt().model_copy(update={"documents": (stream,)}), receipt=False)


@mutant("I7", "event-of-another-document")
def foreign_event(house: House) -> None:
    house.append(where(house, PayableOpened), house.newest(PaymentConcluded))


@mutant("I9", "file-without-release")
def file_unreleased(house: House) -> None:
    run = fresh_run(house)
    house.append(run.ref.id, PaymentFileWritten(ref=run.ref, file_name="x.xml", file_sha256="0" * 64))


@mutant("I9", "file-not-reproducible")
def file_of_other_bytes(house: House) -> None:
    again(house, PaymentFileWritten, file_sha256="0" * 64)


@mutant("I9", "file-not-reproducible")
def file_of_nothing(house: House) -> None:
    run = fresh_run(house, payments=())
    release(house, run)
    house.append(run.ref.id, PaymentFileWritten(ref=run.ref, file_name="x.xml", file_sha256="0" * 64))


@mutant("I9", "file-does-not-add-up")
def file_of_other_total(house: House) -> None:
    run = fresh_run(house, total=euros("1"))
    release(house, run)
    house.append(run.ref.id, PaymentFileWritten(ref=run.ref, file_name="x.xml", file_sha256="0" * 64))


@mutant("I9", "file-missing")
def file_removed(house: House) -> None:
    next(house.bank.iterdir()).unlink()


@mutant("I9", "file-changed")
def file_edited(house: House) -> None:
    path = next(house.bank.iterdir())
    path.write_bytes(path.read_bytes().replace(b"1190.00", b"9190.00"))
