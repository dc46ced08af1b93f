"""Examples of what a contract settles: advances, bills and what comes off them, retention, milestones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from contracts._base import Command
from contracts.advance_payment import ConcludeAdvance, RequestAdvance, WithdrawAdvance
from contracts.certificate import ApproveCertificate, DraftCertificate, DropCertificate
from contracts.settlement import (
    AcceptCompletion,
    ApproveDeduction,
    ClaimDefect,
    ClearDefect,
    ConfirmMilestone,
    DropDeduction,
    ProposeDeduction,
    ReachMilestone,
    ReleaseRetention,
)
from events import advance_payment, certificate, settlement
from events._base import Event
from tests.support.house import HASH, THEIRS, eur, ref

CT, AD, ST = ref("contract"), ref("advance_payment"), ref("settlement")
PO, CERT = ref("purchase_order"), ref("certificate", "purchase_order-example")
_INV, _PAY, _AP = ref("invoice"), ref("payable"), ref("approval")
_SETTLED: dict[str, Any] = {"ref": ST, "agreement": CT}
_ADVANCE: dict[str, Any] = {"ref": AD, "agreement": CT}
COMMANDS: tuple[Command, ...] = (
    RequestAdvance(
        agreement=CT.id, amount=eur(400), reason="Steel 预付", account=THEIRS.iban, due_date=date(2026, 12, 1)
    ),
    WithdrawAdvance(advance=AD.id, why="no longer needed"),
    ConcludeAdvance(advance=AD.id, approval=_AP.id, verdict="approved"),
    ProposeDeduction(agreement=CT.id, kind="fine", days_late=3, delivery=eur(1000), reason="late 延期"),
    ApproveDeduction(agreement=CT.id, number=1),
    DropDeduction(agreement=CT.id, number=1, why="agreed otherwise"),
    AcceptCompletion(agreement=CT.id, completed_on=date(2026, 11, 2)),
    ClaimDefect(agreement=CT.id, why="leaks 漏水"),
    ClearDefect(agreement=CT.id, number=1, why="mended"),
    ConfirmMilestone(agreement=CT.id, milestone=1, why="all on site"),
    ReachMilestone(agreement=CT.id, milestone=1),
    ReleaseRetention(agreement=CT.id),
    DraftCertificate(order=PO.id),
    ApproveCertificate(order=PO.id, certificate=1),
    DropCertificate(order=PO.id, certificate=1, why="measured again"),
)
_TAKEN = settlement.TakenDeduction(number=1, kind="fine", amount=eur(6))
_CERT: dict[str, Any] = {"ref": CERT, "order": PO, "certificate": 1}
LINE = certificate.CertificateLine(
    order_line=1, description="Masonry", unit="MTQ", unit_price=Decimal("10.5"), to_date=Decimal("3.168"),
    billed_before=Decimal(1), this_period=Decimal("2.168"), amount=eur("22.76"),
)  # fmt: skip
SHARE = certificate.CertificateShare(
    agreement=CT, certified_before=eur("10.50"), certified=eur("22.76"), recovered=eur(2), retained=eur("0.68"),
    deducted=eur(1), net=eur("19.08"),
)  # fmt: skip
EVENTS: tuple[Event, ...] = (
    certificate.CertificateDrafted(
        **_CERT, drafted_by="rita", measured_by=("rita", "pia"), lines=(LINE,), shares=(SHARE,), gross=eur("22.76"),
        net=eur("19.08"),
    ),
    certificate.CertificateApproved(**_CERT, approved_by="mona"),
    certificate.CertificateDropped(**_CERT, dropped_by="rita", why="measured again"),
    advance_payment.AdvanceRequested(
        **_ADVANCE,
        supplier="STAHL",
        supplier_name="Stahl AG",
        requester="rita",
        amount=eur(400),
        reason="Steel 预付",
        account=THEIRS,
        content_hash=HASH,
        due_date=date(2026, 12, 1),
    ),
    advance_payment.AdvanceConcluded(**_ADVANCE, approval=_AP.id, verdict="approved"),
    advance_payment.AdvanceWithdrawn(**_ADVANCE, why="no longer needed"),
    advance_payment.AdvancePaid(**_ADVANCE, amount=eur(400)),
    advance_payment.AdvanceCameBack(**_ADVANCE, amount=eur(400)),
    settlement.AdvanceReserved(**_SETTLED, advance=AD, amount=eur(400)),
    settlement.AdvanceSettled(**_SETTLED, advance=AD, amount=eur(400)),
    settlement.AdvanceGivenUp(**_SETTLED, advance=ref("other")),
    settlement.DeductionProposed(
        **_SETTLED, number=1, kind="fine", amount=eur(6), author="rita", reason="late 延期", days_late=3, base=eur(1000)
    ),
    settlement.DeductionApproved(**_SETTLED, number=1, approved_by="mona"),
    settlement.SettlementBilled(
        **_SETTLED,
        invoice=_INV,
        certified_before=eur(0),
        certified_to_date=eur(1600),
        certified=eur(1600),
        recovered=eur(160),
        retained=eur(48),
        fined=eur(6),
        deducted=eur(0),
        net=eur(1386),
        taken=(_TAKEN,),
        retention=_PAY,
        expected=date(2029, 10, 30),
        held=True,
    ),
    settlement.SettlementReturned(
        **_SETTLED,
        invoice=_INV,
        cause=_INV,
        certified=eur(800),
        recovered=eur(80),
        retained=eur(24),
        net=eur(693),
        taken=(_TAKEN.model_copy(update={"amount": eur(3)}),),
        held=True,
    ),
    settlement.MilestoneReached(
        **_SETTLED, milestone=1, name="Delivery", amount=eur(1540), reached_on=date(2027, 3, 1), confirmed_by="mona",
        why="all on site",
    ),
    settlement.DefectClaimed(**_SETTLED, number=1, claimed_by="rita", why="leaks 漏水"),
    settlement.DefectCleared(**_SETTLED, number=1, cleared_by="mona", why="mended"),
    settlement.DeductionDropped(**_SETTLED, number=1, left=eur(3), dropped_by="mona", why="agreed otherwise"),
    settlement.CompletionAccepted(
        **_SETTLED, completed_on=date(2027, 3, 1), accepted_by="mona", release_on=date(2029, 2, 28)
    ),
    settlement.RetentionReleased(
        **_SETTLED,
        due_date=date(2029, 2, 28),
        released=(settlement.ReleasedRetention(invoice=_INV, payable=_PAY, amount=eur(24), taken=(_TAKEN,)),),
    ),
)  # fmt: skip
