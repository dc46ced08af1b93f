"""What the page of a Chinese e-invoice says beside its form is told, whatever its code confirms."""

import io

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from adapters.specimens.files import pdf_specimen
from bots.reading.any_file import read

HONEST = pdf_specimen(3, "digital-special").data


def _codes(text: str) -> set[str]:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    with pikepdf.open(io.BytesIO(HONEST)) as document:
        box = document.pages[0].mediabox
        canvas = Canvas(drawn := io.BytesIO(), pagesize=(float(box[2]), float(box[3])))
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(30, 8, text)
        canvas.save()
        with pikepdf.open(io.BytesIO(drawn.getvalue())) as over:
            document.pages[0].add_overlay(over.pages[0], pikepdf.Rectangle(*map(float, box)))
            document.save(out := io.BytesIO())
    return {one.code for one in read(out.getvalue()).findings if one.severity != "warn"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("作废", "said-no-invoice"), ("样票", "said-no-invoice"), ("此件非发票", "said-no-invoice"),
        ("本张作废。", "said-no-invoice"), ("货款已付2026年3月", "said-paid"), ("全部货款已付", "said-paid"),
        ("货款已付100%", "said-paid"), ("已付款", "said-paid"), ("收款账户已变更", "said-new-account"),
        ("本发票替代发票25442000000000000001", "said-replaces"),
        ("发票号码：25442000000000000001", "several-numbers"), ("价税合计（小写）¥99999.00", "several-totals"),
    ],
)  # fmt: skip
def test_what_contradicts_the_form_is_for_a_person(text: str, code: str) -> None:
    assert _codes(text) == {code}


@pytest.mark.parametrize(
    "text",
    [
        "备注：含运费",
        "原发票号码：25442000000000000001",
        "对应正数发票号码：25442000000000000001",
        "开户行：中国银行",
        "*劳务*工作废水处理",
        "制作废料清运",
        "手写涂改作废",
        "逾期作废",
        "工程款已付60%本次付20%",
        "进度款已付款30%",
        "开户行：工行高新 账号：1234",
    ],
)
def test_plain_remarks_say_nothing(text: str) -> None:
    assert _codes(text) == set()
