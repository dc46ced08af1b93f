"""What a notice says of an approval at a step, and of an exception of an invoice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from activities.notice_about import about_approval, about_exception
from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.invoice import INVOICE, Invoice
from contracts.reading import Finding
from contracts.route import Step
from events._base import Event
from events.approval import ApprovalOpened, ApproversAsked, Asked, StepOpened
from events.invoice import InvoiceHeld
from tests.examples import AP, EVENT_EXAMPLES, INV, PR, ROUTE
from tests.support.house import HASH, NOW, eur, fold

OF: dict[str, Any] = {"ref": AP, "subject": PR}
STEPS = (Step(name="Head", name_zh="主管", roles=("manager", "finance")), Step(name="Board", persons=("dan",)))


def approval(*asked: Asked) -> Approval:
    route = ROUTE.model_copy(update={"steps": STEPS})
    events: tuple[Event, ...] = (
        ApprovalOpened(**OF, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH, route=route),
        StepOpened(**OF, step=0, roles=("manager", "finance"), opened_at=NOW),
        ApproversAsked(**OF, title="Beams", amount=eur(1000), requester="rita", asked=asked),
    )
    return fold(APPROVAL, APPROVAL.initial, events)


def late(step: int, hours: int, ends: int | None = None) -> Asked:
    ends_at = None if ends is None else NOW + timedelta(hours=ends)
    one = ("manager", "finance")[hours % 2]
    return Asked(step=step, decider=one, since=NOW, escalates_at=NOW + timedelta(hours=hours), ends_at=ends_at)


@pytest.mark.parametrize(
    ("step", "language", "name"),
    [(0, "zh-CN", "主管"), (0, "en", "Head"), (1, "zh-CN", "Board"), (1, "en", "Board"), (2, "en", "")],
)
def test_a_step_is_named_in_the_readers_language_where_it_has_a_name_there(step: int, language: str, name: str) -> None:
    assert about_approval(approval(), step, "Rita", "asked", language).step == name


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ((late(0, 72),), "2026-11-05 08:00 UTC"),
        ((late(0, 72), late(0, 25)), "2026-11-03 09:00 UTC"),
        ((late(0, 72, ends=48),), "2026-11-04 08:00 UTC"),
        ((late(1, 24), late(0, 72)), "2026-11-05 08:00 UTC"),
        ((), ""),
    ],
)
def test_of_a_task_it_says_by_when_the_first_who_is_asked_at_that_step_is_late(
    asked: tuple[Asked, ...], until: str
) -> None:
    assert about_approval(approval(*asked), 0, "Rita", "asked", "en").until == until


def test_what_has_ended_says_how_and_neither_step_nor_moment_and_a_copy_asks_nothing() -> None:
    case = approval(late(0, 72))
    ended, copied, asked = (about_approval(case, 0, "", matter, "en") for matter in ("ended", "copied", "asked"))
    assert (ended.step, ended.until, ended.result) == ("", "", "open")
    assert (copied.step, copied.until, copied.result) == ("Head", "", "")
    assert (asked.step, asked.until, asked.result) == ("Head", "2026-11-05 08:00 UTC", "")
    assert (asked.number, asked.kind, asked.entity) == (PR.number, "requisition", "ACME")
    assert (asked.title, asked.amount, asked.requester) == ("Beams", "1000.00 EUR", "rita")
    assert about_approval(case, 0, "Rita", "asked", "en").requester == "Rita"


def invoice(*events: Event) -> Invoice:
    return fold(INVOICE, INVOICE.initial, (EVENT_EXAMPLES["invoice.received.v1"], *events))


def test_an_exception_says_what_holds_the_invoice_and_no_mere_warning() -> None:
    findings = (
        Finding.of("empty-file", "exception"),
        Finding.of("encrypted", "warn"),
        Finding.of("budget-exceeded", "exception", {"amount": "1 EUR"}),
    )
    held = InvoiceHeld(ref=INV, findings=findings, due_at=NOW)
    seen = EVENT_EXAMPLES["invoice.read.v1"]
    told = about_exception(invoice(seen, held), "held", "en")
    assert told.found.startswith("The file is empty. ")
    assert "password" not in told.found
    assert told.found.count("budget") == 1
    assert "budget-exceeded" not in told.found
    assert told.until == "2026-11-02 08:00 UTC"
    assert about_exception(invoice(seen, held), "held", "zh-CN").found.startswith("文件为空")


def test_an_invoice_is_called_by_its_seller_and_number_or_else_by_its_file() -> None:
    held = InvoiceHeld(ref=INV, findings=())
    unread, seen = invoice(held), invoice(EVENT_EXAMPLES["invoice.read.v1"], held)
    assert about_exception(unread, "held", "en").title == "a.xml"
    assert about_exception(seen, "held", "en").title == seen.value("number") == "R-1"
    assert about_exception(unread, "held", "en").until == ""
