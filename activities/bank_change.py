"""Commands on changes of suppliers' bank accounts: the only way an account of a known supplier changes."""

from activities._registry import document, handles
from activities.policies import Policies
from activities.supplier import EVERYWHERE, unless, usable_supplier
from aggregates.bank_change import BANK_CHANGE, Propose, Verify, bank_change_key
from aggregates.claim import CLAIM, GiveBack, Take
from aggregates.supplier import SUPPLIER, ChangeAccount
from aggregates.supplier_identity import iban_refusal
from contracts.bank_change import (
    EffectBankChange,
    ProposeBankChange,
    RejectBankChange,
    VerifyBankChange,
    WithdrawBankChange,
)
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(ProposeBankChange)
def propose(work: Work, command: ProposeBankChange, _policies: Policies) -> Ref:
    """Propose an account; a supplier has one change under way at a time."""
    work.permit(EVERYWHERE)
    supplier = usable_supplier(work, command.supplier)
    unless(iban_refusal((command.account,)))
    ref = work.new_ref("bank_change", "BC", "")
    work.act(BANK_CHANGE, ref.id, Propose(command, ref, supplier.accounts, supplier.phone))
    key = bank_change_key(command.supplier)
    work.act(CLAIM, stream_id("claim", key), Take(key, ref))
    return ref


@handles(VerifyBankChange)
def verify(work: Work, command: VerifyBankChange, policies: Policies) -> Ref:
    """A second person confirms; the cooling-off begins."""
    _, ref = document(work, BANK_CHANGE, command.bank_change)
    work.act(BANK_CHANGE, ref.id, Verify(command, policies.bank_change_cooling_days))
    return ref


@handles(RejectBankChange)
@handles(WithdrawBankChange)
def drop(work: Work, command: RejectBankChange | WithdrawBankChange, _policies: Policies) -> Ref:
    """Stop a change; another can be proposed."""
    before, ref = document(work, BANK_CHANGE, command.bank_change)
    assert before.proposed is not None
    work.act(BANK_CHANGE, ref.id, command)
    _give_back(work, before.proposed.supplier, ref)
    return ref


@handles(EffectBankChange)
def take_effect(work: Work, command: EffectBankChange, _policies: Policies) -> Ref:
    """The supplier's account changes in the same transaction; it must still be approved."""
    before, ref = document(work, BANK_CHANGE, command.bank_change)
    proposed = before.proposed
    assert proposed is not None
    if work.act(BANK_CHANGE, ref.id, command) is before:
        return ref
    account = ChangeAccount(ref, proposed.account, proposed.replaces, proposed.proposed_by)
    work.act(SUPPLIER, stream_id("supplier", proposed.supplier), account)
    _give_back(work, proposed.supplier, ref)
    return ref


def _give_back(work: Work, supplier: str, ref: Ref) -> None:
    key = bank_change_key(supplier)
    work.act(CLAIM, stream_id("claim", key), GiveBack(key, ref))
