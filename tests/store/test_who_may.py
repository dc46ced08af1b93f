"""Who may send what: nobody is another's double, and decisions of persons are sent by persons."""

from __future__ import annotations

import pytest

from contracts._base import SYSTEM, Actor, Command, Grant, Request
from contracts.requisition import CreateRequisition, SubmitRequisition, WithdrawRequisition
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
