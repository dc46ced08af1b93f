"""Who may send what: nobody is another's double, and decisions of persons are sent by persons."""

from __future__ import annotations

import pytest

from contracts._base import SYSTEM, Actor, Command, Grant, Request
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.requisition import CreateRequisition, SubmitRequisition, WithdrawRequisition
from contracts.role import DefineRole
from tests.support.house import Company, line, person


def as_service(name: str, command: Command, key: str, *also: str) -> Request:
    grant = Grant(commands=frozenset({command.contract, *also}), entities=frozenset({"*"}))
    return Request(command=command, key=key, actor=Actor(kind="service", id=name), grant=grant)


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (person("rita"), "rita"),
        (Actor(kind="service", id="rita"), "service:rita"),
        (SYSTEM, "system:req2pay"),
    ],
)
def test_no_two_actors_have_one_name(actor: Actor, name: str) -> None:
    assert actor.name == name


def test_a_service_that_is_called_like_a_person_is_not_that_person(memory_company: Company) -> None:
    theirs = memory_company.draft(line())
    for command in (SubmitRequisition(requisition=theirs), WithdrawRequisition(requisition=theirs, why="mine")):
        answer = memory_company.handler.handle(as_service("rita", command, command.contract))
        assert (answer.outcome, answer.code) == ("refused", "not-the-requester")


def test_what_a_service_drafted_is_not_the_persons_of_its_name(memory_company: Company) -> None:
    create = CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=(line(),))
    document = memory_company.handler.handle(as_service("rita", create, "c")).document
    assert document is not None
    refused = memory_company.send("rita", SubmitRequisition(requisition=document.id), outcome="refused")
    assert (refused.code, refused.figures) == ("not-the-requester", {"requester": "service:rita"})
    submitted = memory_company.handler.handle(as_service("rita", SubmitRequisition(requisition=document.id), "s"))
    assert submitted.outcome == "accepted"


GRANT = GrantRole(person="ada", role="requester", entity="ACME")
CREATE = CreateRequisition(entity="ACME", title="Beams", currency="EUR")


def test_administrators_take_part_in_no_transaction(memory_company: Company) -> None:
    company = memory_company
    assert company.send("ada", GRANT, outcome="refused").code == "grants-to-self"
    company.send("system", GRANT)
    answer = company.send("ada", CREATE, outcome="refused")
    assert (answer.code, answer.figures) == (
        "administrator-is-transactor", {"person": "ada", "permission": "requisition.submit"}
    )  # fmt: skip
    company.send("ada", RegisterPerson(person="zoe", name="Zoe"))


def test_it_is_judged_by_what_roles_grant_now_and_in_every_entity(memory_company: Company) -> None:
    company = memory_company
    company.send("ada", RegisterLegalEntity(entity="SUB", name="Sub GmbH"))
    company.send("ada", DefineRole(role="clerk", name="Clerk", permissions=()))
    company.send("ada", GrantRole(person="rita", role="clerk", entity="SUB", valid_until=company.now.date()))
    company.send("rita", CREATE)
    company.send("ada", DefineRole(role="clerk", name="Clerk", permissions=("person.administer",)))
    assert company.send("rita", CREATE, outcome="refused").code == "administrator-is-transactor"
    company.pass_time(days=1)
    company.send("rita", CREATE)
