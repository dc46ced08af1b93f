"""I5 for accounts: money goes only to accounts that were registered, or verified by a second person and cooled off."""

from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Recorded
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeVerified
from events.payment_run import PaymentRunProposed, PaymentRunReleased
from events.supplier import SupplierAccountChanged, SupplierRegistered

NAME = "I5"


class Accounts:
    """Verifier ≠ maker, in a person's own session; no account before its moment; each release pays a known account."""

    name = NAME

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}
        self._proposed: dict[UUID, BankChangeProposed] = {}
        self._verified: dict[UUID, BankChangeVerified] = {}
        self._runs: dict[UUID, PaymentRunProposed] = {}

    @property
    def sees(self) -> Sees:
        """Registrations, changes of accounts, and payments."""
        return {
            SupplierRegistered: self._register,
            BankChangeProposed: self._propose,
            BankChangeVerified: self._verify,
            BankChangeDropped: self._drop,
            SupplierAccountChanged: self._change,
            PaymentRunProposed: self._run,
            PaymentRunReleased: self._release,
        }

    def _register(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierRegistered)
        self._known[event.supplier] = frozenset(account.identifier for account in event.accounts)
        yield from ()

    def _propose(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BankChangeProposed)
        self._proposed[event.ref.id] = event
        yield from ()

    def _verify(self, recorded: Recorded) -> Found:
        event, at, actor = recorded.event, recorded.position, recorded.meta.actor
        assert isinstance(event, BankChangeVerified)
        self._verified[event.ref.id] = event
        proposed = self._proposed.get(event.ref.id)
        if proposed is None or proposed.proposed_by == event.verified_by:
            yield violation(NAME, "account-verified-by-its-maker", event.ref, person=event.verified_by, position=at)
        if actor.kind != "person" or actor.id != event.verified_by:
            yield violation(NAME, "decided-by-no-person", event.ref, actor=f"{actor.kind}:{actor.id}", position=at)

    def _drop(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BankChangeDropped)
        self._verified.pop(event.ref.id, None)
        yield from ()

    def _change(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, SupplierAccountChanged)
        proposed, verified = self._proposed.get(event.change.id), self._verified.pop(event.change.id, None)
        wanted = (proposed.supplier, proposed.account, proposed.replaces) if proposed else None
        cooled = verified is not None and verified.effective_at <= recorded.recorded_at
        if not cooled or wanted != (event.supplier, event.account, event.replaces):
            account = event.account.identifier
            yield violation(NAME, "account-without-verification", event.change, account=account, position=at)
        self._known[event.supplier] = frozenset(account.identifier for account in event.accounts)

    def _run(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        self._runs.setdefault(event.ref.id, event)
        yield from ()

    def _release(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, PaymentRunReleased)
        run = self._runs.get(event.ref.id)
        for payment in run.payments if run else ():
            account = payment.creditor.identifier
            if account not in self._known.get(payment.supplier, ()):
                yield violation(NAME, "paid-to-unknown-account", event.ref, account=account, position=at)
            if payment.flags and account not in event.acknowledged:
                yield violation(NAME, "flag-passed-unseen", event.ref, account=account, position=at)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()
