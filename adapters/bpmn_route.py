"""A route as a block of BPMN: its steps by the numbers under which the interpreter counts them, groups, and conditions."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.bpmn_blocks import in_a_row, side_by_side
from adapters.bpmn_drawing import Block, Way
from adapters.bpmn_step import StepDrawing, named
from adapters.bpmn_words import expression, told
from adapters.sentences import say
from contracts.route import Step


@dataclass
class RouteDrawing:
    """Draws the steps of one route one after the other, and counts them. `prefix` tells routes of one file apart.

    Of a `frozen` route the conditions were judged when the approval was opened: all its steps are taken.
    """

    language: str
    prefix: str = ""
    frozen: bool = False
    steps: int = 0
    groups: int = 0

    def route(self, steps: Sequence[Step]) -> Block:
        """All steps."""
        return in_a_row([self._conditional(step) for step in steps])

    def _conditional(self, step: Step) -> Block:
        """A step that is taken only where its conditions hold stands between two gateways."""
        number = f"group_{self.groups}" if step.kind == "parallel" else str(self.steps)
        block = self._step(step)
        if self.frozen or not step.when:
            return block
        taken = Way(self._say("if-so"), expression(step.when))
        skipped = Way(self._say("if-not"), otherwise=True)
        name = f"{self.prefix}when_{number}"
        return side_by_side("exclusiveGateway", name, [(taken, block), (skipped, None)], told(step.when, self.language))

    def _step(self, step: Step) -> Block:
        if step.kind == "parallel":
            return self._group(step)
        number, self.steps = self.steps, self.steps + 1
        return StepDrawing(step, f"{self.prefix}{{}}_{number}", self.language).block()

    def _group(self, step: Step) -> Block:
        name, self.groups = f"{self.prefix}group_{self.groups}", self.groups + 1
        branches = [(Way(), self.route(branch)) for branch in step.branches]
        return side_by_side("parallelGateway", name, branches, named(step, self.language))

    def _say(self, code: str) -> str:
        return say(f"bpmn.{code}", self.language)
