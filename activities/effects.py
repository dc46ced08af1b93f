"""The side effects of processes: reading an invoice file, writing a bank file, proposing what is due."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from activities.due_by_fund import Due, PayingFund, by_fund
from activities.policies import Policies
from activities.reading_hints import lesson_of, read_with_hints
from activities.source_looks import Taken
from activities.sources import Progress, Sources
from activities.tax_verification import verification_ref
from activities.trigger import Ending, run_trigger
from adapters.bank_file import bank_file
from adapters.registers import UNAVAILABLE, RegisterAnswer
from adapters.webhook import post
from aggregates.invoice import INVOICE
from aggregates.legal_entity import LEGAL_ENTITY
from aggregates.payable import PAYABLE
from aggregates.payment_run import PAYMENT_RUN, without_bank
from aggregates.supplier import SUPPLIER
from aggregates.tax_verification import TAX_VERIFICATION
from aggregates.webhook_message import WEBHOOK_MESSAGE
from bots.reading.outcome import FAILURES
from contracts._base import SYSTEM, Answer, Command, Request
from contracts.ids import stream_id
from contracts.invoice import RecordReading
from contracts.payment_run import ProposePaymentRun, RecordPaymentFile
from contracts.process import Effect
from contracts.reading import Reading
from contracts.reading_hints import LearnHints, Lesson, Wanted
from contracts.tax_verification import RecordRegisterAnswer, Register, RegisterQuery
from contracts.values import MOST_LINES
from contracts.webhook_message import RecordDelivery
from processes.invoice_verification import LEARN_HINTS, READ_FILE
from processes.notice import SEND_NOTICES
from processes.payment_run import WRITE_FILE
from processes.tax_verification import ASK_REGISTERS
from processes.webhook_message import SEND
from store.blobs import Blobs, write_durably
from store.handler import CommandHandler

NO_ENDPOINTS = partial(post, {})


def batched(found: Sequence[UUID], size: int) -> Iterator[tuple[UUID, ...]]:
    """What was found in parts of at most `size`: a run has no more payments than that."""
    for start in range(0, len(found), size):
        yield tuple(found[start : start + size])


class ReaderFailed(Exception):
    """The reader crashed, took too long or too much memory: that is no word on the invoice, so it is tried again."""


@dataclass(frozen=True)
class Effects:
    """The side effects with the live parts they need; each may run any number of times."""

    handler: CommandHandler
    blobs: Blobs
    read: Callable[..., Reading]
    """Reads the bytes of a file, with the `hints` of its supplier where there are any."""
    bank_files: Path
    due: Callable[[str, date], Sequence[Due]] = lambda _entity, _today: ()
    funds: Callable[[str, str], Sequence[PayingFund]] = lambda _entity, _currency: ()
    policies: Policies = field(default_factory=lambda: Policies(approval={}))
    send_notices: Callable[[UUID, str], None] = lambda _approval, _workflow: None
    post: Callable[[str, str, bytes, datetime], int] = NO_ENDPOINTS
    """Sends a message to an endpoint by its name, with its id and bytes, as of now; raises NotDelivered."""
    sources: Sources | None = None
    ending: Ending = lambda _entity, _first, _last: ()
    ask_register: Callable[[Register, RegisterQuery], RegisterAnswer] = lambda _register, _query: UNAVAILABLE
    """Asks a register outside about an invoice; raises NotAnswered."""
    learn: Callable[[bytes, Mapping[str, Wanted]], Lesson] = lambda _data, _wanted: Lesson()
    """What the pages of a file teach about values that people corrected."""

    def run(self, effect: Effect, workflow_id: str) -> None:
        """Run a side effect by its written name."""
        functions = {
            READ_FILE: self.read_file,
            LEARN_HINTS: self.learn_hints,
            WRITE_FILE: self.write_file,
            SEND_NOTICES: self.send_notices,
            SEND: self.send_message,
            ASK_REGISTERS: self.ask_registers,
        }
        functions[effect.activity](effect.document, workflow_id)

    def read_file(self, invoice: UUID, workflow_id: str) -> None:
        """Read the file of an invoice in a limited process, and record what was read. Raises ReaderFailed."""
        state = self.handler.state(INVOICE, invoice)
        reading = read_with_hints(self.handler.states, self.read, self.blobs.get(state.read_sha256), state)
        if failed := next((found for found in reading.findings if found.code in FAILURES), None):
            raise ReaderFailed(f"{failed.code} {dict(failed.evidence)}")
        record = RecordReading(invoice=invoice, reading=reading)
        key = f"{workflow_id}:read:{state.file_sha256}:{state.readings}"
        self._follow_up(record, key, workflow_id, reading.bot_version)

    def learn_hints(self, invoice: UUID, workflow_id: str) -> None:
        """Learn from a posted invoice what its pages teach, once."""
        record = LearnHints(invoice=invoice, lesson=lesson_of(self.handler.states, self.blobs, self.learn, invoice))
        self._follow_up(record, f"{workflow_id}:learn", workflow_id)

    def write_file(self, run: UUID, workflow_id: str) -> None:
        """Write the bank file of a released run durably; its bytes come from the run's events alone."""
        if self.handler.state(PAYMENT_RUN, run).status in ("sent", "completed"):
            # An acknowledgement was lost. The file was written before that was recorded, and may have been collected
            # for the bank meanwhile: it must not lie there a second time.
            return
        file = bank_file(self.handler.log.stream(run))
        write_durably(self.bank_files / file.name, file.data)
        self.blobs.put(file.data)
        record = RecordPaymentFile(run=run, file_name=file.name, file_sha256=file.sha256, format=file.format)
        self._follow_up(record, f"{workflow_id}:file:{file.sha256}", workflow_id)
        if self.handler.state(PAYMENT_RUN, run).status == "cancelled":
            # Cancelled while it was written: nobody may find and send it.
            (self.bank_files / file.name).unlink(missing_ok=True)

    def send_message(self, message: UUID, workflow_id: str) -> None:
        """Send a message to another system, and record that it was taken. Raises NotDelivered.

        Where the acknowledgement is lost it is sent again under the same id, by which the other side knows it.
        """
        state = self.handler.state(WEBHOOK_MESSAGE, message)
        if state.queued is None or state.status != "queued":
            return
        payload = state.queued.payload.encode()
        status = self.post(state.queued.endpoint, str(message), payload, self.handler.clock())
        record = RecordDelivery(message=message, status=status)
        self._follow_up(record, f"{workflow_id}:delivered", workflow_id)

    def ask_registers(self, verification: UUID, workflow_id: str) -> None:
        """Ask every register that has not answered, and record each answer with its evidence. Raises NotAnswered."""
        state = self.handler.state(TAX_VERIFICATION, verification)
        for register in state.pending if state.asked else ():
            assert state.asked is not None
            answer = self.ask_register(register, state.asked.query)
            evidence = self.blobs.put(answer.evidence) if answer.evidence else None
            record = RecordRegisterAnswer(
                verification=verification, registry=register, result=answer.result, evidence_sha256=evidence
            )
            self._follow_up(record, f"{workflow_id}:{state.rounds}:{register}", workflow_id)

    def propose_due(self, entity: str, workflow_id: str) -> list[Answer]:
        """Propose one run a currency and fund account over what is due by its execution date, as far as the funds plan goes.

        `workflow_id` holds the moment of the schedule, so a tick that comes twice is one proposal of each currency.
        """
        today, answers = self.handler.clock().date(), []
        accounts = self.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity)).accounts
        latest = today + timedelta(days=31)
        for currency in [due.currency for due in self.due(entity, latest)] if accounts else ():
            how = self.policies.payment_account(entity, currency)
            on = today + timedelta(days=how.execute_in_days)
            found = next((due.payables for due in self.due(entity, on) if due.currency == currency), ())
            # One blocked or held supplier, or one payable taken meanwhile, must not keep all others from being paid.
            usable = tuple(stream for stream in found if self._payable(stream, today))
            bank = how.account or accounts[0].identifier
            for fund, mine in by_fund(self.handler.state, self.funds(entity, currency), bank, usable).items():
                for part, some in enumerate(batched(mine, MOST_LINES)):
                    propose = ProposePaymentRun(
                        entity=entity,
                        currency=currency,
                        account=fund.bank_account,
                        execution_date=on,
                        payables=some,
                        fund_account=fund.account,
                        fit=True,
                    )
                    parts = ("propose", entity, currency, workflow_id, fund.account, str(part) if part else None)
                    key = ":".join(filter(None, parts))
                    answers.append(self._follow_up(propose, key, workflow_id))
        return answers

    def run_trigger(self, name: str, tick: str) -> list[Answer]:
        """Start what a trigger of the policies starts at this moment."""
        return run_trigger(self.handler, self.policies, self.ending, name, tick)

    def take_in(self, source: str, progress: Progress) -> Taken:
        """Take in what is new in a folder or mailbox."""
        return self.sources.run(source, progress) if self.sources else Taken()

    def _payable(self, stream: UUID, today: date) -> bool:
        found = self.handler.state(PAYABLE, stream)
        supplier = self.handler.state(SUPPLIER, stream_id("supplier", found.supplier))
        usable = supplier.status == "approved" and not supplier.held("payments", today)
        payee = supplier.payee(found.account.identifier) if found.account else None
        if found.invoice and self.handler.state(TAX_VERIFICATION, verification_ref(found.invoice).id).bad:
            return False
        return usable and found.status == "open" and payee is not None and without_bank(payee) is None

    def _follow_up(self, command: Command, key: str, workflow_id: str, bot: str | None = None) -> Answer:
        request = Request(
            command=command, key=key, actor=SYSTEM, channel="workflow", workflow_id=workflow_id, bot_version=bot
        )
        return self.handler.handle(request)
