"""Verifications outside: who is asked when, what an answer means, and that silence is no pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aggregates._base import Refusal
from aggregates.invoice import Invoice
from aggregates.tax_verification import TAX_VERIFICATION, Ask, TaxVerification
from contracts.process import Effect
from contracts.tax_verification import (
    EndTaxVerification,
    RecordRegisterAnswer,
    RecordUnanswered,
    RegisterQuery,
    SetAsideTaxFinding,
    VerifyInvoiceAgain,
)
from events.tax_verification import (
    TaxVerificationAnswered,
    TaxVerificationAsked,
    TaxVerificationEnded,
    TaxVerificationSetAside,
)
from processes._base import DAY, DONE
from processes.tax_verification import ASK_REGISTERS, Asked, answers, on_refusal
from tests.support.house import facts, fold, ref

TV, INV = ref("tax_verification"), ref("invoice")
TODAY = facts("fay").now.date()
QUERY = RegisterQuery(number="26112000000012345678")
ASK = Ask(TV, INV, ("tax-bureau", "vies"), QUERY, "posted", 2, TODAY + timedelta(days=62))


def asked(**change: Any) -> TaxVerificationAsked:
    told: dict[str, Any] = {**vars(ASK), "asked_by": "fay", "on": TODAY, **change}
    return TaxVerificationAsked(**told)


def said(result: str = "normal", registry: str = "tax-bureau", **change: Any) -> TaxVerificationAnswered:
    told: dict[str, Any] = {"registry": registry, "result": result, "on": TODAY, **change}
    return TaxVerificationAnswered(ref=TV, invoice=INV, **told)


def after(*events: Any) -> TaxVerification:
    state: TaxVerification = fold(TAX_VERIFICATION, TAX_VERIFICATION.initial, events)
    return state


def decided(state: TaxVerification, command: Any) -> Any:
    return TAX_VERIFICATION.decide(state, command, facts("fay"))


def test_it_is_asked_once_and_again_only_when_it_was_answered() -> None:
    assert decided(after(), ASK) == (asked(),)
    assert decided(after(asked()), ASK) == ()
    assert decided(after(asked(), said()), ASK) == ()
    done = after(asked(), said(), said(registry="vies"))
    assert done.pending == ()
    assert decided(done, ASK) == (asked(),)


def test_an_invoice_is_asked_about_so_many_times_a_day() -> None:
    once = (asked(), said(), said(registry="vies"))
    twice = after(*once, *once)
    assert (twice.rounds, twice.asked_today) == (2, 2)
    assert decided(twice, ASK) == Refusal("register-asked-too-often", {"number": str(INV), "count": "2"})
    yesterday = tuple(event.model_copy(update={"on": TODAY - timedelta(days=1)}) for event in once)
    assert decided(after(*yesterday, *yesterday), ASK) == (asked(),)
    assert after(*yesterday, *yesterday, *once).asked_today == 1
    more = VerifyInvoiceAgain(verification=TV.id, why="period-end")
    assert decided(twice, more).code == "register-asked-too-often"
    assert decided(after(*yesterday), more) == (asked(why="period-end"),)


def test_an_answer_is_kept_with_its_proof_and_only_where_one_is_waited_for() -> None:
    record = RecordRegisterAnswer(verification=TV.id, registry="vies", result="red", evidence_sha256="a" * 64)
    assert decided(after(asked()), record) == (said("red", "vies", evidence_sha256="a" * 64),)
    assert decided(after(asked(), said("normal", "vies")), record) == ()


def test_who_is_out_of_reach_is_unavailable_and_takes_nothing_back() -> None:
    gone = RecordUnanswered(verification=TV.id, code="c")
    assert decided(after(asked(), said()), gone) == (said("unavailable", "vies", code="c"),)
    assert decided(after(asked()), gone) == (said("unavailable", code="c"), said("unavailable", "vies", code="c"))
    assert decided(after(asked(), said(), said(registry="vies")), gone) == ()
    denied = after(asked(), said("red"), said(registry="vies"), asked(), said("unavailable"), said(registry="vies"))
    assert denied.bad == said("red")
    assert denied.silent == {"tax-bureau"}
    assert after(asked(), said("red"), said(registry="vies"), asked(), said(), said(registry="vies")).bad is None


@pytest.mark.parametrize("result", ["void", "red", "abnormal", "not-found", "other-parties"])
def test_five_answers_deny(result: str) -> None:
    assert after(asked(), said(result)).bad == said(result)
    assert not after(asked(), said(result)).confirmed("tax-bureau", TODAY)


def test_a_confirmation_has_a_day() -> None:
    state = after(asked(), said())
    assert state.confirmed("tax-bureau", TODAY)
    assert not state.confirmed("tax-bureau", TODAY + timedelta(days=1))
    assert not state.confirmed("vies", TODAY)
    assert not after(asked(), said("unavailable")).confirmed("tax-bureau", TODAY)
    assert after(asked(), said("unavailable")).bad is None


def test_only_a_denial_is_set_aside_and_the_end_comes_once() -> None:
    aside, end = SetAsideTaxFinding(verification=TV.id, why="w"), EndTaxVerification(verification=TV.id)
    assert decided(after(asked(), said()), aside) == Refusal("nothing-to-set-aside", {"number": str(TV)})
    denied = after(asked(), said("red"))
    assert decided(denied, aside) == (TaxVerificationSetAside(ref=TV, invoice=INV, who="fay", why="w"),)
    assert after(asked(), said("red"), TaxVerificationSetAside(ref=TV, invoice=INV, who="fay", why="w")) == denied
    assert decided(denied, end) == (TaxVerificationEnded(ref=TV),)
    ended = after(asked(), TaxVerificationEnded(ref=TV))
    assert (ended.ended, after(asked(), TaxVerificationEnded(ref=TV), asked()).ended) == (True, False)
    assert decided(ended, end) == ()
    for command in (aside, end, RecordUnanswered(verification=TV.id, code="c")):
        assert decided(after(), command).code == "unknown-document"


@pytest.mark.parametrize(
    ("on", "until", "silent", "expected"),
    [
        (date(2026, 11, 2), date(2026, 12, 1), False, (date(2026, 12, 1), "period-end")),
        (date(2026, 11, 2), date(2026, 11, 30), False, None),
        (date(2026, 12, 31), date(2027, 12, 1), False, (date(2027, 1, 1), "period-end")),
        (date(2027, 1, 31), date(2027, 12, 1), False, (date(2027, 2, 1), "period-end")),
        (date(2026, 11, 2), date(2026, 11, 3), True, (date(2026, 11, 3), "unanswered")),
        (date(2026, 11, 2), date(2026, 11, 2), True, None),
    ],
)
def test_the_next_day_to_ask_on(on: date, until: date, silent: bool, expected: object) -> None:
    answer = said("unavailable" if silent else "normal")
    assert after(asked(on=on, watched_until=until), answer, said(registry="vies")).next_on() == expected
    assert after().next_on() is None


NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
POSTED = Invoice(status="posted")


def test_the_process_asks_waits_for_the_month_and_ends() -> None:
    effect = Effect(activity=ASK_REGISTERS, queue="net", document=TV.id)
    waiting, told = asked(on=NOON.date()), (said(), said(registry="vies"))
    assert answers(Asked(after(), POSTED), NOON) == DONE
    step = answers(Asked(after(waiting), POSTED), NOON)
    assert (step.effects, step.deadline) == ((effect,), NOON + DAY)
    done = after(waiting, *told)
    step = answers(Asked(done, POSTED), NOON)
    assert (step.effects, step.commands, step.deadline) == ((), (), datetime(2026, 12, 1, tzinfo=UTC))
    (ask,) = answers(Asked(done, POSTED), datetime(2026, 12, 1, tzinfo=UTC)).commands
    assert (ask.step, ask.occurrence) == ("ask", "1")
    assert ask.command == VerifyInvoiceAgain(verification=TV.id, why="period-end")
    over = after(waiting.model_copy(update={"watched_until": NOON.date()}), *told)
    (end,) = answers(Asked(over, POSTED), NOON).commands
    assert end.command == EndTaxVerification(verification=TV.id)
    assert answers(Asked(after(waiting, TaxVerificationEnded(ref=TV)), POSTED), NOON) == DONE


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_an_invoice_that_is_no_more_is_asked_about_no_more(status: Any) -> None:
    step = answers(Asked(after(asked()), Invoice(status=status)), NOON)
    assert step.effects == ()
    assert [one.command for one in step.commands] == [EndTaxVerification(verification=TV.id)]


def test_retries_that_ended_are_told() -> None:
    follow_up = on_refusal(Asked(after(asked()), POSTED), "answers", Refusal("side-effect-failed", {}))
    assert follow_up.command == RecordUnanswered(verification=TV.id, code="side-effect-failed")
    assert (follow_up.step, follow_up.occurrence) == ("unanswered", "answers:1")
