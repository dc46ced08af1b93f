"""`req2pay approve`: what waits for a decision, and deciding it."""

from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY, document
from console.people import actor
from console.problem import NOT_FINE, Problem
from console.rows import caught_up, listing, show
from console.send import read_json, send, sending

if TYPE_CHECKING:
    from uuid import UUID

    from aggregates.approval_state import Approval
    from console.doors import Door, Live
    from console.out import Out
    from contracts.values import Ref

COLUMNS = (
    "number",
    "subject",
    "title",
    "amount",
    "entity",
    "requester",
    "step",
    "steps",
    "waiting_roles",
    "step_opened_at",
)
TASKS = (
    "kind",
    "number",
    "title",
    "amount",
    "entity",
    "role",
    "since",
    "due",
    "escalates_to",
    "ends_at",
    "ends_as",
    "on_behalf_of",
)


@click.group("approve")
def group() -> None:
    """Approvals, and all that people do with them."""


@command(group, "list")
@click.option("--all", "ended_too", is_flag=True, help="Ended ones, too.")
@listing
def listed(door: "Door", out: "Out", ended_too: bool, person: str | None, **which: Any) -> None:
    """Open approvals; with --as PERSON everything that this person can act on."""
    if person is None:
        only = () if ended_too else ("result=open",)
        show(door, out, "approvals", COLUMNS, **{**which, "filters": (*which["filters"], *only)})
        return
    from projections.inbox_cash import tasks_of

    who = actor(door, person)
    with door.open() as live:
        position = caught_up(live)
        today, weeks = live.handler.clock().date(), live.policies.dry_account_weeks
        rows = tasks_of(live.views.engine, who.id, today, weeks, which["limit"])
    out.result({"rows": rows, "next": None, "position": position}, lambda: out.table(TASKS, rows))


@command(group, "vote")
@click.argument("number")
@click.option("--reject", is_flag=True, help="Refuse it for good.")
@click.option("--return", "give_back", is_flag=True, help="Give it back to be changed.")
@click.option("--to", type=int, metavar="STEP", help="With --return: to this earlier step instead of the requester.")
@click.option("--come-back", is_flag=True, help="With --to: then back to you at once, not along all steps between.")
@click.option("--step", type=int, metavar="N", help="The step that you mean, where several wait for you.")
@click.option("--for", "principal", metavar="PERSON", help="In the place of whose substitute you are.")
@click.option(
    "--hash", "digest", metavar="HASH", help="What you have seen, as `approve show` tells it (default: as it is now)."
)
@click.option("--bulk", is_flag=True, help="Together with others, where the route allows it.")
@click.option("--comment", metavar="TEXT", help="What the requester should know.")
@ENTITY
@sending
def vote(
    door: "Door",
    out: "Out",
    number: str,
    reject: bool,
    give_back: bool,
    to: int | None,
    come_back: bool,
    step: int | None,
    principal: str | None,
    digest: str | None,
    bulk: bool,
    comment: str | None,
    entity: str | None,
    person: str,
    key: str,
) -> int:
    """Decide on a document by its number (PR-…), or by the approval's own (AP-…): approve, unless told otherwise."""
    from contracts.approval import Vote

    if reject and give_back:
        raise Problem("one-verdict")
    with door.open() as live:
        state = found(live, number, entity)
        assert state.ref is not None
        verdict = "reject" if reject else "return" if give_back else "approve"
        then = "come_back" if come_back else "continue"
        said = {"verdict": verdict, "comment": comment, "step": step, "to": to, "then": then, "bulk": bulk}
        seen = {"approval": state.ref.id, "content_hash": digest or state.content_hash, "on_behalf_of": principal}
        return send(door, out, live, Vote.model_validate(seen | said), person, key)


@command(group, "start")
@click.argument("kind")
@click.argument("source", metavar="FILE", default="-")
@click.option("--entity", required=True, metavar="CODE", help="The legal entity that decides.")
@click.option("--number", metavar="TEXT", help="Its number in another system: such a document is started once.")
@sending
def start(
    door: "Door", out: "Out", kind: str, source: str, entity: str, number: str | None, person: str, key: str
) -> int:
    """Start the approval of a document of a declared KIND; FILE (- for stdin) is its body as JSON."""
    from contracts.declared_document import StartDeclaredDocument

    fields = {"entity": entity, "kind": kind, "body": read_json(source), "external_number": number}
    with door.open() as live:
        return send(door, out, live, StartDeclaredDocument.model_validate(fields), person, key)


def found(live: "Live", number: str, entity: str | None) -> "Approval":
    """The approval of a number that people know. Raises Problem."""
    from aggregates.approval import APPROVAL

    state: Approval = live.handler.state(APPROVAL, approval_of(live, document(live, number, entity), number))
    if state.ref is None:
        raise Problem("no-approval", NOT_FINE, number=number)
    return state


def approval_of(live: "Live", ref: "Ref", number: str) -> "UUID":
    """The approval meant: the document itself, or what a document's current submission asks for."""
    from activities.approval_subjects import SUBJECTS

    if ref.kind not in SUBJECTS:
        return ref.id
    asked = live.handler.state(SUBJECTS[ref.kind], ref.id).asked
    if asked is None:
        raise Problem("no-approval", NOT_FINE, number=number)
    return asked.approval  # type: ignore[no-any-return]


COMMANDS = (group,)
