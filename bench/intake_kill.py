"""A folder of mixed files is taken in while the worker is killed at random: every file ends exactly once.

`python -m bench.intake_kill [FILES] [KILLS] [DATABASE_URL]`
"""

import asyncio
import io
import json
import random
import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

import worker
from adapters.samples import InvoiceSpec, Party, SampleLine, cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from audit.report import Report
from bench.house import company, fresh_home, settings
from bench.parts import Parts, connected, embedded, judge, parts, rebuilt_differences
from events.intake import IntakeEnded, IntakeReceived
from events.invoice import InvoiceMerged, InvoicePosted, InvoiceReceived
from projections.intakes import intakes
from worker import Service

SELLER, BUYER = Party("Stahl AG", "DE136695976", iban="DE89370400440532013000"), Party("Acme Bau GmbH", "DE129273398")
DRAWN = {"pdf": plain_pdf, "xml": ubl_xml, "cii.xml": cii_xml, "zugferd.pdf": zugferd_pdf}
TIME = 900.0


@dataclass(frozen=True)
class Ended:
    """What became of the files: counts by outcome, and everything that would be wrong."""

    files: int
    kills: int
    outcomes: dict[str, int]
    seconds: float
    wrong: list[str]
    report: Report
    differing: int


def spec(number: int) -> InvoiceSpec:
    """An invoice of its own number and amount."""
    lines = (SampleLine("Beam", Decimal(2), Decimal(100 + number)),)
    return InvoiceSpec(f"K-2026-{number:05d}", "2026-11-02", "EUR", SELLER, BUYER, "", lines)


def files(count: int) -> dict[str, bytes]:
    """Invoices of each form, the same bytes again, other forms of the same, archives, junk and what nobody reads."""
    made: dict[str, bytes] = {}
    forms, number = list(DRAWN), 0
    while len(made) < count:
        number += 1
        form = forms[number % len(forms)]
        made[f"{number:04d}.{form}"] = DRAWN[form](spec(number))
        if number % 6 == 0:
            made[f"sub/{number:04d}-again.{form}"] = made[f"{number:04d}.{form}"]
        if number % 7 == 0:
            made[f"{number:04d}-other.xml"] = cii_xml(spec(number - 1))
        if number % 9 == 0:
            made[f"{number:04d}.zip"] = _zipped(number)
        if number % 11 == 0:
            made[f"{number:04d}.txt"] = b"Dear all, %d" % number
        if number % 13 == 0:
            made[f"{number:04d}.rar"] = b"Rar!\x1a\x07\x01\x00%d" % number
        if number % 17 == 0:
            made[f"{number:04d}-broken.pdf"] = plain_pdf(spec(number))[: 700 + number]
    return dict(list(made.items())[:count])


def _zipped(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inside.xml", ubl_xml(spec(50_000 + number)))
        archive.writestr("again.xml", ubl_xml(spec(50_000 + number)))
        archive.writestr("readme.txt", "hello")
    return out.getvalue()


async def run(count: int, kills: int, seed: int = 1, database: str = "") -> Ended:
    """Take `count` files in under `kills` kills of the worker."""
    with fresh_home() as home:
        folder = home / "in"
        given = files(count)
        for name, data in given.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        more = {
            "INTAKE_FOLDERS": json.dumps({"main": {"path": str(folder), "entity": "DE01"}}),
            "INTAKE_SECONDS": "5",
            "DATABASE_URL": database,
        }
        service = company(worker.compose(settings(home).model_copy(update={"database_url": database})))
        started = time.monotonic()
        try:
            with embedded(service.settings) as server, parts(home, server.address, more) as made:
                client = await connected(service, server)
                killed = await _killed(made, service, folder, kills, random.Random(seed))
                await asyncio.to_thread(_until_ended, service, folder, len(given))
                seconds = time.monotonic() - started
                differing = await asyncio.to_thread(rebuilt_differences, service)
                report = await judge(service, client)
            wrong = _wrong(service, folder, given)
            return Ended(len(given), killed, _outcomes(service), round(seconds, 1), wrong, report, differing)
        finally:
            service.close()


async def _killed(made: Parts, service: Service, folder: Path, kills: int, chance: random.Random) -> int:
    """Kill the worker while there is something in the folder; the first time once it has begun."""
    done = 0
    while done < kills:
        before = _taken(service)
        while _taken(service) <= before and _left(folder):
            await asyncio.sleep(0.02)
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        await asyncio.to_thread(made.kill, "worker")
        done += 1
    return done


def _taken(service: Service) -> int:
    return sum(isinstance(each.event, IntakeReceived) for page in service.log.pages() for each in page)


def _left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not {"done", "failed"} & set(path.parts)]


def _until_ended(service: Service, folder: Path, least: int) -> None:
    until = time.monotonic() + TIME
    while time.monotonic() < until:
        found = _outcomes(service)
        if not _left(folder) and not found.get("open") and sum(found.values()) >= least:
            return
        time.sleep(1.0)
    raise AssertionError(f"not ended: {found}, {len(_left(folder))} files are left in the folder")


def _outcomes(service: Service) -> dict[str, int]:
    with service.views.engine.connect() as connection:
        return dict(Counter(connection.execute(select(intakes.c.outcome)).scalars()))


def _wrong(service: Service, folder: Path, given: dict[str, bytes]) -> list[str]:
    """What must not be: a file that is recorded twice or not at all, that ended twice or never, that is paid twice."""
    events = [each.event for page in service.log.pages() for each in page]
    received = [each for each in events if isinstance(each, IntakeReceived)]
    top = Counter(each.path for each in received if each.part_of is None)
    ended = Counter(each.ref.id for each in events if isinstance(each, IntakeEnded))
    bytes_of = Counter(each.file_sha256 for each in events if isinstance(each, InvoiceReceived))
    posted = Counter(each.number for each in events if isinstance(each, InvoicePosted))
    merged = Counter(each.ref.id for each in events if isinstance(each, InvoiceMerged))
    aside = Counter(
        path.relative_to(folder).as_posix().partition("/")[2] for path in folder.rglob("*") if path.is_file()
    )
    return [
        *(f"{name} recorded {top[name]} times" for name in given if top[name] != 1),
        *(f"{name} is recorded and was never there" for name in top if name not in given),
        *(f"{each.ref} ended {ended[each.ref.id]} times" for each in received if ended[each.ref.id] != 1),
        *(f"{digest} became {times} invoices" for digest, times in bytes_of.items() if times != 1),
        *(f"{number} posted {times} times" for number, times in posted.items() if times != 1),
        *(f"{stream} merged {times} times" for stream, times in merged.items() if times != 1),
        *(f"{name} lies {aside[name]} times in done or failed" for name in given if aside[name] != 1),
        *(f"the bytes of {each.ref} are not kept" for each in received if not service.blobs.keeps(each.file_sha256)),
    ]


def main(arguments: list[str]) -> None:
    """Run and tell."""
    count, kills = (int(arguments[0]) if arguments else 200), (int(arguments[1]) if arguments[1:] else 3)
    found = asyncio.run(run(count, kills, database=arguments[2] if arguments[2:] else ""))
    print(f"{found.files} files, {found.kills} kills, {found.seconds} s: {found.outcomes}")
    print(
        f"wrong: {found.wrong or 'nothing'}; violations: {found.report.violations or 'none'}; differing: {found.differing}"
    )
    if found.wrong or found.report.violations or found.differing:
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
