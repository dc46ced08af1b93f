"""Conventions that no linter knows: sizes, vertical slices, purity of clocks and ids; exceptions are named with a reason."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "activities", "adapters", "aggregates", "audit", "bots", "console", "contracts", "events", "processes",
    "projections", "store", "web", "workflows",
)  # fmt: skip
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")) + sorted(ROOT.glob("*.py"))
LONG_FILES: dict[str, tuple[int, str]] = {
    "aggregates/contract.py": (
        490,
        "a contract's whole life: versions, signatures, what orders draw, changes, its end",
    ),
    "contracts/contract.py": (240, "the terms of a contract have many parts, each a small value"),
    "projections/contracts.py": (250, "four tables of one document, filled by the same events"),
    "activities/purchase_order.py": (
        250,
        "issue, amend, hold, close, cancel: each joins the order with its requisitions",
    ),
    "aggregates/requisition.py": (450, "the requisition's whole life"),
    "projections/queries.py": (321, "every public read model by its name, in one list"),
    "aggregates/rfq.py": (340, "the RFQ's whole life: asked, reminded of, opened, awarded, ordered from, given back"),
    "aggregates/supplier.py": (350, "one document, one file: licences, holds, accounts and scorecard of a supplier"),
    "aggregates/invoice_state.py": (
        277,
        "an invoice's whole life, folded: read, judged, posted, paid in instalments, given back",
    ),
    "aggregates/purchase_order.py": (210, "one decision for each thing that happens to an order"),
    "aggregates/invoice.py": (217, "one decision for each thing that happens to an invoice"),
    "console/invoice.py": (230, "one command for each thing that people do with an invoice"),
    "console/scenario_world.py": (204, "what a scenario may call every kind of document"),
    "console/config.py": (230, "every setting with its origin"),
    "console/doctor.py": (283, "one function a finding, and how to mend it"),
    "audit/checks/cases.py": (215, "which event opens and ends each process"),
    "projections/documents.py": (226, "one handler for each event of an invoice"),
    "projections/candidates.py": (235, "one query for each question a command asks"),
    "projections/order_events.py": (205, "one handler for each event of an order"),
    "contracts/process.py": (205, "what each process is called, in one list"),
    "events/invoice.py": (266, "an invoice from its reception to what came back of its payments"),
    "events/budget_line.py": (225, "every move and note of one document, each with its fields"),
    "events/purchase_order.py": (340, "eighteen events of one document, each with its fields"),
    "relay.py": (345, "the list of all triggers, and the loop that wakes what they name"),
    "contracts/values.py": (270, "the values that everything shares"),
    "worker.py": (242, "the composition root: every live part is named here once"),
    "cli.py": (240, "every part of the command line, and the entry"),
}
ELSEWHERE = {
    "claim": "claims are taken within the commands of other documents; nobody asks for one",
    "budget_series": "opening a line adds its period; nobody asks for it",
    "labour_day": "taken and freed by the sheets of the day",
    "number_series": "the store hands out numbers; nobody asks for a block",
    "bank_ledger": "continued by the statements that are taken in",
    "payable": "opened by posting, claimed and settled by payment runs",
    "receipt": "receipts belong to the store",
    "legal_entity": "in activities/master_data.py with the other master data",
    "person": "in activities/master_data.py with the other master data",
    "role": "in activities/master_data.py with the other master data",
}
IMPURE = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|uuid4|uuid1|os\.environ|os\.getenv)\b")
IMPURE_WHERE = {
    "activities/simulation.py": "names its memory store",
    "store/handler.py": "the default clock, replaced by whoever passes one",
}
IMPURE_PACKAGES = ("adapters", "console", "web", "bots", "audit", "projections")
"""The edges: they talk to the world; what they may read of clock and environment is theirs to say."""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_files_and_functions_keep_their_size(path: Path) -> None:
    allowed, _ = LONG_FILES.get(_name(path), (200, ""))
    assert len(path.read_text("utf8").splitlines()) <= allowed
    long = {name: length for name, length in _functions(path) if length > 70}
    assert not long


def test_escapes_are_still_needed() -> None:
    lengths = {_name(path): len(path.read_text("utf8").splitlines()) for path in FILES}
    assert [name for name in LONG_FILES if lengths.get(name, 0) <= 200] == []
    texts = {_name(path): path.read_text("utf8") for path in FILES}
    assert [name for name in IMPURE_WHERE if not IMPURE.search(texts.get(name, ""))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "events").glob("[a-z]*.py")), ids=_name)
def test_a_document_is_one_word_in_every_folder(path: Path) -> None:
    assert path.stem == "receipt" or (ROOT / "aggregates" / path.name).exists()
    slices = [(ROOT / folder / path.name).exists() for folder in ("contracts", "activities")]
    assert all(slices) != (path.stem in ELSEWHERE), (
        "a slice is missing without a reason, or has a reason it does not need"
    )


def test_no_document_is_left_out_of_those_that_must_not_know_another() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"]["contracts"]
    (listed,) = (each["modules"] for each in contracts if each["type"] == "independence")
    documents = [path for path in (ROOT / "aggregates").glob("*.py") if "= Aggregate(" in path.read_text("utf8")]
    assert sorted(listed) == sorted(f"aggregates.{path.stem}" for path in documents)


@pytest.mark.parametrize("package", [p for p in PACKAGES if p not in IMPURE_PACKAGES])
def test_clocks_ids_and_environment_are_passed_in(package: str) -> None:
    found = {
        f"{_name(path)}:{number}"
        for path in (ROOT / package).rglob("*.py")
        if _name(path) not in IMPURE_WHERE
        for number, row in enumerate(path.read_text("utf8").splitlines(), 1)
        if IMPURE.search(row)
    }
    assert not found


def test_sentences_are_data_in_both_languages() -> None:
    assert not list((ROOT / "locale").rglob("*.py"))
    english, chinese = ({path.name for path in (ROOT / "locale" / code).glob("*.yaml")} for code in ("en", "zh"))
    assert english == chinese - {"help.yaml"}, "help is asked by the English beside each command"


def test_every_module_says_what_it_is() -> None:
    missing = [_name(path) for path in FILES if path.read_text("utf8").strip() and not _docstring(path)]
    assert missing == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf8")))


def test_decisions_know_actors_by_name() -> None:
    """A bare id is shared by a person and a service of the same name; the name is not."""
    deciding = [path for path in FILES if path.parts[-2] in ("aggregates", "activities", "processes")]
    assert [_name(path) for path in deciding if "actor.id" in path.read_text("utf8")] == []
