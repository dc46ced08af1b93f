"""BPMN 2.0 of routes, matrices and processes: valid by the OMG's schema, nothing on anything else, every step and stage there."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from activities.bpmn import AWAITS, process_drawn
from activities.processes import PROCESSES
from adapters.bpmn import matrix_bpmn, route_bpmn
from adapters.sentences import LANGUAGES, say
from contracts.approval_matrix import Matrix
from contracts.route import Step, leaves
from tests.support.bpmn_oracle import VALIDATOR
from tests.support.house import policies
from tests.support.pictures import Picture
from tests.support.routes import Routes


def _picture(exported: bytes) -> Picture:
    picture = Picture(exported)
    VALIDATOR.validate(picture.root)
    (executable,) = {each.get("isExecutable") for each in picture.all("//b:process")}
    assert executable == str(not picture.pools).lower()
    assert list(picture.wrong()) == []
    return picture


def _drawn(*steps: Mapping[str, Any], language: str = "en", frozen: bool = False) -> Picture:
    return _picture(route_bpmn([Step.model_validate(step) for step in steps], "Route", language, frozen=frozen))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(0, 100, 20))
def test_any_route_is_valid_and_readable(seed: int, language: str) -> None:
    for case in range(seed, seed + 20):
        route = Routes(Random(case)).route(4 if case % 3 == 0 else 3)
        picture = _picture(route_bpmn(route, "Route", language))
        tasks = picture.all("//b:userTask | //b:sendTask | //b:businessRuleTask | //b:serviceTask")
        shown = {each.get("id"): each.get("name") for each in tasks}
        names = [(step.name_zh or step.name) if language == "zh" else step.name for step in leaves(route)]
        assert shown == {f"step_{number}": name for number, name in enumerate(names)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_matrix_is_valid_and_readable(language: str) -> None:
    for kind, matrix in policies().approval.items():
        picture = _picture(matrix_bpmn(matrix, kind, language))
        assert len(picture.names("userTask")) == sum(len(row.steps) for row in matrix.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_process_shows_every_stage_of_every_process_by_its_name(language: str) -> None:
    """A stage that is added is shown at once; it lacks a name in a language only here."""
    picture = _picture(process_drawn(language))
    stages = {f"{kind}_{stage}": (kind, stage) for kind, each in PROCESSES.items() for stage in each.stages}
    shown = {each.get("id"): each.get("name") for each in picture.all("//b:task | //b:callActivity")}
    assert shown == {name: say(f"bpmn.stage-{kind}-{stage}", language) for name, (kind, stage) in stages.items()}
    pools = {each.get("processRef"): each.get("name") for each in picture.all("//b:participant")}
    assert pools == {kind: say(f"bpmn.process-{kind}", language) for kind in PROCESSES}
    assert not [name for name in (*shown.values(), *pools.values()) if name.startswith("bpmn.")]
    parking = {f"{kind}_{stage}" for kind, each in PROCESSES.items() if each.on_refusal for stage in each.stages}
    assert set(picture.hosts.values()) == parking
    told = [each.text for each in picture.all("//b:process[@id='payment_run']/b:task/b:documentation")]
    assert told[:1] == (["Wait for the second person."] if language == "en" else [])


def test_stages_that_await_other_processes_call_them() -> None:
    picture = _picture(process_drawn("en"))
    called = {each.get("id"): each.get("calledElement") for each in picture.all("//b:callActivity")}
    assert called == {f"{kind}_{stage}": other for kind, awaits in AWAITS.items() for stage, other in awaits.items()}
    assert called.keys() <= {f"{kind}_{stage}" for kind, each in PROCESSES.items() for stage in each.stages}
    assert set(called.values()) <= set(PROCESSES)
    assert len(picture.all("//b:callActivity/b:multiInstanceLoopCharacteristics")) == len(called) == 2


def test_stages_follow_one_another_in_the_order_of_the_code() -> None:
    picture = _picture(process_drawn("en"))
    for kind, process in PROCESSES.items():
        flows = picture.all(f"//b:process[@id='{kind}']/b:sequenceFlow[not(starts-with(@targetRef, '{kind}_done'))]")
        after = [each.get("targetRef") for each in flows if not each.get("targetRef").endswith("_shown")]
        assert after == [f"{kind}_{stage}" for stage in process.stages]


@pytest.mark.parametrize(
    ("more", "many", "done", "passed", "note"),
    [
        ({}, "3", (3, 1), 3, "all of a, b, c"),
        ({"mode": "any"}, "3", (1, 1), 1, "any of a, b, c"),
        ({"mode": "in_order"}, "3", (3, 1), 3, "in order: a, b, c"),
        ({"mode": "votes", "needed": 2}, "3", (2, 2), 2, "2 of 3: a, b, c"),
        ({"mode": "votes", "percent": "34"}, "3", (2, 2), 2, "2 of 3: a, b, c"),
        ({"mode": "votes", "needed": 1}, "3", (1, 3), 1, "1 of 3: a, b, c"),
    ],
)
def test_how_many_must_approve(
    more: Mapping[str, Any], many: str, done: tuple[int, int], passed: int, note: str
) -> None:
    picture = _drawn({"name": "S", "roles": ["a", "b"], "persons": ["c"], **more})
    (loop,) = picture.all("//b:multiInstanceLoopCharacteristics")
    assert loop.get("isSequential") == str(more.get("mode") == "in_order").lower()
    assert [each.text for each in loop] == [
        many,
        f"approvals_0 >= {done[0]} or rejections_0 >= {done[1]} or returns_0 >= 1",
    ]
    ways = {
        each.getparent().get("targetRef"): each.text for each in picture.all("//b:sequenceFlow/b:conditionExpression")
    }
    assert ways == {"approved": f"approvals_0 >= {passed}", "rejected_0": f"rejections_0 >= {done[1]}"}
    (gateway,) = picture.all("//b:exclusiveGateway[@id='decided_0']")
    assert gateway.get("default") == "flow_decided_0_to_returned_0"
    assert [each.text for each in picture.all("//b:textAnnotation/b:text")] == [note]


def test_whom_a_step_asks_stands_beside_it_and_in_it() -> None:
    step = {
        "name": "S",
        "roles": ["r"],
        "persons": ["p"],
        "managers": [1, 2],
        "department_head": True,
    }
    picture = _drawn(step)
    owners = picture.all("//b:potentialOwner//b:formalExpression")
    assert [each.text for each in owners] == [
        'role("r")',
        'person("p")',
        "manager(1)",
        "manager(2)",
        "department_head()",
    ]
    assert [each.text for each in picture.all("//b:loopCardinality")] == ["5"]
    (told,) = picture.all("//b:userTask/b:documentation")
    assert told.text == (
        "Decides: all of r, p, manager 1, manager 2, head of department. Reminder after 24 h. "
        "After 72 h, director may stand in for one who is missing."
    )
    two = _drawn({"name": "S", "roles": ["a", "b"]}, {"name": "C", "kind": "copy", "roles": ["x"], "persons": ["y"]})
    assert [each.text for each in two.all("//b:text")] == ["all of a, b", "x, y"]
    one = _drawn({"name": "S", "managers": [1], "mode": "any"}, language="zh")
    assert not one.all("//b:multiInstanceLoopCharacteristics")
    assert [each.text for each in one.all("//b:text")] == ["第 1 级上级"]


def test_what_time_does_to_a_step() -> None:
    picture = _drawn(
        {"name": "S", "roles": ["r"], "time_out_after_hours": 240, "on_time_out": "reject", "hours": "working"}
    )
    times = picture.all("//b:boundaryEvent")
    assert [(each.get("id"), each.get("cancelActivity"), each.get("name")) for each in times] == [
        ("remind_0", "false", "24 working h"),
        ("escalate_0", "false", "72 working h"),
        ("time_out_0", "true", "240 working h"),
    ]
    assert [each.text for each in picture.all("//b:timeDuration")] == ["PT24H", "PT72H", "PT240H"]
    ends = ["Asked", "Reminded", "Escalated to director", "Rejected by time", "Rejected", "Returned", "Approved"]
    assert [*picture.names("startEvent"), *picture.names("endEvent")] == ends
    director = _drawn({"name": "S", "roles": ["director"], "time_out_after_hours": 1})
    assert [each.get("id") for each in director.all("//b:boundaryEvent")] == ["remind_0", "time_out_0"]
    assert "Returned by time" in director.names("endEvent")


def test_steps_that_nobody_decides() -> None:
    decides = {"name": "S", "roles": ["r"]}
    picture = _drawn(
        {"name": "C", "kind": "copy", "roles": ["x", "y"]},
        {"name": "A", "kind": "automatic", "when": {"over_budget": {"so": True}}},
        {"name": "B", "kind": "bot", "bot": "prices", "time_out_after_hours": 8},
        decides,
    )
    assert [picture.names(tag) for tag in ("sendTask", "businessRuleTask", "serviceTask", "userTask")] == [
        ["C"], ["A"], ["B"], ["S"],
    ]  # fmt: skip
    assert [each.text for each in picture.all("//b:performer//b:formalExpression")] == ['service("prices")']
    assert [each.text for each in picture.all("//b:text")] == ["x, y", "prices", "r"]
    assert set(picture.hosts.values()) == {"step_2", "step_3"}


def test_a_step_with_conditions_is_passed_by_where_they_do_not_hold_but_not_in_a_frozen_route() -> None:
    tested = {
        "amount": {"above": "1000", "up_to": "20000.50", "currencies": ["CNY", "EUR"]},
        "category": {"one_of": ["IT", "(none)"]},
        "project": {"none_of": ["P1", "(several)"]},
        "over_budget": {"so": False},
    }
    steps = ({"name": "S", "roles": ["r"]}, {"name": "T", "roles": ["t"], "when": tested})
    picture = _drawn(*steps)
    (gateway,) = picture.all("//b:exclusiveGateway[@id='when_1']")
    assert gateway.get("default") == "flow_when_1_to_when_1_end"
    assert gateway.get("name") == (
        "amount > 1000 ≤ 20000.50 CNY/EUR, category none / IT, project ≠ several ≠ P1, over budget: no"
    )
    (condition,) = picture.all("//b:sequenceFlow[@sourceRef='when_1']/b:conditionExpression")
    assert condition.text == (
        'amount > 1000 and amount <= 20000.50 and (amount_currency = "CNY" or amount_currency = "EUR")'
        ' and (category = "(none)" or category = "IT") and project != "(several)" and project != "P1" and over_budget = false'
    )
    assert not _drawn(*steps, frozen=True).all("//b:exclusiveGateway[starts-with(@id, 'when')]")


def test_groups_stand_between_parallel_gateways_and_steps_keep_their_numbers() -> None:
    a, b, c = ({"name": name, "roles": [name]} for name in "abc")
    inner = {"name": "Inner", "kind": "parallel", "branches": [[a], [b, c]]}
    picture = _drawn(
        a, {"name": "Outer", "kind": "parallel", "branches": [[inner], [b]], "when": {"over_budget": {"so": True}}}, c
    )
    assert picture.names("parallelGateway") == ["Outer", None, "Inner", None]
    gateways = [each.get("id") for each in picture.all("//b:parallelGateway")]
    assert gateways == ["group_0", "group_0_end", "group_1", "group_1_end"]
    assert picture.names("userTask") == ["a", "a", "b", "c", "b", "c"]
    assert picture.all("//b:exclusiveGateway[@id='when_group_0']")


def test_a_matrix_chooses_a_row_or_refuses() -> None:
    steps = [{"name": "S", "roles": ["r"]}]
    rows: list[dict[str, Any]] = [
        {"row": "small", "when": {"amount": {"up_to": "100"}}, "steps": steps},
        {"row": "it", "when": {"amount": {"above": "100"}, "category": {"one_of": ["IT"]}}, "steps": steps},
    ]
    gaps = _picture(matrix_bpmn(Matrix.model_validate({"rows": rows, "currencies": ["EUR"]}), "M", "en"))
    (gateway,) = gaps.all("//b:exclusiveGateway[@id='row']")
    assert gateway.get("default") == "flow_row_to_no_row"
    assert not gaps.all("//b:sequenceFlow[@sourceRef='no_row']")
    assert gaps.all("//b:endEvent[@id='no_row']/b:terminateEventDefinition")
    ways = gaps.all("//b:sequenceFlow[@sourceRef='row']")
    assert [each.get("name") for each in ways] == [
        "small\namount ≤ 100",
        "it\namount > 100, category IT",
        "all others",
    ]
    rest = {"row": "rest", "otherwise": True, "steps": steps}
    whole = _picture(matrix_bpmn(Matrix.model_validate({"rows": [*rows, rest], "currencies": ["EUR"]}), "M", "en"))
    (gateway,) = whole.all("//b:exclusiveGateway[@id='row']")
    assert gateway.get("default") == "flow_row_to_row_2_step_0"
    assert not whole.all("//b:endEvent[@id='no_row']")
    assert whole.names("sequenceFlow").count("rest\nall others") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_words_have_room(language: str) -> None:
    long = "C" + "ode." * 15 + "xy"
    when = {"category": {"none_of": [long + str(at) for at in range(6)]}, "amount": {"above": "1000000000.00"}}
    step = {"name": "S" * 60, "roles": [long + str(at) for at in range(6)], "escalate_to": long, "when": when}
    bot = {"name": "<&\"'>", "kind": "bot", "bot": long, "time_out_after_hours": 100_000}
    plain = {"name": "T", "roles": ["t"]}
    group = {"name": "G", "kind": "parallel", "branches": [[step, plain], [bot], [step]]}
    rows = [
        {"row": long, "when": when, "steps": [plain, group]},
        {"row": "rest", "otherwise": True, "steps": [step, bot, plain]},
    ]
    picture = _picture(matrix_bpmn(Matrix.model_validate({"rows": rows, "currencies": ["EUR"]}), "<M> & M", language))
    assert picture.names("serviceTask") == ["<&\"'>", "<&\"'>"]


def test_hundreds_of_rows_are_drawn_in_a_second_or_two() -> None:
    steps = [{"name": "S", "roles": ["r"]}] * 3
    tests = [{"amount": {"above": str(at), "up_to": str(at + 1)}} for at in range(200)]
    rows = [{"row": f"r{at}", "when": test, "steps": steps} for at, test in enumerate(tests)]
    drawn = matrix_bpmn(Matrix.model_validate({"rows": rows, "currencies": ["EUR"]}), "M", "en")
    assert len(Picture(drawn).names("userTask")) == 600
