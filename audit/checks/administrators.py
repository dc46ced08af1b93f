"""I5 for administrators: who makes the rules does not act under them, and gives nothing to himself."""

from datetime import date

from aggregates.person import PERSON, Person
from audit.checks._base import Found, Sees
from audit.report import Violation, violation
from contracts._base import ADMINISTRATIVE, COMMANDS
from events._base import Recorded
from events.approval_matrix import ApprovalMatrixDrafted, ApprovalMatrixPublished
from events.person import PersonRegistered, PersonRevised, RoleGranted, RoleRevised, RoleRevoked
from events.receipt import CommandReceipt
from events.role import RoleDefined

NAME = "I5"


class Administrators:
    """Roles and what they grant, as far as the log goes; and every accepted command of a person held against them."""

    name = NAME

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._roles: dict[str, frozenset[str]] = {}
        self._drafted: dict[str, list[str]] = {}
        self._published: dict[str, set[int]] = {}

    @property
    def sees(self) -> Sees:
        """People, roles, the approval matrix, and the receipt of every command."""
        people = (PersonRegistered, PersonRevised, RoleGranted, RoleRevised, RoleRevoked)
        return {
            **dict.fromkeys(people, self._person),
            RoleDefined: self._role,
            ApprovalMatrixDrafted: self._draft,
            ApprovalMatrixPublished: self._publish,
            CommandReceipt: self._command,
        }

    def _person(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PersonRegistered | PersonRevised | RoleGranted | RoleRevised | RoleRevoked)
        known = self._people.get(event.person, PERSON.initial)
        after = PERSON.evolve(known, event)
        if recorded.meta.actor.name == event.person:
            if isinstance(event, RoleGranted | RoleRevised):
                yield _broken(recorded, "grants-to-self", event.person)
            if (known.valid_from, known.valid_until) != (after.valid_from, after.valid_until):
                yield _broken(recorded, "own-employment", event.person)
        self._people[event.person] = after

    def _role(self, recorded: Recorded) -> Found:
        event, who = recorded.event, recorded.meta.actor.name
        assert isinstance(event, RoleDefined)
        if any(grant.role == event.role for grant in self._people.get(who, PERSON.initial).grants):
            yield _broken(recorded, "holder-defines-role", event.role)
        self._roles[event.role] = frozenset(event.permissions)

    def _draft(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalMatrixDrafted)
        self._drafted.setdefault(event.ref.number, []).append(event.author)
        yield from ()

    def _publish(self, recorded: Recorded) -> Found:
        """Whoever drafted a version that was not published before this one has drafted this one, too."""
        event, actor = recorded.event, recorded.meta.actor
        assert isinstance(event, ApprovalMatrixPublished)
        published = self._published.setdefault(event.ref.number, set())
        before = max((version for version in published if version < event.version), default=0)
        authors = self._drafted.get(event.ref.number, [])[before : event.version]
        if actor.kind != "person" or actor.id != event.publisher:
            about = {"actor": f"{actor.kind}:{actor.id}", "position": recorded.position}
            yield violation(NAME, "decided-by-no-person", event.ref, **about)
        if event.publisher in authors:
            yield _broken(recorded, "author-is-publisher", event.ref, event.publisher)
        published.add(event.version)

    def _command(self, recorded: Recorded) -> Found:
        receipt, actor, day = recorded.event, recorded.meta.actor, recorded.recorded_at.date()
        assert isinstance(receipt, CommandReceipt)
        command = COMMANDS.get(receipt.command)
        if receipt.outcome != "accepted" or actor.kind != "person" or command is None:
            return
        if command.permission not in ADMINISTRATIVE and ADMINISTRATIVE & self._granted(actor.id, day):
            yield _broken(recorded, "administrator-is-transactor", receipt.document or receipt.command)

    def _granted(self, person: str, day: date) -> frozenset[str]:
        roles = self._people.get(person, PERSON.initial).roles_anywhere(day)
        return frozenset().union(*(self._roles.get(role, frozenset()) for role in roles))

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _broken(recorded: Recorded, pair: str, document: object, person: str = "") -> Violation:
    about = {"pair": pair, "person": person or recorded.meta.actor.name, "position": recorded.position}
    return violation(NAME, "duties-not-separate", document, **about)
