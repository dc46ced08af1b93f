"""Commands on quotations: sealed here, before anything is stored; only the opening of their RFQ unseals them."""

from activities._registry import document, handles
from activities.policies import Policies
from aggregates.quotation import QUOTATION, Quotation, Reveal, Submit, Withdraw, quotation_key, sealed_place
from aggregates.rfq import RFQ, Rfq
from contracts.ids import stream_id
from contracts.quotation import QuotationContents, SubmitQuotation, WithdrawQuotation
from contracts.values import Ref
from store.keys import SealBrokenError
from store.work import Work


@handles(SubmitQuotation)
def submit(work: Work, command: SubmitQuotation, _policies: Policies) -> Ref:
    """Seal a version under the key of its RFQ. No figure of a refusal tells anything of the contents."""
    rfq, ref = document(work, RFQ, command.rfq)
    _invited(work, rfq, ref, command.supplier)
    _known_lines(work, rfq, ref, command.contents)
    assert rfq.deadline is not None
    key = quotation_key(ref, command.supplier)
    known = work.load_by_key(QUOTATION, key)
    place = sealed_place(ref, command.supplier, known.versions + 1)
    sealed = work.keys.seal(str(ref.id), place, command.contents.model_dump_json())
    quotation = known.ref or work.new_ref("quotation", "QT", ref.entity, key)
    work.act(QUOTATION, quotation.id, Submit(quotation, ref, command.supplier, sealed, rfq.deadline))
    return quotation


@handles(WithdrawQuotation)
def withdraw(work: Work, command: WithdrawQuotation, _policies: Policies) -> Ref:
    """Take it back before the deadline."""
    rfq, ref = document(work, RFQ, command.rfq)
    _invited(work, rfq, ref, command.supplier)
    assert rfq.deadline is not None
    stream = stream_id("quotation", quotation_key(ref, command.supplier))
    state = work.act(QUOTATION, stream, Withdraw(command.why, rfq.deadline))
    assert state.ref is not None
    return state.ref


def _invited(work: Work, rfq: Rfq, ref: Ref, supplier: str) -> None:
    if rfq.status in ("awarded", "cancelled"):
        raise work.refuse("closed-document", number=ref, status=rfq.status)
    if supplier not in rfq.suppliers:
        raise work.refuse("not-invited", number=ref, supplier=supplier)


def _known_lines(work: Work, rfq: Rfq, ref: Ref, contents: QuotationContents) -> None:
    numbers = [line.line for line in contents.lines]
    for number in numbers:
        if rfq.line(number) is None:
            raise work.refuse("unknown-line", number=ref, line=number)
        if numbers.count(number) > 1:
            raise work.refuse("doubled-line", line=number)


def reveal(work: Work, rfq: Ref, supplier: str) -> Quotation:
    """Open the counting version of a supplier's quotation, if there is one. Raises KeyMissingError."""
    stream = stream_id("quotation", quotation_key(rfq, supplier))
    state = work.load(QUOTATION, stream)
    if state.status != "sealed":
        return state
    return work.act(QUOTATION, stream, Reveal(_unsealed(work, rfq, state)))


def _unsealed(work: Work, rfq: Ref, state: Quotation) -> tuple[QuotationContents, str] | None:
    assert state.counts is not None
    place = sealed_place(rfq, state.supplier, state.counts.version)
    try:
        text, salt = work.keys.unseal(state.counts.sealed, place)
        return QuotationContents.model_validate_json(text), salt
    except (SealBrokenError, ValueError):
        return None
