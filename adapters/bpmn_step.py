"""One step of a route as a block of BPMN: the task, whom it asks, what time does to it, and what becomes of the answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.bpmn_blocks import CIRCLE, DIAMOND, alone, beneath, height, in_a_row
from adapters.bpmn_drawing import Block, Box, Edge, Node, Tag, Way
from adapters.bpmn_words import against, deciders, hours, needed, owners, whom
from adapters.sentences import say
from contracts.route import Step

WIDTH, HEIGHT = 280, 80
"""Of a step: wide enough for three timers, and the mark of several deciders between them."""
_TASKS = {"decide": "userTask", "copy": "sendTask", "automatic": "businessRuleTask", "bot": "serviceTask"}


@dataclass(frozen=True)
class StepDrawing:
    """Draws one step: the task, whom it asks, what time does to it, and what becomes of the answers."""

    step: Step
    ids: str
    language: str

    def block(self) -> Block:
        """The step; one that people decide is left where it was approved."""
        decides, last = self.step.kind == "decide", self.step.time_out_after_hours
        nodes, edges = list(self._noted()), list[Edge]()
        block = alone(nodes[0], HEIGHT // 2 + (nodes[1].box.height + 20 if len(nodes) > 1 else 0))
        if len(nodes) > 1:
            edges.append(self._tie(nodes))
        times = list(self._times()) if decides or last else []
        for at, time in enumerate(times):
            drawn = self._time(35 + at * 70, *time)
            nodes += drawn[0]
            edges.append(drawn[1])
        down = max((node.label.y + node.label.height for node in nodes if node.label), default=HEIGHT // 2)
        task = Block(tuple(nodes), tuple(edges), WIDTH, block.up, down, block.first, block.last)
        return in_a_row([task, self._decided()]) if decides else task

    def _noted(self) -> Iterator[Node]:
        """The task, and a note above it that says whom it asks."""
        step, name = self.step, self._id("step")
        yield Node(
            name,
            _TASKS[step.kind],
            Box(0, -HEIGHT // 2, WIDTH, HEIGHT),
            named(step, self.language),
            documentation=self._documentation(),
            inside=(*self._owners(), *self._many()),
        )
        if asked := step.bot or whom(step, self.language):
            tall = height(asked, WIDTH - 10) + 8
            yield Node(self._id("asked"), "textAnnotation", Box(0, -HEIGHT // 2 - 20 - tall, WIDTH, tall), asked)

    def _tie(self, nodes: list[Node]) -> Edge:
        top = -HEIGHT // 2
        return Edge(nodes[0].id, nodes[1].id, ((20, top), (20, top - 20)), tag="association")

    def _documentation(self) -> str:
        step, parts = (
            self.step,
            [self._say(f"kind-{self.step.kind}", whom=whom(self.step, self.language), bot=self.step.bot)],
        )
        if step.kind == "decide":
            parts.append(self._say("remind", hours=hours(step, step.remind_after_hours, self.language)))
            late = hours(step, step.escalate_after_hours, self.language)
            parts.append(self._say("escalate", hours=late, role=step.escalate_to))
        if step.parts:
            parts.append(self._say("approves-parts", parts=", ".join(step.parts)))
        if step.time_out_after_hours:
            over = hours(step, step.time_out_after_hours, self.language)
            parts.append(self._say(f"time-out-{step.on_time_out}", hours=over))
        return " ".join(parts)

    def _owners(self) -> Iterator[Tag]:
        kind = {"decide": "potentialOwner", "bot": "performer"}.get(self.step.kind, "")
        for owner in owners(self.step) if kind else ():
            yield Tag(
                kind,
                inside=(Tag("resourceAssignmentExpression", inside=(Tag("formalExpression", owner),)),),
            )

    def _many(self) -> Iterator[Tag]:
        """Several deciders: side by side or one after the other, until enough have approved, or too many have not."""
        step = self.step
        if step.kind != "decide" or deciders(step) == 1:
            return
        done = (
            f"{self._id('approvals')} >= {needed(step)} or {self._id('rejections')} >= {against(step)}"
            f" or {self._id('returns')} >= 1"
        )
        expressions = {"loopCardinality": str(deciders(step)), "completionCondition": done}
        yield Tag(
            "multiInstanceLoopCharacteristics",
            attributes={"isSequential": str(step.mode == "in_order").lower()},
            inside=tuple(Tag(name, text, {"type": "bpmn:tFormalExpression"}) for name, text in expressions.items()),
        )

    def _times(self) -> Iterator[tuple[str, int, Node]]:
        step = self.step
        if step.kind == "decide":
            yield "remind", step.remind_after_hours, self._end("reminded", "message")
            if step.escalate_to not in step.deciders:
                yield "escalate", step.escalate_after_hours, self._end("escalated", "escalation", role=step.escalate_to)
        if step.time_out_after_hours:
            result = "rejected" if step.on_time_out == "reject" else "returned"
            yield "time_out", step.time_out_after_hours, self._end(f"{result}_by_time", "terminate")

    def _end(self, name: str, event: str, **figures: str) -> Node:
        """An end event, its place not yet known."""
        text = self._say(name.replace("_", "-"), **figures)
        inside = (Tag(f"{event}EventDefinition"),)
        return Node(self._id(name), "endEvent", Box(0, 0, CIRCLE, CIRCLE), text, inside=inside)

    def _time(self, x: int, name: str, after: int, end: Node) -> tuple[list[Node], Edge]:
        """A timer on the edge of the task, and what happens beneath it."""
        half, edge, low = CIRCLE // 2, HEIGHT // 2, HEIGHT // 2 + CIRCLE // 2 + 50
        interrupts = str(name == "time_out").lower()
        duration = Tag("timeDuration", f"PT{after}H", {"type": "bpmn:tFormalExpression"})
        timer = Node(
            self._id(name),
            "boundaryEvent",
            Box(x - half, edge - half, CIRCLE, CIRCLE),
            hours(self.step, after, self.language),
            Box(x + 4, edge + half + 6, 60, height(hours(self.step, after, self.language), 60)),
            attributes={"attachedToRef": self._id("step"), "cancelActivity": interrupts},
            inside=(Tag("timerEventDefinition", inside=(duration,)),),
        )
        placed = self._placed(end, x - half, low, beneath(end.name, x, low + CIRCLE, 68))
        return [timer, placed], Edge(timer.id, placed.id, ((x, edge + half), (x, low)))

    def _placed(self, end: Node, x: int, y: int, label: Box) -> Node:
        return Node(end.id, end.tag, Box(x, y, CIRCLE, CIRCLE), end.name, label, inside=end.inside)

    def _decided(self) -> Block:
        """What becomes of the answers: on to the next step, rejected, or returned where nothing else holds."""
        half, far = DIAMOND // 2, DIAMOND // 2 + 50
        name = self._id("decided")
        rejected, returned = self._end("rejected", "terminate"), self._end("returned", "terminate")
        left = half - CIRCLE // 2
        below = self._placed(rejected, left, far, beneath(rejected.name, half, far + CIRCLE))
        top = -far - CIRCLE
        above = self._placed(returned, left, top, Box(half - 45, top - 20, 90, height(returned.name, 90)))
        failed = Way("", f"{self._id('rejections')} >= {against(self.step)}")
        edges = (
            Edge(name, below.id, ((half, half), (half, far)), failed),
            Edge(name, above.id, ((half, -half), (half, -far)), Way(otherwise=True)),
        )
        passed = Way(self._say("approved"), f"{self._id('approvals')} >= {needed(self.step)}")
        gateway = Node(name, "exclusiveGateway", Box(0, -half, DIAMOND, DIAMOND))
        down = far + CIRCLE + 30
        return Block((gateway, below, above), edges, DIAMOND, -top + 20, down, name, name, passed)

    def _id(self, name: str) -> str:
        return self.ids.format(name)

    def _say(self, code: str, **figures: object) -> str:
        return say(f"bpmn.{code}", self.language, **figures)


def named(step: Step, language: str) -> str:
    """The name of a step in a language."""
    return step.name_zh or step.name if language == "zh" else step.name
