"""Progress bills of orders with the whole computation: what is certified, what comes off, what is to be paid."""

from sqlalchemy import Index

from events._base import Recorded
from events.certificate import CertificateApproved, CertificateDrafted, CertificateDropped
from projections._base import Changes, change, upsert
from projections._columns import at_scale, count, key, minor, number_key, scaled, text
from projections.settlements import SETTLEMENTS

certificates = SETTLEMENTS.table(
    "certificates",
    key("order_id"),
    number_key("certificate"),
    *(text(name) for name in ("order_number", "entity", "status", "drafted_by", "approved_by", "why", "currency")),
    *(minor(name) for name in ("gross", "recovered", "retained", "deducted", "net")),
    count("position"),
)
lines = SETTLEMENTS.table(
    "certificate_lines",
    key("order_id"),
    number_key("certificate"),
    number_key("order_line"),
    *(text(name) for name in ("order_number", "entity", "description", "unit", "currency")),
    *(scaled(name) for name in ("unit_price", "certified", "billed", "this_period")),
    minor("amount"),
)
Index("view_certificates_by_position", certificates.c.position)


def _which(event: CertificateDrafted | CertificateApproved | CertificateDropped) -> dict[str, object]:
    return {"order_id": str(event.order.id), "certificate": event.certificate}


@SETTLEMENTS.on(CertificateDrafted)
def _drafted(event: CertificateDrafted, at: Recorded) -> Changes:
    of = {"order_number": event.order.number, "entity": event.order.entity, "currency": event.gross.currency}
    sums = {
        name: sum(getattr(share, name).minor for share in event.shares)
        for name in ("recovered", "retained", "deducted")
    }
    figures = {"gross": event.gross.minor, "net": event.net.minor, **sums}
    told = {"status": "draft", "drafted_by": event.drafted_by, "position": at.position}
    yield upsert(certificates, _which(event), **of, **told, **figures)
    for line in event.lines:
        yield upsert(
            lines,
            {**_which(event), "order_line": line.order_line},
            **of,
            description=line.description,
            unit=line.unit,
            unit_price=at_scale(line.unit_price),
            certified=at_scale(line.to_date),
            billed=at_scale(line.billed_before),
            this_period=at_scale(line.this_period),
            amount=line.amount.minor,
        )


@SETTLEMENTS.on(CertificateApproved)
def _approved(event: CertificateApproved, _: Recorded) -> Changes:
    yield change(certificates, _which(event), status="approved", approved_by=event.approved_by)


@SETTLEMENTS.on(CertificateDropped)
def _dropped(event: CertificateDropped, _: Recorded) -> Changes:
    yield change(certificates, _which(event), status="dropped", why=event.why)
