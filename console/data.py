"""`req2pay data`: master data and open documents in and out, as CSV or Excel."""

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from console.command import command
from console.people import AS, actor
from console.problem import NOT_FINE, OK, Problem
from console.rows import caught_up, listing, parsed, show, sight

if TYPE_CHECKING:
    from activities.imports import Imported
    from adapters.tables._base import Table
    from console.doors import Door
    from console.out import Out

SHOWN_ERRORS = 50


@click.group("data")
def group() -> None:
    """Master data and files that commands refer to."""


@command(group, "kinds")
def kinds(door: "Door", out: "Out") -> None:
    """What can be imported and exported, with its columns."""
    from activities.exports import EXPORTS
    from adapters.tables.rows import header_of

    rows = [
        {
            "kind": table.kind,
            "imports": table.contract is not None,
            "columns": [column.name for column in table.all],
            "headers": [header_of(column, out.language) for column in table.all],
        }
        for table in EXPORTS.values()
    ]
    out.result({"rows": rows}, lambda: out.table(("kind", "imports", "columns"), rows))


@command(group, "list")
@click.argument("kind")
@listing
def listed(door: "Door", out: "Out", kind: str, **which: Any) -> None:
    """The rows of a kind."""
    found = table_of(kind)
    show(door, out, found.model, tuple(dict.fromkeys(each.shows or each.name for each in found.all)), **which)


@command(group, "import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="Sheet of the workbook (default: the first).")
@click.option("--dry-run", is_flag=True, help="Only say what the file would do.")
@AS
def imported(
    door: "Door", out: "Out", kind: str, file: Path, sheet: str | None, dry_run: bool, person: str | None
) -> int:
    """Import a FILE of a KIND: all of its rows, or none when one is wrong."""
    from activities.imports import Importer, applied, planned
    from adapters.sheets import SheetError, read

    table = table_of(kind)
    if table.contract is None:
        raise Problem("export-only", kind=kind)
    try:
        data = file_bytes(file)
        found = read(data, file.name, sheet)
    except SheetError as error:
        raise Problem(f"tables.{error.code}", NOT_FINE, **error.figures) from error
    with door.open() as live:
        who = Importer(actor(door, person), uuid4().hex, sha256(data).hexdigest())
        caught_up(live)
        out.note("tables.checking", rows=len(found.rows))
        done = planned(live.handler, live.views.engine, table, found, who)
        if not (done.plan.errors or dry_run):
            out.note("tables.applying", rows=len(done.plan.asked))
            done = applied(live.handler, table, done, who)
        return told(out, table, done)


def file_bytes(file: Path) -> bytes:
    """What is in a file. Raises Problem where it is too large or unreadable."""
    from adapters.sheets import MAX_BYTES

    try:
        if file.stat().st_size > MAX_BYTES:
            raise Problem("tables.file-too-large", NOT_FINE, size=file.stat().st_size, limit=MAX_BYTES)
        return file.read_bytes()
    except OSError as error:
        raise Problem("file-unreadable", file=file, reason=error) from error


def table_of(kind: str) -> "Table":
    """The table of a kind. Raises Problem."""
    from activities.exports import EXPORTS

    if kind not in EXPORTS:
        raise Problem("unknown-kind", kind=kind, known=", ".join(EXPORTS))
    return EXPORTS[kind]


def told(out: "Out", table: "Table", found: "Imported") -> int:
    """Say what became of a file; gives the exit status."""
    from activities.imports import error_row
    from adapters.sentences import LANGUAGES

    refused = found.answer if found.answer and not found.done else None
    errors, figures = [error_row(each, LANGUAGES) for each in found.plan.errors], found.figures()
    answer = {"kind": table.kind, "sheet": found.plan.sheet, **figures, "applied": found.done, "errors": errors}

    def text() -> None:
        for each in errors[:SHOWN_ERRORS]:
            place = {name: each[name] for name in ("sheet", "row", "column")}
            message = each["message"][out.language]
            out.line(out.sentence("tables.wrong-row", message=message, why=each["code"], **place))
        if len(errors) > SHOWN_ERRORS:
            out.say("tables.more-errors", count=len(errors) - SHOWN_ERRORS)
        if refused:
            out.line(out.refusal(refused.code or "", refused.figures))
        bad = errors or refused
        code = "tables.nothing-applied" if bad else "tables.applied" if found.done else "tables.would-apply"
        out.say(code, errors=len(errors), **figures)

    out.result(answer if not refused else {**answer, "refused": refused.model_dump(mode="json")}, text)
    return NOT_FINE if errors or refused else OK


@command(group, "export")
@click.argument("kind")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only rows like this.")
@click.option("--headers", type=click.Choice(["en", "zh", "names"]), help="Language of the headers.")
@AS
def exported(
    door: "Door",
    out: "Out",
    kind: str,
    file: Path | None,
    filters: Sequence[str],
    headers: str | None,
    person: str | None,
) -> int:
    """Export a KIND to a FILE (.csv or .xlsx), or as CSV to stdout: with --as what that person may see, else all."""
    from activities.imports import existing
    from adapters.sheets import write_csv, write_xlsx
    from adapters.tables.rows import header_of

    table = table_of(kind)
    with door.open() as live:
        caught_up(live)
        sees = sight(live, actor(door, person) if person else None)
        try:
            rows = existing(live.views.engine, table, sees, parsed(filters))
        except ValueError as error:
            raise Problem("filter-wrong", reason=error) from error
    spoken = headers or out.language
    names = [column.name if spoken == "names" else header_of(column, spoken) for column in table.all]
    cells = [[row[column.name] for column in table.all] for row in rows]
    if file is None:
        sys.stdout.buffer.write(write_csv(names, cells))
        return OK
    data = write_xlsx(kind, names, cells) if file.suffix.lower() == ".xlsx" else write_csv(names, cells)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise Problem("file-unwritable", file=file, reason=error) from error
    out.result(
        {"kind": kind, "rows": len(rows), "file": str(file)},
        lambda: out.say("tables.exported", rows=len(rows), file=file),
    )
    return OK


COMMANDS = (group,)
