"""`req2pay pay`: what is due, proposing, releasing and settling it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from console.command import command
from console.find import ENTITY, document
from console.people import actor
from console.problem import NOT_FINE, OK, Problem, unknown
from console.rows import caught_up, listing, page, show
from console.send import send, sending, sent, told

if TYPE_CHECKING:
    from aggregates.payment_run import PaymentRun
    from console.doors import Door, Live
    from console.out import Out

PAYABLES = ("number", "entity", "supplier", "supplier_name", "invoice_number", "amount", "due_date", "status", "run")
_OFF = ("certified", "recovered", "retained", "fined", "deducted", "net")
RUNS = (
    "number", "entity", "total", "credit", "payments", "status", "flags", "over_plan", "proposed_by", "released_by", "file_name",
)  # fmt: skip
LISTS = {
    "payables": PAYABLES,
    "payment_runs": RUNS,
    "settlement_bills": ("contract", "invoice", "certified_before", *_OFF, "certified_to_date"),
    "certificates": ("order_number", "certificate", "status", "gross", "recovered", "retained", "deducted", "net"),
    "settlements": ("contract", *_OFF, "advance_paid", "released", "release_on", "open_defects"),
}


@click.group("pay")
def group() -> None:
    """Payments, what the bank says, and where the money is."""


@command(group, "list")
@click.option("--runs", "what", flag_value="payment_runs", help="Payment runs instead of payables.")
@click.option("--bills", "what", flag_value="settlement_bills", help="What comes off each bill under a contract.")
@click.option("--certificates", "what", flag_value="certificates", help="Progress bills with their computation.")
@click.option("--contracts", "what", flag_value="settlements", help="What each contract paid, kept and took off.")
@listing
def listed(door: "Door", out: "Out", what: str | None, **which: Any) -> None:
    """Payables, or what an option names, the newest first."""
    model = what or "payables"
    show(door, out, model, LISTS[model], **which)


@command(group, "propose")
@click.argument("payables", nargs=-1)
@click.option("--entity", required=True, metavar="CODE", help="Legal entity that pays.")
@click.option("--currency", metavar="CODE", help="Currency; needed where several are due.")
@click.option("--account", metavar="IBAN", help="Account to pay from (default: the entity's first).")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of execution (default: today).")
@sending
def propose(
    door: "Door",
    out: "Out",
    payables: Sequence[str],
    entity: str,
    currency: str | None,
    account: str | None,
    day: datetime | None,
    person: str,
    key: str,
) -> int:
    """Propose a payment run over PAYABLES (numbers), or over everything that is due on that day."""
    from contracts.payment_run import ProposePaymentRun

    with door.open() as live:
        on = day.date() if day else live.handler.clock().date()
        found = _chosen(live, entity, payables) if payables else _due(live, entity, on, currency)
        run = ProposePaymentRun(
            entity=entity,
            currency=found[0],
            account=account or _account(live, entity),
            execution_date=on,
            payables=tuple(found[1]),
        )
        return send(door, out, live, run, person, key)


def _due(live: "Live", entity: str, on: date, currency: str | None) -> tuple[str, list[UUID]]:
    """The currency and everything due in it. Raises Problem when nothing, or several currencies, are due."""
    from projections.due import due_payables

    caught_up(live)
    due = due_payables(live.views, entity, on)
    found = {code: ids for code, ids in due.items() if currency in (None, code)}
    if len(found) != 1:
        code = "several-currencies" if found else "nothing-due"
        raise Problem(code, NOT_FINE, entity=entity, day=on, currencies=", ".join(found))
    [(code, ids)] = found.items()
    return code, [UUID(each) for each in ids]


def _chosen(live: "Live", entity: str, numbers: Sequence[str]) -> tuple[str, list[UUID]]:
    """Payables by their numbers. Raises Problem."""
    caught_up(live)
    rows = [page(live, "payables", {"number": number, "entity": entity})[0] for number in numbers]
    for number, found in zip(numbers, rows, strict=True):
        if not found:
            raise unknown("payable", number)
    return rows[0][0]["currency"], [UUID(found[0]["id"]) for found in rows]


def _account(live: "Live", entity: str) -> str:
    from aggregates.legal_entity import LEGAL_ENTITY
    from contracts.ids import stream_id

    accounts = live.handler.state(LEGAL_ENTITY, stream_id("legal_entity", entity)).accounts
    if not accounts:
        raise Problem("no-account", NOT_FINE, entity=entity)
    return accounts[0].identifier


@command(group, "release")
@click.argument("number")
@click.option("--acknowledge", multiple=True, metavar="IBAN", help="A flagged account that you have checked.")
@ENTITY
@sending
def release(
    door: "Door",
    out: "Out",
    number: str,
    acknowledge: tuple[str, ...],
    entity: str | None,
    person: str,
    key: str,
) -> int:
    """Release a proposed run, exactly as it stands; never the person who proposed it."""
    from contracts.payment_run import ReleasePaymentRun

    with door.open() as live:
        run = _run(live, number, entity)
        assert run.ref is not None
        assert run.proposed is not None
        out.note("releases", number=run.ref, total=run.proposed.total, payments=len(run.proposed.payments))
        order = ReleasePaymentRun(run=run.ref.id, content_hash=run.proposed.content_hash, acknowledged=acknowledge)
        return send(door, out, live, order, person, key)


@command(group, "settle")
@click.argument("number")
@click.argument("payables", nargs=-1)
@click.option("--failed", is_flag=True, help="The bank did not pay; the payables can be proposed again.")
@click.option("--reference", required=True, metavar="TEXT", help="The bank's reference.")
@ENTITY
@sending
def settle(
    door: "Door",
    out: "Out",
    number: str,
    payables: Sequence[str],
    failed: bool,
    reference: str,
    entity: str | None,
    person: str,
    key: str | None,
) -> int:
    """Record what the bank did with the payments of a run (PAYABLES: numbers; default: all that are open)."""
    from contracts.payment_run import SettlePayment

    worst, word = OK, "failed" if failed else "settled"
    with door.open() as live:
        who, run = actor(door, person), _run(live, number, entity)
        assert run.ref is not None
        assert run.proposed is not None
        named = {payment.payable.number: payment.payable.id for payment in run.proposed.payments}
        missing = [each for each in payables if each not in named]
        if missing:
            raise unknown("payment", ", ".join(missing))
        chosen = [named[each] for each in payables] or [each for each in named.values() if each in run.open]
        if not chosen:
            raise Problem("nothing-open", NOT_FINE, number=number)
        for stream in chosen:
            fields = {"run": run.ref.id, "payable": stream, "result": word, "bank_reference": reference}
            order = SettlePayment.model_validate(fields)
            worst = max(worst, told(out, order, sent(live, order, who, key and f"{key}:{stream}")))
    return worst


def _run(live: "Live", number: str, entity: str | None) -> "PaymentRun":
    from aggregates.payment_run import PAYMENT_RUN

    state = live.handler.state(PAYMENT_RUN, document(live, number, entity, "payment_run").id)
    if state.proposed is None:
        raise unknown("payment_run", number)
    return state


COMMANDS = (group,)
