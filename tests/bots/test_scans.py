"""What was seen on pictures becomes fields only as sure as something else on the page makes them."""

from collections.abc import Mapping

import pytest

from bots.checks import Context, check
from bots.reading import scans
from bots.reading.any_file import read
from bots.reading.scanned import ScannedPage, ScannedWord, as_it_came
from contracts.reading import Reading
from tests.bots.specimens import TODAY

PICTURE = b"\x89PNG\r\n\x1a\n"
NUMBER = "26502000000391746258"
CODE = f"01,31,,{NUMBER},8800.00,20260418,,D0EB"
ROWS = (
    (20, 180, "电子发票（增值税专用发票）"), (30, 420, f"发票号码：{NUMBER}"), (48, 420, "开票日期：2026年04月18日"),
    (100, 30, "名称：虚构样本科技有限公司"), (100, 310, "名称虚构仿造咨询服务有限公司"),
    (130, 30, "统一社会信用代码/纳税人识别号：91500000FAKE80025D"),
    (130, 310, "统一社会信用代码/纳税人识别号：91500000FAKE700118"),
    (150, 30, "项目名称"), (150, 120, "规格型号"), (150, 200, "单位"), (150, 260, "数量"), (150, 330, "单价"),
    (150, 400, "金额"), (150, 460, "税率/征收率"), (150, 550, "税额"),
    (165, 30, "*研发服务*检测"), (165, 260, "1"), (165, 330, "8301.89"), (165, 400, "8301.89"), (165, 470, "6%"),
    (165, 550, "498.11"), (260, 40, "合"), (260, 90, "计"), (260, 396, "¥8301.89"), (260, 546, "¥498.11"),
    (280, 40, "价税合计（大写）"), (280, 180, "捌仟捌佰圆整"), (280, 400, "（小写）"), (280, 450, "¥8800.00"),
)  # fmt: skip


def _word(top: float, left: float, text: str, score: float = 0.999) -> ScannedWord:
    middles, at = [], left
    for character in text:
        width = 9.0 if character >= "\u2e80" else 4.5
        middles.append(round(at + width / 2, 1))
        at += width
    return ScannedWord(text=text, box=(left, top, at, top + 12.5), middles=tuple(middles), scores=(score,) * len(text))


def _page(
    codes: tuple[str, ...] = (CODE,), score: float = 0.999, changed: Mapping[str, str] | None = None
) -> ScannedPage:
    words = tuple(_word(top, left, (changed or {}).get(text, text), score) for top, left, text in ROWS)
    return ScannedPage(number=1, pages=1, width=595.28, height=397.0, words=words, codes=codes)


def _read(page: ScannedPage) -> Reading:
    return check(read(PICTURE, scanned=[page.model_dump()]), Context(TODAY))


def _codes(reading: Reading) -> set[str]:
    return {one.code for one in reading.findings}


def test_a_scan_whose_code_sums_and_capitals_say_the_same_is_accepted() -> None:
    reading = _read(_page())
    assert (reading.verdict, reading.findings) == ("accept", ())
    told = {name: (field.value, field.source) for name, field in reading.fields.items()}
    assert told["number"] == (NUMBER, "qr")
    assert told["gross_amount"] == ("8800.00", "qr")
    assert told["net_amount"] == ("8301.89", "ocr")
    assert told["seller_name"] == ("虚构仿造咨询服务有限公司", "ocr")
    assert min(reading.fields[name].confidence for name in (*scans.CORE, "seller_tax_id", "tax_amount")) >= 0.98
    assert max(reading.fields[name].confidence for name in ("seller_name", "buyer_name")) < 0.9


def test_without_a_code_a_person_confirms_number_and_date() -> None:
    reading = _read(_page(codes=()))
    assert reading.verdict == "exception"
    assert [dict(one.evidence) for one in reading.findings] == [{"fields": "number, issue_date"}]


@pytest.mark.parametrize("codes", [("https://example.org",), ("01,31,,26502000000391746259,8800.00,20260418,,6AE8",)])
def test_a_code_that_says_nothing_or_something_else_confirms_nothing(codes: tuple[str, ...]) -> None:
    assert _read(_page(codes=codes)).verdict == "exception"


@pytest.mark.parametrize(
    "changed",
    [
        {f"发票号码：{NUMBER}": "发票号码：26502000000391746250"},
        {"开票日期：2026年04月18日": "开票日期：2026年04月19日"},
        {"¥8800.00": "¥9800.00"},
        {"¥8301.89": "¥8301.88"},
        {"捌仟捌佰圆整": "玖仟捌佰圆整"},
        {"8301.89": "8301.99"},
    ],
)
def test_what_differs_goes_to_a_person_and_is_never_rejected_for_it(changed: dict[str, str]) -> None:
    reading = _read(_page(changed=changed))
    assert reading.verdict == "exception"


def test_a_value_that_the_code_states_must_stand_on_the_page() -> None:
    without = _read(_page(changed={f"发票号码：{NUMBER}": "发票号码"}))
    assert "scan-not-confirmed" in _codes(without)
    unlabelled = _read(_page(changed={f"发票号码：{NUMBER}": NUMBER}))
    assert unlabelled.fields["number"].confidence == 0.99


def test_a_missing_seller_is_an_exception() -> None:
    gone = {"名称虚构仿造咨询服务有限公司": "", "统一社会信用代码/纳税人识别号：91500000FAKE700118": ""}
    reading = _read(_page(changed=gone))
    assert reading.verdict == "exception"
    assert ("missing-field", "exception") in {(one.code, one.severity) for one in reading.findings}


def test_a_badly_legible_value_is_doubtful() -> None:
    reading = _read(_page(codes=(), score=0.5))
    assert {"low-confidence", "scan-not-confirmed"} <= _codes(reading)
    assert reading.fields["number"].confidence == 0.4


def test_pages_that_show_nothing_are_told() -> None:
    blank = ScannedPage(number=1, pages=1, width=595, height=842)
    assert _codes(_read(blank)) == {"unreadable"}
    assert _codes(_read(blank.model_copy(update={"hidden": 300}))) == {"page-drawn-empty"}
    assert _codes(_read(blank.model_copy(update={"trouble": "picture-too-large"}))) == {"picture-not-seen"}


@pytest.mark.parametrize(
    ("turned", "box"),
    [(0, (10, 20, 30, 40)), (90, (20, 770, 40, 790)), (180, (570, 760, 590, 780)), (270, (560, 10, 580, 30))],
)
def test_boxes_are_told_on_the_page_as_it_came(turned: int, box: tuple[float, ...]) -> None:
    page = ScannedPage(number=1, pages=1, width=600, height=800, turned=turned)
    assert as_it_came(page, (10, 20, 30, 40)) == box


def test_boxes_of_a_page_that_was_set_straight_lie_around_the_slanting_value() -> None:
    page = ScannedPage(number=1, pages=1, width=600, height=800, skew=2.0)
    left, top, right, bottom = as_it_came(page, (500, 400, 590, 410))
    assert top > 400
    assert (right - left, bottom - top) == pytest.approx((90.3, 13.1), abs=0.1)


def test_totals_are_found_on_a_high_page_where_nobody_can_read_the_head_of_the_table() -> None:
    page = _page(codes=())
    legible = tuple(word for word in page.words if word.box[1] != 150)
    reading = _read(page.model_copy(update={"words": legible, "height": 842.0}))
    totals = {name: reading.value(name) for name in ("net_amount", "tax_amount", "gross_amount")}
    assert totals == {"net_amount": "8301.89", "tax_amount": "498.11", "gross_amount": "8800.00"}
