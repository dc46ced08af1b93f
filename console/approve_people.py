"""`req2pay approve show|substitute|hand-over`: one approval whole, and who decides in whose place."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from console.approve import found, group
from console.command import command
from console.find import ENTITY
from console.problem import OK, Problem
from console.rows import caught_up, page
from console.send import WHY, send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

DAY = click.DateTime(["%Y-%m-%d"])


@command(group, "hand-over")
@click.argument("leaving", metavar="PERSON")
@click.argument("to", metavar="PERSON")
@WHY
@sending
def hand_over(door: "Door", out: "Out", leaving: str, to: str, why: str, person: str, key: str | None) -> int:
    """Give every task that waits for one PERSON to another one (administrators)."""
    from contracts.approval_verbs import HandOverApprovals

    with door.open() as live:
        caught_up(live)
        return send(door, out, live, HandOverApprovals(person=leaving, to=to, why=why), person, key)


@command(group, "substitute")
@click.argument("substitute", metavar="PERSON")
@click.option("--for", "principal", metavar="PERSON", help="For somebody else (administrators).")
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day.")
@click.option("--until", "last", type=DAY, metavar="DATE", help="The last day.")
@click.option("--end", is_flag=True, help="No longer.")
@sending
def substitute(
    door: "Door",
    out: "Out",
    substitute: str,
    principal: str | None,
    first: datetime | None,
    last: datetime | None,
    end: bool,
    person: str,
    key: str | None,
) -> int:
    """Name a PERSON who decides approvals in your place from one day to another."""
    from console.people import actor
    from console.send import parsed

    pair = {"person": principal or actor(door, person).id, "substitute": substitute}
    verb = ("dismiss" if end else "appoint") if principal else ("end" if end else "name")
    days = {} if end else {"valid_from": first and first.date(), "valid_until": last and last.date()}
    if not end and not (first and last):
        raise Problem("substitute-without-days")
    with door.open() as live:
        return send(door, out, live, parsed(f"person.{verb}_substitute", pair | days), person, key)


@command(group, "show")
@click.argument("number")
@ENTITY
def shown(door: "Door", out: "Out", number: str, entity: str | None) -> int:
    """The route of an approval, who decided what, and who is asked now."""
    from console.rules_matrix import asks

    with door.open() as live:
        caught_up(live)
        state = found(live, number, entity)
        assert state.ref is not None
        assert state.route is not None
        of = {"approval_id": str(state.ref.id)}
        votes, _ = page(live, "votes", of)
        acts, _ = page(live, "approval_acts", of)
    route = {"policy": state.route.policy, "row": state.route.row, "asks": asks(state.route.steps)}
    asked = state.asked if state.result == "open" else ()
    waiting = [each.model_dump(mode="json", exclude_none=True) | {"step": each.step + 1} for each in asked]
    data = {"number": state.ref.number, "result": state.result, "route": route, "waiting": waiting}

    def told() -> None:
        out.table(("number", "result", "asks"), [{**data, "asks": route["asks"]}])
        out.table(("step", "decider", "since", "escalates_at", "escalates_to", "ends_at", "ends_as"), waiting)
        out.table(("voted_at", "step", "person", "on_behalf_of", "role", "verdict", "comment"), votes)
        out.table(("acted_at", "step", "act", "person", "decider", "other", "comment"), acts)

    data |= {"content_hash": state.content_hash, "parts": dict(state.parts)}
    out.result({**data, "facts": dict(state.facts), "votes": votes, "acts": acts}, told)
    return OK


COMMANDS = ()
