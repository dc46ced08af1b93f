"""The world of one scenario: the house in memory, its documents by the names the scenario gave them, its commands."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from activities.approval_subjects import SUBJECTS
from activities.instalments import payable_ref
from activities.policies import Policies, load_policies
from activities.reading_hints import hints_ref
from activities.simulation import Simulation, Wakes
from adapters.fields import wrong_field
from aggregates.declared_document import DECLARED_DOCUMENT
from aggregates.invoice import INVOICE
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.requisition import REQUISITION
from audit.kinds import KINDS, plain
from console.scenario_file import Case, Step, actor_of, moment_of
from console.scenario_invoice import drawn
from console.scenario_yaml import ScenarioError
from contracts._base import COMMANDS, Answer, Request
from contracts.ids import stream_id
from contracts.reading import Reading
from contracts.values import Ref
from projections import PROJECTIONS
from projections.queries import select
from projections.runner import Runner
from projections.views import Views

MEANT = {"payables": "payable"} | {
    name: name for name in ("approval", "payable", "order", "retention", "message", "hints")
}
"""Field -> the document that is meant where another one is named: `approval: $R1` is the approval of R1."""
JSON = ("body", "body_schema")
SHIPPED = Path(__file__).parent.parent / "policies"


class World:
    """Everything a scenario touches. `close` it."""

    def __init__(self, case: Case, wakes: Wakes, read: Callable[..., Reading]) -> None:
        self.names: dict[str, Ref] = {}
        self.sim = Simulation(_policies(case), wakes, read, case.start)
        self._number = 0
        self._runner: Runner | None = None

    def now(self) -> datetime:
        """The virtual time."""
        return self.sim.now

    def run(self, step: Step) -> Answer | None:
        """Move the clock through all deadlines on the way, then send the step's command; None for a mere wait."""
        self.sim.advance_to(moment_of(step, self.sim.now))
        if "do" not in step.own:
            return None
        self._number += 1
        try:
            request = self._request(step)
        except ValidationError as error:
            return self._malformed(step, error)
        answer = self.sim.send(request)
        if "save" in step.own and answer.document:
            self.names[str(step.own["save"])] = answer.document
        return answer

    def _request(self, step: Step) -> Request:
        kind = COMMANDS.get(step.own["do"])
        if kind is None:
            raise ScenarioError(step.file, step.line, f"unknown command {step.own['do']!r}", sorted(COMMANDS))
        fields = {name: self.resolve(step, value, name) for name, value in step.fields.items() if name != "invoice"}
        given = step.fields.get("invoice")
        if isinstance(given, Mapping):
            kept = self._kept(step, given)
            file = {"name": kept["file_name"], "file_sha256": kept["file_sha256"], "size": kept["size"]}
            fields |= {"file": {**file, **fields.get("file", {})}} if "file" in kind.model_fields else kept
        elif given is not None:
            fields["invoice"] = self.resolve(step, given)
        key = step.own.get("key", f"step {self._number}")
        actor, grant = actor_of(step)
        command = kind.model_validate(fields)
        return Request(command=command, key=key, actor=actor, grant=grant, channel="scenario")

    def _malformed(self, step: Step, error: ValidationError) -> Answer:
        found = error.errors()
        strange = [str(one["loc"][0]) for one in found if one["type"] == "extra_forbidden" and len(one["loc"]) == 1]
        if strange:
            allowed = COMMANDS[step.own["do"]].model_fields
            what = f"{step.own['do']} has no field {strange[0]!r}"
            raise ScenarioError(step.file, step.line, what, allowed) from error
        wrong = wrong_field(found[0])
        return Answer(outcome="refused", code="malformed", figures={"field": wrong.field, "why": str(wrong)})

    def resolve(self, step: Step, value: Any, name: str = "") -> Any:
        """A value of the file with every `$NAME.path` in it replaced by what it stands for."""
        if isinstance(value, Mapping):
            return {key: self.resolve(step, each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.resolve(step, each, name) for each in value]
        if not isinstance(value, str) or not value.startswith("$"):
            # Numbers in YAML are text here, so that money stays exact; what is JSON is written as JSON.
            return json.loads(value) if name in JSON and isinstance(value, str) else value
        found = self.follow(step, value)
        if isinstance(found, Ref):
            found = self._meant(found, MEANT.get(name, ""))
        return str(found.id) if isinstance(found, Ref) else found

    def follow(self, step: Step, text: str) -> Any:
        """What `$NAME.path` stands for: a document, a value of its state, or (`$file.WORD`) the hash of a file kept here."""
        name, *path = text.removeprefix("$").split(".")
        if name == "file":
            return self.sim.blobs.put(text.encode())
        if name not in self.names:
            raise ScenarioError(step.file, step.line, f"nothing is saved as {name!r}", sorted(self.names))
        found: Any = self.names[name]
        for part in path:
            found = self._step_into(step, found, part)
        return found

    def _step_into(self, step: Step, found: Any, part: str) -> Any:
        if isinstance(found, Ref):
            if part in ("number", "id", "entity"):
                return str(getattr(found, part))
            if part in MEANT.values():
                return self._meant(found, part)
            if part == "ref":
                return found.model_dump(mode="json")
            found = self.plain(found)
        try:
            return found[int(part)] if isinstance(found, list) else found[part]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            allowed = found if isinstance(found, dict) else ()
            raise ScenarioError(step.file, step.line, f"there is no {part!r}", map(str, allowed)) from error

    def _meant(self, ref: Ref, part: str) -> Ref:
        """The approval asked for, a requisition's first order, the first payable of an invoice, or what is kept of it."""
        if part == "approval" and ref.kind in SUBJECTS:
            asked = self.sim.handler.state(SUBJECTS[ref.kind], ref.id).asked
            return Ref(kind="approval", id=asked.approval if asked else ref.id, number=ref.number, entity=ref.entity)
        if part == "message" and ref.kind == "declared_document":
            state = self.sim.handler.state(DECLARED_DOCUMENT, ref.id)
            key = f"{ref.id}:{state.submitted.occurrence if state.submitted else 0}/{state.status}"
            return Ref(kind="webhook_message", id=stream_id("webhook_message", key), number=ref.number)
        if ref.kind == "requisition" and part == "order":
            orders = self.sim.handler.state(REQUISITION, ref.id).orders
            return orders[0] if orders else ref
        if part == "hints" and (posted := self.sim.handler.state(INVOICE, ref.id).posted):
            return hints_ref(ref.entity, posted.supplier)
        if ref.kind in ("invoice", "advance_payment") and part in ("payable", "retention"):
            return payable_ref(ref, 1 if part == "payable" else 2)
        return ref

    def plain(self, ref: Ref) -> dict[str, Any]:
        """The state of a document as JSON, with the codes of what was last found in an invoice."""
        state: dict[str, Any] = plain(self.sim.handler.state(KINDS[ref.kind], ref.id))
        if ref.kind == "invoice":
            events = [recorded.event for recorded in self.sim.log.stream(ref.id)]
            last = next((getattr(e, "findings") for e in reversed(events) if hasattr(e, "findings")), ())  # noqa: B009
            state["findings"] = sorted({finding.code for finding in last if finding.severity != "warn"})
            state["warnings"] = sorted({finding.code for finding in last if finding.severity == "warn"})
        return state

    def _kept(self, step: Step, given: Mapping[str, Any]) -> dict[str, str]:
        """Draw an invoice and keep its bytes; the fields that say which they are."""
        bills = self.follow(step, given["bills"]) if "bills" in given else None
        order = self.sim.handler.state(PURCHASE_ORDER, self._meant(bills, "order").id) if bills else None
        number, entity = self.resolve(step, given.get("purchase_order", "")), step.fields.get("entity", "")
        name, data = drawn(step, {**given, "purchase_order": number} if number else given, order, entity, self.sim)
        return {"file_sha256": self.sim.blobs.put(data), "file_name": name, "size": str(len(data))}

    def rows(self, name: str, limit: int = 500) -> list[dict[str, Any]]:
        """The rows of a read model as they are now."""
        if self._runner is None:
            self._runner = Runner(PROJECTIONS, self.sim.log, Views("sqlite://"))
        self._runner.catch_up()
        return select(self._runner.views.engine, name, limit=limit)[0]

    def close(self) -> None:
        """Forget everything."""
        if self._runner is not None:
            self._runner.views.close()
        self.sim.close()


@lru_cache
def _loaded(folder: Path) -> Policies:
    return load_policies(folder)


def _policies(case: Case) -> Policies:
    """The shipped example policies, or those of `folder` beside the scenario, with the scenario's own on top."""
    own = dict(case.policies)
    folder = case.file.parent / own.pop("folder") if "folder" in own else SHIPPED
    try:
        base = _loaded(folder).model_dump()
        if "tolerances" in own:
            own["tolerances"] = {**base["tolerances"], **own["tolerances"]}
        return Policies.model_validate({**base, **own})
    except (ValueError, OSError) as error:
        raise ScenarioError(case.file, 0, f"policies: {error}") from error
