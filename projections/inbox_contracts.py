"""The tasks of contracts and their change orders: to sign, to rework, ending soon, to look into."""

from contracts.values import Ref
from events._base import Recorded
from events.change_order import (
    ChangeOrderConcluded,
    ChangeOrderDrafted,
    ChangeOrderParked,
    ChangeOrderSubmitted,
    ChangeOrderWithdrawn,
)
from events.contract import (
    ContractChanged,
    ContractConcluded,
    ContractDrafted,
    ContractExpired,
    ContractExpiryReminded,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractTerminated,
    ContractWithdrawn,
)
from projections._base import Change, Changes, change, remove, upsert
from projections._columns import listed, micros
from projections.inbox import INBOX, about, task_key, tasks

SIGN, RETURNED, EXPIRING = "contract-to-sign", "contract-returned", "contract-expiring"
CHANGE_RETURNED, CHANGE_PARKED = "change-order-returned", "change-order-parked"


def _now(ref: Ref, kind: str, at: Recorded, **values: object) -> Change:
    return change(tasks, task_key(kind, ref), open=1, since=micros(at.occurred_at), **values)


def _none(ref: Ref, **values: object) -> Change:
    """Nothing waits for anybody; what is prepared stays."""
    return change(tasks, {"document_id": str(ref.id)}, None, open=0, **values)


@INBOX.on(ContractDrafted)
def _drafted(event: ContractDrafted, _: Recorded) -> Changes:
    """Prepare what may wait later."""
    for kind, who in (
        (SIGN, {"permission": "contract.sign"}),
        (RETURNED, {"person": event.drafter}),
        (EXPIRING, {"permission": "contract.draft"}),
    ):
        row = about(kind, event.ref, event.terms.title, event.terms.amount)
        yield upsert(tasks, task_key(kind, event.ref), **row, **who)


@INBOX.on(ContractRevised)
def _revised(event: ContractRevised, _: Recorded) -> Changes:
    amount = event.terms.amount
    yield _none(event.ref, title=event.terms.title, amount=amount.minor, currency=amount.currency)


@INBOX.on(ContractSubmitted, ContractSigned)
def _on_its_way(event: ContractSubmitted | ContractSigned, _: Recorded) -> Changes:
    yield _none(event.ref)


@INBOX.on(ContractConcluded)
def _concluded(event: ContractConcluded, at: Recorded) -> Changes:
    kind = {"approved": SIGN, "returned": RETURNED}.get(event.verdict)
    yield _now(event.ref, kind, at) if kind else remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(ContractChanged)
def _changed(event: ContractChanged, _: Recorded) -> Changes:
    yield _none(event.ref, amount=event.amount.minor)


@INBOX.on(ContractExpiryReminded)
def _reminded(event: ContractExpiryReminded, at: Recorded) -> Changes:
    yield _now(event.ref, EXPIRING, at)


@INBOX.on(ContractWithdrawn, ContractExpired, ContractTerminated, ChangeOrderWithdrawn)
def _over(
    event: ContractWithdrawn | ContractExpired | ContractTerminated | ChangeOrderWithdrawn, _: Recorded
) -> Changes:
    yield remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(ChangeOrderDrafted)
def _change_drafted(event: ChangeOrderDrafted, _: Recorded) -> Changes:
    for kind in (CHANGE_RETURNED, CHANGE_PARKED):
        row = about(kind, event.ref, event.terms.reason, event.terms.amount)
        yield upsert(tasks, task_key(kind, event.ref), person=event.author, **row)


@INBOX.on(ChangeOrderSubmitted)
def _change_submitted(event: ChangeOrderSubmitted, _: Recorded) -> Changes:
    yield _none(event.ref)


@INBOX.on(ChangeOrderConcluded)
def _change_concluded(event: ChangeOrderConcluded, at: Recorded) -> Changes:
    if event.verdict == "returned":
        yield _now(event.ref, CHANGE_RETURNED, at)
    else:
        yield remove(tasks, {"document_id": str(event.ref.id)})


@INBOX.on(ChangeOrderParked)
def _change_parked(event: ChangeOrderParked, at: Recorded) -> Changes:
    yield _now(event.ref, CHANGE_PARKED, at, codes=listed([event.code]))
