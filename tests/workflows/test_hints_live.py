"""Hints on a real server and both databases: a folder brings a page, a person corrects it, the next one is read."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import worker
from activities.reading_hints import hints_ref
from activities.taking_in import TakingIn
from adapters.samples import InvoiceSpec, Party, SampleLine, plain_pdf
from aggregates.invoice import INVOICE
from aggregates.reading_hints import READING_HINTS
from audit.invariants import invariants
from bots.opening_mail import open_mail
from bots.reading.any_file import read
from bots.unpacking import sort_file
from contracts.invoice import CorrectInvoice, FieldCorrection, ResolveInvoice
from contracts.reading_hints import ForgetHint
from events.approval import ApprovalOpened
from events.invoice import InvoiceHeld, InvoicePosted
from events.purchase_order import PurchaseOrderIssued
from events.reading_hints import HintsLearnt
from processes.invoice_verification import LEARN_HINTS
from tests.support.living import living
from tests.workflows.test_cases import server


def page(number: str, order: str, quantity: int) -> bytes:
    """A page whose number stands beside a word that no reader knows."""
    lines = (SampleLine("Beam", Decimal(quantity), Decimal(100), order_line="1"),)
    seller, buyer = Party("Stahl AG", "DE136695976"), Party("ACME GmbH", "DE129274202")
    spec = InvoiceSpec(number, "2026-11-02", "EUR", seller, buyer, order, lines)
    return plain_pdf(spec, "en", {"number": "Folio"})


async def test_a_correction_teaches_and_the_next_file_of_the_folder_is_read(tmp_path: Path, store_url: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    settings: dict[str, Any] = {"intake_folders": {"main": {"path": folder, "entity": "ACME"}}, "intake_seconds": 3_600}
    if store_url.startswith("postgres"):
        settings["database_url"] = store_url
    async with server(tmp_path) as client, living(tmp_path / "house", client, read=read, **settings) as company:
        company.found()
        sources = company.service.sources
        taking = TakingIn(company.handler, company.blobs, sort_file, open_mail, sources.taking.new_key)
        object.__setattr__(sources, "taking", taking)
        requisition = company.requested()
        await company.seen(ApprovalOpened)
        company.vote("mona")
        await company.seen(PurchaseOrderIssued)
        order = company.order(requisition)
        company.receive(order, "10")
        sweep = worker.sweeper(company.service, company.client)
        await asyncio.to_thread(company.service.runner().catch_up)
        await sweep.sweep()

        async def bring(number: str, quantity: int) -> None:
            (folder / f"{number}.pdf").write_bytes(page(number, order.ref.number if order.ref else "", quantity))
            await company.client.get_schedule_handle("intake/folder/main").trigger()

        await bring("R-1", 1)
        held = await company.seen(InvoiceHeld, 1, 60)
        assert [found.code for found in held.findings if found.severity != "warn"][:1] == ["missing-field"]
        fields = (FieldCorrection(field="number", value="R-1"),)
        company.send("fay", CorrectInvoice(invoice=held.ref.id, fields=fields))
        await company.seen(InvoiceHeld, 2)
        company.send("root", ResolveInvoice(invoice=held.ref.id, decision="accept", why="as on the paper"))
        learnt = await company.seen(HintsLearnt)
        assert [(hint.label, learnt.people, learnt.accepted_by) for hint in learnt.hints] == [
            ("folio", ("fay",), "root")
        ]
        await bring("R-2", 2)
        posted = await company.seen(InvoicePosted, 2, 60)
        assert (posted.number, posted.accepted_by) == ("R-2", None)
        assert (await company.seen(HintsLearnt, 2)).right == (1,)
        own = hints_ref("ACME", posted.supplier)
        company.send("fay", ForgetHint(hints=own.id, hint=1, why="they print it elsewhere now"))
        await bring("R-3", 1)
        again = await company.seen(InvoiceHeld, 3, 60)
        assert company.handler.state(INVOICE, again.ref.id).value("number") is None
        assert company.handler.state(READING_HINTS, own.id).of("pdf") == ()
        handle = company.client.get_workflow_handle(f"invoice/{posted.ref.id}")
        await handle.result()
        ran = [each async for each in handle.fetch_history_events()]
        names = [each.activity_task_scheduled_event_attributes.activity_type.name for each in ran]
        assert names.count(LEARN_HINTS) == 1
        assert invariants(company.log).violations == ()
