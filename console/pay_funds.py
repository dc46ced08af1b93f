"""`req2pay pay accounts|moves|plan|credits|forecast`: where money stands and moved, what suppliers owe, when it runs dry."""

from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.pay import group
from console.problem import Problem
from console.rows import caught_up, listing, show

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

ACCOUNTS = ("fund_account", "entity", "name", "purpose", "project", "balance", "reserved", "available")
MOVES = ("position", "fund_account", "kind", "amount", "reserved_change", "cause_number", "counterpart", "why")
PLANS = {
    "funds_plan_months": (
        "fund_account", "month", "number", "version", "planned_in", "actual_in", "more_in",
        "planned_out", "actual_out", "more_out", "used", "left",
    ),
    "funds_plans": ("number", "version", "project", "month", "status", "inflow", "outflow", "author", "why"),
    "funds_plan_lines": ("number", "version", "line", "kind", "fund_account", "amount", "on", "purpose", "cost_code"),
}  # fmt: skip
CREDITS = {
    "supplier_credits": (
        "supplier", "supplier_name", "entity", "granted", "used", "refunded", "balance", "set_aside", "free",
    ),
    "supplier_credit_moves": (
        "position", "supplier", "kind", "amount", "set_aside_change", "credit_note", "run", "payable", "statement", "why",
    ),
}  # fmt: skip
WEEKS = ("account", "week", "first", "last", "opening", "inflow", "outflow", "closing")
ITEMS = ("account", "on", "kind", "document", "amount", "why")


@command(group, "accounts")
@listing
def accounts(door: "Door", out: "Out", **which: Any) -> None:
    """Fund accounts: what stands on each, what is reserved and what is available."""
    show(door, out, "fund_accounts", ACCOUNTS, **which)


@command(group, "moves")
@listing
def moves(door: "Door", out: "Out", **which: Any) -> None:
    """Every move of the fund accounts with its cause, the newest first."""
    show(door, out, "fund_moves", MOVES, **which)


@command(group, "plan")
@click.option("--versions", "what", flag_value="funds_plans", help="The plans and their versions instead.")
@click.option("--lines", "what", flag_value="funds_plan_lines", help="What each version is made of instead.")
@listing
def planned(door: "Door", out: "Out", what: str | None, **which: Any) -> None:
    """Fund accounts month by month: what the plan in force says, what really moved, and what the plan leaves."""
    model = what or "funds_plan_months"
    show(door, out, model, PLANS[model], **which)


@command(group, "credits")
@click.option("--moves", "what", flag_value="supplier_credit_moves", help="Where each balance comes from instead.")
@listing
def owed_to_us(door: "Door", out: "Out", what: str | None, **which: Any) -> None:
    """What suppliers owe us by credit notes on what was paid: granted, used in payments, paid back, and what is free."""
    model = what or "supplier_credits"
    show(door, out, model, CREDITS[model], **which)


@command(group, "forecast")
@click.option("--entity", required=True, metavar="CODE", help="Legal entity.")
@click.option("--currency", required=True, metavar="CODE", help="Currency.")
@click.option("--weeks", type=click.IntRange(1, 104), default=26, show_default=True, help="How far ahead.")
@click.option("--items", is_flag=True, help="With what each week is made of.")
def cash(door: "Door", out: "Out", entity: str, currency: str, weeks: int, items: bool) -> None:
    """What is expected to be paid week by week, and the first week in which an account runs dry."""
    from contracts.currency import MINOR_UNITS
    from projections.candidates import legal_entities
    from projections.cash_forecast import cash_forecast

    if currency not in MINOR_UNITS:
        raise Problem("unknown-currency", currency=currency)
    with door.open() as live:
        position = caught_up(live)
        if entity not in legal_entities(live.views):
            raise Problem("unknown-legal-entity", entity=entity)
        found = cash_forecast(live.views.engine, entity, currency, live.handler.clock().date(), weeks)
    out.result({**found, "position": position}, lambda: _tables(out, found, items))


def _tables(out: "Out", found: dict[str, Any], items: bool) -> None:
    about = {name: found[name] for name in ("entity", "currency", "today")}
    out.table(WEEKS, found["weeks"], out.sentence("cash-forecast", **about))
    if items:
        out.table(ITEMS, [item for week in found["weeks"] for item in week["items"]])
    for week in found["dry"]:
        tipped = week["tipped_by"]
        of = {name: tipped[name] for name in ("document", "amount", "on")}
        out.note("runs-dry", **{name: week[name] for name in ("account", "week", "first", "last")}, **of)
    if not found["dry"]:
        out.note("nothing-runs-dry")


COMMANDS = ()
