"""`req2pay approve …`: what people do with an approval besides voting."""

from typing import TYPE_CHECKING, Any

import click

from console.approve import approval_of, group
from console.command import command
from console.find import ENTITY, document
from console.problem import NOT_FINE, Problem
from console.send import WHY, send, sending

if TYPE_CHECKING:
    from aggregates.approval_state import Approval
    from console.doors import Door, Live
    from console.out import Out

STEP = click.option("--step", type=int, metavar="N", help="Which step, where several wait.")
COMMENT = click.option("--comment", metavar="TEXT", help="What you want to say.")


def found(live: "Live", number: str, entity: str | None) -> "Approval":
    """The approval of a number that people know. Raises Problem."""
    from aggregates.approval import APPROVAL

    state: Approval = live.handler.state(APPROVAL, approval_of(live, document(live, number, entity), number))
    if state.ref is None:
        raise Problem("no-approval", NOT_FINE, number=number)
    return state


def _on(
    door: "Door",
    out: "Out",
    name: str,
    number: str,
    entity: str | None,
    person: str,
    key: str | None,
    fields: dict[str, Any],
) -> int:
    """Send the command of this written name for an approval. A step that is not named is the one that waits."""
    from console.send import parsed

    with door.open() as live:
        state = found(live, number, entity)
        assert state.ref is not None
        if fields.get("step", 0) is None:
            fields = fields | {"step": state.index + 1}
        return send(door, out, live, parsed(name, {"approval": str(state.ref.id), **fields}), person, key)


@command(group, "reassign")
@click.argument("number")
@click.argument("to", metavar="PERSON")
@STEP
@WHY
@ENTITY
@sending
def reassign(
    door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Give your task at an approval to another PERSON for good."""
    return _on(door, out, "approval.reassign", number, entity, person, key, fields)


@command(group, "delegate")
@click.argument("number")
@click.argument("to", metavar="PERSON")
@STEP
@COMMENT
@ENTITY
@sending
def delegate(
    door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Ask another PERSON for a judgement; the task comes back to you."""
    return _on(door, out, "approval.delegate", number, entity, person, key, fields)


@command(group, "add")
@click.argument("number")
@click.argument("added", metavar="PERSON")
@click.option("--where", type=click.Choice(["before", "after", "parallel"]), default="before", show_default=True)
@STEP
@WHY
@ENTITY
@sending
def add(
    door: "Door", out: "Out", number: str, added: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Let another PERSON approve as well: before you, after you, or at the same time."""
    return _on(door, out, "approval.add_approver", number, entity, person, key, fields | {"person": added})


@command(group, "remove")
@click.argument("number")
@click.argument("removed", metavar="PERSON")
@STEP
@WHY
@ENTITY
@sending
def remove(
    door: "Door", out: "Out", number: str, removed: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Take back a PERSON whom you added and who has not decided."""
    return _on(door, out, "approval.remove_approver", number, entity, person, key, fields | {"person": removed})


@command(group, "take-back")
@click.argument("number")
@click.option("--step", type=int, required=True, metavar="N", help="The step at which you voted.")
@click.option("--why", metavar="TEXT", help="The reason, which is kept.")
@ENTITY
@sending
def take_back(
    door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Take your vote back, as long as nobody has acted on it."""
    return _on(door, out, "approval.take_back", number, entity, person, key, fields)


@command(group, "urge")
@click.argument("number")
@COMMENT
@ENTITY
@sending
def urge(door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any) -> int:
    """Remind those who are asked of what you asked for, at most once an hour."""
    return _on(door, out, "approval.urge", number, entity, person, key, fields)


@command(group, "comment")
@click.argument("number")
@click.argument("comment", metavar="TEXT")
@ENTITY
@sending
def comment(
    door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any
) -> int:
    """Say something about it without deciding."""
    return _on(door, out, "approval.comment", number, entity, person, key, fields)


@command(group, "move")
@click.argument("number")
@WHY
@ENTITY
@sending
def move(door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any) -> int:
    """Let a running approval begin anew along the route that the matrix in force gives now."""
    return _on(door, out, "approval.move", number, entity, person, key, fields)


COMMANDS = ()
