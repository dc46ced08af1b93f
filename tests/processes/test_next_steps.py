"""What happens next is a function of the case and the moment: deadlines, reading again, parking under a new key."""

from __future__ import annotations

from datetime import timedelta

from aggregates._base import Refusal
from aggregates.approval import APPROVAL
from aggregates.invoice import INVOICE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.reading_hints import ReadingHints
from aggregates.requisition import REQUISITION
from aggregates.webhook_message import WEBHOOK_MESSAGE
from contracts.approval import EscalateApproval, RemindApproval
from contracts.process import Effect
from contracts.reading import Field, Reading
from events._base import Event
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalReminded
from events.invoice import Correction, InvoiceCorrected, InvoiceHeld, InvoiceRead, InvoiceRejected
from events.requisition import RequisitionParked
from processes._base import DAY, DONE, Next, waiting
from processes.approval import Decision, decision
from processes.invoice_verification import LEARN_HINTS, READ_FILE, Verification, match, read
from processes.payment_run import STAGES as RUN_STAGES
from processes.payment_run import WRITE_FILE, Run
from processes.requisition_to_payment import STAGES, Case, approval, on_refusal
from processes.webhook_message import SEND, Message, delivery
from processes.webhook_message import on_refusal as on_lost
from tests.examples import AP, EVENT_EXAMPLES, INV, PR, RUN, WM
from tests.support.house import NOW, fold

OPENED = (EVENT_EXAMPLES["approval.opened.v1"], EVENT_EXAMPLES["approval.step_opened.v1"])
HOUR = timedelta(hours=1)


def _waiting(after: timedelta, *more: object) -> Next:
    return waiting(fold(APPROVAL, APPROVAL.initial, (*OPENED, *more)), NOW + after)  # type: ignore[arg-type]


def test_a_step_waits_is_reminded_and_is_escalated_from_its_opening() -> None:
    about = {"ref": AP, "subject": INV, "step": 0}
    reminded, escalated = ApprovalReminded(**about), ApprovalEscalated(**about, to="director")
    assert _waiting(HOUR) == Next(deadline=NOW + 24 * HOUR)
    assert isinstance(_waiting(24 * HOUR).commands[0].command, RemindApproval)
    assert _waiting(25 * HOUR, reminded) == Next(deadline=NOW + 72 * HOUR)
    late = _waiting(100 * HOUR, reminded)
    assert isinstance(late.commands[0].command, EscalateApproval)
    assert _waiting(100 * HOUR, reminded, escalated) == Next(deadline=NOW + 100 * HOUR + 7 * DAY)


def test_an_approval_of_its_own_waits_as_long_as_it_is_open() -> None:
    ended = ApprovalEnded(ref=AP, subject=PR, result="approved")
    for more, then in (((), _waiting(HOUR)), ((ended,), DONE)):
        approved = fold(APPROVAL, APPROVAL.initial, (*OPENED, *more))
        assert decision(Decision(approved), NOW + HOUR) == then


def test_a_message_is_sent_until_it_is_taken_and_once_parked_waits_for_a_person() -> None:
    queued, parked, again, delivered = (
        EVENT_EXAMPLES[f"webhook_message.{name}.v1"] for name in ("queued", "parked", "sent_again", "delivered")
    )

    def message(*events: Event) -> Message:
        return Message(fold(WEBHOOK_MESSAGE, WEBHOOK_MESSAGE.initial, (queued, *events)))

    send = Next(effects=(Effect(activity=SEND, queue="net", document=WM.id),), deadline=NOW + DAY)
    assert delivery(message(), NOW) == send
    assert delivery(message(parked), NOW) == Next(deadline=NOW + 7 * DAY)
    assert delivery(message(parked, again), NOW) == send
    assert delivery(message(delivered), NOW) == DONE
    refusal = Refusal("side-effect-failed", {"effect": SEND})
    first, second = (on_lost(message(*events), "delivery", refusal) for events in ((), (parked, again)))
    assert first.occurrence != second.occurrence


def test_a_document_whose_approval_was_withdrawn_without_it_is_set_aside() -> None:
    submitted = tuple(EVENT_EXAMPLES[f"requisition.{name}.v1"] for name in ("created", "submitted"))
    withdrawn = fold(APPROVAL, APPROVAL.initial, (*OPENED, ApprovalEnded(ref=AP, subject=PR, result="withdrawn")))
    step = approval(Case(fold(REQUISITION, REQUISITION.initial, submitted), withdrawn, ()), NOW)
    assert step.commands == ()
    assert step.aside == Refusal("approval-does-not-cover", {"number": PR.number, "result": "withdrawn"})


def test_what_is_posted_teaches_once_where_people_corrected_it_or_hints_gave_values() -> None:
    received, posted = EVENT_EXAMPLES["invoice.received.v1"], EVENT_EXAMPLES["invoice.posted.v1"]
    plain = Reading(file_sha256="a" * 64, format="pdf", bot_version="1", fields={})
    led = plain.model_copy(update={"fields": {"number": Field(value="A", source="hint", confidence=0.9, hint=1)}})
    number, seller = (Correction(field=name, new="A") for name in ("number", "seller_name"))

    def fixed(one: Correction) -> InvoiceCorrected:
        return InvoiceCorrected(ref=INV, person="fay", fields=(one,))

    def told(*events: Event, hints: ReadingHints | None = None) -> list[str]:
        case = Verification(fold(INVOICE, INVOICE.initial, (received, *events)), hints or ReadingHints())
        step = match(case, NOW)
        assert step.done is not bool(step.effects)
        return [effect.activity for effect in step.effects]

    corrected = (InvoiceRead(ref=INV, reading=plain), fixed(number), posted)
    assert told(*corrected) == [LEARN_HINTS]
    assert told(InvoiceRead(ref=INV, reading=led), posted) == [LEARN_HINTS]
    assert told(*corrected, hints=ReadingHints(taught=frozenset({INV.id}))) == []
    assert told(InvoiceRead(ref=INV, reading=plain), posted) == []
    assert told(InvoiceRead(ref=INV, reading=plain), fixed(seller), posted) == []
    xml = plain.model_copy(update={"format": "ubl"})
    assert told(InvoiceRead(ref=INV, reading=xml), fixed(number), posted) == []
    assert told(*corrected[:2], InvoiceRejected(ref=INV, findings=())) == []


def test_a_file_is_read_until_it_was_read_or_decided() -> None:
    received, seen = EVENT_EXAMPLES["invoice.received.v1"], EVENT_EXAMPLES["invoice.read.v1"]
    held = InvoiceHeld(ref=INV, findings=())
    stories: tuple[tuple[Event, ...], ...] = ((received,), (received, held))
    for story in stories:
        step = read(Verification(fold(INVOICE, INVOICE.initial, story)), NOW)
        assert [effect.activity for effect in step.effects] == [READ_FILE]
        assert step.deadline == NOW + DAY
    for story in ((received, seen), (received, EVENT_EXAMPLES["invoice.rejected.v1"])):
        assert read(Verification(fold(INVOICE, INVOICE.initial, story)), NOW) == DONE


def test_a_file_is_read_again_when_somebody_asks_and_then_judged_as_something_new() -> None:
    received, seen = EVENT_EXAMPLES["invoice.received.v1"], EVENT_EXAMPLES["invoice.read.v1"]
    asked, held = EVENT_EXAMPLES["invoice.read_again_asked.v1"], InvoiceHeld(ref=INV, findings=())

    def story(*events: Event) -> Next:
        return match(Verification(fold(INVOICE, INVOICE.initial, events)), NOW)

    assert [effect.activity for effect in story(received, seen, held, asked).effects] == [READ_FILE]
    for over in ((seen, held, asked, seen), (seen, held, asked, held)):
        step = story(received, *over)
        assert (step.effects, [follow.occurrence for follow in step.commands]) == ((), ["2"])
    assert [follow.occurrence for follow in story(received, seen).commands] == ["0"]
    assert story(received, seen, EVENT_EXAMPLES["invoice.rejected.v1"], asked) == DONE


def test_each_parking_has_a_key_of_its_own() -> None:
    created = EVENT_EXAMPLES["requisition.created.v1"]
    parked = RequisitionParked(ref=PR, step="order", code="budget-exceeded", figures=())
    refusal = Refusal("budget-exceeded", {"available": "0"})
    keys = [
        on_refusal(Case(fold(REQUISITION, REQUISITION.initial, story), APPROVAL.initial, ()), "order", refusal)
        for story in ((created,), (created, parked))
    ]
    assert len({key.occurrence for key in keys}) == 2


def test_a_case_waits_for_receipts_and_bills_until_it_has_them_or_ends() -> None:
    submitted, approved = (EVENT_EXAMPLES[f"requisition.{name}.v1"] for name in ("submitted", "concluded"))
    story = (EVENT_EXAMPLES["requisition.created.v1"], submitted, approved)
    order = fold(PURCHASE_ORDER, PURCHASE_ORDER.initial, (EVENT_EXAMPLES["purchase_order.issued.v1"],))

    def stages(*events: Event) -> tuple[Next, ...]:
        case = Case(fold(REQUISITION, REQUISITION.initial, events), APPROVAL.initial, (order,))
        return tuple(STAGES[name](case, NOW) for name in ("receipt", "invoice", "payment"))

    assert stages(*story) == (Next(deadline=NOW + DAY),) * 3
    returned = approved.model_copy(update={"verdict": "returned"})
    again = Case(fold(REQUISITION, REQUISITION.initial, (*story[:2], returned)), APPROVAL.initial, ())
    assert approval(again, NOW) == Next(deadline=NOW + 7 * DAY)
    for end in ("withdrawn", "expired", "closed"):
        assert stages(*story, EVENT_EXAMPLES[f"requisition.{end}.v1"]) == (DONE,) * 3


def test_a_run_waits_for_its_release_its_file_and_the_bank() -> None:
    names = ("proposed", "released", "file_written", "payment_concluded")
    story = tuple(EVENT_EXAMPLES[f"payment_run.{name}.v1"] for name in names)

    def stages(*events: Event) -> tuple[Next, ...]:
        run = Run(fold(PAYMENT_RUN, PAYMENT_RUN.initial, events))
        return tuple(RUN_STAGES[name](run, NOW) for name in ("release", "file", "settlement"))

    wait, write = Next(deadline=NOW + DAY), Effect(activity=WRITE_FILE, queue="files", document=RUN.id)
    assert stages(*story[:1]) == (wait, DONE, wait)
    assert stages(*story[:2]) == (DONE, Next(effects=(write,), deadline=NOW + DAY), wait)
    assert stages(*story[:3]) == (DONE, DONE, wait)
    assert stages(*story) == (DONE, DONE, DONE)
    assert stages(story[0], EVENT_EXAMPLES["payment_run.cancelled.v1"]) == (DONE, DONE, DONE)
