"""Tasks that refusals leave of what runs by itself: nobody was there to read them."""

from collections.abc import Mapping

from sqlalchemy import func, select

from contracts.declared_document import StartDeclaredDocument, StartForContract
from contracts.ids import stream_id
from contracts.payment_run import ProposePaymentRun
from contracts.values import Ref
from events._base import Recorded
from events.receipt import CommandReceipt
from projections._base import Changes, upsert
from projections._columns import listed, micros
from projections.inbox import INBOX, NOT_PROPOSED, about, not_proposed, tasks
from projections.views import Views

NOT_STARTED = "trigger-refused"
NEEDS_NONE = "contract-ends-otherwise"
"""A contract that no longer ends on that day needs no document."""


@INBOX.on(CommandReceipt)
def _refused(event: CommandReceipt, at: Recorded) -> Changes:
    """Whoever sends a command by hand reads the refusal; that of a schedule or a trigger is read here."""
    if event.outcome != "refused":
        return
    named, codes = dict(event.named), {"codes": listed([event.code] if event.code else [])}
    if event.command == ProposePaymentRun.contract and at.meta.channel == "workflow":
        yield from _not_proposed(named, codes, micros(at.occurred_at))
    by_trigger = event.command in (StartDeclaredDocument.contract, StartForContract.contract)
    if by_trigger and at.meta.actor.kind == "system" and event.code != NEEDS_NONE:
        yield from _not_started(named, codes, micros(at.occurred_at))


def _not_proposed(named: Mapping[str, str], codes: Mapping[str, str], since: int) -> Changes:
    """Until a run in that currency stands."""
    entity, currency = named.get("entity", ""), named.get("currency", "")
    ref = Ref(kind="legal_entity", id=stream_id("legal_entity", entity), number=entity, entity=entity)
    where, row = not_proposed(entity, currency, named.get("fund_account", "")), about(NOT_PROPOSED, ref, currency, None)
    yield upsert(tasks, where, permission="payment_run.propose", since=since, open=1, **row, **codes)


def _not_started(named: Mapping[str, str], codes: Mapping[str, str], since: int) -> Changes:
    """Until a document of that kind and number is started, by whomever."""
    entity, kind, number = (named.get(name, "") for name in ("entity", "kind", "external_number"))
    ref = Ref(kind="document_kind", id=stream_id("document_kind", kind), number=kind, entity=entity)
    where, row = not_started(entity, kind, number), about(NOT_STARTED, ref, number, None)
    yield upsert(tasks, where, permission="document_kind.administer", since=since, open=1, **row, **codes)


def not_started(entity: str, kind: str, number: str) -> Mapping[str, str]:
    """The key of the task that a document leaves which a trigger could not start."""
    return {"key": ":".join((NOT_STARTED, entity, kind, number))}


def open_codes(views: Views, kind: str) -> Mapping[str, int]:
    """How many tasks of a kind are open, by their codes."""
    query = select(tasks.c.codes, func.count()).where(tasks.c.kind == kind, tasks.c.open == 1).group_by(tasks.c.codes)
    with views.engine.connect() as connection:
        return {found.strip(","): number for found, number in connection.execute(query.order_by(tasks.c.codes))}
