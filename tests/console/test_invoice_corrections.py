"""A person corrects an invoice on the command line, and reads why it waits."""

import json
from pathlib import Path

import pytest

from adapters.samples import ubl_xml
from bots.reading.any_file import read
from console.find import document
from contracts._base import SYSTEM, Request
from contracts.invoice import MatchInvoice, RecordReading
from tests.console.conftest import Line
from tests.console.test_daily_work import spec


@pytest.fixture
def held(line: Line, tmp_path: Path) -> str:
    """The number of an invoice that was read, and waits because no order is known for it."""
    file = tmp_path / "invoice.xml"
    file.write_bytes(ubl_xml(spec()))
    number: str = line("invoice", "receive", str(file), "--entity", "DE01", "--as", "ines")["document"]["number"]
    with line.service() as service:
        invoice = document(service, number).id
        for command in (RecordReading(invoice=invoice, reading=read(file.read_bytes())), MatchInvoice(invoice=invoice)):
            service.runner().catch_up()  # what is alike is looked for in a read model, which must not be behind
            service.handler.handle(Request(command=command, key=command.contract, actor=SYSTEM))
    return number


def test_fields_are_set_and_taken_away(line: Line, held: str) -> None:
    correct = ("invoice", "correct", held, "--as", "fang")
    assert line(*correct, "--set", "gross_amount=50.00", "--set", "iban=")["outcome"] == "accepted"
    assert line("invoice", "show", held)["document"]["corrections"] == {"gross_amount": "50.00", "iban": None}
    said, _ = line.text("invoice", "show", held)
    [row] = [one for one in said.splitlines() if "gross_amount" in one]
    assert ("50.00" in row, "person" in row) == (True, True)
    assert line(*correct, "--set", "grossamount=1", status=1)["code"] == "unknown-field"


def test_an_order_that_does_not_exist_is_not_taken(line: Line, held: str) -> None:
    assert line("invoice", "correct", held, "--order", "PO-2026-999999", "--as", "fang", status=1)["code"] == (
        "order-not-found"
    )
    assert line("invoice", "show", held)["purchase_order"] == "PO-2026-000001"


@pytest.mark.parametrize(("language", "sentence"), [("en", "names no order that we know"), ("zh", "订单")])
def test_what_the_judgement_found_is_said_as_a_sentence(line: Line, held: str, language: str, sentence: str) -> None:
    found = {one["code"] for one in line("invoice", "show", held)["findings"]}
    assert "order-not-found" in found, json.dumps(sorted(found))
    said, _ = line.text("invoice", "show", held, "--lang", language)
    assert sentence in said
    assert "invoice_findings." not in said
