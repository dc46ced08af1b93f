"""Exceptions of invoices are told to their owners, with a link that shows and decides nothing; overdue ones also further up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aggregates.invoice import INVOICE
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.invoice import CorrectInvoice, FieldCorrection, HoldInvoice
from contracts.person import AppointSubstitute, GrantRole
from contracts.values import Ref
from events.notice import NoticeTried
from projections.notices import untold
from relay import TELL_WITHIN, tells
from tests.web.notified import Notified, notified


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Notified]:
    with notified(tmp_path) as built:
        built.send("ada", GrantRole(person="chief", role="director"))
        built.send("ada", GrantRole(person="boss", role="finance"))
        built.send("ada", GrantRole(person="clerk", role="finance"))
        yield built


def waiting(house: Notified) -> tuple[Ref, Ref]:
    """An order and an invoice on it that has to wait for the goods."""
    order = house.ordered()
    house.told()
    return order, house.billed(order)


def link(house: Notified) -> str:
    """The way of the link in the newest mail."""
    text = str(house.catcher.mails[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    found = re.search(r"/notices/[\w.-]+", text)
    assert found
    return found[0]


def test_the_owner_is_told_once_and_the_one_above_when_nobody_has_decided(house: Notified) -> None:
    order, invoice = waiting(house)
    assert house.told() == [("gus", f"An invoice needs you: Invoice {invoice}, 1190.00 EUR: Stahl GmbH R-1")]
    house.later(hours=15)
    assert house.told() == []
    house.later(hours=2)
    assert house.told() == [("chief", f"Nobody has decided in time: Invoice {invoice}, 1190.00 EUR: Stahl GmbH R-1")]
    house.later(hours=200)
    assert house.told() == []
    house.send("gus", RecordGoodsReceipt(order=order.id, lines=(ReceiptLine(order_line=1, accepted=Decimal(10)),)))
    assert house.house.handler.state(INVOICE, invoice.id).status == "posted"
    assert house.told() == []
    assert [
        (row["sent_to"], row["matter"], row["subject"], row["subject_kind"])
        for row in house.rows(approval=str(invoice))
    ] == [
        ("gus", "held", str(invoice), "invoice"),
        ("chief", "overdue", str(invoice), "invoice"),
    ]


def test_who_corrected_it_is_not_asked_to_look_at_his_own_work(house: Notified) -> None:
    _, invoice = waiting(house)
    house.told()
    field = FieldCorrection(field="iban", value=None)
    house.send("boss", CorrectInvoice(invoice=invoice.id, fields=(field,)))
    told = house.told()
    assert {to for to, _ in told} == {"gus"}, "the first finding says whose it is"
    house.send("system", HoldInvoice(invoice=invoice.id, code="budget-exceeded", figures=(("amount", "1 EUR"),)))
    assert [to for to, _ in house.told()] == ["clerk"]


def test_a_refused_step_has_an_owner_and_a_day_and_tells_why(house: Notified) -> None:
    _, invoice = waiting(house)
    house.told()
    house.send("system", HoldInvoice(invoice=invoice.id, code="side-effect-failed", figures=(("effect", "x"),)))
    held: Any = house.house.handler.state(INVOICE, invoice.id).held
    assert (held.owner, held.due_at is not None) == ("finance", True)
    told = dict(house.told())
    assert set(told) == {"boss", "clerk"}
    assert told["boss"].startswith("有发票需您处理：发票 ")
    assert told["clerk"].startswith("An invoice needs you: Invoice ")


def test_a_substitute_is_told_too(house: Notified) -> None:
    day = house.house.now.date()
    house.send("ada", AppointSubstitute(person="gus", substitute="fei", valid_from=day, valid_until=day))
    waiting(house)
    assert {to for to, _ in house.told()} == {"gus", "fei"}


def test_what_was_decided_meanwhile_is_told_to_nobody(tmp_path: Path) -> None:
    down = [True]
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as house:
        order, invoice = waiting(house)
        assert untold(house.views, house.house.now - TELL_WITHIN, all_of_then=False) == []
        house.show()
        assert invoice.id in untold(house.views, house.house.now - TELL_WITHIN, all_of_then=False)
        house.send("gus", RecordGoodsReceipt(order=order.id, lines=(ReceiptLine(order_line=1, accepted=Decimal(10)),)))
        down[0] = False
        house.later(minutes=2)
        assert [one for one in house.told() if "Invoice" in one[1]] == []
        assert house.newest(NoticeTried).rest == "done"
        old = [each for each in house.house.log.events() if each.event.stored_as == "invoice.held.v1"]
        assert [tells(each, house.house.now + TELL_WITHIN * 2) for each in old] == [[]]
        assert [process.kind for each in old for process in tells(each, house.house.now)] == ["notice"]


async def test_the_link_shows_what_was_found_decides_nothing_and_ends_with_the_exception(house: Notified) -> None:
    order, invoice = waiting(house)
    path, before = link(house), house.house.log.head()
    async with house.client(Accept="text/html") as client:
        page = await client.get(path)
    for word in (
        f"Invoice {invoice} Stahl GmbH R-1",
        "1190.00 EUR",
        "Found",
        "10",
        f"invoice resolve {invoice} --accept",
        "--as gus",
    ):
        assert word in page.text, word
    assert not re.search(r"<(form|script|button|input|style|img|a)\b", page.text)
    async with house.client(Accept="application/json") as client:
        told = (await client.get(path)).json()
    assert (told["invoice"], told["kind"], told["for"]) == (str(invoice.id), "invoice", "gus")
    assert told["command"]["path"] == "/api/commands/invoice.resolve"
    assert house.house.log.head() == before
    async with house.as_("sam") as client:
        assert (await client.get(path)).status_code == 403
    house.send("gus", RecordGoodsReceipt(order=order.id, lines=(ReceiptLine(order_line=1, accepted=Decimal(10)),)))
    async with house.client(Accept="application/json") as client:
        gone = await client.get(path)
    assert (gone.status_code, gone.json()["code"]) == (410, "notice-exception-passed")
