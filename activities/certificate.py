"""Commands on progress bills: order, measurement book and contracts say what may be billed and what comes off it."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.instalments import under
from activities.measurement import book_ref
from activities.milestones import refuse_beyond
from activities.policies import Policies
from aggregates.certificate import CERTIFICATE, Approve, Draft, Worked
from aggregates.measurement import MEASUREMENT
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from aggregates.settlement import SETTLEMENT
from bots.settlement import take_off, total
from contracts.certificate import ApproveCertificate, DraftCertificate, DropCertificate
from contracts.ids import stream_id
from contracts.values import Ref, money
from events.certificate import CertificateLine, CertificateShare
from store.work import Work

ZERO = Decimal(0)


@handles(DraftCertificate)
def draft(work: Work, command: DraftCertificate, _policies: Policies) -> Ref:
    """Work out the next progress bill of an order."""
    order, ref = document(work, PURCHASE_ORDER, command.order)
    worked = _worked(work, order, ref)
    work.act(CERTIFICATE, worked.ref.id, Draft(worked))
    return worked.ref


@handles(ApproveCertificate)
def approve(work: Work, command: ApproveCertificate, _policies: Policies) -> Ref:
    """Approve one that is still what order, book and contracts say."""
    order, ref = document(work, PURCHASE_ORDER, command.order)
    worked = _worked(work, order, ref)
    for share in worked.shares:
        refuse_beyond(work, share.agreement.id, share.certified)
    work.act(CERTIFICATE, worked.ref.id, Approve(command, worked))
    return worked.ref


@handles(DropCertificate)
def drop(work: Work, command: DropCertificate, _policies: Policies) -> Ref:
    """Give one up."""
    _, ref = document(work, PURCHASE_ORDER, command.order)
    certificate = certificate_ref(ref)
    work.act(CERTIFICATE, certificate.id, command)
    return certificate


def certificate_ref(order: Ref) -> Ref:
    """The progress bills of an order."""
    return Ref(kind="certificate", id=stream_id("certificate", str(order.id)), number=order.number, entity=order.entity)


def certified(work: Work, order: PurchaseOrder | None) -> Mapping[int, Decimal]:
    """How much of each measured line may be billed to date: as approved; before the first approval, as measured."""
    if order is None or order.ref is None:
        return {}
    book = work.load(MEASUREMENT, book_ref(order.ref).id)
    return {**book.certified, **work.load(CERTIFICATE, certificate_ref(order.ref).id).to_date}


def _worked(work: Work, order: PurchaseOrder, ref: Ref) -> Worked:
    book = work.load(MEASUREMENT, book_ref(ref).id)
    lines, contracts = [], dict[UUID, Decimal]()
    for line in order.lines:
        to_date, before = book.certified.get(line.line, ZERO), order.billed.get(line.line, ZERO)
        if to_date <= before:
            continue
        amount = order.worth(line.line, to_date) - order.worth(line.line, before)
        fields = {"unit": line.unit, "unit_price": line.unit_price, "to_date": to_date, "billed_before": before}
        lines.append(
            CertificateLine(
                order_line=line.line,
                description=line.description,
                this_period=to_date - before,
                amount=money(amount, order.currency),
                **fields,
            )
        )
        if line.contract is not None:
            contracts[line.contract] = contracts.get(line.contract, ZERO) + amount
    shares = tuple(_share(work, contract, amount) for contract, amount in contracts.items())
    return Worked(certificate_ref(ref), ref, order.currency, book.receivers, tuple(lines), shares)


def _share(work: Work, contract: UUID, amount: Decimal) -> CertificateShare:
    """What the settlement of the contract would take off such a bill today."""
    terms = under(work, contract)
    state, currency = work.load(SETTLEMENT, terms.ref.id), terms.terms.currency
    account = state.account(terms.terms, work.now.date())
    off = take_off(terms.terms, account, money(amount, currency), amount)
    return CertificateShare(
        agreement=terms.agreement,
        certified_before=money(account.certified, currency),
        certified=money(amount, currency),
        recovered=off.recovered,
        retained=off.retained,
        deducted=total((one for _, one in off.deducted), currency),
        net=off.net,
    )
