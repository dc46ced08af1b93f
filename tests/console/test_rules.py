"""`req2pay rules try-tolerance`: what other tolerances would have decided on what is stored, with figures."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from aggregates.invoice import INVOICE
from tests.console.conftest import Line
from tests.support.chain import Chain
from tests.support.house import line

D = Decimal


@pytest.fixture
def billed(empty: Line) -> Iterator[Line]:
    """A home with an invoice that was posted at 100.05 and one that is held at 110, against an order at 100."""
    chain = Chain()
    order = chain.order(chain.approved(line(quantity="10", price="100")))
    chain.receive(order, "10")
    chain.bill(order, "R-1", (1, D(5), D("100.05")))
    held = chain.bill(order, "R-2", (1, D(5), D(110)))
    assert chain.handler.state(INVOICE, held.id).status == "held"
    with empty.service() as service:
        service.log.append(list(chain.log.events()), {})
    yield empty
    chain.simulation.close()


def _file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf8")
    return str(path)


def test_stricter_ones_stop_what_was_posted(billed: Line, tmp_path: Path) -> None:
    given = billed("rules", "try-tolerance", _file(tmp_path, "price: {absolute: 0.04}"), "--since", "2026-11-01")
    assert (given["tried"], given["stopped"], given["passed"], given["other"]) == (2, 1, 0, 0)
    (row,) = given["changed"]
    assert (row["status"], row["effect"], row["supplier"], row["gross"]) == ("posted", "stopped", "STAHL", "595.30 EUR")
    assert row["before"] == []
    assert row["after"] == [
        {
            "code": "match-price", "line": "1", "order_line": "1",
            "figure": "100.05", "reference": "100", "excess": "0.05", "allowed": "0.04",
        }
    ]  # fmt: skip


def test_looser_ones_of_its_supplier_let_it_pass(billed: Line, tmp_path: Path) -> None:
    text = "tolerances: {price: {absolute: 0.05}, suppliers: {STAHL: {price: {percent: 10}}}}"
    given = billed("rules", "try-tolerance", _file(tmp_path, text), "--since", "2026-11-01")
    assert (given["tried"], given["stopped"], given["passed"]) == (2, 0, 1)
    assert (given["changed"][0]["effect"], given["changed"][0]["after"]) == ("passed", [])
    said, _ = billed.text("rules", "try-tolerance", _file(tmp_path, text), "--since", "2026-11-01", "--lang", "zh")
    assert "将放行" in said
    assert "110" in said


def test_only_decisions_since_the_date_count(billed: Line, tmp_path: Path) -> None:
    given = billed("rules", "try-tolerance", _file(tmp_path, "{}"), "--since", "2026-11-03")
    assert given == {"tried": 0, "stopped": 0, "passed": 0, "other": 0, "changed": []}


@pytest.mark.parametrize("text", ["[1]", "price: {percent: -1}", "prize: 1", "a: [", "price: {binds: sideways}"])
def test_a_wrong_file_is_said_and_never_a_traceback(billed: Line, tmp_path: Path, text: str) -> None:
    assert "error" in billed("rules", "try-tolerance", _file(tmp_path, text), "--since", "2026-11-01", status=2)


def test_a_file_that_is_not_there(billed: Line, tmp_path: Path) -> None:
    wrong = billed("rules", "try-tolerance", str(tmp_path / "none.yaml"), "--since", "2026-11-01", status=2)
    assert wrong["error"]["code"] == "file-unreadable"
