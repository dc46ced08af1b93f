"""`req2pay approve …`: what people do with an approval besides voting."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from console.approve import found, group
from console.command import command
from console.find import ENTITY
from console.send import WHY, parsed, send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

Option = Callable[[Any], Any]
TO = click.argument("to", metavar="PERSON")
APPROVER = click.argument("approver", metavar="PERSON")
STEP = click.option("--step", type=int, metavar="N", help="Which step, where several wait.")
VOTED = click.option("--step", type=int, required=True, metavar="N", help="The step at which you voted.")
COMMENT = click.option("--comment", metavar="TEXT", help="What you want to say.")
REASON = click.option("--why", metavar="TEXT", help="The reason, which is kept.")
WHERE = click.option(
    "--where", type=click.Choice(["before", "after", "parallel"]), default="before", show_default=True,
    help="When the other person is asked.",
)  # fmt: skip


def _verb(name: str, contract: str, about: str, *options: Option) -> None:
    """Make `approve NAME NUMBER …` the command of a written name. A step that is not named is the one that waits."""

    def run(
        door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str | None, **fields: Any
    ) -> int:
        with door.open() as live:
            state = found(live, number, entity)
            assert state.ref is not None
            if fields.get("step", 0) is None:
                fields["step"] = state.index + 1
            if "approver" in fields:  # `person` is who sends it
                fields["person"] = fields.pop("approver")
            return send(door, out, live, parsed(contract, {"approval": str(state.ref.id), **fields}), person, key)

    run.__doc__ = about
    asked: Any = sending(run)
    for option in reversed((click.argument("number"), *options, ENTITY)):
        asked = option(asked)
    command(group, name)(asked)


_verb("reassign", "approval.reassign", "Give your task at an approval to another PERSON for good.", TO, STEP, WHY)
_verb(
    "delegate",
    "approval.delegate",
    "Ask another PERSON for a judgement; the task comes back to you.",
    TO,
    STEP,
    COMMENT,
)
_verb(
    "recall",
    "approval.recall",
    "Wait no longer for the judgement that you asked for: the task is yours again.",
    *(STEP, REASON),
)
_verb(
    *("add", "approval.add_approver"),
    "Let another PERSON approve as well: before you, after you, or at the same time.",
    *(APPROVER, WHERE, STEP, WHY),
)
_verb(
    *("remove", "approval.remove_approver"),
    "Take back a PERSON whom you added and who has not decided.",
    *(APPROVER, STEP, WHY),
)
_verb("take-back", "approval.take_back", "Take your vote back, as long as nobody has acted on it.", VOTED, REASON)
_verb("urge", "approval.urge", "Remind those who are asked of what you asked for, at most once an hour.", COMMENT)
_verb(
    *("comment", "approval.comment"),
    "Say something about it without deciding.",
    click.argument("comment", metavar="TEXT"),
)
_verb(
    "move",
    "approval.move",
    "Let a running approval begin anew along the route that the matrix in force gives now.",
    WHY,
)

COMMANDS = ()
