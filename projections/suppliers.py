"""Suppliers as they stand, with holds and licences, and the changes of their bank accounts."""

from collections.abc import Iterable

from contracts.values import BankAccount
from events._base import Recorded
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeTookEffect, BankChangeVerified
from events.supplier import (
    SupplierAccountChanged,
    SupplierAccountDoubted,
    SupplierAccountProven,
    SupplierApproved,
    SupplierBlocked,
    SupplierDocumentAdded,
    SupplierHeld,
    SupplierHoldReleased,
    SupplierRegistered,
    SupplierRevised,
)
from projections._base import Changes, change, upsert
from projections._columns import (
    as_json,
    at_scale,
    count,
    flag,
    instant,
    key,
    listed,
    micros,
    names,
    number_key,
    scaled_or_none,
    structure,
    text,
)
from projections.master_data import MASTER_DATA

suppliers = MASTER_DATA.table(
    "suppliers",
    key("code"),
    *(text(name) for name in ("name", "country", "status", "maker", "approved_by", "why", "phone")),
    structure("tax_ids"),
    structure("accounts"),
    names("classes"),
    count("payment_days"),
    flag("end_of_month"),
    scaled_or_none("discount_percent"),
    text("discount_days"),
    *(text(name) for name in ("orders_held_until", "invoices_held_until", "payments_held_until", "hold_why")),
)
"""A hold is over on the day it names."""
documents = MASTER_DATA.table(
    "supplier_documents",
    number_key("position"),
    *(text(name) for name in ("supplier", "kind", "number", "file_sha256", "valid_from", "valid_until", "added_by")),
)
bank_changes = MASTER_DATA.table(
    "bank_changes",
    key("id"),
    *(text(name) for name in ("number", "supplier", "holder", "account", "replaces", "status")),
    *(text(name) for name in ("evidence_sha256", "call_back_phone", "proposed_by", "verified_by", "spoke_with")),
    *(text(name) for name in ("dropped_by", "why")),
    *(instant(name) for name in ("proposed_at", "verified_at", "effective_at", "proven_at")),
    count("position"),
)


def _accounts(accounts: Iterable[BankAccount]) -> str:
    return as_json([account.model_dump() for account in accounts])


def _known(event: SupplierRegistered | SupplierRevised) -> dict[str, object]:
    return {
        "name": event.name,
        "country": event.country,
        "tax_ids": as_json(event.tax_ids),
        "payment_days": event.payment_days,
        "classes": listed(event.classes),
        "phone": event.phone,
        "end_of_month": int(event.end_of_month),
        "discount_percent": None if event.discount_percent is None else at_scale(event.discount_percent),
        "discount_days": None if event.discount_days is None else str(event.discount_days),
    }


@MASTER_DATA.on(SupplierRegistered)
def _registered(event: SupplierRegistered, _: Recorded) -> Changes:
    row = _known(event) | {"status": "draft", "maker": event.maker, "accounts": _accounts(event.accounts)}
    yield upsert(suppliers, {"code": event.supplier}, **row)


@MASTER_DATA.on(SupplierRevised)
def _revised(event: SupplierRevised, _: Recorded) -> Changes:
    yield change(suppliers, {"code": event.supplier}, **_known(event))
    if event.reapproval:
        yield change(suppliers, {"code": event.supplier, "status": "approved"}, status="draft")


@MASTER_DATA.on(SupplierApproved)
def _approved(event: SupplierApproved, at: Recorded) -> Changes:
    yield change(suppliers, {"code": event.supplier}, status="approved", approved_by=at.meta.actor.name)


@MASTER_DATA.on(SupplierBlocked)
def _blocked(event: SupplierBlocked, _: Recorded) -> Changes:
    yield change(suppliers, {"code": event.supplier}, status="blocked", why=event.why)


@MASTER_DATA.on(SupplierHeld)
def _held(event: SupplierHeld, _: Recorded) -> Changes:
    until = {f"{scope}_held_until": event.release_on.isoformat() for scope in event.scopes}
    yield change(suppliers, {"code": event.supplier}, hold_why=event.why, **until)


@MASTER_DATA.on(SupplierHoldReleased)
def _hold_released(event: SupplierHoldReleased, _: Recorded) -> Changes:
    yield change(suppliers, {"code": event.supplier}, **{f"{scope}_held_until": None for scope in event.scopes})


@MASTER_DATA.on(SupplierAccountChanged)
def _account_changed(event: SupplierAccountChanged, _: Recorded) -> Changes:
    yield change(suppliers, {"code": event.supplier}, accounts=_accounts(event.accounts))


@MASTER_DATA.on(SupplierDocumentAdded)
def _document(event: SupplierDocumentAdded, at: Recorded) -> Changes:
    row = event.document.model_dump(mode="json") | {"supplier": event.supplier, "added_by": at.meta.actor.name}
    yield upsert(documents, {"position": at.position}, **row)


@MASTER_DATA.on(BankChangeProposed)
def _proposed(event: BankChangeProposed, at: Recorded) -> Changes:
    yield upsert(
        bank_changes,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        supplier=event.supplier,
        holder=event.account.holder,
        account=event.account.identifier,
        replaces=event.replaces,
        status="proposed",
        evidence_sha256=event.evidence_sha256,
        call_back_phone=event.call_back_phone,
        proposed_by=event.proposed_by,
        proposed_at=micros(at.occurred_at),
        position=at.position,
    )


@MASTER_DATA.on(BankChangeVerified)
def _verified(event: BankChangeVerified, at: Recorded) -> Changes:
    times = {"verified_at": micros(at.occurred_at), "effective_at": micros(event.effective_at)}
    who = {"verified_by": event.verified_by, "spoke_with": event.spoke_with}
    yield change(bank_changes, {"id": str(event.ref.id)}, status="verified", **who, **times)


@MASTER_DATA.on(BankChangeDropped)
def _dropped(event: BankChangeDropped, _: Recorded) -> Changes:
    row = {"status": event.result, "dropped_by": event.dropped_by, "why": event.why}
    yield change(bank_changes, {"id": str(event.ref.id)}, **row)


@MASTER_DATA.on(BankChangeTookEffect)
def _took_effect(event: BankChangeTookEffect, _: Recorded) -> Changes:
    yield change(bank_changes, {"id": str(event.ref.id)}, status="effective")


@MASTER_DATA.on(SupplierAccountProven)
def _proven(event: SupplierAccountProven, at: Recorded) -> Changes:
    which = {"supplier": event.supplier, "account": event.account, "status": "effective"}
    yield change(bank_changes, which, proven_at=micros(at.occurred_at))


@MASTER_DATA.on(SupplierAccountDoubted)
def _doubted(event: SupplierAccountDoubted, _: Recorded) -> Changes:
    which = {"supplier": event.supplier, "account": event.account, "status": "effective"}
    yield change(bank_changes, which, proven_at=None)
