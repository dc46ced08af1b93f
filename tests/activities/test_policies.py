"""Policies that cannot be meant are refused when they are read, with the file or the entry that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from activities.policies import Policies, load_policies
from aggregates._base import Refusal
from aggregates.matrix_route import route_of
from contracts.route import Route

STEPS = "steps: [{name: M, roles: [m]}]"
ROUTE = f"approval: {{requisition: {{currencies: [EUR], rows: [{{row: all, {STEPS}}}]}}}}\n"


def _load(folder: Path, *texts: str) -> Policies:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_bytes(text.encode("latin1"))
    return load_policies(folder)


@pytest.mark.parametrize(
    "text",
    [
        "payment_proposal_hour: 24",
        "payment_proposal_hour: -1",
        "over_receipt_percent: -0.01",
        "over_receipt_percent: 100.01",
        "highest_tax_percent: -1",
        "highest_tax_percent: .nan",
    ],
)
def test_figures_out_of_their_range_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=text.split(":", maxsplit=1)[0]):
        _load(tmp_path, ROUTE, text)


@pytest.mark.parametrize("text", ["payment_proposal_hour: 0", "payment_proposal_hour: 23", "over_receipt_percent: 100"])
def test_the_limits_themselves_are_taken(text: str, tmp_path: Path) -> None:
    _load(tmp_path, ROUTE, text)


@pytest.mark.parametrize(
    ("rows", "flaw"),
    [
        (f"{{row: a, when: {{amount: {{up_to: 10}}}}, {STEPS}}}, {{row: b, {STEPS}}}", "matrix-rows-overlap: a, b"),
        (f"{{row: a, when: {{amount: {{above: 10, up_to: 9}}}}, {STEPS}}}", "matrix-row-empty: a"),
        (f"{{row: a, when: {{colour: {{so: true}}}}, {STEPS}}}", "matrix-field-unknown: a"),
        (f"{{row: a, when: {{over_budget: {{up_to: 1}}}}, {STEPS}}}", "matrix-test-unfitting: a"),
    ],
)
def test_rows_that_nobody_could_tell_apart_or_reach_are_refused(rows: str, flaw: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=rf"approval\.requisition: {flaw}"):
        _load(tmp_path, f"approval: {{requisition: {{currencies: [EUR], rows: [{rows}]}}}}")


def _routed(policies: Policies, amount: str) -> Route | Refusal:
    return route_of(policies.approval, policies.version, "requisition", {"amount": amount})


def test_a_gap_is_loaded_and_fails_closed(tmp_path: Path) -> None:
    rows = f"{{row: a, when: {{amount: {{up_to: 10}}}}, {STEPS}}}"
    policies = _load(tmp_path, f"approval: {{requisition: {{currencies: [EUR], rows: [{rows}]}}}}")
    assert _routed(policies, "10.01 EUR") == Refusal("no-route")
    assert not isinstance(_routed(policies, "10.00 EUR"), Refusal)


@pytest.mark.parametrize("text", ["a: [", "- a list", "just text", "name: M\xfcller", "approval: {}"])
def test_a_broken_file_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"1\.yaml"):
        _load(tmp_path, ROUTE, text)


def test_the_first_trigger_that_is_named_twice_is_told_and_each_name_once_is_taken(tmp_path: Path) -> None:
    def triggers(*names: str) -> str:
        each = (f"{{name: {name}, entity: ACME, kind: lease, requester: rita}}" for name in names)
        return f"triggers: [{', '.join(each)}]"

    (tmp_path / "apart").mkdir()
    assert len(_load(tmp_path / "apart", ROUTE, triggers("a", "b")).triggers) == 2
    with pytest.raises(ValidationError) as told:
        _load(tmp_path, ROUTE, triggers("a", "b", "a", "b"))
    assert [(each["type"], each.get("ctx")) for each in told.value.errors()] == [("field-named-twice", {"name": "a"})]


def test_of_entries_that_stand_in_two_files_the_first_is_told(tmp_path: Path) -> None:
    both = "payment_proposal_hour: 5\nover_receipt_percent: 1"
    with pytest.raises(ValueError, match=r"1\.yaml: over_receipt_percent stands in an earlier file"):
        _load(tmp_path, f"{ROUTE}{both}", both)


def test_a_payment_account_fits_entity_and_currency_the_first_that_does(tmp_path: Path) -> None:
    def row(entity: str, currency: str, account: str, kind: str) -> str:
        return f"{{entity: {entity}, currency: {currency}, account: {account}, format: {kind}}}"

    rows = [
        row("ACME", "CHF", "A1", "pain.001"),
        row("BETA", "EUR", "B1", "batch-csv"),
        row("BETA", '"*"', "B2", "batch-csv"),
        row('"*"', "EUR", "A2", "pain.001"),
    ]
    policies = _load(tmp_path, f"{ROUTE}payment_accounts: [{', '.join(rows)}]")
    found = {
        (entity, currency): policies.payment_account(entity, currency).account
        for entity in ("ACME", "BETA")
        for currency in ("CHF", "EUR")
    }
    assert found == {("ACME", "CHF"): "A1", ("ACME", "EUR"): "A2", ("BETA", "CHF"): "B2", ("BETA", "EUR"): "B1"}
    assert policies.payment_account("ACME", "USD").account is None
    formats = [policies.bank_file_format(account) for account in ("A1", "B1", "unknown")]
    assert formats == ["pain.001", "batch-csv", "pain.001"]
