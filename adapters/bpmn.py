"""BPMN 2.0 of approvals and of the processes of the whole house: for people to see, and for other tools to read.

It is written from the model that the interpreter walks, and is never read back. Variables of its conditions: the facts of the
document (an amount is `amount` and `amount_currency`), and for each step N how many have approved, rejected or returned so far
(`approvals_N`, `rejections_N`, `returns_N`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapters.bpmn_blocks import CIRCLE, alone, beneath, circle, in_a_row, side_by_side
from adapters.bpmn_drawing import Block, Box, Edge, Node, Tag, Way
from adapters.bpmn_route import RouteDrawing
from adapters.bpmn_step import HEIGHT, WIDTH
from adapters.bpmn_words import expression, one_of, told
from adapters.bpmn_xml import Drawing, written
from adapters.sentences import say
from contracts.approval_matrix import Matrix, Row
from contracts.route import Step

ROOM = 170
"""Width of what a row tests, beside the gateway."""
BAND = 30
"""Width of a pool's name, and its margin."""


@dataclass(frozen=True)
class Stages:
    """A process: its stages in order with what the code says of each, and whether a refused step is shown to a person."""

    stages: Mapping[str, str]
    parks: bool
    awaits: Mapping[str, str] = field(default_factory=dict)
    """Stage -> the process of which it awaits as many as there are, to their end."""


def route_bpmn(steps: Sequence[Step], name: str, language: str, *, frozen: bool = False) -> bytes:
    """One route, from what is asked to an end event for each outcome; a frozen one without the conditions it has passed."""
    return written([Drawing("route", name, _framed(RouteDrawing(language, frozen=frozen).route(steps), language))])


def matrix_bpmn(matrix: Matrix, name: str, language: str) -> bytes:
    """A matrix: gateways at which a document in another currency is refused, and one row takes any other, or it is refused;
    then the route of that row."""
    rows: list[tuple[Way, Block | None]] = [
        (_way(row, language), RouteDrawing(language, f"row_{at}_").route(row.steps))
        for at, row in enumerate(matrix.rows)
    ]
    if not any(row.otherwise for row in matrix.rows):
        rows.append(_refused("no_row", language))
    chosen = side_by_side("exclusiveGateway", "row", rows, say("bpmn.which-row", language))
    return written([Drawing("matrix", name, _framed(_in_currencies(matrix, chosen, language), language))])


def _refused(name: str, language: str) -> tuple[Way, Block]:
    refused = circle(name, "endEvent", say("bpmn.refused", language), "", Tag("terminateEventDefinition"))
    return Way(say("bpmn.otherwise", language), otherwise=True, room=ROOM), replace(refused, last=None)


def _in_currencies(matrix: Matrix, rows: Block, language: str) -> Block:
    """Amounts in other currencies than those of the matrix find no row."""
    if not matrix.currencies:
        return rows
    known = Way("/".join(matrix.currencies), one_of("amount_currency", matrix.currencies), room=ROOM)
    ways: list[tuple[Way, Block | None]] = [(known, rows), _refused("other_currency", language)]
    return side_by_side("exclusiveGateway", "currency", ways, say("bpmn.which-currency", language))


def _way(row: Row, language: str) -> Way:
    tests = say("bpmn.otherwise", language) if row.otherwise else told(row.when, language)
    condition = "" if row.otherwise else expression(row.when)
    return Way(f"{row.row}\n{tests}".strip(), condition, row.otherwise, ROOM)


def _framed(block: Block, language: str) -> Block:
    start = circle("asked", "startEvent", say("bpmn.asked", language))
    return in_a_row([start, block, circle("approved", "endEvent", say("bpmn.approved", language))])


def processes_bpmn(processes: Mapping[str, Stages], language: str) -> bytes:
    """All processes, each in a pool of its own: its stages one after the other, and what happens to a step that is refused."""
    blocks = {kind: _stages(kind, process, language) for kind, process in processes.items()}
    width = 3 * BAND + max(block.width for block in blocks.values())
    drawings, y = list[Drawing](), 0
    for kind, block in blocks.items():
        name = say(f"bpmn.process-{kind}", language)
        tall = max(block.up + block.down, 7 * len(name)) + 2 * BAND
        placed = block.moved(2 * BAND, y + BAND + block.up)
        drawings.append(Drawing(kind, name, placed, Box(0, y, width, tall)))
        y += tall + BAND
    return written(drawings)


def _stages(kind: str, process: Stages, language: str) -> Block:
    stages = [_stage(kind, stage, process, language) for stage in process.stages]
    start = circle(f"{kind}_begun", "startEvent", say("bpmn.begun", language))
    return in_a_row([start, *stages, circle(f"{kind}_done", "endEvent", say("bpmn.done", language))])


def _stage(kind: str, stage: str, process: Stages, language: str) -> Block:
    """What the code says is English."""
    name, text = f"{kind}_{stage}", say(f"bpmn.stage-{kind}-{stage}", language)
    told = process.stages[stage] if language == "en" else ""
    task = alone(Node(name, "task", Box(0, -HEIGHT // 2, WIDTH, HEIGHT), text, documentation=told))
    if stage in process.awaits:
        many = Tag("multiInstanceLoopCharacteristics")
        calls = {"calledElement": process.awaits[stage]}
        task = replace(task, nodes=(replace(task.nodes[0], tag="callActivity", attributes=calls, inside=(many,)),))
    return _parking(task, name, language) if process.parks else task


def _parking(task: Block, name: str, language: str) -> Block:
    """A refused step is shown to a person, and tried again: the stage goes on."""
    half, x, low = CIRCLE // 2, 35, HEIGHT // 2 + CIRCLE // 2 + 40
    refused, shown = say("bpmn.step-refused", language), say("bpmn.shown", language)
    edge = Node(
        f"{name}_refused",
        "boundaryEvent",
        Box(x - half, HEIGHT // 2 - half, CIRCLE, CIRCLE),
        refused,
        Box(x + 24, HEIGHT // 2 + half - 12, 90, 28),
        attributes={"attachedToRef": name, "cancelActivity": "false"},
        inside=(Tag("escalationEventDefinition"),),
    )
    label = beneath(shown, x + 34, low + CIRCLE, 130)
    end = Node(f"{name}_shown", "endEvent", Box(x - half, low, CIRCLE, CIRCLE), shown, label)
    line = Edge(edge.id, end.id, ((x, HEIGHT // 2 + half), (x, low)))
    down = label.y + label.height
    return replace(task, nodes=(*task.nodes, edge, end), edges=(line,), down=down)
