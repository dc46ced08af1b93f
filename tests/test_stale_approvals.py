"""Approved at 20.00, returned, raised to 20,000.00 and asked again: nothing that was approved at 20.00 counts, of any kind."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from activities.approval_subjects import SUBJECTS
from bots.reading.any_file import read
from console.scenario import failures
from console.scenario_file import load
from console.scenario_world import World
from relay import wakes
from tests.support.rules import SCENARIOS

MATTERS = {"rfq": "award", "declared_document": "renewal"}
"""Whose rows of the matrix apply, where it is not the kind."""
WHERE = "{project: P1, cost_code: pumps, period: 2026-11}"
STEEL = WHERE.replace("pumps", "steel")
BUDGET = (
    f"{{do: budget_line.revise, as: con, entity: ACME, cost_object: {WHERE}, amount: {{amount: 50000, currency: EUR}}}}"
)
LINE = f"{{line: 1, description: Pump, quantity: {{amount: 1}}, unit_price: %s, needed_by: 2026-11-20, cost_object: {WHERE}}}"
REQUISITION = (
    "{do: requisition.create, as: ann, save: R, entity: ACME, title: Pumps, currency: EUR, lines: [%s]}",
    "{do: requisition.submit, as: ann, requisition: $R}",
)
EUR = "{amount: %s, currency: EUR}"
FRAME = (
    "{title: Frame, kind: framework, tax_percent: 19, valid_from: 2026-11-01, valid_to: 2027-01-31, amount: "
    + EUR
    + "}"
)
FUNDER = (
    (
        "{do: role.define, role: funder, name: Funder, permissions: "
        "[fund_account.administer, fund_transfer.propose, funds_plan.draft]}"
    ),
    "{do: person.register, person: fred, name: Fred}",
    "{do: person.grant_role, person: fred, role: funder, entity: ACME}",
    *(
        f"{{do: fund_account.open, as: fred, save: {name}, entity: ACME, currency: EUR, bank_account: DE02120300000000202051, "
        f"account: {name}, name: {name}, purpose: operating, opening: {EUR % 50000}}}"
        for name in ("ONE", "TWO")
    ),
)
DECLARED = (
    "{do: role.define, role: rules, name: Rules, permissions: [document_kind.administer]}",
    "{do: role.define, role: requester, name: Requester, permissions: [declared_document.start]}",
    "{do: person.register, person: ada, name: Ada}",
    "{do: person.grant_role, person: ada, role: rules}",
    (
        """{do: document_kind.declare, as: ada, kind: renewal, body_schema: '{"type": "object", "properties": {"value": """
        """{"type": "string", "format": "decimal"}, "currency": {"type": "string"}}}', declaration: """
        """{name_zh: 合同续签, name_en: Renewal, amount: {path: value, currency_path: currency}}}"""
    ),
)
SIGNED = (
    (
        "{do: contract.draft, as: ben, save: C1, entity: ACME, supplier: PUMPS, terms: {title: Road, kind: fixed, amount: "
        f"{EUR % 100000}, tax_percent: 19, valid_from: 2026-11-01, valid_to: 2027-10-31, "
        f"advance: {{amount: {EUR % 20000}, recovery: {{rule: linear}}}}}}}}"
    ),
    "{do: contract.submit, as: ben, agreement: $C1, version: 1}",
    "{do: approval.vote, as: mia, approval: $C1, verdict: approve}",
    *(
        f"{{do: contract.record_signature, as: dan, agreement: $C1, version: 1, party: {party}, signer: Dan, "
        "signed_on: 2026-11-02, file_sha256: $file.signed}"
        for party in ("ours", "theirs")
    ),
)
RFQ = (
    (
        "{do: rfq.issue, as: ben, save: X, entity: ACME, title: Pumps, currency: EUR, suppliers: [PUMPS], "
        "deadline: 2026-11-09T12:00:00Z, lines: [{line: 1, description: Pump, quantity: {amount: 1000}, needed_by: 2026-11-20}]}"
    ),
    (
        "{do: quotation.submit, as: ben, rfq: $X, supplier: PUMPS, contents: {currency: EUR, valid_until: 2026-11-30, "
        "lines: [{line: 1, unit_price: 20}]}}"
    ),
)


class Asking(NamedTuple):
    """How a kind asks for the approval of 20.00 (the document is X), and after the return for that of 20,000.00."""

    before: tuple[str, ...]
    small: tuple[str, ...]
    large: tuple[str, ...]
    given: str = "company"
    part: str = ""
    """The part that the money is, where the kind has parts."""


def _award(quantity: str, at: str = "") -> str:
    lines = f"[{{award_line: 1, line: 1, supplier: PUMPS, quantity: {quantity}}}]"
    return f"{{{at}do: rfq.award, as: ben, rfq: $X, reason: only one, lines: {lines}}}"


def _amended(price: str) -> str:
    return f"{{do: purchase_order.amend, as: ben, order: $X, why: dearer, change: [{{line: 1, unit_price: {price}}}]}}"


def _body(verb: str, value: str) -> str:
    return f"""{{{verb}, body: '{{"value": "{value}", "currency": "EUR"}}'}}"""


def _opened(value: str, content: str) -> str:
    subject = "{kind: lease, id: 00000000-0000-0000-0000-000000000001, number: L-1, entity: ACME}"
    about = f"title: Lease, amount: {EUR % value}, requester: ann, content_hash: '{content * 64}'"
    return f"{{do: approval.open, save: X, subject: {subject}, {about}}}"


def _plan(amount: str) -> tuple[str, ...]:
    row = f"{{account: ONE, amount: {EUR % amount}, purpose: works}}"
    head = "do: funds_plan.draft, as: fred, save: X, entity: ACME, month: 2026-11, currency: EUR, why: works"
    return (f"{{{head}, outflows: [{row}]}}", "{do: funds_plan.submit, as: fred, plan: $X}")


def _change(verb: str, amount: str) -> tuple[str, ...]:
    terms = f"{{amount: {EUR % amount}, reason: more}}"
    return (f"{{{verb}, as: pia, terms: {terms}}}", "{do: change_order.submit, as: pia, change_order: $X}")


def _budget(verb: str, amount: str) -> str:
    terms = f"{{kind: transfer, cost_object: {WHERE}, to: {STEEL}, amount: {EUR % amount}, reason: more}}"
    return f"{{{verb}, as: con, terms: {terms}}}"


def _advance(amount: str) -> str:
    what = f"agreement: $C1, project: P1, amount: {EUR % amount}, reason: Gravel"
    return f"{{do: advance_payment.request, as: pia, save: X, {what}}}"


def _transfer(amount: str) -> str:
    pair = "entity: ACME, source: ONE, target: TWO"
    return f"{{do: fund_transfer.propose, as: fred, save: X, {pair}, amount: {EUR % amount}, why: works}}"


ASKING: Mapping[str, Asking] = {
    "requisition": Asking(
        (BUDGET, REQUISITION[0].replace("save: R", "save: X") % (LINE % "20.00")),
        ("{do: requisition.submit, as: ann, requisition: $X}",),
        (
            "{do: requisition.revise, as: ann, requisition: $X, lines: [" + LINE % "20000.00" + "]}",
            "{do: requisition.submit, as: ann, requisition: $X}",
        ),
        part="amount",
    ),
    "contract": Asking(
        ("{do: contract.draft, as: ben, save: X, entity: ACME, supplier: PUMPS, terms: " + FRAME % 20 + "}",),
        ("{do: contract.submit, as: ben, agreement: $X, version: 1}",),
        (
            "{do: contract.revise, as: ben, agreement: $X, terms: " + FRAME % 20000 + "}",
            "{do: contract.submit, as: ben, agreement: $X, version: 2}",
        ),
        part="amount",
    ),
    "change_order": Asking(
        (),
        _change("do: change_order.draft, save: X, agreement: $C1", "20"),
        _change("do: change_order.revise, change_order: $X", "20000"),
        given="contract",
        part="amount",
    ),
    "rfq": Asking(RFQ, (_award("1", "at: 2026-11-09T12:00:00Z, "),), (_award("1000"),), part="amount"),
    "purchase_order": Asking(
        (
            BUDGET,
            REQUISITION[0] % (LINE % "10.00"),
            REQUISITION[1],
            "{do: approval.vote, as: mia, approval: $R, verdict: approve}",
            (
                "{do: purchase_order.issue, as: ben, save: X, entity: ACME, supplier: PUMPS, currency: EUR, lines: "
                "[{line: 1, requisition: $R, requisition_line: 1, quantity: 1, unit_price: 10}]}"
            ),
        ),
        (_amended("20"),),
        (_amended("20000"),),
    ),
    "budget_change": Asking(
        (BUDGET,),
        (_budget("do: budget_change.ask, save: X, entity: ACME", "20"),),
        (_budget("do: budget_change.revise, budget_change: $X", "20000"),),
    ),
    "advance_payment": Asking(SIGNED, (_advance("20"),), (_advance("20000"),)),
    "fund_transfer": Asking(FUNDER, (_transfer("20"),), (_transfer("20000"),)),
    "funds_plan": Asking(FUNDER, _plan("20"), _plan("20000"), part="outflows"),
    "declared_document": Asking(
        DECLARED,
        (_body("do: declared_document.start, as: ann, save: X, entity: ACME, kind: renewal", "20.00"),),
        (_body("do: declared_document.resubmit, as: ann, document: $X", "20000.00"),),
        part="amount",
    ),
    "lease": Asking((), (_opened("20", "a"),), (_opened("20000", "b"),)),
}
"""Every kind that asks, and one of another system's."""


def test_no_kind_is_left_out() -> None:
    assert set(ASKING) == {*SUBJECTS, "lease"}


@pytest.mark.parametrize(("kind", "part"), [(k, p) for k, a in ASKING.items() for p in dict.fromkeys(("", a.part))])
def test_a_stale_approval_never_counts(kind: str, part: str, tmp_path: Path) -> None:
    file = tmp_path / "stale.yaml"
    file.write_text(_scenario(kind, ASKING[kind], part), "utf8")
    (case,) = load(file)
    with closing(World(case, wakes, read)) as world:
        assert failures(case, world) == []


def _scenario(kind: str, asking: Asking, part: str) -> str:
    """Fay approves the money, by the part that it is or as a whole; Mia returns it the first time."""
    of = "X" if kind == "lease" else "X.approval"
    steps = (
        *asking.before,
        *asking.small,
        f"{{expects: {{documents: {{{of}: {{amount: {EUR % 20}}}}}}}}}",
        "{do: approval.vote, as: fay, approval: $X, verdict: approve}",
        f"{{expects: {{documents: {{{of}: {{approvers: [fay], index: 1}}}}}}}}",
        "{do: approval.vote, as: mia, approval: $X, verdict: return, comment: more}",
        *asking.large,
        f"{{expects: {{documents: {{{of}: {{amount: {EUR % 20000}, approvers: [], index: 0, result: open}}}}}}}}",
        "{do: approval.vote, as: mia, approval: $X, verdict: approve, expects: {code: not-your-turn}}",
        "{do: approval.vote, as: fay, approval: $X, verdict: approve}",
        "{do: approval.vote, as: mia, approval: $X, verdict: approve, expects: {events: {approval.carried.v1: 0}}}",
    )
    parts = f", parts: [{part}]" if part else ""
    every = "{currencies: [EUR], rows: [{row: all, steps: [{name: Manager, roles: [manager]}]}]}"
    fields = "fields: {open: yes_no}, " if kind == "declared_document" else ""
    asked = f"{{name: Money, roles: [finance]{parts}}}, {{name: Manager, roles: [manager]}}"
    route = f"{{{fields}currencies: [EUR], rows: [{{row: all, steps: [{asked}]}}]}}"
    lines = (
        f"title: {kind}",
        f"given: {SCENARIOS / 'given' / asking.given}.yaml",
        "policies:",
        "  minimum_quotations: 1",
        "  comparison: {annual_rate_percent: 0}",
        f"  approval: {{'*': {every}, {MATTERS.get(kind, kind)}: {route}}}",
        "steps:",
        *(f"  - {step}" for step in steps),
    )
    return "\n".join(lines)
