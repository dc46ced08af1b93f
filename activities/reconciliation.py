"""Reconciling bank statements: each entry is the payments that it is for certain, or waits for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Literal

from activities._registry import document, handles
from activities.bank_word import conclude, give_back
from activities.candidates import Candidates
from activities.policies import Policies
from adapters.pain001 import identifier
from aggregates.bank_statement import BANK_STATEMENT, Match
from aggregates.payment_run import PAYMENT_RUN, Conclude, Confirm, PaymentRun
from bots.reconciliation import Booked, Paid, Rule, reconcile
from contracts.bank_statement import EntryPayment, MatchEntry, ReconcileBankStatement, StatementEntry
from contracts.values import Money, Ref
from events.bank_statement import BankStatementImported, MatchedPayment
from events.payment_run import Payment
from store.work import Work

MOST_AT_ONCE = 50
"""Entries that one transaction settles at most; the process asks again until nothing more is found."""


@dataclass(frozen=True)
class Known:
    """A payment of a run that was sent, and the run."""

    run: PaymentRun
    payment: Payment

    @property
    def ref(self) -> Ref:
        """The run."""
        assert self.run.ref is not None
        return self.run.ref

    @property
    def result(self) -> str:
        """What the bank said of it so far."""
        return self.run.concluded.get(self.payment.payable.id, "")

    @property
    def free(self) -> bool:
        """Whether an entry may still settle it, or confirm that a person has said so."""
        return self.result in ("", "settled") and self.payment.payable.id not in self.run.confirmed

    def paid(self, key: str) -> Paid | None:
        """As the rules see it; None where nothing can happen to it any more."""
        if self.result in ("failed", "returned"):
            return None
        creditor = self.payment.creditor
        return Paid(
            key=key,
            end_to_end_id=identifier(self.payment.end_to_end_id),
            batch=identifier(f"{self.ref.entity}-{self.ref.number}"),
            amount=self.payment.amount.amount,
            account=creditor.identifier,
            name=creditor.holder,
            open=self.free,
        )


@handles(ReconcileBankStatement, nominated=True)
def reconciled(work: Work, command: ReconcileBankStatement, _policies: Policies, candidates: Candidates) -> Ref:
    """Match what is certain; payments of a run that the importer proposed himself are left to another person."""
    state, ref = document(work, BANK_STATEMENT, command.bank_statement)
    told = state.imported
    assert told is not None
    entries = [entry for entry in told.entries if entry.number in state.open]
    references = {entry.end_to_end_id for entry in entries if entry.end_to_end_id}
    runs = [work.load(PAYMENT_RUN, run) for run in candidates.sent_runs(ref.entity, told.account, references)]
    known = dict(_payments(runs, told.account, told.opening.currency, told.imported_by))
    payments = [paid for key, each in known.items() if (paid := each.paid(key))]
    for found in islice(reconcile([_booked(entry) for entry in entries], payments), MOST_AT_ONCE):
        entry = state.entry(found.entry)
        assert entry is not None
        some = [known[key] for key in found.payments]
        _apply(work, ref, told.imported_by, entry, some, found.rule, len(payments))
    return ref


def _payments(runs: Sequence[PaymentRun], account: str, currency: str, importer: str) -> Iterator[tuple[str, Known]]:
    for run in runs:
        proposed = run.proposed
        if proposed is None or run.status not in ("sent", "completed") or proposed.proposed_by == importer:
            continue
        if proposed.debtor.identifier == account and proposed.currency == currency:
            for payment in (each for each in proposed.payments if not each.by_credit):
                yield f"{proposed.ref.id}:{payment.payable.id}", Known(run, payment)


def _booked(entry: StatementEntry) -> Booked:
    return Booked(
        number=entry.number,
        out=entry.direction == "out",
        amount=entry.amount.amount,
        end_to_end_id=entry.end_to_end_id,
        batch=entry.batch,
        account=entry.account,
        name=entry.name,
    )


def _apply(
    work: Work,
    ref: Ref,
    importer: str,
    entry: StatementEntry,
    payments: Sequence[Known],
    rule: Rule | None,
    among: int,
    why: str | None = None,
) -> None:
    """The entry and all of its payments in one transaction; by a `rule`, or (None) by hand."""
    matched = tuple(
        MatchedPayment(
            run=each.ref,
            payable=each.payment.payable,
            end_to_end_id=each.payment.end_to_end_id,
            amount=each.payment.amount,
        )
        for each in payments
    )
    result: Literal["settled", "returned"] = "settled" if entry.direction == "out" else "returned"
    work.act(
        BANK_STATEMENT,
        ref.id,
        Match(entry.number, result, matched, rule or "by-hand", tuple(_arithmetic(entry, matched, among).items()), why),
    )
    reference = entry.bank_reference or f"{ref}/{entry.number}"
    speaker = importer if rule else ""
    for each in payments:
        if result == "returned":
            give_back(work, each.ref, each.payment.payable.id, reference, speaker)
        else:
            _settle(work, ref, entry, each, reference, speaker)


def _settle(work: Work, ref: Ref, entry: StatementEntry, known: Known, reference: str, speaker: str) -> None:
    stream = known.payment.payable.id
    conclude(work, known.ref, Conclude(stream, "settled", reference, speaker))
    work.act(PAYMENT_RUN, known.ref.id, Confirm(stream, ref, entry.number))


def _arithmetic(entry: StatementEntry, matched: Sequence[MatchedPayment], among: int) -> Mapping[str, str]:
    total = sum((each.amount.amount for each in matched), Decimal(0))
    paid = Money(amount=total, currency=entry.amount.currency)
    difference = entry.amount - paid
    return {"booked": str(entry.amount), "payments": str(paid), "difference": str(difference), "among": str(among)}


@handles(MatchEntry)
def matched_by_hand(work: Work, command: MatchEntry, _policies: Policies) -> Ref:
    """A person matches; neither he nor who handed the statement in has proposed the run."""
    state, ref = document(work, BANK_STATEMENT, command.bank_statement)
    entry = state.entry(command.entry)
    if entry is None:
        raise work.refuse("unknown-line", number=ref, line=command.entry)
    assert state.imported is not None
    found = [_known(work, state.imported, each) for each in dict.fromkeys(command.payments)]
    _apply(work, ref, state.imported.imported_by, entry, found, None, len(found), command.why)
    return ref


def _known(work: Work, told: BankStatementImported, wanted: EntryPayment) -> Known:
    run, ref = document(work, PAYMENT_RUN, wanted.run)
    payment = run.payment(wanted.payable)
    if payment is None or payment.by_credit or run.proposed is None:
        raise work.refuse("unknown-line", number=ref, line=wanted.payable)
    if (ref.entity, run.proposed.debtor.identifier) != (told.ref.entity, told.account):
        raise work.refuse("paid-from-other-account", number=ref, account=run.proposed.debtor.identifier)
    if told.imported_by == run.proposed_by:
        raise work.refuse("maker-speaks-for-bank", person=told.imported_by)
    return Known(run, payment)
