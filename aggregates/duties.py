"""Separation of duties: every pair that no natural person may hold of one document, and the one rule that judges them all."""

from collections.abc import Iterable
from dataclasses import dataclass

from aggregates._base import Facts, Refusal, refuse


@dataclass(frozen=True)
class Pair:
    """Two duties that are kept apart. `code` is the refusal, `made` what the one did, `decides` the contracts of the other.

    `made` counts whoever drafted, revised or submitted it, not only who did it last; it is judged at the moment of the
    decision, so a duty taken over later counts as well.
    """

    code: str
    made: str
    decides: frozenset[str]


def _pair(code: str, made: str, *decides: str) -> Pair:
    return Pair(code, made, frozenset(decides))


RECEIVING = ("goods_receipt.record", "goods_receipt.inspect", "goods_receipt.return", "goods_receipt.reverse",
             "work_acceptance.accept", "work_acceptance.cancel", "measurement.certify")  # fmt: skip
SPEAKING = ("payment_run.settle", "bank_statement.import", "bank_statement.match")
ASKING = ("approval.vote", "approval.reassign", "approval.delegate", "approval.add_approver", "approval.move")
ACCEPTING = ("invoice.resolve", "invoice.correct")
PAYING_WAGES = ("labour_settlement.approve", "labour_settlement.pay")

PAIRS = (
    _pair("requester-is-approver", "asked for the approval", *ASKING, "approval.hand_over", "approval.report"),
    _pair("maker-is-voter", "raised, issued or revised what is asked", *ASKING, "approval.hand_over"),
    _pair("supplier-maker-is-payment-approver", "proposed or changed the supplier", *ASKING, "approval.hand_over"),
    _pair("author-is-publisher", "drafted a version since the last publication", "approval_matrix.publish"),
    _pair("author-is-approver", "proposed the deduction, or claimed the defect",
          "settlement.approve_deduction", "settlement.drop_deduction", "settlement.clear_defect"),
    _pair("drafter-confirms", "drafted the contract", "settlement.confirm_milestone"),
    _pair("maker-is-approver", "proposed or changed the supplier", "supplier.approve"),
    _pair("maker-is-verifier", "proposed the bank account", "bank_change.verify"),
    _pair("raiser-is-receiver", "raised or amended the order", *RECEIVING),
    _pair("receiver-is-invoice-approver", "received, inspected, returned, measured or certified; or accepted an invoice",
          *ACCEPTING, *RECEIVING),
    _pair("supplier-maker-is-invoice-approver", "proposed or changed the supplier", *ACCEPTING),
    _pair("corrector-is-invoice-approver", "corrected the invoice", "invoice.resolve"),
    _pair("accepter-cancels", "accepted the invoice", "invoice.cancel"),
    _pair("drafter-is-accepter", "drafted the work acceptance", "work_acceptance.accept"),
    _pair("measurer-is-certifier", "measured", "measurement.certify"),
    _pair("certifier-is-approver", "drafted the progress bill, measured or certified", "certificate.approve"),
    _pair("maker-is-releaser", "proposed the payment run", "payment_run.release", "fund_account.except_wages"),
    _pair("supplier-maker-is-releaser", "proposed or changed a supplier of the run", "payment_run.release"),
    _pair("exception-granter-releases", "let the run be released short of wages", "payment_run.release"),
    _pair("maker-speaks-for-bank", "proposed the payment run", *SPEAKING),
    _pair("foreman-is-countersigner", "submitted the labour sheet", "labour_sheet.countersign"),
    _pair("signer-is-approver", "submitted or countersigned the labour sheet", "labour_sheet.approve"),
    _pair("proposer-of-settlement", "proposed the settlement of day labour", *PAYING_WAGES),
    _pair("worker-maker-is-wage-approver", "put the worker on the roster, revised him or set his rate", *PAYING_WAGES),
    _pair("closer-reopens", "closed the budget period", "budget_period.reopen"),
    _pair("grants-to-self", "is the person himself", "person.grant_role", "person.revise_role"),
    _pair("own-employment", "is the person himself", "person.revise"),
    _pair("holder-defines-role", "holds the role", "role.define"),
)  # fmt: skip
"""`administrator-is-transactor` is the one pair that no document knows: `store.work` judges it at every command."""


def apart(code: str, facts: Facts, makers: Iterable[str], **figures: object) -> Refusal | None:
    """The refusal where who decides, or anybody in whose place he does, is among the makers; it names the one who is."""
    made = frozenset(makers)
    who = next((person for person in (facts.actor.name, *facts.behalf) if person in made), None)
    return refuse(code, person=who, **figures) if who else None
