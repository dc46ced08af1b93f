"""Declared documents end to end: started by another system, a person, a Schedule and a rule; the decision goes back signed."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml
from temporalio.client import ScheduleBackfill

import worker
from adapters.webhook import Endpoint
from aggregates.contract import CONTRACT
from contracts.approval import Vote
from contracts.contract import TerminateContract
from contracts.declared_document import StartDeclaredDocument
from contracts.department import DefineDepartment
from contracts.document_kind import DeclareDocumentKind
from contracts.matrix_version import CheckApprovalMatrix, DraftApprovalMatrix, PublishApprovalMatrix
from contracts.person import GrantRole, RegisterPerson, RevisePerson
from contracts.process import RunTrigger
from contracts.webhook_message import SendMessageAgain
from events.approval import ApprovalOpened
from events.approval_matrix import ApprovalMatrixDrafted
from events.declared_document import DeclaredDocumentSubmitted
from events.webhook_message import WebhookMessageDelivered, WebhookMessageParked, WebhookMessageQueued
from relay import TASK_QUEUE
from tests.support.living import Living, VirtualClock, living
from tests.support.story import agreed
from tests.support.time_skipping import time_skipping
from tests.support.webhook_catcher import SECRET, Catcher, catching
from tests.workflows.test_cases import server

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "docs" / "samples"
FROM_CRM = {"entity": "ACME", "kind": "contract_renewal", "requester": "rita", "external_number": "CRM-77"}


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text("utf8"))


def declared(company: Living, *kinds: str) -> None:
    """Kinds and their matrices as the samples have them, published by a second person."""
    company.send("ada", RegisterPerson(person="adam", name="Adam"))
    company.send("ada", GrantRole(person="adam", role="administrator"))
    company.send("ada", DefineDepartment(department="WORKS", name="Works", head="pia"))
    company.send("ada", RevisePerson(person="rita", name="Rita", manager="mona", department="WORKS"))
    for kind in kinds:
        company.send("ada", DeclareDocumentKind.model_validate(sample(kind)))
        matrix = sample(f"{kind}.matrix")
        company.send("ada", DraftApprovalMatrix.model_validate({"matter": kind, "matrix": matrix, "why": "new"}))
        company.send("ada", CheckApprovalMatrix(matter=kind, version=1))
        drafted, today = company.newest(ApprovalMatrixDrafted), company.handler.clock().date()
        of = {"matter": kind, "version": 1, "content_hash": drafted.content_hash, "effective_from": today}
        company.send("adam", PublishApprovalMatrix(**of))


def _telling(catcher: Catcher) -> dict[str, Any]:
    webhooks = {name: Endpoint(url=catcher.url, secret=SECRET) for name in ("hr", "crm")}
    return {"webhooks": webhooks, "demo": True}


@asynccontextmanager
async def told(
    home: Path, catcher: Catcher, *kinds: str, policies: Path | None = None, clock: Any = None
) -> AsyncIterator[Living]:
    """A company whose kinds are declared, and which tells the endpoints `hr` and `crm`; its read models follow."""
    options = {**_telling(catcher), "policies": policies}
    async with server(home / "server") as client, living(home / "house", client, clock=clock, **options) as company:
        company.found()
        declared(company, *kinds)
        stop = threading.Event()
        views = asyncio.create_task(worker.run_projections(company.service, stop))
        try:
            yield company
        finally:
            stop.set()
            await views


def calling(company: Living, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(worker.web_app(company.service))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8080", headers=headers)


async def post(client: httpx.AsyncClient, name: str, body: Any, key: str) -> httpx.Response:
    return await client.post(f"/api/commands/{name}", json=body, headers={"Idempotency-Key": key})


async def test_a_contract_renewal_of_another_system_is_decided_and_told_back(tmp_path: Path) -> None:
    with catching(500, 204) as catcher:
        async with told(tmp_path, catcher, "contract_renewal") as company:
            issued = worker.access(company.service.settings).issue_token(
                "crm", frozenset({"declared_document.start", "read"}), frozenset({"ACME"}), 1
            )
            body = {**FROM_CRM, "body": sample("renewal")}
            as_mona = {"X-Req2pay-As": "mona"}
            async with calling(company, authorization=f"Bearer {issued}") as crm, calling(company, **as_mona) as mona:
                assert (await mona.get("/api/inbox")).json()["rows"] == []
                begun = time.monotonic()
                answer = await post(crm, "declared_document.start", body, "crm-77")
                assert answer.status_code == 200, answer.text
                where = {"min_position": answer.json()["position"]}
                tasks = (await mona.get("/api/inbox", params=where)).json()["rows"]
                seen = time.monotonic() - begun
                assert [task["title"] for task in tasks] == ["CRM-77: 12 个月 months"]
                again = await post(crm, "declared_document.start", body, "crm-77")
                other_key = await post(crm, "declared_document.start", body, "another")
                assert again.json()["repeated"]
                assert {each.json()["document"]["id"] for each in (again, other_key)} == {
                    answer.json()["document"]["id"]
                }
                changed = {**body, "body": {**body["body"], "months": 13}}
                assert (await post(crm, "declared_document.start", changed, "third")).status_code == 409
            opened = company.newest(ApprovalOpened)
            assert opened.route.row == "contract_renewal/small-and-short"
            voted = time.monotonic()
            company.send("mona", Vote(approval=opened.ref.id, verdict="approve"))
            await company.seen(WebhookMessageDelivered)
            first = catcher.told[0][2] - voted
            assert company.count(DeclaredDocumentSubmitted) == 1
            assert catcher.forged == 0
            assert len({named for named, _, _ in catcher.told}) == 1
            assert [payload["data"]["result"] for _, payload, _ in catcher.told] == ["approved", "approved"]
            data = catcher.told[0][1]["data"]
            assert (data["external_number"], data["source"], data["content_hash"]) == (
                "CRM-77",
                "service:crm",
                company.newest(DeclaredDocumentSubmitted).content_hash,
            )
            print(f"call to inbox {seen * 1000:.0f} ms, last vote to webhook {first * 1000:.0f} ms")
            assert seen < 5
            assert first < 5


async def test_a_leave_of_more_than_three_days_also_asks_the_head_and_is_resubmitted(tmp_path: Path) -> None:
    with catching() as catcher:
        async with told(tmp_path, catcher, "leave_request") as company:
            async with calling(company, **{"X-Req2pay-As": "rita"}) as rita:
                body = {"entity": "ACME", "kind": "leave_request", "body": sample("leave")}
                answer = await post(rita, "declared_document.start", body, "leave")
                assert answer.status_code == 200, answer.text
                opened = company.newest(ApprovalOpened)
                assert opened.amount is None
                assert [step.persons for step in opened.route.steps] == [("mona",), ("pia",)]
                company.send("mona", Vote(approval=opened.ref.id, verdict="return", comment="three days"))
                shorter = {"document": answer.json()["document"]["id"], "body": {**body["body"], "days": 3}}
                assert (await post(rita, "declared_document.resubmit", shorter, "shorter")).status_code == 200
            opened = company.newest(ApprovalOpened)
            assert [step.persons for step in opened.route.steps] == [("mona",)]
            company.send("mona", Vote(approval=opened.ref.id, verdict="approve"))
            await company.seen(WebhookMessageDelivered, 2)
    results = sorted((told["data"]["occurrence"], told["data"]["result"]) for _, told, _ in catcher.told)
    assert results == [(1, "returned"), (2, "approved")]


async def test_an_endpoint_that_never_answers_is_shown_and_told_when_a_person_says_so(tmp_path: Path) -> None:
    """Eight attempts, then a person; a redirect is not followed."""
    with catching(302) as catcher:
        async with time_skipping() as environment:
            clock = VirtualClock(environment)
            catcher.now = lambda: clock().timestamp()
            try:
                async with living(tmp_path, environment.client, clock=clock, **_telling(catcher)) as company:
                    company.found()
                    declared(company, "contract_renewal")
                    company.send("rita", _renewal())
                    company.send("mona", Vote(approval=company.newest(ApprovalOpened).ref.id, verdict="reject"))
                    queued = await company.seen(WebhookMessageQueued)
                    while not company.count(WebhookMessageParked):
                        await environment.sleep(timedelta(seconds=30))
                        await asyncio.sleep(0.05)
                    parked = await company.seen(WebhookMessageParked)
                    assert (parked.code, len(catcher.told)) == ("side-effect-failed", 8)
                    await environment.sleep(timedelta(days=3))
                    assert len(catcher.told) == 8
                    catcher.answers[:] = [200]
                    company.send("dora", SendMessageAgain(message=queued.ref.id, why="it works again"))
                    await company.seen(WebhookMessageDelivered)
            finally:
                clock.close()
    assert {(named, told["data"]["result"]) for named, told, _ in catcher.told} == {(str(queued.ref.id), "rejected")}
    assert (len(catcher.told), catcher.forged) == (9, 0)


def _renewal() -> StartDeclaredDocument:
    return StartDeclaredDocument(entity="ACME", kind="contract_renewal", body=sample("renewal"))


def _policies(folder: Path, *triggers: Any) -> Path:
    shutil.copytree(ROOT / "policies", folder)
    (folder / "triggers.yaml").write_text(yaml.safe_dump({"triggers": list(triggers)}), "utf8")
    return folder


RULE = {
    "name": "renewals",
    "entity": "ACME",
    "kind": "contract_end",
    "requester": "rita",
    "at": {"hour": 5},
    "body": {"question": "renew?"},
    "contract_ends": {
        "days_before": 60,
        "members": {
            "contract": "number",
            "supplier": "supplier",
            "ends": "valid_to",
            "value": "amount",
            "currency": "currency",
        },
    },
}
MONTHLY = {
    "name": "holidays",
    "entity": "ACME",
    "kind": "leave_request",
    "requester": "rita",
    "at": {"hour": 6, "days_of_month": [1]},
    "body": {"employee": "Rita", "days": 1, "from": "2026-12-24"},
}


async def _tick(company: Living, trigger: str, moment: str) -> None:
    """What a Schedule does at its moment, twice."""
    for _ in range(2):
        name, ask = f"trigger/{trigger}-{moment}", RunTrigger(name=trigger)
        await company.client.execute_workflow("TriggerRun", ask, id=name, task_queue=TASK_QUEUE)


async def test_a_rule_starts_a_document_sixty_days_before_a_contract_ends_once_after_downtime_too(
    tmp_path: Path,
) -> None:
    later, policies = [timedelta(0)], _policies(tmp_path / "policies", RULE)

    def clock() -> datetime:
        return datetime.now(UTC) + later[0]

    with catching() as catcher:
        async with told(tmp_path, catcher, "contract_end", policies=policies, clock=clock) as company:
            today = clock().date()
            ends = today + timedelta(days=100)
            kept, ended = [await agreed(company, today, ends) for _ in range(2)]
            await company.until(lambda: company.handler.state(CONTRACT, kept.id).status == "signed")
            later[0] = timedelta(days=39)
            await _seen(company)
            await _tick(company, "renewals", "61 days before")
            assert company.count(DeclaredDocumentSubmitted) == 0
            # The moments of a week were missed, and one of the two was terminated meanwhile.
            later[0] = timedelta(days=47)
            company.send("dora", TerminateContract(agreement=ended.id, why="insolvent"))
            await _seen(company)
            for moment in ("53 days before", "52 days before"):
                await _tick(company, "renewals", moment)
            assert company.count(DeclaredDocumentSubmitted) == 1
            started = company.newest(DeclaredDocumentSubmitted)
            assert (started.source, started.requester) == ("rule:renewals", "rita")
            assert json.loads(started.body) == {
                "contract": kept.number,
                "supplier": "STAHL",
                "ends": ends.isoformat(),
                "value": "900.00",
                "currency": "EUR",
                "question": "renew?",
            }


async def _seen(company: Living) -> None:
    position = company.log.head()
    assert await asyncio.to_thread(company.service.views.wait_for, position, ["contracts"], 10.0)


async def test_a_schedule_starts_a_document_with_a_fixed_body_once_a_moment(tmp_path: Path) -> None:
    policies = _policies(tmp_path / "policies", MONTHLY)
    with catching() as catcher:
        async with told(tmp_path, catcher, "leave_request", policies=policies) as company:
            sweep = worker.sweeper(company.service, company.client)
            await sweep.sweep()
            schedule = company.client.get_schedule_handle("trigger/holidays")
            assert (await schedule.describe()).schedule.policy.catchup_window == timedelta(days=1)
            moment = datetime(2026, 11, 1, 6, tzinfo=UTC)
            for _ in range(2):
                around = ScheduleBackfill(
                    start_at=moment - timedelta(minutes=1), end_at=moment + timedelta(days=29, minutes=1)
                )
                await schedule.backfill(around)
            started = await company.seen(DeclaredDocumentSubmitted)
            assert json.loads(started.body) == MONTHLY["body"]
            await asyncio.sleep(1)
            assert company.count(DeclaredDocumentSubmitted) == 1
            gone = replace(sweep, policies=sweep.policies.model_copy(update={"triggers": ()}))
            await gone.sweep()
            assert [found.id async for found in await company.client.list_schedules() if "trigger" in found.id] == []
