"""Declared documents: what another system, a schedule or a person wants decided along a route, with the body that is decided."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from contracts._base import Command
from contracts.json_body import JsonObject
from contracts.trigger import ContractFact
from contracts.values import Code, Text


class StartDeclaredDocument(Command):
    """Start the approval of a document of a declared kind.

    A person asks for himself; a service names who asks, since nobody decides on his own. An `external_number` names the
    document in the system that it comes from: it is started once, whatever the Idempotency-Key.
    """

    contract = "declared_document.start"
    permission = "declared_document.start"
    entity: Code
    kind: Code
    body: JsonObject
    requester: Code | None = None
    external_number: Text | None = None


class StartForContract(Command):
    """Follow-up of a rule: the contract ends on this day. `members` fills the body with what the contract says."""

    contract = "declared_document.start_for_contract"
    permission = "system"
    by = "system"
    entity: Code
    kind: Code
    requester: Code
    rule: Code
    agreement: UUID
    valid_to: date
    body: JsonObject
    members: Mapping[str, ContractFact]
    external_number: Text | None = None
    """How the document will be called where it is started; what is refused is known by it."""


class ResubmitDeclaredDocument(Command):
    """Whoever started it submits it again with another body, once it was sent back."""

    contract = "declared_document.resubmit"
    permission = "declared_document.start"
    document: UUID
    body: JsonObject


class WithdrawDeclaredDocument(Command):
    """Whoever started it, or its requester, takes it back while it is not decided."""

    contract = "declared_document.withdraw"
    permission = "declared_document.start"
    document: UUID
    why: Text
