"""Only a person's own session decides: no token, whatever it grants, and not the system's own process either."""

import pytest

import activities.catalogue  # noqa: F401 - registers every command
from contracts._base import COMMANDS, SYSTEM, Actor, Grant, Request
from store.keys import Keys
from store.work import Refused, Work
from tests.support.house import NOW, Company

DECIDING = frozenset(
    {
        "accept", "accept_completion", "add_approver", "allocate", "appoint_substitute", "approve", "approve_deduction", "award",
        "baseline", "certify", "clear_defect", "confirm_milestone", "control", "correct", "countersign", "delegate",
        "dismiss_substitute", "drop_deduction", "end_substitute", "except_wages", "explain", "hand_over", "match", "move",
        "name_substitute", "pay", "publish", "reassign", "recall", "receive_again", "refund", "reject", "release", "release_hold",
        "relieve_opening", "remove_approver", "reopen", "resolve", "take_back", "terminate", "verify", "vote",
    }
)  # fmt: skip
"""What deciding is called, whatever it is about."""
UNDOING = (
    "labour_sheet.reverse",
    "work_acceptance.cancel",
    "measurement.withdraw",
    "invoice.cancel",
    "budget_period.close",
)
"""Named like records, but they take back what a person decided, or end what others may do."""
FOLLOW_UPS = frozenset({"invoice.match"})
"""Called like decisions, but they are the system's own steps: their findings decide nothing."""


def deciding() -> list[str]:
    called = (name for name in COMMANDS if name.partition(".")[2] in DECIDING and name not in FOLLOW_UPS)
    return sorted({*called, *UNDOING})


def test_every_word_for_deciding_is_used() -> None:
    assert {name.partition(".")[2] for name in COMMANDS} >= DECIDING
    assert all(COMMANDS[name].by == "system" for name in FOLLOW_UPS)


@pytest.mark.parametrize("name", deciding())
def test_what_decides_is_for_persons(name: str) -> None:
    assert COMMANDS[name].by == "person"


EVERYTHING = Grant(commands=frozenset(COMMANDS), entities=frozenset({"*"}))


def permitted(company: Company, name: str, actor: Actor) -> str | None:
    """The code with which a command is refused at the first question: may this actor, with every grant, send it at all?"""
    request = Request(command=COMMANDS[name].model_construct(), key="k", actor=actor, grant=EVERYTHING)
    work = Work(company.handler.states, request, NOW, lambda *_: 1, Keys())
    try:
        work.permit("ACME")
    except Refused as refused:
        return refused.refusal.code
    return None


@pytest.mark.parametrize("name", sorted(name for name, each in COMMANDS.items() if each.by == "person"))
def test_no_token_and_no_process_decides(name: str, memory_company: Company) -> None:
    bot = Actor(kind="service", id="bot")
    for actor in (bot, bot.model_copy(update={"on_behalf_of": "mona"}), SYSTEM):
        assert permitted(memory_company, name, actor) == "not-for-you"


@pytest.mark.parametrize("name", ["person.grant_role", "role.define"])
def test_no_token_gives_away_what_people_may_do_but_the_first_set_up_does(name: str, memory_company: Company) -> None:
    assert COMMANDS[name].by == "person or system"
    for actor in (Actor(kind="service", id="bot"), Actor(kind="service", id="bot", on_behalf_of="mona")):
        assert permitted(memory_company, name, actor) == "not-for-you"
    assert permitted(memory_company, name, SYSTEM) is None
    assert permitted(memory_company, name, Actor(kind="person", id="mona")) == "not-permitted"


@pytest.mark.parametrize("name", sorted(name for name, each in COMMANDS.items() if each.by == "system"))
def test_what_follows_is_the_systems_alone(name: str, memory_company: Company) -> None:
    for actor in (Actor(kind="service", id="bot"), Actor(kind="person", id="mona")):
        assert permitted(memory_company, name, actor) == "not-for-you"
    assert permitted(memory_company, name, SYSTEM) is None


def test_a_token_sends_what_is_no_decision(memory_company: Company) -> None:
    """The control: the questions above are not refused for another reason."""
    anyone = [name for name, each in COMMANDS.items() if each.by == "anyone"]
    assert [name for name in anyone if permitted(memory_company, name, Actor(kind="service", id="bot"))] == []
