"""A change of a supplier's bank account: proposed, confirmed by a call and a second person, cooled off, then in effect."""

from uuid import UUID

from contracts._base import Command
from contracts.supplier import Phone, Sha256
from contracts.values import BankAccount, Code, Text


class ProposeBankChange(Command):
    """Propose an account beside the known ones, or in place of one (`replaces`: its IBAN or number).

    `evidence_sha256` is the supplier's letter; `call_back_phone` must be the number that was on file before it came.
    """

    contract = "bank_change.propose"
    permission = "bank_change.propose"
    by = "person"
    supplier: Code
    account: BankAccount
    replaces: str | None = None
    evidence_sha256: Sha256
    call_back_phone: Phone


class VerifyBankChange(Command):
    """Another person called the number on file and had the new account confirmed; the cooling-off begins."""

    contract = "bank_change.verify"
    permission = "bank_change.verify"
    by = "person"
    bank_change: UUID
    called: Phone
    spoke_with: Text


class RejectBankChange(Command):
    """Stop a change that is not in effect yet: the call or the letter did not confirm it."""

    contract = "bank_change.reject"
    permission = "bank_change.verify"
    by = "person"
    bank_change: UUID
    why: Text


class WithdrawBankChange(Command):
    """Take back a change that is not in effect yet."""

    contract = "bank_change.withdraw"
    permission = "bank_change.propose"
    bank_change: UUID
    why: Text


class EffectBankChange(Command):
    """Follow-up: the cooling-off is over, the account is the supplier's from now on."""

    contract = "bank_change.take_effect"
    permission = "system"
    by = "system"
    bank_change: UUID
