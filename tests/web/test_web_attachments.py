"""Attachments at the door: kept by hash for who may refer to them, given out with the document that does."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from activities.referring import referring
from aggregates.requisition import REQUISITION
from contracts._base import COMMANDS
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun
from contracts.quotation import SubmitQuotation
from contracts.requisition import Attachment, ReviseRequisition
from events.payment_run import PaymentFileWritten, PaymentRunProposed
from tests.web.bodies import CONTENTS, _rfq
from tests.web.door import OURS, Door

PLAN = b"%PDF-1.7 plan"
DIGEST = sha256(PLAN).hexdigest()


def kept(door: Door) -> list[str]:
    return sorted(path.name for path in Path(door.house.blobs.path("00")).parent.parent.rglob("*") if path.is_file())


async def keep(door: Door, who: str, data: bytes = PLAN, **params: Any) -> Any:
    query = {"entity": "ACME", "for": "requisition.create", **params}
    async with door.as_(who) as client:
        return await client.post("/api/blobs", params=query, content=data)


async def test_kept_once_by_its_hash_and_given_out_with_its_document_only(door: Door) -> None:
    first, again = await keep(door, "rita"), await keep(door, "rita")
    assert first.json() == again.json() == {"file_sha256": DIGEST, "size": len(PLAN)}
    assert kept(door) == [DIGEST]
    draft, other = door.draft(), door.draft()
    [line] = door.house.handler.state(REQUISITION, draft.id).lines
    attached = line.model_copy(update={"attachments": (Attachment(file_sha256=DIGEST, name="plan.pdf"),)})
    door.send("rita", ReviseRequisition(requisition=draft.id, lines=(attached,)))
    async with door.as_("mona") as client:
        found = await client.get(f"/api/documents/{draft.id}/files/{DIGEST}")
        nowhere = await client.get(f"/api/documents/{other.id}/files/{DIGEST}")
    assert (found.status_code, found.content) == (200, PLAN)
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert nowhere.status_code == 404
    async with door.as_("sam") as client:
        assert (await client.get(f"/api/documents/{draft.id}/files/{DIGEST}")).status_code == 404


async def test_a_payment_file_is_not_had_by_attaching_its_hash(door: Door) -> None:
    pay = ProposePaymentRun(
        entity="ACME",
        currency="EUR",
        account=OURS.identifier,
        execution_date=door.house.now.date(),
        payables=(door.payable().id,),
    )
    run = door.made("boss", pay)
    proposed = door.newest(PaymentRunProposed)
    door.send("chief", ReleasePaymentRun(run=run.id, content_hash=proposed.content_hash))
    digest = door.newest(PaymentFileWritten).file_sha256
    assert door.house.blobs.get(digest)
    door.show()
    assert await given_to_rita(door, Attachment(file_sha256=digest, name="plan.pdf")) == 404
    assert await given_to_rita(door, Attachment(file_sha256=DIGEST, name="plan.pdf"), DIGEST) == 200


async def test_a_hash_in_a_text_refers_to_no_file(door: Door) -> None:
    other = Attachment(file_sha256=door.house.blobs.put(b"other"), name=DIGEST)
    assert await given_to_rita(door, other, DIGEST) == 404


async def given_to_rita(door: Door, attached: Attachment, digest: str | None = None) -> int:
    await keep(door, "rita")
    draft = door.draft()
    [line] = door.house.handler.state(REQUISITION, draft.id).lines
    door.send(
        "rita",
        ReviseRequisition(requisition=draft.id, lines=(line.model_copy(update={"attachments": (attached,)}),)),
    )
    async with door.as_("rita") as client:
        found = await client.get(f"/api/documents/{draft.id}/files/{digest or attached.file_sha256}")
    return int(found.status_code)


@pytest.mark.parametrize(
    ("who", "params", "status", "code"),
    [
        ("gus", {}, 403, "not-permitted"),
        ("rita", {"entity": "SUB"}, 403, "not-permitted"),
        ("rita", {"for": "contract.record_signature"}, 403, "not-permitted"),
        ("boss", {"entity": "NONE"}, 404, "unknown-entity"),
        ("boss", {"for": "invoice.receive"}, 422, "no-files-for"),
        ("boss", {"for": "rfq.remind"}, 422, "no-files-for"),
    ],
)
async def test_who_may_not_refer_to_it_fills_no_disk(
    door: Door, who: str, params: dict[str, Any], status: int, code: str
) -> None:
    answer = await keep(door, who, **params)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert kept(door) == []


async def test_a_signed_contract_is_a_pdf_and_nothing_is_empty(door: Door) -> None:
    wrong = await keep(door, "boss", b"<html>", **{"for": "contract.record_signature"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not-a-pdf")
    assert (await keep(door, "boss", b"")).json()["code"] == "empty-file"
    assert kept(door) == []
    right = await keep(door, "boss", PLAN, **{"for": "contract.record_signature"})
    assert right.json()["file_sha256"] == DIGEST


async def test_files_of_a_quotation_lie_sealed_and_are_given_out_once_it_is_opened(door: Door) -> None:
    answer = await keep(door, "boss", PLAN, **{"for": "quotation.submit"})
    assert answer.json() == {"file_sha256": DIGEST, "size": len(PLAN)}
    assert PLAN not in door.house.blobs.path(DIGEST).read_bytes()
    body = _rfq(door, minutes=1) | {"supplier": "STAHL", "contents": CONTENTS | {"attachments": [DIGEST]}}
    quoted = door.made("boss", SubmitQuotation.model_validate(body)).id
    async with door.as_("boss") as client:
        sealed = await client.get(f"/api/documents/{quoted}/files/{DIGEST}")
        door.later(minutes=1)
        opened = await client.get(f"/api/documents/{quoted}/files/{DIGEST}")
    assert (sealed.status_code, opened.status_code, opened.content) == (404, 200, PLAN)


async def test_a_service_keeps_for_what_it_may_send(door: Door) -> None:
    secret = door.access.issue_token("erp", frozenset({"requisition.create"}), frozenset({"SUB"}), 1)
    async with door.bearing(secret) as client:
        ours = await client.post("/api/blobs?entity=SUB&for=requisition.create", content=PLAN)
        theirs = await client.post("/api/blobs?entity=ACME&for=requisition.create", content=PLAN)
        person = await client.post("/api/blobs?entity=SUB&for=contract.record_signature", content=PLAN)
    assert (ours.status_code, theirs.status_code, person.status_code) == (200, 403, 403)


def test_every_contract_that_refers_to_files_can_have_them_kept() -> None:
    fields = {"attachments", "file_sha256", "evidence_sha256"}
    direct = {name for name, contract in COMMANDS.items() if fields & set(contract.model_fields)}
    assert direct - {"invoice.receive", "payment_run.record_file", "tax_verification.record"} <= set(referring())
