"""The official rules: what is valid is said to be, what is not is rejected with its rule, and no failure passes."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

from adapters.samples import cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from bots.checks import Context, check
from bots.confinement import Limits
from bots.reader import InvoiceReader
from bots.reading.any_file import read_stated
from bots.reading.outcome import FAILURES
from bots.reading.tree import local
from bots.schematron import Schematron
from bots.schematron_rules import FOLDER, RULE_SETS, RuleSet, heard, rules_for, stylesheet
from bots.schematron_server import _of_document
from contracts.reading import Reading
from tests.bots.specimens import SPEC, TODAY

UBL, CII = ubl_xml(SPEC).decode(), cii_xml(SPEC).decode()
NUMBER = "<cbc:ID>RE-2026-0042</cbc:ID>"


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader() as warm:
        yield warm


@pytest.fixture(scope="module")
def schematron() -> Iterator[Schematron]:
    with Schematron() as warm:
        yield warm


def _document(text: str) -> str:
    return etree.tostring(etree.fromstring(text.encode()), encoding="unicode")


@pytest.mark.parametrize(
    ("data", "rules"),
    [(ubl_xml(SPEC), "en16931-ubl"), (cii_xml(SPEC), "en16931-cii"), (zugferd_pdf(SPEC), "facturx-en16931")],
    ids=["ubl", "cii", "facturx"],
)
def test_a_valid_invoice_is_accepted_and_names_the_rules_that_judged_it(
    reader: InvoiceReader, data: bytes, rules: str
) -> None:
    judged = check(reader.read(data), Context(TODAY))
    assert (judged.verdict, judged.official_rules) == ("accept", rules)
    assert "schematron" not in judged.not_run


def test_a_broken_rule_is_a_reject_with_rule_text_and_place(reader: InvoiceReader) -> None:
    found = reader.read(UBL.replace(">RE-2026-0042<", "> <", 1).encode())
    rules = {dict(one.evidence)["rule"]: one for one in found.findings if one.code == "official-rule-broken"}
    assert rules["BR-02"].severity == "reject"
    evidence = dict(rules["BR-02"].evidence)
    assert evidence["location"] == "/Invoice[1]"
    assert "[BR-02]" in evidence["text"]


def test_a_page_without_embedded_invoice_has_no_official_rules(reader: InvoiceReader) -> None:
    for alone, data in ((False, plain_pdf(SPEC)), (True, zugferd_pdf(SPEC))):
        reading = reader.read(data, ignore_embedded=alone)
        assert (reading.format, reading.official_rules) == ("pdf", None)
        assert "schematron" not in check(reading, Context(TODAY)).not_run


def test_what_was_not_judged_is_told_as_not_run() -> None:
    assert "schematron" in check(Reading.model_validate(_bare()), Context(TODAY)).not_run


def _bare() -> dict[str, object]:
    return json.loads(read_stated(ubl_xml(SPEC)).bare().model_dump_json())  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("kind", "profile", "root", "rules"),
    [
        ("ubl", None, "Invoice", "en16931-ubl"),
        ("ubl", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "CreditNote", "en16931-ubl"),
        ("facturx", "urn:factur-x.eu:1p0:minimum", "CrossIndustryInvoice", "facturx-minimum"),
        ("facturx", "urn:zugferd.de:2p0:basicwl", "CrossIndustryInvoice", "facturx-basicwl"),
        ("facturx", "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "CrossIndustryInvoice", "facturx-basic"),
        ("facturx", "urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic", "CrossIndustryInvoice", "facturx-basic"),
        ("facturx", "urn:cen.eu:en16931:2017", "CrossIndustryInvoice", "facturx-en16931"),
        ("cii", "urn:cen.eu:en16931:2017", "CrossIndustryInvoice", "en16931-cii"),
        ("cii", "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "CrossIndustryInvoice", "facturx-extended"),
        ("cii", "urn:cen.eu:en16931:2017#compliant#urn:xoev-de:xrechnung_2.1", "CrossIndustryInvoice", "en16931-cii"),
        ("facturx", None, "CrossIndustryInvoice", "en16931-cii"),
        ("facturx", "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "CrossIndustryDocument", None),
    ],
)  # fmt: skip
def test_the_rules_follow_root_and_profile(kind: str, profile: str | None, root: str, rules: str | None) -> None:
    assert rules_for(kind, profile, root) == rules


def test_general_cii_is_not_held_to_the_profile_of_facturx(schematron: Schematron) -> None:
    foreign = _document(CII.replace("urn:cen.eu:en16931:2017<", "urn:example.com:other<"))
    assert foreign != _document(CII)
    assert {one.severity for one in schematron.judge("en16931-cii", foreign).findings} <= {"warn"}
    profile = schematron.judge("facturx-en16931", foreign).findings[0]
    assert (dict(profile.evidence)["rule"], profile.severity) == ("FX-SCH-A-000556", "exception")


@pytest.mark.parametrize("name", sorted(RULE_SETS))
def test_the_changed_rules_say_what_the_shipped_ones_say(name: str, schematron: Schematron) -> None:
    text = UBL if name.endswith("ubl") else CII
    element = "InvoiceTypeCode" if name.endswith("ubl") else "TypeCode"
    documents = [text, text.replace("EUR", "XXX"), text.replace(f"{element}>380<", f"{element}>999<", 1)]
    documents.append(text.replace(">RE-2026-0042<", "><", 1))
    processor = PySaxonProcessor(license=False)
    shipped = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(FOLDER / RULE_SETS[name].sheet))
    for document in map(_document, documents):
        report = shipped.transform_to_string(xdm_node=processor.parse_xml(xml_text=document))
        expected = [one.model_dump_json() for one in heard(name, report)]
        assert [one.model_dump_json() for one in schematron.judge(name, document).findings] == expected


def test_every_pattern_of_facturx_is_aimed_and_its_lists_are_looked_up() -> None:
    changed = stylesheet(RULE_SETS["facturx-basic"])
    assert "document('" not in changed
    assert 'select="/"' not in changed
    assert 'select="/"' in stylesheet(RuleSet("ubl-2.1/EN16931-UBL-validation.xslt"))


def test_an_exponent_makes_the_processor_raise_and_that_is_no_pass(reader: InvoiceReader) -> None:
    raised = reader.read(UBL.replace(f">{SPEC.gross}<", ">1E4<").encode())
    assert check(raised, Context(TODAY)).verdict == "reject"
    assert raised.official_rules is None or any(one.code == "official-rule-broken" for one in raised.findings)


@pytest.mark.parametrize("written", [NUMBER, "<cbc:IssueDate>2026-03-17</cbc:IssueDate>"])
def test_an_element_that_stands_twice_rejects_the_document_and_is_no_failure_of_the_reader(
    reader: InvoiceReader, written: str
) -> None:
    assert written in UBL
    reading = reader.read(UBL.replace(written, written + written, 1).encode())
    (found,) = [one for one in reading.findings if one.code == "schematron-error"]
    assert (found.severity, found.code in FAILURES) == ("reject", False)
    assert "more than one item" in dict(found.evidence)["text"]
    assert reading.official_rules is None


def test_the_process_goes_on_after_such_a_document(schematron: Schematron) -> None:
    schematron.judge("en16931-ubl", _document(UBL))
    before = schematron._server
    judged = schematron.judge("en16931-ubl", _document(UBL.replace(NUMBER, NUMBER + NUMBER, 1)))
    assert (judged.complete, judged.findings[-1].code) == (False, "schematron-error")
    assert schematron._server is before


def test_what_tells_of_the_processor_is_no_fault_of_the_document() -> None:
    with pytest.raises(PySaxonApiError):
        _of_document("en16931-ubl", PySaxonApiError("Java heap space"))


def _failed(schematron: Schematron, document: str = UBL) -> str:
    judged = schematron.judge("en16931-ubl", document)
    assert not judged.complete
    (finding,) = judged.findings
    assert (finding.code, finding.severity) == ("schematron-failed", "exception")
    return dict(finding.evidence)["reason"]


def test_what_is_no_document_is_not_judged_and_the_next_one_is(schematron: Schematron) -> None:
    assert _failed(schematron, "no xml") == "XMLSyntaxError"
    assert _failed(schematron, "<other/>") == "ValueError"
    assert schematron.judge("en16931-ubl", _document(UBL)).complete


@pytest.mark.parametrize(
    ("module", "reason"), [("silent", "timeout"), ("babbling", "answer-malformed"), ("huge", "ValueError"), ("none", "ended")]
)  # fmt: skip
def test_a_process_that_misbehaves_is_a_finding(module: str, reason: str) -> None:
    with Schematron(Limits(wall=1), f"tests.bots.judges.{module}") as bad:
        assert _failed(bad) in (reason, "BrokenPipeError", "ConnectionResetError")


def test_a_process_that_was_killed_is_a_finding_once() -> None:
    with Schematron() as schematron:
        assert schematron.judge("en16931-ubl", _document(UBL)).complete
        assert schematron._server is not None
        os.kill(schematron._server.pid, signal.SIGKILL)
        schematron._server.wait()
        assert _failed(schematron, _document(UBL))
        assert schematron.judge("en16931-ubl", _document(UBL)).complete


def test_a_document_that_takes_too_long_ends_the_process() -> None:
    line = UBL[UBL.index("<cac:InvoiceLine>") : UBL.index("</cac:InvoiceLine>") + len("</cac:InvoiceLine>")]
    long = _document(UBL.replace(line, line * 6_000))
    with Schematron(Limits(wall=1, cpu=1)) as schematron:
        assert _failed(schematron, long) in ("ended", "timeout", "ConnectionResetError")


def test_a_process_is_replaced_after_some_documents_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.schematron.DOCUMENTS", 2)
    document, seen = _document(UBL), []
    with Schematron() as schematron:
        for _ in range(3):
            assert schematron.judge("en16931-ubl", document).complete
            assert schematron._server is not None
            seen.append(schematron._server.pid)
    assert seen[0] == seen[1] != seen[2]
    assert not any(psutil.pid_exists(pid) for pid in seen)


def test_threads_share_one_process(schematron: Schematron) -> None:
    document = _document(UBL)
    with ThreadPoolExecutor(4) as pool:
        assert all(one.complete for one in pool.map(lambda _: schematron.judge("en16931-ubl", document), range(8)))


def test_the_process_has_no_network_and_writes_no_file(schematron: Schematron, tmp_path: Path) -> None:
    assert schematron.judge("en16931-ubl", _document(UBL)).complete
    assert schematron._server is not None
    limits = Path(f"/proc/{schematron._server.pid}/limits").read_text(encoding="ascii")
    assert any(line.startswith("Max file size") and line.split()[3] == "0" for line in limits.splitlines())


def test_files_inside_an_invoice_are_left_out_of_what_is_judged() -> None:
    holder = '<cac:AdditionalDocumentReference xmlns:cac="c" xmlns:cbc="b"><cbc:EmbeddedDocumentBinaryObject>AAAA'
    data = UBL.replace("<cac:AccountingSupplierParty>", f"{holder}</cbc:EmbeddedDocumentBinaryObject>"
                       "</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>", 1).encode()  # fmt: skip
    stated = read_stated(data)
    assert stated.document is not None
    assert "AAAA" not in stated.document
    assert local(etree.fromstring(stated.document.encode())) == stated.root == "Invoice"
