"""`invoice verify`: its printed form, its order, its exit status, its sentences."""

import json
from pathlib import Path
from typing import Any

import yaml

from adapters.samples import plain_pdf, ubl_xml, zugferd_pdf
from adapters.sentences import LANGUAGES, say
from console.invoice_verify import verify
from tests.bots.specimens import MASTER, SPEC, TODAY


def _run(files: list[Path], **options: Any) -> tuple[int, list[str]]:
    lines: list[str] = []
    defaults = {"as_json": True, "ignore_embedded": False, "ignore_qr": False, "master": None, "today": TODAY}
    status = verify(files, say=lines.append, **(defaults | options))
    return status, lines


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_accepted_files_are_printed_in_order_with_all_keys(tmp_path: Path) -> None:
    files = [_file(tmp_path, "b.pdf", plain_pdf(SPEC)), _file(tmp_path, "a.xml", ubl_xml(SPEC))]
    status, lines = _run(files)
    printed = [json.loads(line) for line in lines]
    assert status == 0
    assert [one["file"] for one in printed] == [str(file) for file in files]
    for one in printed:
        assert list(one) == [
            "file", "sha256", "format", "verdict", "fields", "lines", "findings", "not_run", "cpu_seconds", "rules",
        ]  # fmt: skip
        assert one["verdict"] == "accept"
        assert one["not_run"][:2] == ["tax-bureau", "master-data"]
        assert one["fields"]["number"]["value"] == SPEC.number
    assert printed[0]["fields"]["number"]["page"] == 1
    assert len(printed[0]["fields"]["number"]["box"]) == 4
    assert "page" not in printed[1]["fields"]["number"]


def test_a_bad_file_says_why_in_both_languages_and_gives_status_one(tmp_path: Path) -> None:
    wrong = ubl_xml(SPEC).replace(str(SPEC.gross).encode(), b"99999.99")
    status, lines = _run([_file(tmp_path, "good.xml", ubl_xml(SPEC)), _file(tmp_path, "bad.xml", wrong)])
    findings = {one["code"]: one for one in json.loads(lines[1])["findings"]}
    assert status == 1
    assert json.loads(lines[0])["verdict"] == "accept"
    message = findings["total-mismatch"]["message"]
    assert set(message) == set(LANGUAGES)
    assert "99999.99" in message["en"]
    assert "99999.99" in message["zh"]


def test_ignore_embedded_reads_the_page(tmp_path: Path) -> None:
    hybrid = _file(tmp_path, "a.pdf", zugferd_pdf(SPEC))
    assert json.loads(_run([hybrid])[1][0])["format"] == "facturx"
    assert json.loads(_run([hybrid], ignore_embedded=True)[1][0])["fields"]["number"]["source"] == "text"


def test_master_data_is_read_from_yaml_and_json(tmp_path: Path) -> None:
    invoice = _file(tmp_path, "a.xml", ubl_xml(SPEC))
    for name, text in (
        ("m.json", MASTER.model_dump_json()),
        ("m.yaml", yaml.safe_dump(MASTER.model_dump(mode="json"))),
    ):
        status, lines = _run([invoice], master=_file(tmp_path, name, text.encode()))
        assert status == 0
        assert set(json.loads(lines[0])["not_run"]) >= {"tax-bureau", "not-seen-before", "not-near"}
    strangers = _file(tmp_path, "s.yaml", b"entities: [{name: Somebody Else}]")
    status, lines = _run([invoice], master=strangers)
    assert status == 1
    assert "buyer-not-us" in lines[0]


def test_wrong_use_is_status_two_with_a_reason(tmp_path: Path) -> None:
    invoice = _file(tmp_path, "a.xml", ubl_xml(SPEC))
    for files, options in (
        ([], {}),
        ([tmp_path / "absent.pdf"], {}),
        ([invoice], {"master": tmp_path / "absent.yaml"}),
        ([invoice], {"master": _file(tmp_path, "bad.yaml", b"entities: 3")}),
        ([invoice], {"master": _file(tmp_path, "broken.yaml", b"a: [")}),
    ):
        status, lines = _run(files, **options)
        assert status == 2
        assert lines


def test_without_json_each_file_is_a_line_for_people(tmp_path: Path) -> None:
    status, lines = _run([_file(tmp_path, "a.bin", b"junk")], as_json=False)
    assert status == 1
    assert "exception" in lines[0]
    assert "no invoice format" in lines[0]


def test_sentences_never_fail() -> None:
    assert say("no-such-code", "en") == "no-such-code"
    assert "{gross}" in say("invoice_findings.total-mismatch", "en", net="1")
    assert say("missing-field", "zh", field="number") == "发票缺少 number。"
    assert "{secret" not in say("missing-field", "en", field="{secret.__class__}").replace("{secret.__class__}", "")
