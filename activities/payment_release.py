"""The release of a payment run by a second person, who has seen all that is known of it by then."""

from activities._registry import document, handles
from activities.bank_word import conclude
from activities.candidates import Candidates
from activities.funds_plan_control import held_against_plan, plan_month
from activities.payment_flags import flagged_since, flags_of
from activities.policies import Policies
from activities.run_funds import reserve_run
from activities.supplier import usable_supplier
from activities.tax_verification import refuse_unverified
from aggregates.payment_run import PAYMENT_RUN, Conclude, PaymentRun, Release
from contracts.funds_plan import BeyondPlan
from contracts.payment_run import ReleasePaymentRun
from contracts.values import Ref
from store.work import Work


@handles(ReleasePaymentRun, nominated=True)
def release(work: Work, command: ReleasePaymentRun, policies: Policies, candidates: Candidates) -> Ref:
    """A second person releases; every supplier and account must still be usable, and no maker of them may release.

    What went back since the proposal, goods or money paid to the same account, is not passed over unseen.
    """
    state, ref = document(work, PAYMENT_RUN, command.run)
    makers: set[str] = set()
    for payment in state.proposed.payments if state.proposed else ():
        supplier = usable_supplier(work, payment.supplier, "payments")
        if supplier.payee(payment.creditor.identifier) != payment.creditor:
            raise work.refuse("account-no-longer-valid", supplier=supplier.code, account=payment.creditor.identifier)
        refuse_unverified(work, payment.invoice, policies)
        flags = flags_of(work, payment.invoice, supplier, payment.creditor)
        if new := next((flag for flag in flags if flag not in payment.flags), None):
            raise flagged_since(work, payment, new)
        makers |= set(supplier.makers)
    month = plan_month(work, state.proposed.execution_date) if state.proposed else ""
    beyond = _beyond(work, policies, state, month)
    if beyond:
        _refuse_unseen(work, state, beyond, command)
    work.act(PAYMENT_RUN, ref.id, Release(command, frozenset(makers), beyond))
    reserve_run(work, state, month, candidates)
    _settle_by_credit(work, state, ref)
    return ref


def _settle_by_credit(work: Work, state: PaymentRun, ref: Ref) -> None:
    """What credit pays in full needs no bank: with the second person's word it is settled."""
    for payment in state.proposed.payments if state.proposed else ():
        if payment.by_credit:
            conclude(work, ref, Conclude(payment.payable.id, "settled", f"credit {payment.supplier}"))


def _beyond(work: Work, policies: Policies, run: PaymentRun, month: str) -> BeyondPlan | None:
    if run.proposed is None or run.status != "proposed":
        return None
    return held_against_plan(work, policies, run.proposed.fund_account, month, run.proposed.total)


def _refuse_unseen(work: Work, run: PaymentRun, found: BeyondPlan, command: ReleasePaymentRun) -> None:
    """What another run has taken of the plan since the proposal, the releaser was not warned of: he says that he knows it."""
    warned = run.proposed is None or run.proposed.beyond_plan is not None
    if not warned and found.account.number not in command.acknowledged:
        planned = found.planned or "-"
        raise work.refuse(
            "beyond-plan-since", account=found.account, month=found.month, planned=planned, used=found.used
        )
