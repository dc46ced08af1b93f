"""RFQs and quotations on their own: what no scenario reaches because the process opens at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from aggregates.quotation import QUOTATION, Reveal, Submit, Withdraw
from aggregates.rfq import RFQ as DOCUMENT
from aggregates.rfq import Issue, Keep, Open
from contracts.rfq import AmendRfq
from events.quotation import QuotationOpened, QuotationSubmitted, QuotationUnreadable, QuotationWithdrawn
from events.rfq import RfqAmended, RfqGivenBack, RfqOpened
from tests.examples import COMMAND_EXAMPLES, DEADLINE, EVENT_EXAMPLES, QT, QUOTED, RFQ, SEALED
from tests.support.house import facts, given

ISSUED = EVENT_EXAMPLES["rfq.issued.v1"]
JUST_BEFORE = facts("bob", now=DEADLINE - timedelta(seconds=1))
AT_THE_DEADLINE = facts("bob", now=DEADLINE)
LATER = AmendRfq(rfq=RFQ.id, deadline=DEADLINE + timedelta(days=1))
SUBMIT = Submit(QT, RFQ, "STAHL", SEALED, DEADLINE)


def test_a_deadline_that_passed_is_not_extended_even_where_nobody_opened_yet() -> None:
    given(DOCUMENT, ISSUED).when(LATER, AT_THE_DEADLINE).refused("deadline-passed")
    given(DOCUMENT, ISSUED).when(LATER, JUST_BEFORE).then(RfqAmended)


def test_it_opens_at_the_deadline_and_once() -> None:
    given(DOCUMENT, ISSUED).when(Open((QT,)), JUST_BEFORE).refused("sealed-until-deadline")
    given(DOCUMENT, ISSUED).when(Open((QT,)), AT_THE_DEADLINE).then(RfqOpened(ref=RFQ, quotations=(QT,), minimum=3))
    given(DOCUMENT, ISSUED, EVENT_EXAMPLES["rfq.opened.v1"]).when(Open((QT,)), AT_THE_DEADLINE).ignored()


def test_a_number_is_issued_once() -> None:
    command = Issue(COMMAND_EXAMPLES["rfq.issue"], RFQ, ISSUED.lines, 3)  # type: ignore[arg-type, attr-defined]
    given(DOCUMENT, ISSUED).when(command).refused("already-registered")


def test_an_order_gives_its_award_back_what_it_takes_no_more() -> None:
    ordered = EVENT_EXAMPLES["rfq.ordered.v1"]
    order, line, taken = ordered.order, ordered.award_line, ordered.quantity  # type: ignore[attr-defined]
    given(DOCUMENT, ISSUED, ordered).when(Keep(order, line, taken)).ignored()
    given(DOCUMENT, ISSUED, ordered).when(Keep(order, line, taken + 1)).ignored()
    back = RfqGivenBack(ref=RFQ, order=order, award_line=line, quantity=Decimal("0.000001"))
    given(DOCUMENT, ISSUED, ordered).when(Keep(order, line, taken - back.quantity)).then(back)


def test_a_version_is_late_from_the_deadline_on() -> None:
    in_time = given(QUOTATION).when(SUBMIT, JUST_BEFORE).then(QuotationSubmitted)
    assert in_time.counts is not None
    assert not in_time.counts.late
    late = given(QUOTATION).when(SUBMIT, AT_THE_DEADLINE).then(QuotationSubmitted)
    assert (late.counts, late.status, len(late.late), late.versions) == (None, "none", 1, 1)


def test_what_is_late_is_neither_withdrawn_nor_opened() -> None:
    late = EVENT_EXAMPLES["quotation.submitted.v1"].model_copy(update={"late": True})
    given(QUOTATION, late).when(Withdraw("mistake", DEADLINE), JUST_BEFORE).ignored()
    given(QUOTATION, late).when(Reveal((QUOTED, "salt")), AT_THE_DEADLINE).ignored()


def test_a_quotation_is_taken_back_until_the_deadline() -> None:
    sealed = EVENT_EXAMPLES["quotation.submitted.v1"]
    given(QUOTATION, sealed).when(Withdraw("mistake", DEADLINE), AT_THE_DEADLINE).refused("deadline-passed")
    withdrawn = given(QUOTATION, sealed).when(Withdraw("mistake", DEADLINE), JUST_BEFORE).then(QuotationWithdrawn)
    assert (withdrawn.status, withdrawn.counts) == ("withdrawn", None)


def test_what_was_sealed_is_opened_or_said_to_be_unreadable() -> None:
    sealed = EVENT_EXAMPLES["quotation.submitted.v1"]
    opened = given(QUOTATION, sealed).when(Reveal((QUOTED, "salt"))).then(QuotationOpened)
    assert (opened.status, opened.contents) == ("opened", QUOTED)
    unreadable = given(QUOTATION, sealed).when(Reveal(None)).then(QuotationUnreadable)
    assert (unreadable.status, unreadable.contents) == ("unreadable", None)
