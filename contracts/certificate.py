"""Progress bills (进度款): what was certified of an order and not billed yet is worked out and approved for payment."""

from uuid import UUID

from contracts._base import Command
from contracts.measurement import SheetNumber
from contracts.values import Text


class DraftCertificate(Command):
    """Make the next progress bill of an order from its measurement book."""

    contract = "certificate.draft"
    permission = "certificate.draft"
    order: UUID


class ApproveCertificate(Command):
    """Approve it, by another person than who drafted it, measured or certified: the supplier may bill as much."""

    contract = "certificate.approve"
    permission = "certificate.approve"
    by = "person"
    order: UUID
    certificate: SheetNumber


class DropCertificate(Command):
    """Give a progress bill up that is not approved."""

    contract = "certificate.drop"
    permission = "certificate.draft"
    order: UUID
    certificate: SheetNumber
    why: Text
