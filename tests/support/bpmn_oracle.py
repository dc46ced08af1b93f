"""SpiffWorkflow as an oracle: another engine executes what is exported, and says who is asked at each moment.

It is given the answers of people and counts them, as any engine would; which steps follow is its own doing.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import NoneTask, UserTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from contracts.approval_matrix import FIELDS

_TASKS = "//*[local-name()='userTask' or local-name()='serviceTask']"
_OWNERS = ".//*[local-name()='resourceAssignmentExpression']/*"
COUNTED = {"approve": "approvals", "reject": "rejections", "return": "returns"}


VALIDATOR = BpmnValidator()
"""By the OMG's schema of BPMN 2.0, as it comes with SpiffWorkflow."""


class _Passing(NoneTask):  # type: ignore[misc]
    """A task that nobody has to do."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.manual = False


class _Parser(BpmnParser):  # type: ignore[misc]
    """A bot's findings come from outside, as a person's answer does; copies and findings of the matrix need nobody."""

    OVERRIDE_PARSER_CLASSES: ClassVar = {
        full_tag("serviceTask"): (TaskParser, UserTask),
        full_tag("sendTask"): (TaskParser, _Passing),
        full_tag("businessRuleTask"): (TaskParser, _Passing),
    }


class _Feel(PythonScriptEngine):  # type: ignore[misc]
    """The few words of FEEL that are exported; durations are read by the engine itself."""

    def __init__(self, known: Mapping[str, Any], over: str) -> None:
        super().__init__()
        self.known, self.over = known, over

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if re.fullmatch(r"PT\d+H", expression):
            return "PT0S" if task.task_spec.bpmn_id == self.over else expression
        python = re.sub(r"(?<![<>!])=", "==", expression.replace("<=", "\0")).replace("\0", "<=").replace(">==", ">=")
        return eval(python, {}, self.known)


class Walk:
    """One exported route, walked by the other engine. Deciders are told by the owners that the file names.

    `over` is a timer that has no time to give.
    """

    def __init__(self, exported: bytes, process: str, facts: Mapping[str, str], over: str = "") -> None:
        parser = _Parser(validator=VALIDATOR)
        parser.add_bpmn_str(exported)
        root: Any = etree.fromstring(exported)
        self.owners = {
            task.get("id"): [_who(owner.text) for owner in task.xpath(_OWNERS)] for task in root.xpath(_TASKS)
        }
        self.counts: dict[str, Any] = defaultdict(int, {"true": True, "false": False, **_variables(facts)})
        self.workflow = BpmnWorkflow(parser.get_spec(process), script_engine=_Feel(self.counts, over))
        self._on()

    def waiting(self) -> dict[tuple[str, str], Any]:
        """(Step, decider) -> what waits for him."""
        found = {}
        for task in self.workflow.get_tasks(state=TaskState.READY, manual=True):
            step = task.task_spec.bpmn_id
            at = task.internal_data.get("key_or_index", task.internal_data.get("item", 0)) or 0
            found[step, self.owners[step][at]] = task
        return found

    def answer(self, step: str, decider: str, verdict: str) -> None:
        """A person, or a bot, answers."""
        task = self.waiting()[step, decider]
        number = step.rpartition("step_")
        self.counts[f"{number[0]}{COUNTED[verdict]}_{number[2]}"] += 1
        task.run()
        self._on()

    def _on(self) -> None:
        """As far as it goes by itself; a timer that is over ends its step only then."""
        self.workflow.do_engine_steps()
        self.workflow.do_engine_steps()

    def result(self) -> str:
        """The end event that was reached."""
        if not self.workflow.completed:
            return "open"
        ended = [
            task.task_spec.bpmn_id.split("_")[0]
            for task in self.workflow.get_tasks(state=TaskState.COMPLETED)
            if (task.task_spec.bpmn_id or "").startswith(("approved", "rejected", "returned"))
        ]
        (result,) = ended
        return str(result)


def _who(owner: str) -> str:
    return re.sub(r'^\w+\("?|"?\)$', "", owner)


def _variables(facts: Mapping[str, str]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, fact in facts.items():
        match FIELDS[name]:
            case "money":
                read[name], read[f"{name}_currency"] = float(fact.split()[0]), fact.split()[1]
            case "number":
                read[name] = float(fact)
            case "yes_no":
                read[name] = fact == "yes"
            case _:
                read[name] = fact
    return read
