"""Drawings as BPMN 2.0 XML with its diagram, valid by the schema of the OMG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from adapters.bpmn_drawing import Block, Box, Edge, Node, Tag

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DI = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMESPACES = {"bpmn": MODEL, "bpmndi": _DIAGRAM, "dc": _DC, "di": _DI, "xsi": _XSI}
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
"""The language of conditions."""
_ARTIFACTS = ("textAnnotation", "association")


@dataclass(frozen=True)
class Drawing:
    """A process under its name. In a picture of several it stands in `pool`."""

    id: str
    name: str
    block: Block
    pool: Box | None = None
    documentation: str = ""


def written(drawings: Sequence[Drawing]) -> bytes:
    """One file with these processes, and one picture of them: side by side in pools, or the only one."""
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap=_NAMESPACES)
    root.attrib.update(
        {"id": "definitions", "targetNamespace": "urn:req2pay:bpmn", "expressionLanguage": FEEL, "exporter": "req2pay"}
    )
    pools = [drawing for drawing in drawings if drawing.pool]
    if pools:
        collaboration = _under(root, "collaboration", id="whole")
        for drawing in pools:
            _under(collaboration, "participant", id=f"pool_{drawing.id}", name=drawing.name, processRef=drawing.id)
    for drawing in drawings:
        _process(root, drawing)
    _diagram(root, "whole" if pools else drawings[0].id, drawings)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _under(parent: etree._Element, name: str, /, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name if name.startswith("{") else f"{{{MODEL}}}{name}", attributes)
    element.text = text or None
    return element


def _process(root: etree._Element, drawing: Drawing) -> None:
    # What stands in pools is told, not walked: its stages decide in code.
    executable = str(drawing.pool is None).lower()
    process = _under(root, "process", id=drawing.id, name=drawing.name, isExecutable=executable)
    if drawing.documentation:
        _under(process, "documentation", drawing.documentation)
    ends = _ends(drawing.block)
    for node in drawing.block.nodes:
        if node.tag not in _ARTIFACTS:
            _element(process, node, *ends[node.id])
    for edge in _edges(drawing.block, flows=True):
        _flow(process, edge)
    for node in drawing.block.nodes:
        if node.tag in _ARTIFACTS:
            _under(_under(process, node.tag, id=node.id), "text", node.name)
    for edge in _edges(drawing.block, flows=False):
        _under(process, edge.tag, id=edge.id, sourceRef=edge.source, targetRef=edge.target)


def _edges(block: Block, *, flows: bool) -> Iterable[Edge]:
    return (edge for edge in block.edges if (edge.tag not in _ARTIFACTS) == flows)


def _ends(block: Block) -> dict[str, tuple[list[Edge], list[Edge]]]:
    """The flows into and out of each element."""
    ends: dict[str, tuple[list[Edge], list[Edge]]] = {node.id: ([], []) for node in block.nodes}
    for edge in _edges(block, flows=True):
        ends[edge.target][0].append(edge)
        ends[edge.source][1].append(edge)
    return ends


def _element(process: etree._Element, node: Node, into: list[Edge], out: list[Edge]) -> None:
    named = {"name": node.name} if node.name else {}
    usual = dict([("default", edge.id) for edge in out if edge.way.otherwise][:1])
    element = _under(process, node.tag, id=node.id, **named, **node.attributes, **usual)
    if node.documentation:
        _under(element, "documentation", node.documentation)
    for name, edges in (("incoming", into), ("outgoing", out)):
        for edge in edges:
            _under(element, name, edge.id)
    _tags(element, node.inside)


def _tags(parent: etree._Element, tags: Iterable[Tag]) -> None:
    for tag in tags:
        element = _under(parent, tag.name, tag.text)
        for name, value in tag.attributes.items():
            element.set(f"{{{_XSI}}}type" if name == "type" else name, value)
        _tags(element, tag.inside)


def _flow(process: etree._Element, edge: Edge) -> None:
    named = {"name": edge.way.name} if edge.way.name else {}
    element = _under(process, edge.tag, id=edge.id, **named, sourceRef=edge.source, targetRef=edge.target)
    if edge.way.condition:
        _tags(element, (Tag("conditionExpression", edge.way.condition, {"type": "bpmn:tFormalExpression"}),))


def _diagram(root: etree._Element, shown: str, drawings: Sequence[Drawing]) -> None:
    diagram = _under(root, f"{{{_DIAGRAM}}}BPMNDiagram", id="diagram")
    plane = _under(diagram, f"{{{_DIAGRAM}}}BPMNPlane", id="plane", bpmnElement=shown)
    for drawing in drawings:
        if drawing.pool:
            shape = _shape(plane, f"pool_{drawing.id}", drawing.pool, None)
            shape.set("isHorizontal", "true")
    for node in chain.from_iterable(drawing.block.nodes for drawing in drawings):
        _shape(plane, node.id, node.box, node.label)
    for edge in chain.from_iterable(drawing.block.edges for drawing in drawings):
        _line(plane, edge)


def _shape(plane: etree._Element, of: str, box: Box, label: Box | None) -> etree._Element:
    shape = _under(plane, f"{{{_DIAGRAM}}}BPMNShape", id=f"{of}_shape", bpmnElement=of)
    _bounds(shape, box)
    _label(shape, label)
    return shape


def _line(plane: etree._Element, edge: Edge) -> None:
    line = _under(plane, f"{{{_DIAGRAM}}}BPMNEdge", id=f"{edge.id}_edge", bpmnElement=edge.id)
    for x, y in edge.points:
        _under(line, f"{{{_DI}}}waypoint", x=str(x), y=str(y))
    _label(line, edge.label)


def _label(parent: etree._Element, label: Box | None) -> None:
    if label:
        _bounds(_under(parent, f"{{{_DIAGRAM}}}BPMNLabel"), label)


def _bounds(parent: etree._Element, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    _under(parent, f"{{{_DC}}}Bounds", **{name: str(value) for name, value in sides.items()})
