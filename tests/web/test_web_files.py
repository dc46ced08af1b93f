"""Files at the door: invoices taken in once, checked without being kept, and never larger than allowed."""

import io
import logging
import zipfile
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.samples import InvoiceSpec, Party, SampleLine, zugferd_pdf
from tests.web.door import Door, invoice
from web.files import FILE_LIMIT
from web.shield import BODY_LIMIT

HTML = b"<html><script>alert(1)</script></html>"


def blobs(door: Door) -> list[str]:
    return sorted(path.name for path in Path(door.house.blobs.path("00")).parent.parent.rglob("*") if path.is_file())


async def hand_in(door: Door, who: str, data: bytes, **params: str) -> Any:
    query = {"entity": "ACME", "file_name": "发票 1.xml", **params}
    async with door.as_(who) as client:
        return await client.post("/api/files", params=query, content=data)


async def test_a_refused_file_is_accepted_once_its_sender_may(door: Door) -> None:
    data = invoice("PO-2026-000001")
    assert (await hand_in(door, "sam", data)).status_code == 403
    assert (await hand_in(door, "boss", data)).json()["outcome"] == "accepted"
    refused = await hand_in(door, "sam", data)
    assert refused.status_code == 403
    assert "repeated" not in refused.json() or not refused.json()["repeated"]


async def test_a_file_becomes_an_invoice_once(door: Door) -> None:
    data = invoice("PO-2026-000001")
    first, again = await hand_in(door, "boss", data), await hand_in(door, "boss", data)
    renamed, other = await hand_in(door, "boss", data, file_name="b.xml"), await hand_in(door, "chief", data)
    found = first.json()
    assert (first.status_code, found["outcome"], found["document"]["kind"]) == (200, "accepted", "invoice")
    assert again.json()["outcome"] == "ignored"
    assert (renamed.json()["outcome"], other.json()["outcome"]) == ("ignored", "ignored")
    assert {answer.json()["document"]["number"] for answer in (first, again, renamed, other)} == {"INV-2026-000001"}
    assert len(blobs(door)) == 1
    sub = await hand_in(door, "boss", data, entity="SUB")
    assert sub.json()["document"]["entity"] == "SUB"
    door.house.settle()
    door.show()
    async with door.as_("boss") as client:
        rows = (await client.get("/api/invoices", params={"entity": "ACME"})).json()["rows"]
    assert [(row["invoice_number"], row["file_name"]) for row in rows] == [("R-1", "发票 1.xml")]


async def test_an_archive_is_taken_in_with_everything_in_it(door: Door) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", invoice("PO-2026-000001"))
        archive.writestr("again.xml", invoice("PO-2026-000001"))
        archive.writestr("readme.txt", b"hello")
    data = packed.getvalue()
    assert (await hand_in(door, "sam", data)).status_code == 403
    first, again = await hand_in(door, "boss", data), await hand_in(door, "boss", data)
    assert (first.json()["outcome"], first.json()["document"]["kind"]) == ("accepted", "intake")
    assert again.json()["outcome"] == "ignored"
    door.house.settle()
    door.show()
    async with door.as_("boss") as client:
        rows = (await client.get("/api/intakes")).json()["rows"]
    assert sorted((row["path"], row["channel"], row["outcome"]) for row in rows) == [
        ("", "upload", "not-an-invoice"),
        ("a.xml", "archive", "invoice"),
        ("again.xml", "archive", "duplicate"),
        ("readme.txt", "archive", "not-an-invoice"),
    ]
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
    assert (await hand_in(door, "boss", office.getvalue())).json()["document"]["kind"] == "invoice"


async def test_a_key_that_is_given_is_kept_to_and_has_its_form(door: Door) -> None:
    data, query = invoice("PO-2026-000001"), {"entity": "ACME", "file_name": "a.xml"}
    async with door.as_("boss") as client:
        wrong = await client.post("/api/files", params=query, content=data, headers={"Idempotency-Key": "k" * 201})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "key-malformed")
        assert blobs(door) == []
        asked = {"params": query, "content": data, "headers": {"Idempotency-Key": "k"}}
        first, again = await client.post("/api/files", **asked), await client.post("/api/files", **asked)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert first.json()["document"] == again.json()["document"]


async def test_who_may_not_hand_in_fills_no_disk(door: Door) -> None:
    answer = await hand_in(door, "rita", HTML)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    unknown = await hand_in(door, "boss", HTML, entity="NONE")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-entity")
    assert blobs(door) == []


async def test_a_service_hands_in_for_its_entities(door: Door) -> None:
    secret = door.access.issue_token("mailbox", frozenset({"invoice.receive"}), frozenset({"SUB"}), 1)
    async with door.bearing(secret) as client:
        query = {"file_name": "a.xml"}
        ours = await client.post("/api/files", params={"entity": "SUB", **query}, content=b"a")
        theirs = await client.post("/api/files", params={"entity": "ACME", **query}, content=b"a")
    assert (ours.status_code, theirs.status_code) == (200, 403)


@pytest.mark.parametrize("params", [{"entity": "a b"}, {"file_name": " "}, {"file_name": "x" * 256}])
async def test_wrong_names_are_problems(door: Door, params: dict[str, str]) -> None:
    answer = await hand_in(door, "boss", b"a", **params)
    assert (answer.status_code, answer.json()["code"]) == (422, "fields-wrong")
    assert blobs(door) == []


async def test_verify_reads_checks_and_keeps_nothing(door: Door) -> None:
    head = door.house.log.head()
    async with door.as_("rita") as client:
        good = await client.post("/api/invoices/verify?file_name=a.xml", content=invoice("PO-1"))
        strange = await client.post("/api/invoices/verify", content=HTML)
        empty = await client.post("/api/invoices/verify", content=b"")
    found = good.json()
    assert good.status_code == 200
    assert (found["file"], found["format"], found["fields"]["number"]["value"]) == ("a.xml", "ubl", "R-1")
    assert found["lines"][0]["quantity"] == "10"
    assert strange.json()["verdict"] != "accept"
    assert strange.json()["findings"][0]["message"]["zh"]
    assert (empty.status_code, empty.json()["code"]) == (422, "empty-file")
    assert door.house.log.head() == head
    assert blobs(door) == []


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/files?entity=ACME&file_name=a", FILE_LIMIT),
        ("/api/blobs?entity=ACME&for=requisition.create", FILE_LIMIT),
        ("/api/commands/requisition.create", BODY_LIMIT),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
async def test_size_is_bounded_announced_or_not(door: Door, path: str, limit: int, announced: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(limit // 2**16 + 1):
            yield b" " * 2**16

    content: Any = b" " * (limit + 1) if announced else chunks()
    headers = {"Idempotency-Key": "1", "Content-Type": "application/json"}
    async with door.as_("boss") as client:
        answer = await client.post(path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_failure_says_nothing_internal(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("secret detail of the store")

    door.house.handler.handle = broken  # type: ignore[assignment,method-assign]
    body = {"entity": "ACME", "title": "T", "currency": "EUR"}
    with caplog.at_level(logging.ERROR):
        async with door.as_("boss") as client:
            answer = await client.post("/api/commands/requisition.create", json=body, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "secret detail" in caplog.text


async def test_unknown_addresses_and_methods_are_problems_too(door: Door) -> None:
    async with door.client() as client:
        nowhere, method = await client.get("/nowhere"), await client.put("/api/cases")
        pages = [await client.get(path) for path in ("/docs", "/redoc", "/api/docs")]
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no-such-page")
    assert (method.status_code, method.json()["code"]) == (405, "no-such-method")
    assert method.headers["allow"]
    assert {page.status_code for page in pages} == {404}
    assert nowhere.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_the_page_stands_beside_the_fields(door: Door) -> None:
    lines = (SampleLine("Steel beam", Decimal(1), Decimal(100)),)
    spec = InvoiceSpec(
        "R-1", "2026-11-02", "EUR", Party("Stahl GmbH", "DE136695976"), Party("ACME GmbH", ""), "", lines
    )
    await hand_in(door, "boss", zugferd_pdf(spec), file_name="a.pdf")
    door.house.settle()
    door.show()
    async with door.as_("boss") as client:
        (row,) = (await client.get("/api/invoices")).json()["rows"]
        found = (await client.get(f"/api/invoices/{row['id']}/fields")).json()
        assert (found["fields"]["number"]["value"], found["format"]) == ("R-1", "facturx")
        page = await client.get(f"/api/invoices/{row['id']}/pages/1")
        assert (page.status_code, page.headers["content-type"], page.headers["x-pages"]) == (200, "image/png", "1")
        assert page.content.startswith(b"\x89PNG")
        none = await client.get(f"/api/invoices/{row['id']}/pages/9")
        assert (none.status_code, none.json()["code"]) == (422, "page-not-there")
    async with door.as_("sam") as client:
        assert (await client.get(f"/api/invoices/{row['id']}/pages/1")).status_code == 404
        assert (await client.get(f"/api/invoices/{row['id']}/fields")).status_code == 404
