"""Hints on generated pages, European and Chinese: what a correction teaches, where it leads, and what it never does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.samples_pdf import Language, plain_pdf
from adapters.specimens.files import pdf_specimen
from bots.reader import InvoiceReader
from bots.reading.any_file import read
from bots.reading.hints import hinted
from bots.reading.layout import Word, sheet
from bots.reading.learning import learn
from bots.reading.values import Draft
from contracts.reading import Field, Reading
from contracts.reading_hints import HINTED, Hint, Lesson, Wanted
from tests.bots.pages import Page, drawn, pages
from tests.bots.specimens import CHINESE, SPEC

LAYOUTS = {
    "number": ("en", {"number": "Folio"}, "number", "RE-2026-0042"),
    "date": ("en", {"date": "Drawn up on"}, "issue_date", "2026-03-17"),
    "total": ("de", {"gross": "Forderung"}, "gross_amount", "17637.57"),
    "order": ("en", {"order": "Your job"}, "purchase_order", "PO-2026-000017"),
    "中文号码": ("zh", {"number": "单据编号"}, "number", "RE-2026-0042"),
    "中文合计": ("zh", {"gross": "应付总额"}, "gross_amount", "17637.57"),
    "中文订单": ("zh", {"order": "客户单号"}, "purchase_order", "PO-2026-000017"),
}


def lesson(data: bytes, **right: str) -> Lesson:
    return learn(data, wanted={name: Wanted(value=value) for name, value in right.items()})


def hints(found: Lesson) -> list[dict[str, object]]:
    return [Hint(id=at, **one.model_dump()).model_dump() for at, one in enumerate(found.places, 1)]


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.findings]


def page_of(language: Language, called: dict[str, str], *, later: bool = False) -> bytes:
    spec = CHINESE if language == "zh" else SPEC
    if later:
        first, *rest = spec.lines
        spec = spec._replace(
            number="RE-2026-0777",
            issue_date="2026-05-04",
            purchase_order="PO-2026-000099",
            lines=(first._replace(quantity=Decimal(7)), *rest),
        )
    return plain_pdf(spec, language, called)


@pytest.mark.parametrize(("language", "called", "field", "right"), LAYOUTS.values(), ids=LAYOUTS)
def test_what_a_correction_teaches_reads_the_next_page_of_the_same_supplier(
    language: Language, called: dict[str, str], field: str, right: str
) -> None:
    first, second = page_of(language, called), page_of(language, called, later=True)
    truth = read(page_of(language, {}, later=True)).value(field)
    assert read(first).value(field) != right or read(first).fields[field].confidence < 0.7
    found = lesson(first, **{field: right})
    (place,) = found.places
    assert (place.field, place.direction) == (field, "right")
    led = read(second, hints=hints(found))
    assert led.value(field) == truth
    assert led.fields[field].source in ("hint", "text")
    before = read(second)
    if before.value(field) != truth:
        assert (led.fields[field].source, led.fields[field].hint) == ("hint", 1)
        assert led.fields[field].confidence < 0.98
        assert led.fields[field].page == 1
    others = {name: one for name, one in led.fields.items() if name != field}
    assert others == {name: one for name, one in before.fields.items() if name != field}
    assert led.lines == before.lines


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_on_pages_that_are_read_well_a_hint_changes_nothing(page: Page) -> None:
    data = drawn(page)
    plain = read(data)
    right = {name: value for name, value in page.truth.items() if name in HINTED and plain.value(name) == value}
    found = lesson(data, **right)
    assert {place.field for place in found.places} | {one.field for one in found.not_learnt} == set(right)
    assert len(found.places) >= 2, "labels of real programmes are found"
    led = read(data, hints=hints(found))
    assert (led.fields, led.findings) == (plain.fields, plain.findings)


@pytest.mark.parametrize("family", ["old", "digital-special", "digital-ordinary", "toll", "rail"])
def test_on_chinese_invoices_a_hint_of_another_field_cannot_displace_what_is_proven(family: str) -> None:
    specimen = pdf_specimen(3, family)
    plain = read(specimen.data)
    found = lesson(specimen.data, issue_date=specimen.fields["issue_date"], number=specimen.fields["number"])
    assert {place.field for place in found.places} == {"issue_date", "number"}
    assert read(specimen.data, hints=hints(found)).fields == plain.fields
    (number,) = (place for place in found.places if place.field == "number")
    wrong = [{"id": 1, "field": "gross_amount", "label": number.label, "direction": "right"}]
    assert read(specimen.data, hints=wrong).fields == plain.fields


def test_a_contract_in_the_remarks_of_a_chinese_invoice_is_read_once_a_person_has_said_so() -> None:
    seeds = (pdf_specimen(seed, "digital-special") for seed in range(1, 40))
    told = [one for one in seeds if "合同号" in (read(one.data).value("remarks") or "")][:2]
    numbers = [(read(one.data).value("remarks") or "").split("合同号：")[1][:8] for one in told]
    found = lesson(told[0].data, contract=numbers[0])
    assert [(place.label, place.direction) for place in found.places] == [("合同号", "right")]
    assert read(told[1].data).value("contract") is None
    assert read(told[1].data, hints=hints(found)).value("contract") == numbers[1]


def test_a_value_that_something_else_proves_stays_and_the_hint_is_a_finding() -> None:
    data = page_of("en", {})
    wrong = [{"id": 4, "field": "number", "label": "purchaseorder", "direction": "right"}]
    led = read(data, hints=wrong)
    assert led.fields["number"] == read(data).fields["number"]
    (found,) = (one for one in led.findings if one.code == "sources-differ")
    evidence = dict(found.evidence)
    assert (found.severity, evidence["other"], evidence["other_source"]) == ("exception", "PO-2026-000017", "hint")


def test_a_likely_value_of_the_page_makes_a_finding_of_a_hint_that_says_otherwise() -> None:
    draft = Draft({"number": Field(value="A-1", source="text", confidence=0.85)})
    page = sheet([Word("Folio", 1, 50, 50, 80, 60), Word("B-22", 1, 90, 50, 120, 60)])
    led = hinted(draft, page, [Hint(id=1, field="number", label="folio", direction="right")])
    assert (led.fields["number"].value, led.fields["number"].source) == ("B-22", "hint")
    assert [one.code for one in led.findings] == ["sources-differ"]
    guessed = Draft({"number": Field(value="A-1", source="text", confidence=0.5)})
    assert not hinted(guessed, page, [Hint(id=1, field="number", label="folio", direction="right")]).findings


def test_hints_that_lead_to_several_values_lead_to_none() -> None:
    words = [Word("Folio", 1, 50, 50, 80, 60), Word("B-22", 1, 90, 50, 120, 60), Word("Bin", 1, 50, 90, 70, 100)]
    page = sheet([*words, Word("C-33", 1, 90, 90, 120, 100), Word("Folio", 1, 50, 120, 80, 130)])
    folio, other = (
        Hint(id=at, field="number", label=label, direction="right") for at, label in ((1, "folio"), (2, "bin"))
    )
    assert hinted(Draft({}), page, [folio]).fields["number"].value == "B-22"
    assert hinted(Draft({}), page, [folio, other]).fields == {}
    twice = sheet([*page.words, Word("D-44", 1, 90, 120, 120, 130)])
    assert hinted(Draft({}), twice, [folio]).fields == {}


@pytest.mark.parametrize(
    ("row", "label"),
    [("Portfolio", "folio"), ("Folios", "folio"), ("Folio2", "folio"), ("Folio：", "folio")],
)
def test_a_part_of_a_word_is_no_label(row: str, label: str) -> None:
    page = sheet([Word(row, 1, 50, 50, 80, 60), Word("B-22", 1, 90, 50, 120, 60)])
    found = hinted(Draft({}), page, [Hint(id=1, field="number", label=label, direction="right")]).fields
    assert ("number" in found) is (row == "Folio：")


def test_a_part_of_a_date_is_no_number() -> None:
    page = sheet([Word("单据编号：2026年05月04日", 1, 50, 50, 200, 60)])
    number = Hint(id=1, field="number", label="单据编号", direction="right")
    assert hinted(Draft({}), page, [number]).fields == {}
    day = number.model_copy(update={"field": "issue_date"})
    assert hinted(Draft({}), page, [day]).fields["issue_date"].value == "2026-05-04"


def test_amounts_of_hints_alone_are_never_confirmed_by_each_other() -> None:
    rows = (("Ware", "100.00"), ("Abgabe", "19.00"), ("Forderung", "119.00"))
    words = [
        Word(text, 1, x, 50 + 20 * row, x + 40, 60 + 20 * row)
        for row, (label, value) in enumerate(rows)
        for x, text in ((50, label), (200, value))
    ]
    fields = ("net_amount", "tax_amount", "gross_amount")
    led = [
        Hint.model_validate({"id": at, "field": name, "label": label.lower(), "direction": "right"})
        for at, (name, (label, _)) in enumerate(zip(fields, rows, strict=True), 1)
    ]
    assert [one.code for one in hinted(Draft({}), sheet(words), led).findings] == ["hint-not-confirmed"]
    net = Draft({"net_amount": Field(value="100.00", source="text", confidence=0.85)})
    assert hinted(net, sheet(words), led[1:]).findings == ()
    other = Draft({"net_amount": Field(value="101.00", source="text", confidence=0.85)})
    assert [one.code for one in hinted(other, sheet(words), led[1:]).findings] == ["hint-not-confirmed"]


def test_what_cannot_be_learnt_is_said() -> None:
    data = page_of("en", {"number": "Nr"})
    found = lesson(data, number="RE-2026-0042", contract="K-999")
    assert found.places == ()
    assert [(one.field, one.code) for one in found.not_learnt] == [("number", "no-label"), ("contract", "not-on-page")]
    assert lesson(b"%PDF-1.7 broken", number="1").not_learnt[0].code == "file-unread"


def test_whom_we_owe_is_not_learnt() -> None:
    data = page_of("en", {})
    assert (
        lesson(data, seller_tax_id="DE136695976", iban="DE89370400440532013000", seller_name="Muster Stahl GmbH")
        == Lesson()
    )
    assert not {"seller_name", "seller_tax_id", "iban", "bank_account", "currency", "kind"} & HINTED


def test_of_several_places_the_one_that_a_person_pointed_at_teaches() -> None:
    rows = (("Lieferschein", "4711-X"), ("Unser Beleg", "4711-X"))
    words = [
        Word(text, 1, x, 50 + 20 * row, x + 40, 60 + 20 * row)
        for row, (label, value) in enumerate(rows)
        for x, text in ((50, label), (200, value))
    ]
    from bots.reading.learning import taught

    (first,) = taught(sheet(words), {"number": Wanted(value="4711-X")}).places
    (other,) = taught(sheet(words), {"number": Wanted(value="4711-X", page=1, box=(195, 68, 245, 82))}).places
    assert (first.label, other.label) == ("lieferschein", "unserbeleg")


def test_the_limited_process_reads_with_hints_and_learns() -> None:
    called = {"number": "Folio"}
    with InvoiceReader() as reader:
        found = reader.learn(page_of("en", called), {"number": Wanted(value="RE-2026-0042")})
        led = reader.read(page_of("en", called, later=True), hints=hints(found))
        assert (led.value("number"), led.fields["number"].source) == ("RE-2026-0777", "hint")
        assert reader.learn(b"x" * 60_000_000, {"number": Wanted(value="1")}).not_learnt[0].code == "file-unread"
