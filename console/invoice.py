"""`req2pay invoice`: hand in, look, correct and decide; `verify` reads and checks files without any server."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.deciding import deciding
from console.find import ENTITY, document
from console.people import actor
from console.problem import NOT_FINE, OK, WRONG_USE, Problem
from console.rows import listing, one, show
from console.send import WHY, send, sending, sent, told

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

COLUMNS = (
    "number",
    "entity",
    "status",
    "supplier",
    "seller_name",
    "invoice_number",
    "gross",
    "purchase_order",
    "codes",
)
FIELDS = ("field", "value", "source", "confidence", "page", "box")
PATHS = click.argument("files", nargs=-1, type=click.Path(path_type=Path))


@click.group("invoice")
def group() -> None:
    """Invoices, from the file to the posting."""


@command(group, "receive")
@PATHS
@click.option("--entity", required=True, metavar="CODE", help="Legal entity that is billed.")
@sending
def receive(door: "Door", out: "Out", files: Sequence[Path], entity: str, person: str, key: str | None) -> int:
    """Hand in invoice files; the same bytes for the same entity are one invoice. One answer for each file."""
    from hashlib import sha256

    from bots.reading.outcome import MAX_BYTES
    from contracts.invoice import ReceiveInvoice

    if not files:
        raise Problem("no-files")
    worst = OK
    with door.open() as live:
        who = actor(door, person)
        for file in files:
            data = _bytes(file, MAX_BYTES)
            digest = sha256(data).hexdigest()
            order = ReceiveInvoice(entity=entity, file_sha256=digest, file_name=file.name, size=len(data))
            live.blobs.put(data)
            worst = max(worst, told(out, order, sent(live, order, who, key and f"{key}:{digest}")))
    return worst


def _bytes(file: Path, limit: int) -> bytes:
    try:
        if file.stat().st_size > limit:
            raise Problem("file-too-large", WRONG_USE, file=file, limit=limit)
        return file.read_bytes()
    except OSError as error:
        raise Problem("file-unreadable", WRONG_USE, file=file, reason=error) from error


@command(group, "list")
@listing
def listed(door: "Door", out: "Out", **which: Any) -> None:
    """Invoices, the newest first: what was read, what was found, how it was decided."""
    show(door, out, "invoices", COLUMNS, **which)


@command(group, "show")
@click.argument("number")
@ENTITY
def shown(door: "Door", out: "Out", number: str, entity: str | None) -> None:
    """One invoice: what the bot read and found, and what people decided."""
    from aggregates.invoice import INVOICE
    from audit.kinds import plain

    with door.open() as live:
        ref = document(live, number, entity, "invoice")
        row, full = one(live, "invoices", ref.id), plain(live.handler.state(INVOICE, ref.id))

    def text() -> None:
        out.table(COLUMNS, [row])
        out.table(FIELDS, _fields(full))
        for finding in row["findings"] or ():
            out.line(f"  {finding['severity']}: {out.found(finding['code'], finding['evidence'])}")

    out.result({**row, "document": full}, text)


def _fields(full: dict[str, Any]) -> list[dict[str, Any]]:
    """What was read, and in its place what people have corrected."""
    read = {name: {"field": name, **field} for name, field in (full["reading"] or {"fields": {}})["fields"].items()}
    fixed = {name: {"field": name, "value": value, "source": "person"} for name, value in full["corrections"].items()}
    return list((read | fixed).values())


deciding(
    group,
    "invoice",
    "invoice.resolve",
    "Decide an exception: --accept or --reject, with a reason.",
    {"--accept": ("accept", "Accept the exception and post."), "--reject": ("reject", "Refuse the invoice.")},
)


@command(group, "correct")
@click.argument("number")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What the document really says; nothing after = where it says nothing.",
)
@click.option("--order", "purchase_order", metavar="NUMBER", help="The purchase order it belongs to.")
@ENTITY
@sending
def correct(
    door: "Door",
    out: "Out",
    number: str,
    fields: Sequence[str],
    purchase_order: str | None,
    entity: str | None,
    person: str,
    key: str,
) -> int:
    """Correct what was read, or name the order; the invoice is then matched again."""
    from console.rows import parsed
    from contracts.invoice import CorrectInvoice

    if not fields and not purchase_order:
        raise Problem("nothing-to-correct")
    with door.open() as live:
        ref = document(live, number, entity, "invoice")
        fixed = [{"field": name, "value": value or None} for name, value in parsed(fields).items()]
        order = CorrectInvoice.model_validate({"invoice": ref.id, "fields": fixed, "purchase_order": purchase_order})
        return send(door, out, live, order, person, key)


@command(group, "read-again")
@click.argument("number")
@ENTITY
@sending
def read_again(door: "Door", out: "Out", number: str, entity: str | None, person: str, key: str) -> int:
    """Have a bot read the file of an undecided invoice once more."""
    from contracts.invoice import ReadInvoiceAgain

    with door.open() as live:
        again = ReadInvoiceAgain(invoice=document(live, number, entity, "invoice").id)
        return send(door, out, live, again, person, key)


@command(group, "reopen")
@click.argument("number")
@WHY
@ENTITY
@sending
def reopen(door: "Door", out: "Out", number: str, why: str, entity: str | None, person: str, key: str) -> int:
    """Take the rejection of an invoice back, with a reason; it is then judged anew."""
    from contracts.invoice import ReopenInvoice

    with door.open() as live:
        order = ReopenInvoice(invoice=document(live, number, entity, "invoice").id, why=why)
        return send(door, out, live, order, person, key)


@command(group, "receive-again")
@click.argument("number")
@WHY
@ENTITY
@sending
def receive_again(door: "Door", out: "Out", number: str, why: str, entity: str | None, person: str, key: str) -> int:
    """Take the file of a cancelled invoice in again, with a reason: as a new invoice, judged anew."""
    from contracts.invoice import ReceiveInvoiceAgain

    with door.open() as live:
        order = ReceiveInvoiceAgain(invoice=document(live, number, entity, "invoice").id, why=why)
        return send(door, out, live, order, person, key)


@command(group, "verify")
@PATHS
@click.option("--ignore-embedded", is_flag=True, help="Read only what a person sees.")
@click.option("--ignore-qr", is_flag=True, help="Do not read the QR code.")
@click.option("--master", type=click.Path(path_type=Path), help="Master data to check against (YAML or JSON).")
def verify(_door: "Door", out: "Out", files: Sequence[Path], **options: Any) -> int:
    """Read and check invoice files, with no server and no store. One JSON object per line and file with -o json."""
    from console.invoice_verify import verify as verified

    status = verified(files, as_json=out.as_json, language=out.language, say=out.line, **options)
    return status if status != 1 else NOT_FINE


COMMANDS = (group,)
