"""`req2pay invoice intake`: files as they came in; take a folder or mailbox in once; decide what no reader takes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.deciding import deciding
from console.invoice import group as invoices
from console.people import AS, actor
from console.problem import NOT_FINE, NOT_REACHABLE, OK, Problem
from console.rows import caught_up, listing, show

if TYPE_CHECKING:
    from activities.source_looks import Stays, Taken
    from activities.sources import Sources
    from console.doors import Door, Live
    from console.out import Out

COLUMNS = ("number", "entity", "channel", "source", "file_name", "path", "outcome", "invoice", "received_at", "reason")


@invoices.group("intake")
def group() -> None:
    """Files as they came in by folder, mailbox, API or upload."""


@command(group, "list")
@listing
def listed(door: "Door", out: "Out", **which: Any) -> None:
    """Files, the newest first: how each came in and what became of it."""
    show(door, out, "intakes", COLUMNS, **which, told=lambda row: row | {"reason": _reason(out, row)})


def _reason(out: "Out", row: dict[str, Any]) -> str:
    """What a person wrote, else what the code of the system says."""
    return str(row["why"] or (out.came_in(row["code"]) if row["code"] else ""))


@command(group, "run")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Take in this folder.")
@click.option("--mailbox", metavar="NAME", help="Take in this mailbox of the settings.")
@click.option("--entity", metavar="CODE", help="Legal entity that the folder's invoices are for.")
@AS
def run(
    door: "Door", out: "Out", folder: Path | None, mailbox: str | None, entity: str | None, person: str | None
) -> int:
    """Take in once what is new in a folder (--folder, --entity) or mailbox (--mailbox). What came before is known."""
    if (folder is None) == (mailbox is None) or (folder is not None and not entity):
        raise Problem("one-source")
    with door.open() as live, live.reader:
        caught_up(live)
        taken = _run(live, door, out, folder, mailbox, entity, person)
    problems, away = [_told(out, each) for each in taken.problems], _told(out, taken.away) if taken.away else None
    for each in problems:
        out.note("intake-problem", what=each["what"], reason=each["message"])
    if away:
        out.note("intake-away", reason=away["message"])
    answers = [{"file": what, **answer.model_dump(mode="json")} for what, answer in taken.answers]
    found = {"taken": taken.taken, "left": taken.left, "problems": problems, "away": away, "answers": answers}
    out.result(found, lambda: out.say("intake-taken", taken=taken.taken, left=taken.left))
    return NOT_REACHABLE if away else NOT_FINE if problems else OK


def _told(out: "Out", stays: "Stays") -> dict[str, Any]:
    return {**vars(stays), "message": out.refusal(stays.code, stays.figures)}


def _run(
    live: "Live",
    door: "Door",
    out: "Out",
    folder: Path | None,
    mailbox: str | None,
    entity: str | None,
    person: str | None,
) -> "Taken":
    from activities.sources import WatchedFolder

    sources: Sources = live.sources
    # Nobody reads while this runs, so nothing is waited for; a worker reads afterwards.
    once = replace(sources, taking=replace(sources.taking, actor=actor(door, person)), open_files=lambda: 0)
    if folder is not None and entity is not None:
        return once.from_folder(WatchedFolder("cli", entity, folder), _progress(out))
    if mailbox not in {each.name for each in sources.mailboxes}:
        raise Problem("unknown-mailbox", name=mailbox)
    return once.run(f"mailbox/{mailbox}", _progress(out))


def _progress(out: "Out") -> Any:
    return lambda done, of: out.tell(out.sentence("intake-progress", done=done, of=of))


deciding(
    group,
    "intake",
    "intake.resolve",
    "Decide what a file is that no reader takes: --invoice or --no-invoice, with a reason.",
    {
        "--invoice": ("invoice", "It is an invoice: to be read or typed in."),
        "--no-invoice": ("not-an-invoice", "It is none."),
    },
)
COMMANDS = ()
