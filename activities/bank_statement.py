"""Commands on bank statements: taken in once, in their row; and what a person says of an entry."""

from activities._registry import document, handles
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.bank_ledger import BANK_LEDGER, Continue, ledger_key
from aggregates.bank_statement import (
    BANK_STATEMENT,
    CloseGap,
    Import,
    statement_file_key,
    statement_key,
)
from aggregates.claim import CLAIM, Take
from contracts.bank_statement import ExplainEntry, ImportBankStatement
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(ImportBankStatement)
def take_in(work: Work, command: ImportBankStatement, _policies: Policies) -> Ref:
    """Take a statement of one of the entity's accounts in; a gap before it is kept with it."""
    work.permit(command.entity)
    if all(account.identifier != command.account for account in known_entity(work, command.entity).accounts):
        raise work.refuse("unknown-account", account=command.account, entity=command.entity)
    key = statement_key(command.entity, command.account, command.statement)
    known = work.load(BANK_STATEMENT, stream_id("bank_statement", key)).ref
    ref = known or work.new_ref("bank_statement", "BS", command.entity, key)
    _claim_file(work, command, ref)
    ledger = ledger_of(command.entity, command.account)
    after = work.load(BANK_LEDGER, ledger.id).after(command.closed_on)
    row = work.act(BANK_LEDGER, ledger.id, Continue(ledger, ref, command))
    frame = row.frame(ref)
    assert frame is not None
    work.act(BANK_STATEMENT, ref.id, Import(command, ref, frame.previous, frame.gap))
    if after is not None and after.opening == command.closing:
        work.act(BANK_STATEMENT, after.statement.id, CloseGap(ref))
    return ref


def _claim_file(work: Work, command: ImportBankStatement, ref: Ref) -> None:
    """The same bytes are never the statement of two accounts."""
    key = statement_file_key(command.file_sha256, command.statement)
    owner = work.load(CLAIM, stream_id("claim", key)).owner
    if owner is not None:
        raise work.refuse(
            "statement-already-imported", number=owner, statement=command.statement, account=command.account
        )
    work.act(CLAIM, stream_id("claim", key), Take(key, ref))


@handles(ExplainEntry)
def explain(work: Work, command: ExplainEntry, _policies: Policies) -> Ref:
    """A person says what an entry was for, or why statements do not join."""
    _, ref = document(work, BANK_STATEMENT, command.bank_statement)
    work.act(BANK_STATEMENT, ref.id, command)
    return ref


def ledger_of(entity: str, account: str) -> Ref:
    """The one ledger of an account."""
    stream = stream_id("bank_ledger", ledger_key(entity, account))
    return Ref(kind="bank_ledger", id=stream, number=account, entity=entity)
