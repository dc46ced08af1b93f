"""What happens to the progress bills of an order."""

from contracts.values import Money, Ref, Scaled, Value
from events._base import Event


class CertificateLine(Value):
    """What may be billed of an order line: certified to date − billed before, at the order's price."""

    order_line: int
    description: str
    unit: str
    unit_price: Scaled
    to_date: Scaled
    billed_before: Scaled
    this_period: Scaled
    amount: Money


class CertificateShare(Value):
    """What comes off the part under one contract: net = certified − recovered − retained − deducted (fines and deductions)."""

    agreement: Ref
    certified_before: Money
    certified: Money
    recovered: Money
    retained: Money
    deducted: Money
    net: Money


class CertificateDrafted(Event):
    """A progress bill was worked out, without tax; `net` is what is to be paid of `gross`."""

    stored_as = "certificate.drafted.v1"
    ref: Ref
    order: Ref
    certificate: int
    drafted_by: str
    measured_by: tuple[str, ...]
    lines: tuple[CertificateLine, ...]
    shares: tuple[CertificateShare, ...]
    gross: Money
    net: Money


class CertificateApproved(Event):
    """Another person approved it: the supplier's invoices may bill as much to date."""

    stored_as = "certificate.approved.v1"
    ref: Ref
    order: Ref
    certificate: int
    approved_by: str


class CertificateDropped(Event):
    """It was given up."""

    stored_as = "certificate.dropped.v1"
    ref: Ref
    order: Ref
    certificate: int
    dropped_by: str
    why: str


CertificateEvent = CertificateDrafted | CertificateApproved | CertificateDropped
