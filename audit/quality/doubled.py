"""One natural person under two codes would pass every separation of duties: what two persons, or two payees, have in common."""

from collections import defaultdict
from collections.abc import Iterator

from audit.quality._finding import Finding, judged
from contracts.values import BankAccount
from events._base import Event
from events.person import PersonRegistered, PersonRevised
from events.supplier import SupplierAccountChanged, SupplierRegistered


class Doubled:
    """Who has which e-mail address and who is paid to which account, as it is at a moment of the log."""

    def __init__(self) -> None:
        self._email: dict[str, str] = {}
        self._accounts: defaultdict[str, set[str]] = defaultdict(set)

    def judge(self, event: Event) -> Iterator[Finding]:
        """Take in what a person or a supplier is known by now, and whether nobody else is known by it."""
        match event:
            case PersonRegistered() | PersonRevised():
                yield from self._address(event.person, event.email)
            case SupplierRegistered() | SupplierAccountChanged():
                yield from self._paid(event.supplier, event.accounts)
            case _:
                return

    def _address(self, person: str, email: str | None) -> Iterator[Finding]:
        self._email.pop(person, None)
        if not email:
            return
        mailbox = mailbox_of(email)
        others = sorted(code for code, known in self._email.items() if known == mailbox)
        self._email[person] = mailbox
        yield judged("person-doubled", "email", not others, value=email, others=", ".join(others))

    def _paid(self, supplier: str, accounts: tuple[BankAccount, ...]) -> Iterator[Finding]:
        self._accounts[supplier] = {account.identifier for account in accounts}
        for account in accounts:
            sharing = (code for code, known in self._accounts.items() if account.identifier in known)
            others = ", ".join(sorted(code for code in sharing if code != supplier))
            yield judged("person-doubled", "accounts", not others, value=account.identifier, others=others)


def mailbox_of(email: str) -> str:
    """Where mail to an address ends: capitals and what stands behind a plus make no other mailbox."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
