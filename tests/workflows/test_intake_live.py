"""A watched folder on a real server: its Schedule takes in what is there, and goes when the settings name it no more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import worker
from activities.taking_in import TakingIn
from adapters.samples import InvoiceSpec, Party, SampleLine, plain_pdf, ubl_xml
from bots.opening_mail import open_mail
from bots.reading.any_file import read
from bots.unpacking import sort_file
from events.intake import IntakeEnded
from tests.support.living import living
from tests.workflows.test_cases import server

LINES = (SampleLine("Beam", Decimal(2), Decimal(100)),)
BILL = InvoiceSpec("R-2026-7", "2026-11-02", "EUR", Party("Stahl AG", "DE136695976"), Party("ACME GmbH", ""), "", LINES)


async def test_a_schedule_takes_a_folder_in_and_each_file_ends(tmp_path: Path) -> None:
    folder, house = tmp_path / "in", tmp_path / "house"
    folder.mkdir()
    for name, data in {
        "a.xml": ubl_xml(BILL),
        "a.pdf": plain_pdf(BILL),
        "b.xml": ubl_xml(BILL),
        "c.txt": b"hello",
    }.items():
        (folder / name).write_bytes(data)
    settings: dict[str, Any] = {"intake_folders": {"main": {"path": folder, "entity": "ACME"}}, "intake_seconds": 3_600}
    async with server(tmp_path) as client, living(house, client, read=read, **settings) as company:
        company.found()
        sources = company.service.sources
        taking = TakingIn(company.handler, company.blobs, sort_file, open_mail, sources.taking.new_key)
        # The sources of the running worker sort in processes of their own, which the test's house does not start.
        object.__setattr__(sources, "taking", taking)
        sweep = worker.sweeper(company.service, company.client)
        await asyncio.to_thread(company.service.runner().catch_up)
        await sweep.sweep()
        schedule = company.client.get_schedule_handle("intake/folder/main")
        await schedule.trigger()
        await company.seen(IntakeEnded, 4, 60)
        ended = sorted(each.event.outcome for each in company.log.events() if isinstance(each.event, IntakeEnded))
        assert ended == ["duplicate", "invoice", "not-an-invoice", "representation"]
        await company.until(lambda: len(list((folder / "done").iterdir())) == 4)
        await schedule.trigger()
        await asyncio.sleep(1)
        assert company.count(IntakeEnded) == 4
        await asyncio.to_thread(company.service.runner().catch_up)
        await replace(sweep, sources=()).sweep()
        assert [found.id async for found in await company.client.list_schedules() if "intake" in found.id] == []
