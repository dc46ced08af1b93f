"""Reading the pages of Chinese e-invoices by labels and geometry."""

import pytest

from bots.reading.fapiao.page import draft
from bots.reading.fapiao.placed import Page
from bots.reading.values import Draft
from tests.bots.fapiao_pages import (
    BUYER,
    DIGITAL,
    DIGITAL_LINES,
    DIGITAL_SUMS,
    OLD_LINES,
    SELLER,
    digital_page,
    drawn,
    old_page,
    rail_page,
    summed,
)


def _read(*pages: Page) -> Draft:
    found = draft(pages)
    assert found is not None
    return found


def _values(found: Draft) -> dict[str, str]:
    return {name: one.value for name, one in found.fields.items()}


def test_an_old_invoice_is_read_whole() -> None:
    found = _read(old_page())
    assert _values(found) == {
        "number": "70315528", "code": "050002100111", "issue_date": "2021-09-26", "check_code": "48106275939048217365",
        "kind": "10", "currency": "CNY", "net_amount": "35.00", "tax_amount": "4.55", "gross_amount": "39.55",
        "gross_in_words": "叁拾玖圆伍角伍分", "buyer_name": "虚构采购有限公司", "buyer_tax_id": BUYER,
        "seller_name": "虚构销售有限责任公司", "seller_tax_id": SELLER, "bank_account": "虚构银行支行 461113930955",
    }  # fmt: skip
    assert [(line.description, line.quantity, line.net_amount, line.tax_rate) for line in found.lines] == [
        ("*纸制文具*本册", "1", "45.20", "13"), ("*纸制文具*本册", None, "-10.20", "13"),
    ]  # fmt: skip
    assert found.findings == ()


def test_a_digital_invoice_has_the_buyer_left_and_the_seller_right() -> None:
    found = _read(digital_page())
    values = _values(found)
    assert (values["number"], values["issue_date"], values["kind"]) == ("26112000000705813946", "2026-05-07", "31")
    assert (values["buyer_name"], values["buyer_tax_id"]) == ("虚构采购有限公司", BUYER)
    assert (values["seller_name"], values["seller_tax_id"]) == ("虚构销售有限责任公司", SELLER)
    assert (values["net_amount"], values["tax_amount"], values["gross_amount"]) == ("360.00", "46.80", "406.80")
    assert found.lines[0].unit == "把"
    assert found.lines[0].unit_price == "120"
    assert {name for name, one in found.fields.items() if one.confidence < 0.98} == set()


def test_a_rail_ticket_has_a_fare_and_a_buyer() -> None:
    found = _read(rail_page())
    assert _values(found) == {
        "number": "26509183740216593840", "issue_date": "2026-03-15", "kind": "51", "currency": "CNY",
        "gross_amount": "23.50", "buyer_name": "虚构采购有限公司", "buyer_tax_id": BUYER,
    }  # fmt: skip
    assert [line.description for line in found.lines] == ["铁路客票 G789 虚构东-样本北"]


def test_a_page_that_is_no_invoice_is_none() -> None:
    assert draft([drawn([("会议纪要", 100, 100, 12)])]) is None
    assert draft([]) is None


def test_a_buyer_who_is_a_person_has_no_tax_id() -> None:
    found = _read(digital_page([("个人", 56.7, 95.8, 9)], without=["虚构采购", BUYER]))
    assert _values(found)["buyer_name"] == "个人"
    assert "buyer_tax_id" not in found.fields
    assert _values(found)["seller_tax_id"] == SELLER


def test_a_name_over_two_lines_is_one_name_and_less_sure() -> None:
    long = [("样本信息科技股份有限公司重庆", 56.7, 95.8, 9), ("第一分公司", 56.7, 106, 9)]
    found = _read(digital_page(long, without=["虚构采购"]))
    assert _values(found)["buyer_name"] == "样本信息科技股份有限公司重庆第一分公司"
    assert found.fields["buyer_name"].confidence < 0.98


def test_a_latin_name_keeps_its_spaces() -> None:
    found = _read(digital_page([("Sample Steel", 56.7, 95.8, 9), ("Ltd.", 130, 95.8, 9)], without=["虚构采购"]))
    assert _values(found)["buyer_name"] == "Sample Steel Ltd."


def test_look_alikes_of_characters_are_what_they_look_like() -> None:
    found = _read(digital_page([("虚构电⼦商务有限公司", 56.7, 95.8, 9)], without=["虚构采购"]))
    assert _values(found)["buyer_name"] == "虚构电子商务有限公司"


def test_full_width_brackets_of_a_name_stay_as_printed() -> None:
    found = _read(digital_page([("虚构（重庆）有限公司", 56.7, 95.8, 9)], without=["虚构采购"]))
    assert _values(found)["buyer_name"] == "虚构（重庆）有限公司"


@pytest.mark.parametrize("rate", ["免税", "不征税", "***"])
def test_a_line_free_of_tax_keeps_the_words_and_the_tax_is_none(rate: str) -> None:
    line = [("*供电*电费", 12.8, 160.2, 9), ("360.00", 406.7, 160.9, 9), (rate, 460, 160.9, 9), ("***", 569, 160.5, 9)]
    found = _read(digital_page(lines=line, sums=summed("360.00", "***", "叁佰陆拾圆整", "360.00")))
    assert [(one.net_amount, one.tax_rate, one.tax_amount) for one in found.lines] == [("360.00", rate, None)]
    assert (_values(found)["tax_amount"], found.fields["tax_amount"].source) == ("0.00", "rule")
    mixed = _read(digital_page(lines=line, sums=summed("360.00", "***", "肆佰圆整", "400.00")))
    assert "tax_amount" not in mixed.fields


def test_a_rate_that_touches_its_amount_is_parted_from_it() -> None:
    line = [
        ("*供电*电费", 12.8, 173, 9),
        ("171.00", 406.7, 173.7, 9),
        ("不征税", 434.5, 173.7, 9),
        ("***", 569, 173, 9),
    ]
    found = _read(digital_page(line))
    assert (found.lines[1].net_amount, found.lines[1].tax_rate) == ("171.00", "不征税")


def test_an_amount_in_wide_digits_is_no_rate() -> None:
    wide = [("*检测*费用", 27, 161.1, 9), ("1", 314.5, 161.1, 9), ("3584.91", 370, 161.1, 9), ("3584.91", 449, 161.1, 12),
            ("6%", 490, 161.1, 9), ("215.09", 567, 161.1, 9)]  # fmt: skip
    [line] = _read(old_page(wide)).lines
    assert (line.unit_price, line.net_amount, line.tax_rate, line.tax_amount) == ("3584.91", "3584.91", "6", "215.09")


def test_a_long_price_that_touches_its_quantity_is_parted_from_it() -> None:
    touching = [("*检测*费用", 27, 161.1, 9), ("12876.79245283019", 330, 161.1, 9), ("2876.79", 449, 161.1, 9),
                ("6%", 490, 161.1, 9), ("172.61", 567, 161.1, 9)]  # fmt: skip
    [line] = _read(old_page(touching)).lines
    assert (line.quantity, line.unit_price) == ("1", "2876.79245283019")
    wrong = [(text.replace("12876", "13876"), x, y, size) for text, x, y, size in touching]
    [kept] = _read(old_page(wrong)).lines
    assert (kept.quantity, kept.unit_price) == (None, "13876.79245283019")


def test_a_long_price_that_reaches_into_its_amount_is_parted_from_it() -> None:
    run = [("*供电*电费", 27, 161.1, 9), ("1000", 300, 161.1, 9), ("214.8141592920354214814.16", 345, 161.1, 9),
           ("13%", 490, 161.1, 9), ("27925.84", 560, 161.1, 9)]  # fmt: skip
    [line] = _read(old_page(run)).lines
    assert (line.quantity, line.unit_price, line.net_amount) == ("1000", "214.8141592920354", "214814.16")
    wrong = [(text.replace("1000", "1001"), x, y, size) for text, x, y, size in run]
    assert _read(old_page(wrong)).lines == ()


def test_a_description_that_fills_its_column_is_not_its_specification() -> None:
    """The first title stands in the middle of its column, so it tells where the column ends."""
    full = [("*生物化学制品*新型冠状", 12.8, 160.2, 9), ("25人份/盒", 114.5, 160.2, 9), ("病毒检测试剂盒", 12.8, 173, 9),
            ("盒", 197, 160.2, 9), ("3", 286.1, 160.9, 9), ("120", 349, 161.4, 8), ("360.00", 406.7, 160.9, 9),
            ("13%", 463, 160.9, 9), ("46.80", 560, 160.5, 9)]  # fmt: skip
    [line] = _read(digital_page(lines=full)).lines
    assert (line.description, line.specification) == ("*生物化学制品*新型冠状病毒检测试剂盒", "25人份/盒")


def test_the_titles_of_the_boxes_tell_buyer_and_seller_where_the_buyer_issues() -> None:
    """产品收购: who buys from those who issue no invoices issues it."""
    swapped = {"购": "销", "买": "售", "销": "购", "售": "买"}
    words = [(swapped.get(text, text), x, y, size) for text, x, y, size in (*DIGITAL, *DIGITAL_LINES, *DIGITAL_SUMS)]
    values = _values(_read(drawn(words, (), 1, (595.3, 396.9))))
    assert (values["seller_name"], values["seller_tax_id"]) == ("虚构采购有限公司", BUYER)
    assert (values["buyer_name"], values["buyer_tax_id"]) == ("虚构销售有限责任公司", SELLER)


def test_a_name_that_fills_its_box_is_whole() -> None:
    """The title of the next box is written larger than the name."""
    larger = [(one, 301.8, top, 12.0) for one, top in zip("销售方信息", (90, 103, 116, 129, 142), strict=True)]
    name = [("虚构样本仿造演练占位替身测算假设有限公司重庆市分公司", 56.7, 95.8, 9)]
    found = _read(digital_page([*name, *larger], without=["虚构采购", "销售方信息"]))
    assert _values(found)["buyer_name"] == "虚构样本仿造演练占位替身测算假设有限公司重庆市分公司"


def test_a_description_goes_on_in_the_next_row() -> None:
    found = _read(digital_page([("加长加厚型 M8", 12.8, 173, 9), ("加长", 119.4, 173, 9)]))
    assert [line.description for line in found.lines] == ["*五金制品*样本扳手加长加厚型M8"]
    assert found.lines[0].specification == "加长"


def test_sub_totals_are_no_lines() -> None:
    found = _read(digital_page([("小计", 12.8, 200, 9), ("360.00", 406.7, 200, 9), ("46.80", 560, 200, 9)]))
    assert len(found.lines) == 1


def test_a_red_invoice_names_the_blue_one_in_its_remarks() -> None:
    remark = [("被红冲蓝字数电票号码：25112000000705813946 红字发票信息确认单编号：5", 32, 312, 9)]
    red = summed("-360.00", "-46.80", "（负数）肆佰零陆圆捌角整", "-406.80")
    found = _read(digital_page(remark, sums=red))
    values = _values(found)
    assert values["original_number"] == "25112000000705813946"
    assert (values["net_amount"], values["tax_amount"], values["gross_amount"]) == ("-360.00", "-46.80", "-406.80")
    assert found.fields["gross_amount"].confidence >= 0.98


def test_an_old_red_invoice_names_code_and_number() -> None:
    found = _read(old_page([*OLD_LINES, ("对应正数发票代码:050002000111号码:12345678", 370, 310, 8)]))
    assert _values(found)["original_number"] == "05000200011112345678"
    assert _values(found)["number"] == "70315528"


def test_remarks_may_name_the_account_and_a_payee() -> None:
    rows = [
        ("销方开户银行：虚构银行支行；银行账号：1234567890；", 32, 300, 9),
        ("收款人:甲一", 32, 312, 9),
        ("合同号HT-1", 32, 324, 9),
    ]
    values = _values(_read(digital_page(rows)))
    assert values["bank_account"] == "虚构银行支行 1234567890"
    assert values["remarks"].endswith("收款人:甲一 合同号HT-1")


def test_pages_of_one_invoice_are_one_and_those_of_two_are_said() -> None:
    again = digital_page(number=2)
    assert len(_read(digital_page(), again).lines) == 2
    other = digital_page([("26112000000705813947", 481.9, 31.8, 9)], without=["26112000000705813946"], number=2)
    found = _read(digital_page(), other)
    assert [one.code for one in found.findings] == ["several-invoices"]
    assert found.findings[0].severity == "exception"
    assert found.findings[0].page == 2
    assert len(found.lines) == 1


def test_a_list_of_sales_gives_the_lines() -> None:
    main = old_page(
        [("(详见销货清单)", 27, 161.1, 9), ("35.00", 455, 161.1, 9), ("13%", 486.5, 161.1, 9), ("4.55", 572, 161.1, 9)]
    )
    titles = [("序号", 30, 100, 9), ("货物(劳务)名称", 80, 100, 9), ("规格型号", 200, 100, 9), ("单位", 250, 100, 9),
              ("数量", 290, 100, 9),               ("单价", 340, 100, 9), ("金额", 400, 100, 9),
              ("税率", 460, 100, 9), ("税额", 520, 100, 9)]  # fmt: skip
    rows = [
        word
        for index, (name, net, tax) in enumerate((("本册", "20.00", "2.60"), ("铅笔", "15.00", "1.95")))
        for word in ((str(index + 1), 34, 115 + 14 * index, 9), (name, 80, 115 + 14 * index, 9), (net, 405, 115 + 14 * index, 9),
                     ("13%", 460, 115 + 14 * index, 9), (tax, 525, 115 + 14 * index, 9))
    ]  # fmt: skip
    rest = [
        ("销售货物或者提供应税劳务、服务清单", 150, 40, 14),
        ("小计", 30, 200, 9),
        ("35.00", 405, 200, 9),
        ("4.55", 525, 200, 9),
    ]
    found = _read(main, drawn([*titles, *rows, *rest], number=2))
    assert [(line.description, line.net_amount) for line in found.lines] == [("本册", "20.00"), ("铅笔", "15.00")]


def test_a_font_without_a_map_is_said() -> None:
    found = _read(digital_page([("\ufffd" * 60, 20, 200 + 12 * row, 9) for row in range(3)]))
    assert ("unreadable", "exception") in {(one.code, one.severity) for one in found.findings}


def test_totals_that_disagree_are_not_sure() -> None:
    found = _read(digital_page(sums=summed("360.00", "46.80", "肆佰零陆圆捌角整", "407.80")))
    assert found.fields["gross_amount"].value == "407.80"
    assert found.fields["gross_amount"].confidence < 0.98
    assert found.fields["net_amount"].confidence < 0.98


def test_a_number_of_another_year_than_the_date_is_not_sure() -> None:
    found = _read(digital_page([("2025年05月07日", 481.9, 49.1, 9)], without=["2026年"]))
    assert found.fields["number"].confidence < 0.98


def test_a_wrong_check_character_makes_an_id_less_sure() -> None:
    found = _read(digital_page([(SELLER[:-1] + "A", 438, 123.1, 12)], without=[SELLER]))
    assert found.fields["seller_tax_id"].confidence < 0.98


def test_tax_ids_of_other_lengths_are_taken_as_they_are() -> None:
    found = _read(digital_page([("500103198001010000", 153.1, 123.1, 12)], without=[BUYER]))
    assert _values(found)["buyer_tax_id"] == "500103198001010000"
    short = _read(digital_page([("12345", 153.1, 123.1, 12)], without=[BUYER]))
    assert "buyer_tax_id" not in short.fields


def test_toll_invoices_are_told_by_their_columns() -> None:
    columns = [
        ("车牌号", 180.8, 147.5, 9),
        ("类型", 249.8, 147.5, 9),
        ("通行日期起", 281.8, 147.5, 9),
        ("通行日期止", 337.8, 147.5, 9),
    ]
    line = [("*经营租赁*通行费", 24.8, 161, 9), ("渝DEMO01", 149.8, 161, 9), ("货车", 249, 161, 9), ("20220411", 284.3, 161.6, 9),
            ("20220411", 341.3, 161.6, 9), ("35.00", 447.3, 161.6, 9),
            ("13%", 486.5, 161.6, 9), ("4.55", 571, 161.6, 9)]  # fmt: skip
    titles = [("项目名称", 67.8, 147.7, 9)]
    found = _read(old_page([*columns, *line, *titles], without=["货物", "规格型号", "单位", "数", "量"]))
    assert _values(found)["kind"] == "14"
    assert [(one.description, one.net_amount) for one in found.lines] == [("*经营租赁*通行费", "35.00")]


def test_two_invoices_on_one_page_are_never_mixed() -> None:
    first, second = (
        digital_page(),
        digital_page([("26112000000705813947", 481.9, 31.8, 9)], without=["26112000000705813946"]),
    )
    below = [one._replace(mid=one.mid + 400) for one in second.glyphs]
    found = _read(Page(1, 595.3, 842.0, [*first.glyphs, *below]))
    assert [one.code for one in found.findings] == ["several-invoices"]
    assert _values(found) == _values(_read(digital_page()))


def test_a_kind_of_invoice_in_the_remarks_is_no_title() -> None:
    found = _read(digital_page([("附：增值税电子普通发票", 32, 330, 9)]))
    assert _values(found)["kind"] == "31"
    assert found.findings == ()


def test_invoices_of_cities_with_a_title_of_their_own_are_read() -> None:
    found = _read(old_page([*OLD_LINES, ("深圳电子普通发票", 186, 23, 20)], without=["重庆增值税电子普通发票"]))
    assert (_values(found)["kind"], _values(found)["number"]) == ("10", "70315528")


def test_digital_invoices_of_other_kinds_name_none() -> None:
    found = _read(digital_page([("电子发票（机动车销售统一发票）", 161, 22, 20)], without=["电子发票（增值税"]))
    assert "kind" not in found.fields
    assert _values(found)["gross_amount"] == "406.80"


def test_a_second_table_gives_no_lines() -> None:
    rows = [("出行人", 20, 190, 9), ("出行日期", 120, 190, 9), ("等级", 420, 190, 9), ("甲一", 20, 203, 9),
            ("2026-05-01", 120, 203, 9), ("500103199001010000", 352, 203, 9)]  # fmt: skip
    found = _read(digital_page(rows))
    assert [line.description for line in found.lines] == ["*五金制品*样本扳手"]


def test_a_long_figure_without_decimals_is_no_amount() -> None:
    found = _read(digital_page([("备件", 12.8, 190, 9), ("500103199001010000", 352, 190, 9)]))
    assert len(found.lines) == 1


def test_a_large_title_beside_the_head_is_no_part_of_a_label() -> None:
    found = _read(old_page([*OLD_LINES, ("电子普通发票", 300, 17, 20)], without=("重庆增值税电子普通发票",)))
    assert found.fields["number"].value == "70315528"
