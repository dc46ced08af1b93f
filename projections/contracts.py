"""Contracts: agreed, ordered and remaining, their priced lines, versions and signatures; and the orders that change them."""

from collections.abc import Iterable

from sqlalchemy import Index, bindparam, case, select, update

from contracts.contract import ContractLine, ContractTerms
from contracts.values import Ref
from events._base import Recorded
from events.contract import (
    ContractChanged,
    ContractConcluded,
    ContractDrafted,
    ContractDrawn,
    ContractExpired,
    ContractExpiryReminded,
    ContractGivenBack,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractTerminated,
    ContractWithdrawn,
    SignatureRecorded,
)
from projections._base import Changes, Projection, change, remove, upsert
from projections._columns import (
    at_scale,
    count,
    instant,
    key,
    micros,
    minor,
    number_key,
    scaled,
    scaled_or_none,
    text,
)

CONTRACTS = Projection("contracts")
contracts = CONTRACTS.table(
    "contracts",
    key("id"),
    *(text(name) for name in ("number", "entity", "title", "kind", "supplier", "supplier_name", "drafter")),
    *(text(name) for name in ("currency", "status", "drawing", "valid_from", "valid_to", "why")),
    *(count(name) for name in ("version", "round", "reminder_days")),
    *(minor(name) for name in ("amount", "ordered", "remaining")),
    scaled("tax_percent"),
    *(instant(name) for name in ("drafted_at", "signed_at", "reminded_at", "ended_at")),
    count("position"),
)
"""`drawing` is what orders may draw of a signed one: "open", "done" (nothing remains), or why no more."""
Index("view_contracts_by_position", contracts.c.position)
lines = CONTRACTS.table(
    "contract_lines",
    key("contract_id"),
    number_key("line"),
    *(text(name) for name in ("number", "entity", "supplier", "item", "description", "unit", "currency")),
    *(text(name) for name in ("project", "cost_code", "period")),
    scaled("unit_price"),
    scaled_or_none("quantity"),
    scaled("ordered_quantity"),
)
versions = CONTRACTS.table(
    "contract_versions",
    key("contract_id"),
    number_key("version"),
    *(text(name) for name in ("number", "entity", "currency", "valid_from", "valid_to", "content_hash", "verdict")),
    minor("amount"),
    instant("made_at"),
)
signatures = CONTRACTS.table(
    "contract_signatures",
    number_key("position"),
    *(text(name) for name in ("contract_id", "number", "entity", "party", "signer", "file_sha256", "signed_on")),
    count("version"),
)
_DERIVE = (
    update(contracts)
    .where(contracts.c.id == bindparam("contract"), contracts.c.status == "signed")
    .values(
        remaining=contracts.c.amount - contracts.c.ordered,
        drawing=case((contracts.c.amount > contracts.c.ordered, "open"), else_="done"),
    )
)


def derived(ref: Ref) -> Changes:
    """Work out again what remains; it may run any number of times."""
    yield _DERIVE, {"contract": str(ref.id)}


def _terms(terms: ContractTerms) -> dict[str, object]:
    return {
        "title": terms.title,
        "kind": terms.kind,
        "currency": terms.currency,
        "amount": terms.amount.minor,
        "remaining": terms.amount.minor,
        "tax_percent": at_scale(terms.tax_percent),
        "valid_from": terms.valid_from.isoformat(),
        "valid_to": terms.valid_to.isoformat(),
    }


# A new version does not say whose contract it is: its lines are the supplier's of the contract.
_OF_SUPPLIER = (
    update(lines)
    .where(lines.c.contract_id == bindparam("of_contract"))
    .values(supplier=select(contracts.c.supplier).where(contracts.c.id == lines.c.contract_id).scalar_subquery())
)


def _version(ref: Ref, version: int, terms: ContractTerms, at: Recorded) -> Changes:
    """A version, its terms in the contract's own row, and its lines."""
    contract = str(ref.id)
    shown = {name: value for name, value in _terms(terms).items() if name in versions.c}
    of = {"number": ref.number, "entity": ref.entity, "made_at": micros(at.occurred_at)}
    yield upsert(versions, {"contract_id": contract, "version": version}, **of, **shown)
    yield change(contracts, {"id": contract}, status="draft", version=version, **_terms(terms))
    yield remove(lines, {"contract_id": contract})
    yield from _lines(ref, terms.lines, terms.currency)


def _lines(ref: Ref, agreed: Iterable[ContractLine], currency: str) -> Changes:
    for line in agreed:
        yield upsert(
            lines,
            {"contract_id": str(ref.id), "line": line.line},
            number=ref.number,
            entity=ref.entity,
            item=line.item,
            description=line.description,
            unit=line.unit,
            currency=currency,
            unit_price=at_scale(line.unit_price),
            quantity=None if line.quantity is None else at_scale(line.quantity),
            **(
                line.cost_object.model_dump()
                if line.cost_object
                else {"project": None, "cost_code": None, "period": None}
            ),
        )
    yield _OF_SUPPLIER, {"of_contract": str(ref.id)}


def _row(ref: Ref, **values: object) -> Changes:
    yield change(contracts, {"id": str(ref.id)}, **values)


@CONTRACTS.on(ContractDrafted)
def _drafted(event: ContractDrafted, at: Recorded) -> Changes:
    yield upsert(
        contracts,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        supplier=event.supplier,
        supplier_name=event.supplier_name,
        drafter=event.drafter,
        drafted_at=micros(at.occurred_at),
        position=at.position,
    )
    yield from _version(event.ref, 1, event.terms, at)


@CONTRACTS.on(ContractRevised)
def _revised(event: ContractRevised, at: Recorded) -> Changes:
    yield from _version(event.ref, event.version, event.terms, at)


@CONTRACTS.on(ContractSubmitted)
def _submitted(event: ContractSubmitted, _: Recorded) -> Changes:
    yield from _row(event.ref, status="submitted", round=event.round)
    version = {"contract_id": str(event.ref.id), "version": event.version}
    yield change(versions, version, content_hash=event.content_hash, verdict=None)


_VERDICT = (
    update(versions)
    .where(versions.c.contract_id == bindparam("contract"), versions.c.content_hash.is_not(None))
    .where(versions.c.verdict.is_(None))
    .values(verdict=bindparam("verdict"))
)


@CONTRACTS.on(ContractConcluded)
def _concluded(event: ContractConcluded, _: Recorded) -> Changes:
    yield from _row(event.ref, status="signing" if event.verdict == "approved" else event.verdict)
    yield _VERDICT, {"contract": str(event.ref.id), "verdict": event.verdict}


@CONTRACTS.on(SignatureRecorded)
def _signature(event: SignatureRecorded, at: Recorded) -> Changes:
    yield upsert(
        signatures,
        {"position": at.position},
        contract_id=str(event.ref.id),
        number=event.ref.number,
        entity=event.ref.entity,
        party=event.party,
        signer=event.signer,
        file_sha256=event.file_sha256,
        signed_on=event.signed_on.isoformat(),
        version=event.version,
    )


@CONTRACTS.on(ContractSigned)
def _signed(event: ContractSigned, at: Recorded) -> Changes:
    signed = {"reminder_days": event.reminder_days, "signed_at": micros(at.occurred_at)}
    yield from _row(event.ref, status="signed", **signed)
    yield from derived(event.ref)


@CONTRACTS.on(ContractDrawn, ContractGivenBack)
def _drawn(event: ContractDrawn | ContractGivenBack, _: Recorded) -> Changes:
    sign, contract = (1 if isinstance(event, ContractDrawn) else -1), str(event.ref.id)
    for line in event.lines:
        yield change(
            contracts, {"id": contract}, {"ordered": sign * line.amount.minor, "remaining": -sign * line.amount.minor}
        )
        if line.contract_line is not None:
            more = {"ordered_quantity": sign * at_scale(line.quantity)}
            yield change(lines, {"contract_id": contract, "line": line.contract_line}, more)
    yield from derived(event.ref)


@CONTRACTS.on(ContractChanged)
def _changed(event: ContractChanged, _: Recorded) -> Changes:
    yield from _row(event.ref, amount=event.amount.minor, valid_to=event.valid_to.isoformat(), reminded_at=None)
    yield from _lines(event.ref, event.lines, event.amount.currency)
    yield from derived(event.ref)


@CONTRACTS.on(ContractExpiryReminded)
def _reminded(event: ContractExpiryReminded, at: Recorded) -> Changes:
    yield from _row(event.ref, reminded_at=micros(at.occurred_at))


@CONTRACTS.on(ContractExpired)
def _expired(event: ContractExpired, at: Recorded) -> Changes:
    yield from _row(event.ref, status="expired", drawing="expired", ended_at=micros(at.occurred_at))


@CONTRACTS.on(ContractTerminated, ContractWithdrawn)
def _ended(event: ContractTerminated | ContractWithdrawn, at: Recorded) -> Changes:
    status = "terminated" if isinstance(event, ContractTerminated) else "withdrawn"
    drawing = status if status == "terminated" else None
    yield from _row(event.ref, status=status, drawing=drawing, why=event.why, ended_at=micros(at.occurred_at))
