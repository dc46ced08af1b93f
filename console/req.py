"""`req2pay req`: requisitions from draft to withdrawal."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.attaching import Files
from console.command import command
from console.find import ENTITY, document
from console.problem import Problem, unknown
from console.rows import listing, one, show
from console.send import WHY, parsed, read_document, send, sending, sent, told

if TYPE_CHECKING:
    from aggregates.purchase_order import PurchaseOrder
    from console.doors import Door
    from console.out import Out

COLUMNS = ("number", "title", "entity", "requester", "total", "status", "stage", "with_whom", "since", "needed_by")
ORDERS = ("number", "supplier", "total", "status", "received_percent", "billed_percent", "invoices")
LINE = (
    "A line, e.g. 'description=Beam; quantity=4; unit_price=2990.00; cost=BRIDGE/MATERIAL/2026-11; needed_by=2026-12-20; "
    "supplier=S-STEEL; attach=plan.pdf' (repeatable)."
)


@click.group("req")
def group() -> None:
    """Requisitions, until they are decided."""


@command(group, "create")
@click.argument("source", metavar="[FILE]", required=False)
@click.option("--entity", metavar="CODE", help="Legal entity that buys.")
@click.option("--title", metavar="TEXT", help="What is needed, in a few words.")
@click.option("--currency", metavar="CODE", help="ISO 4217, e.g. EUR.")
@click.option("--line", "lines", multiple=True, metavar="FIELDS", help=LINE)
@click.option("--submit", is_flag=True, help="Submit it at once.")
@sending
def create(
    door: "Door",
    out: "Out",
    source: str | None,
    lines: Sequence[str],
    submit: bool,
    person: str,
    key: str,
    **fields: Any,
) -> int:
    """Draft a requisition, from options or from a FILE (JSON or YAML, - for stdin) with the fields of requisition.create."""
    from console.people import actor
    from contracts.requisition import SubmitRequisition

    given, files = read_document(source) if source else {}, Files()
    if not isinstance(given, dict):
        raise Problem("not-an-object", contract="requisition.create")
    given |= {name: value for name, value in fields.items() if value is not None}
    if lines:
        given["lines"] = [_line(number, text, files) for number, text in enumerate(lines, 1)]
    draft = parsed("requisition.create", given)
    with door.open() as live:
        who = actor(door, person)
        files.keep(live, who, draft)
        answer = sent(live, draft, who, key)
        if not submit or answer.outcome == "refused" or answer.document is None:
            return told(out, draft, answer)
        order = SubmitRequisition(requisition=answer.document.id)
        return told(out, order, sent(live, order, who, key and f"{key}:submit"))


def _line(number: int, text: str, files: "Files") -> dict[str, Any]:
    """A line of the command from `name=value` pairs, separated by semicolons. Raises Problem."""
    try:
        split = [pair.partition("=") for pair in text.split(";") if pair.strip()]
        pairs = {name.strip(): value.strip() for name, _, value in split}
        if len(pairs) != len(split):
            raise Problem("line-name-twice", line=text)
        parts = [*pairs.pop("cost").split("/"), f"{date.today():%Y-%m}"][:3]  # noqa: DTZ011
        cost = dict(zip(("project", "cost_code", "period"), parts, strict=True))
        attachments = [files.add(Path(name.strip())) for name in pairs.pop("attach", "").split(",") if name.strip()]
        quantity = {"amount": pairs.pop("quantity"), "unit": pairs.pop("unit", "C62")}
    except (KeyError, ValueError) as wrong:
        code = "line-part-missing" if isinstance(wrong, KeyError) else "line-cost-malformed"
        raise Problem(code, line=text, name=wrong.args[0]) from wrong
    return {"line": number, "quantity": quantity, "cost_object": cost, "attachments": attachments, **pairs}


@command(group, "submit")
@click.argument("number")
@ENTITY
@sending
def submit(door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str) -> int:
    """Submit for approval; reserves the funds of every line, or is refused whole."""
    from contracts.requisition import SubmitRequisition

    with door.open() as live:
        order = SubmitRequisition(requisition=document(live, number, entity, "requisition").id)
        return send(door, out, live, order, person, key)


@command(group, "withdraw")
@click.argument("number")
@WHY
@ENTITY
@sending
def withdraw(door: "Door", out: "Out", number: str, why: str, entity: str | None, person: str, key: str) -> int:
    """Take a requisition back before anything is ordered; its reservation returns."""
    from contracts.requisition import WithdrawRequisition

    with door.open() as live:
        order = WithdrawRequisition(requisition=document(live, number, entity, "requisition").id, why=why)
        return send(door, out, live, order, person, key)


@command(group, "copy")
@click.argument("source", metavar="NUMBER|TEMPLATE")
@click.option("--template", is_flag=True, help="TEMPLATE is the code of a template of --entity.")
@click.option("--needed-by", required=True, metavar="DATE", help="The day the lines are needed, e.g. 2026-12-24.")
@click.option("--period", metavar="MONTH", help="Budget period (default: this month).")
@click.option("--title", metavar="TEXT", help="Another title.")
@ENTITY
@sending
def copy(
    door: "Door",
    out: "Out",
    source: str,
    template: bool,
    needed_by: str,
    period: str | None,
    title: str | None,
    entity: str | None,
    person: str,
    key: str,
) -> int:
    """Draft a requisition from a past one, or from a template."""
    fields = {"needed_by": needed_by, "period": period or f"{date.today():%Y-%m}", "title": title}  # noqa: DTZ011
    with door.open() as live:
        if template:
            fields |= {"template": source, "entity": entity}
        else:
            fields["requisition"] = str(document(live, source, entity, "requisition").id)
        return send(door, out, live, parsed("requisition.copy", fields), person, key)


@command(group, "list")
@listing
def listed(door: "Door", out: "Out", **which: Any) -> None:
    """Requisitions, the newest first: where each stands, who has it now and since when."""
    show(door, out, "cases", COLUMNS, **which)


@command(group, "show")
@click.argument("number")
@ENTITY
def shown(door: "Door", out: "Out", number: str, entity: str | None) -> None:
    """One requisition: where it stands, its lines, orders and approval."""
    from aggregates.purchase_order import PURCHASE_ORDER
    from aggregates.requisition import REQUISITION
    from audit.kinds import plain

    with door.open() as live:
        ref = document(live, number, entity, "requisition")
        state = live.handler.state(REQUISITION, ref.id)
        if state.ref is None:
            raise unknown("requisition", number)
        row, full = one(live, "cases", ref.id), plain(state)
        orders = [_order(live.handler.state(PURCHASE_ORDER, order.id)) for order in state.orders]

    def text() -> None:
        out.table(COLUMNS, [row])
        lines = [{**line, **line["cost_object"], "quantity": line["quantity"]["amount"]} for line in full["lines"]]
        out.table(
            ("line", "description", "quantity", "unit_price", "project", "cost_code", "period", "supplier"), lines
        )
        if orders:
            out.table(ORDERS, orders)

    out.result({**row, "document": full, "orders": orders}, text)


def _order(state: "PurchaseOrder") -> dict[str, Any]:
    """What has become of an order: by its stream, so that it is never behind."""
    assert state.ref is not None
    percent = {"received_percent": state.received_percent, "billed_percent": state.billed_percent}
    shown = {name: f"{figure.normalize():f}" for name, figure in percent.items()}
    total = state.as_amendment().total.model_dump(mode="json")
    return {
        "number": state.ref.number,
        "supplier": state.supplier,
        "total": total,
        "status": state.status,
        **shown,
        "invoices": [invoice.number for invoice in state.invoices],
    }


COMMANDS = (group,)
