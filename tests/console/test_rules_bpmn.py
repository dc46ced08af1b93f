"""`req2pay rules export … --as bpmn`: a matrix, a row, a running approval, and the whole process."""

from pathlib import Path

import pytest
from lxml import etree

from events.approval import ApprovalOpened
from tests.console.conftest import Line
from tests.support.chain import Chain
from tests.support.house import line

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@pytest.fixture
def asked(empty: Line) -> tuple[Line, str]:
    """A home with one requisition of 1,000 EUR that waits for its manager, and its number."""
    chain = Chain()
    chain.requested(line(quantity="10", price="100"))
    number = chain.newest(ApprovalOpened).subject.number
    with empty.service() as service:
        service.log.append(list(chain.log.events()), {})
    chain.simulation.close()
    return empty, number


def _names(file: Path, tag: str) -> list[str]:
    return [str(element.get("name")) for element in etree.parse(file).iter(f"{MODEL}{tag}")]


def test_a_matrix_one_of_its_rows_and_a_running_approval(asked: tuple[Line, str], tmp_path: Path) -> None:
    home, number = asked
    file = tmp_path / "it.bpmn"
    export = ("--as", "bpmn", str(file))
    assert home("rules", "export", "requisition", *export) == {
        "kind": "requisition",
        "form": "bpmn",
        "row": None,
        "file": str(file),
    }
    everything = ["Manager", "Manager", "Finance", "Manager", "Finance and project", "Director"]
    assert _names(file, "userTask") == everything
    home("rules", "export", "requisition", "--row", "up-to-100000", *export)
    assert _names(file, "userTask") == ["Manager", "Finance"]
    home("rules", "export", number, *export)
    assert _names(file, "userTask") == ["Manager"]
    assert number in _names(file, "process")[0]


def test_the_whole_process_in_both_languages(empty: Line, tmp_path: Path) -> None:
    file = tmp_path / "whole.bpmn"
    told = empty.text("rules", "export", "process", str(file), "--as", "bpmn", "--lang", "zh")[0]
    assert told == f"process 已按 bpmn 写入 {file}。\n"
    assert "从请购到付款" in _names(file, "participant")
    assert "From requisition to payment" in empty.text("rules", "export", "process", "--as", "bpmn")[0]


def test_what_is_not_there(asked: tuple[Line, str], tmp_path: Path) -> None:
    home, _ = asked
    wrong = home("rules", "export", "lease", "--as", "bpmn", status=2)["error"]
    assert (wrong["code"], wrong["figures"]["known"].endswith("process")) == ("matrix-unknown", True)
    row = home("rules", "export", "requisition", "--row", "none", "--as", "bpmn", status=2)["error"]
    assert (row["code"], row["figures"]["known"]) == ("row-unknown", "up-to-10000, up-to-100000, above-100000")
    assert home("rules", "export", "requisition", "--row", "x", status=2)["error"]["code"] == "row-as-bpmn-only"
    folder = home("rules", "export", "requisition", str(tmp_path), "--as", "bpmn", status=2)["error"]
    assert folder["code"] == "file-unwritable"
