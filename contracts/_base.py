"""What every command has in common: who asks, under which key, and what the answer looks like."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from contracts.values import Instant, Ref, Value

COMMANDS: dict[str, "type[Command]"] = {}
"""Written name -> command, the list of everything that may be asked."""


ADMINISTRATIVE = frozenset(
    {"person.administer", "legal_entity.administer", "approval_matrix.administer", "document_kind.administer"}
)
"""Permissions of administrators, who decide what others may do, who approves what and which companies there are, and therefore
take part in nothing else: whoever makes the rules must not act under them. All other permissions are for transactions."""


class Command(Value):
    """Base of every command. `contract` is its written name, `permission` what a role must grant."""

    contract: ClassVar[str]
    permission: ClassVar[str]
    by: ClassVar[Literal["person", "anyone", "system", "person or system"]] = "anyone"
    """Who may send it: decisions need a person's own session; follow-ups belong to the system's processes. No token gives
    away what people may do, but the first set-up, when there is nobody yet, is the system's."""
    secret: ClassVar[bool] = False
    """Whether its fields could be guessed from a hash of them: its receipt keeps a keyed one."""

    @classmethod
    def may_come_from(cls, kind: Literal["person", "service", "system"]) -> bool:
        """Whether such an actor may send it at all."""
        return cls.by == "anyone" or kind in cls.by.split(" or ")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if COMMANDS.setdefault(cls.contract, cls) is not cls:
            raise TypeError(f"two commands are named {cls.contract}")


class Actor(Value):
    """Who acts: a person in a session, a service by its token, or the system's own process."""

    kind: Literal["person", "service", "system"]
    id: str
    on_behalf_of: str | None = None

    @property
    def name(self) -> str:
        """By what decisions compare and events name who acted: a person's code, else "service:ID" or "system:ID".

        No code holds a colon, so a service that is called like a person is never taken for him.
        """
        return self.id if self.kind == "person" else f"{self.kind}:{self.id}"


SYSTEM = Actor(kind="system", id="req2pay")


class Grant(Value):
    """What a service's token lets it send: contracts by name, in these legal entities ("*": all)."""

    commands: frozenset[str]
    entities: frozenset[str]

    def covers(self, contract: str, entity: str) -> bool:
        """Whether a contract may be sent in an entity; "*" as entity asks for all of them."""
        return contract in self.commands and ("*" in self.entities or entity in self.entities)


class Request(Value):
    """One delivery of a command. The same `key` from the same actor is the same request, however often it arrives."""

    command: Command
    key: str
    actor: Actor
    grant: Grant | None = None
    """What the token of a service allows, resolved by the door that checked it; persons have roles instead."""
    channel: Literal["api", "cli", "web", "workflow", "scenario", "import"] = "api"
    reason: str | None = None
    workflow_id: str | None = None
    bot_version: str | None = None
    occurred_at: Instant | None = None
    """When it happened in the world, if earlier than when it is recorded."""


class Answer(Value):
    """What became of a command; `position` is where its effects end in the event log."""

    outcome: Literal["accepted", "refused", "ignored"]
    code: str | None = None
    figures: Mapping[str, str] = {}
    document: Ref | None = None
    position: int = 0
    repeated: bool = False
