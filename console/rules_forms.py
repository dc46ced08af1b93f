"""`req2pay rules draft`: an approval matrix in the forms that somebody works in, and from them the next version."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.data import file_bytes
from console.problem import NOT_FINE, Problem
from console.rows import caught_up
from console.rules import group
from console.rules_matrix import in_force, policies_of
from console.send import WHY, send, sending

if TYPE_CHECKING:
    from adapters.matrix_places import MatrixSheetWrong
    from console.doors import Door, Live
    from console.out import Out
    from contracts.approval_matrix import Matrix


def _plain(matrix: "Matrix") -> dict[str, Any]:
    return matrix.model_dump(mode="json", exclude_defaults=True)


def _yaml(kind: str, matrix: "Matrix") -> bytes:
    import yaml

    told = {"approval": {kind: _plain(matrix)}}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120).encode()


def _json(_kind: str, matrix: "Matrix") -> bytes:
    return json.dumps(_plain(matrix), ensure_ascii=False, indent=2).encode() + b"\n"


def _xlsx(kind: str, matrix: "Matrix") -> bytes:
    from adapters.matrix_sheet import workbook
    from contracts.approval_matrix import kinds_of

    return workbook(matrix, kinds_of(kind))


FORMS: Mapping[str, Callable[[str, "Matrix"], bytes]] = {"yaml": _yaml, "json": _json, "xlsx": _xlsx}
"""Form -> how a kind's matrix is written in it. Those that `drafted_in` reads are read back as the same matrix."""


def matrix_of(live: "Live", kind: str, version: int | None) -> "Matrix":
    """The matrix in force, or a drafted version of it. Raises Problem."""
    from aggregates.approval_matrix import APPROVAL_MATRIX
    from contracts.ids import stream_id

    if version is None:
        caught_up(live)
        matrices = in_force(live)
        if kind not in matrices:
            raise Problem("matrix-unknown", kind=kind, known=", ".join(matrices))
        return matrices[kind]
    drafted = live.handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", kind)).versions
    if version not in drafted:
        raise Problem("refusals.unknown-version", version=version)
    found: Matrix = drafted[version].matrix
    return found


@command(group, "draft")
@click.argument("kind")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@WHY
@sending
def draft(door: "Door", out: "Out", kind: str, source: Path, why: str, person: str, key: str | None) -> int:
    """Draft the next version of the matrix of a KIND of document from a FILE (.xlsx, .yaml, .json), or from a folder of
    policies; `rules check-version` it then."""
    from adapters.matrix_places import MatrixSheetWrong
    from contracts.matrix_version import DraftApprovalMatrix

    try:
        with door.open() as live:
            matrix = drafted_in(live, kind, source)
            return send(door, out, live, DraftApprovalMatrix(matter=kind, matrix=matrix, why=why), person, key)
    except MatrixSheetWrong as error:
        return _wrong(out, error)


def drafted_in(live: "Live", kind: str, source: Path) -> "Matrix":
    """The matrix of a kind in a file or a folder. Raises Problem, MatrixSheetWrong, ValidationError."""
    if source.is_dir():
        return _of(kind, policies_of(live.policies, source).approval)
    data = file_bytes(source)
    return _sheets(kind, source, data) if data[:2] == b"PK" else _text(kind, source, data)


def _of(kind: str, matrices: "Mapping[str, Matrix]") -> "Matrix":
    if kind not in matrices:
        raise Problem("matrix-unknown", kind=kind, known=", ".join(matrices))
    return matrices[kind]


def _sheets(kind: str, source: Path, data: bytes) -> "Matrix":
    from adapters.matrix_sheet import read_workbook
    from adapters.sheets import SheetError
    from contracts.approval_matrix import kinds_of

    try:
        return read_workbook(data, source.name, kinds_of(kind))
    except SheetError as error:
        raise Problem(f"tables.{error.code}", NOT_FINE, **error.figures) from error


def _text(kind: str, source: Path, data: bytes) -> "Matrix":
    """Figures stay as they are written, so that no amount ever is a float."""
    import yaml

    from console.plain_yaml import Loader, json_text
    from contracts.approval_matrix import Matrix

    try:
        text = data.decode("utf-8-sig")
        # A safe loader that keeps figures as text.
        told = json_text(text) if source.suffix.lower() == ".json" else yaml.load(text, Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Problem("policies-unreadable", folder=source, reason=error) from error
    if isinstance(told, dict) and isinstance(told.get("approval"), dict):
        told = _of(kind, told["approval"])
    return Matrix.model_validate(told)


def _wrong(out: "Out", error: "MatrixSheetWrong") -> int:
    errors = [
        {
            "sheet": cell.sheet,
            "row": cell.row,
            "column": cell.column,
            "code": cell.code,
            "message": cell.text(out.language),
        }
        for cell in error.cells
    ]

    def text() -> None:
        for each in errors:
            told = {"message": each["message"], "why": each["code"]}
            out.line(
                out.sentence("tables.wrong-row", sheet=each["sheet"], row=each["row"], column=each["column"], **told)
            )
        out.say("matrix-not-drafted", errors=len(errors))

    out.result({"errors": errors}, text)
    return NOT_FINE


COMMANDS = ()
