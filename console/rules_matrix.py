"""`req2pay rules check|show|try`: approval matrices proven, shown, and tried on what was approved already."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import NOT_FINE, OK, Problem
from console.rows import ALL, caught_up, page
from console.rules import group

if TYPE_CHECKING:
    from activities.policies import Policies
    from aggregates.matrix_proof import Flaw
    from console.doors import Door, Live
    from console.out import Out
    from contracts.approval_matrix import Matrix
    from contracts.route import Step

SOURCE = click.argument("source", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))


@command(group, "check")
@SOURCE
def check(door: "Door", out: "Out", source: Path | None) -> int:
    """Prove that the matrices of the policies in FOLDER (none: those in force) have one row for every document and
    people for every step; what is wrong is told with an example."""
    with door.open() as live:
        # Both read who and what there is from read models that are up to date.
        caught_up(live)
        checked = policies_of(live.policies, source).approval if source else in_force(live)
        found = [(name, flaw) for name, matrix in checked.items() for flaw in _flaws(live, name, matrix)]
    shown = [{"matrix": name, **_row(flaw)} for name, flaw in found]
    out.result({"matrices": len(checked), "flaws": shown}, lambda: _checked(out, len(checked), found))
    return NOT_FINE if found else OK


def _flaws(live: "Live", name: str, matrix: "Matrix") -> "Iterator[Flaw]":
    from activities.matrix_people import unfilled_now
    from aggregates.matrix_proof import flaws
    from contracts.approval_matrix import kinds_of, parts_of
    from projections.companies import everybody

    yield from flaws(matrix, kinds_of(name), parts_of(name, matrix))
    yield from unfilled_now(live.handler.state, everybody(live.views.engine), name, matrix, live.handler.clock().date())


def policies_of(own: "Policies", source: Path | None) -> "Policies":
    """Those of a folder, read without refusing what is to be told."""
    if source is None:
        return own
    from activities.policies import PoliciesWrong, read_policies

    try:
        return read_policies(source)
    except (PoliciesWrong, ValueError, OSError) as error:
        raise Problem("policies-unreadable", folder=source, reason=error) from error


def _row(flaw: "Flaw") -> dict[str, Any]:
    return {"code": flaw.code, "rows": list(flaw.rows), "example": dict(flaw.example), **dict(flaw.figures)}


def _checked(out: "Out", matrices: int, found: "list[tuple[str, Flaw]]") -> None:
    for name, flaw in found:
        out.line(f"{name}: {told(out, flaw)}")
    out.say("matrices-checked", matrices=matrices, flaws=len(found))


def told(out: "Out", flaw: "Flaw") -> str:
    """What is wrong, in plain words."""
    from adapters.sentences import fact

    example = out.sentence("matrix.and").join(
        fact(field, _word(out, value), out.language) for field, value in flaw.example.items()
    )
    figures = {**flaw.figures, "rows": ", ".join(flaw.rows), "example": example or out.sentence("matrix.any-document")}
    return out.sentence(f"matrix.{flaw.code}", **figures)


def _word(out: "Out", fact: str) -> str:
    known = {"*": "any-other", "yes": "is-so", "no": "is-not", "(none)": "none", "(several)": "several"}
    return out.sentence(f"matrix.{known[fact]}") if fact in known else fact


@command(group, "show")
@click.argument("kind", required=False)
def show(door: "Door", out: "Out", kind: str | None) -> int:
    """The matrices in force, or that of one KIND of document: its rows in order, what they test, and whom they ask."""
    with door.open() as live:
        caught_up(live)
        matrices = in_force(live)
    if kind is not None and kind not in matrices:
        raise Problem("matrix-unknown", kind=kind, known=", ".join(matrices))
    shown = {name: matrix for name, matrix in matrices.items() if kind in (None, name)}
    rows = [
        {"matrix": name, "row": row.row, "tests": _tests(row.model_dump(mode="json")["when"]), "asks": asks(row.steps)}
        for name, matrix in shown.items()
        for row in matrix.rows
    ]
    data = {name: matrix.model_dump(mode="json", exclude_defaults=True) for name, matrix in shown.items()}
    out.result(data, lambda: out.table(("matrix", "row", "tests", "asks"), rows))
    return OK


def in_force(live: "Live") -> "dict[str, Matrix]":
    """The published matrices, and those of the policies where none is."""
    from activities.approval_matrix import published
    from contracts.approval_matrix import FIELDS_OF

    drafted, _ = page(live, "approval_matrices", {}, limit=ALL)
    matters = {*FIELDS_OF, *live.policies.approval, *(row["matter"] for row in drafted)}
    documents = published(live.handler.state, matters, live.handler.clock().date())
    return {**live.policies.approval, **{name: found.matrix for name, found in documents.items()}}


def _tests(when: dict[str, Any]) -> str:
    told = {
        field: ", ".join(f"{name} {value}" for name, value in test.items() if value not in (None, []))
        for field, test in when.items()
    }
    return "; ".join(f"{field}: {test}" for field, test in told.items())


def asks(steps: "Iterable[Step]") -> str:
    """Whom each step asks, one after the other: all "+", any "/", in order ">", so many votes "2 of"; copies in brackets,
    branches in braces. Steps with conditions have a "?"; what parts of the document a step approves stands in "<>"."""
    return " → ".join(f"{_shown(step)}{'?' * bool(step.when)}" for step in steps)


def _shown(step: "Step") -> str:
    if step.kind == "parallel":
        return "{ " + " ‖ ".join(map(asks, step.branches)) + " }"
    return {"decide": "{}", "copy": "({})", "automatic": "[{}]", "bot": "[{}]"}[step.kind].format(_whom(step))


def _whom(step: "Step") -> str:
    if step.kind in ("automatic", "bot"):
        return step.bot or step.name
    joined = {"all": " + ", "any": " / ", "in_order": " > ", "votes": ", "}[step.mode]
    places = (*(f"manager {level}" for level in step.managers), *(["head of department"] * step.department_head))
    asked = joined.join((*step.deciders, *places))
    many = f"{step.percent:f} %" if step.percent is not None else step.needed
    told = f"{many} of {asked}" if step.mode == "votes" else asked
    return f"{told} <{', '.join(step.parts)}>" if step.parts else told


COMMANDS = ()
