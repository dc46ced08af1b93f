"""The rules of Chinese invoices where scenarios do not reach: forms, kinds, tables, and arithmetic for any figures."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.capitals import value_of
from bots.checks import RULES, Context, check
from bots.checks.parties import account_of, card_is_valid
from bots.china_rates import RATES, ever, highest
from bots.fapiao import is_digital, is_fapiao, is_old, item_class, kind_of
from contracts.reading import Reading, ReadLine
from tests.bots.specimens import TODAY, reading

LINE = ReadLine(quantity="10", unit_price="10", net_amount="100.00", tax_rate="13", tax_amount="13.00")
GOOD = {
    "number": "26112000000012345678", "kind": "31", "currency": "CNY", "net_amount": "100.00", "tax_amount": "13.00",
    "gross_amount": "113.00", "gross_in_words": "壹佰壹拾叁圆整", "seller_tax_id": "91110000600037341L",
    "buyer_tax_id": "91350100M000100Y43", "seller_name": "甲", "buyer_name": "乙",
}  # fmt: skip


def fapiao(line: ReadLine | None = LINE, **fields: str) -> Reading:
    one = reading(**(GOOD | fields)).model_copy(update={"format": "fapiao-xml"})
    return one.model_copy(update={"lines": (line,) if line else ()})


def _found(one: Reading) -> dict[str, str]:
    return {finding.code: finding.severity for finding in check(one, Context(TODAY)).findings}


@pytest.mark.parametrize(
    ("fields", "format_", "is_one"),
    [
        ({}, "fapiao-xml", True),
        ({"gross_in_words": "", "number": "1"}, "ofd", True),
        ({"gross_in_words": "", "number": "1", "kind": "380"}, "pdf", True),
        ({"gross_in_words": "", "number": "1", "kind": "380", "seller_tax_id": "91110000600037342L"}, "pdf", False),
        ({"gross_in_words": "", "number": "1", "kind": "380", "seller_tax_id": ""}, "pdf", False),
        ({"gross_in_words": "", "number": "1", "kind": "发票", "seller_tax_id": ""}, "pdf", True),
        ({"gross_in_words": "", "number": "1", "kind": "380", "currency": "USD"}, "pdf", False),
        ({"gross_in_words": "", "kind": "380"}, "pdf", True),
        ({"gross_in_words": "", "kind": "380", "currency": ""}, "pdf", True),
        ({"gross_in_words": "", "kind": "380", "currency": "EUR"}, "pdf", False),
        ({"number": "1", "currency": "EUR"}, "pdf", True),
        ({"gross_in_words": "", "number": "1", "code": "1"}, "pdf", True),
        ({"gross_in_words": "", "number": "1", "kind": "增值税电子普通发票"}, "image", True),
    ],
)
def test_what_is_a_fapiao(fields: dict[str, str], format_: str, is_one: bool) -> None:
    assert is_fapiao(fapiao(LINE, **fields).model_copy(update={"format": format_})) is is_one


@pytest.mark.parametrize(
    ("kind", "code", "known"),
    [
        ("01", "", "special"), ("04", "", "ordinary"), ("10", "", "ordinary"), ("20", "", "special"),
        ("31", "", "special"), ("32", "", "ordinary"), ("51", "", "rail"), ("61", "", "air"), ("14", "", "toll"),
        ("10", "011002600112", "toll"), ("10", "0110026112", "ordinary"), ("", "011002600111", "ordinary"),
        ("", "011002600113", "special"), ("", "1100260013", None), ("", "", None), ("380", "", None),
        ("增值税电子专用发票", "", "special"), ("电子发票（普通发票）", "", "ordinary"), ("铁路电子客票", "", "rail"),
        ("航空运输电子客票行程单", "", "air"), ("通行费电子普通发票", "", "toll"), ("增值税专票", "011002600111", "special"),
    ],
)  # fmt: skip
def test_kinds(kind: str, code: str, known: str | None) -> None:
    assert kind_of(fapiao(kind=kind, code=code)) == known


@pytest.mark.parametrize(
    ("number", "code", "digital", "old"),
    [
        ("26112000000012345678", "", True, False),
        ("2611200000001234567", "", False, False),
        ("12345678", "1100260011", False, True),
        ("12345678", "011002600111", False, True),
        ("12345678", "", False, False),
        ("1234567", "1100260011", False, False),
    ],
)
def test_forms(number: str, code: str, digital: bool, old: bool) -> None:
    one = fapiao(number=number, code=code)
    assert (is_digital(one), is_old(one)) == (digital, old)


@pytest.mark.parametrize(
    ("number", "seller", "found"),
    [
        ("26942000000012345678", "91350200155013020E", {}),  # 94 is Xiamen, 3502
        ("26942000000012345678", "91350100M000100Y43", {"fapiao-number-region": "exception"}),
        ("26952000000012345678", "91440300279446850J", {}),  # 95 is Shenzhen, 4403
        ("26952000000012345678", "91440101708346286A", {"fapiao-number-region": "exception"}),
        ("26932000000012345678", "91350100M000100Y43", {}),  # not confirmed, so nothing is concluded
        ("26312000000012345678", "91100000100003962T", {}),  # registered by the state itself
        ("26312000000012345678", "", {}),
    ],
)
def test_regions(number: str, seller: str, found: dict[str, str]) -> None:
    told = _found(fapiao(number=number, seller_tax_id=seller))
    assert {code: severity for code, severity in told.items() if code == "fapiao-number-region"} == found


@pytest.mark.parametrize(
    ("code", "issued", "seller", "found"),
    [
        ("1100260011", "2026-05-01", "91110000600037341L", set()),
        ("1100270011", "2026-05-01", "91110000600037341L", {"fapiao-number-year"}),
        ("3100260011", "2026-05-01", "91110000600037341L", {"fapiao-number-region"}),
        ("4403260011", "2026-05-01", "91440300279446850J", set()),
    ],
)
def test_codes_of_ten_digits(code: str, issued: str, seller: str, found: set[str]) -> None:
    one = fapiao(number="12345678", code=code, kind="01", issue_date=issued, seller_tax_id=seller)
    assert set(_found(one)) - {"uscc-invalid"} == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("91110000600037341L", {}),
        ("91110000600037341M", {"uscc-invalid": "exception"}),
        ("110108123456789", {}),
        ("11010519491231002X", {}),  # GB 11643-1999's own example
        ("110105194912310021", {"uscc-invalid": "exception"}),
        ("11010819491231002", {}),
        ("11010812345678901234", {}),
        ("1101081234567890", {"tax-id-form": "exception"}),
        ("9111000060003734IL", {"tax-id-form": "exception"}),
    ],
)
def test_tax_numbers(number: str, found: dict[str, str]) -> None:
    told = _found(fapiao(buyer_tax_id=number))
    assert {code: severity for code, severity in told.items() if code in ("uscc-invalid", "tax-id-form")} == found


def test_the_card_of_the_standard() -> None:
    assert card_is_valid("11010519491231002X")
    assert not card_is_valid("110105194912310020")
    assert card_is_valid("440524188001010014")


def test_an_account_is_an_iban_or_what_is_printed_of_a_bank() -> None:
    assert account_of(fapiao(iban="de02 1203")) == "DE021203"
    assert account_of(fapiao(bank_account="工行 622202020011")) == "622202020011"
    assert account_of(fapiao(bank_account="工行")) is None


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("伍佰圆整", "500.00"), ("陆佰圆零叁分", "600.03"), ("叁拾玖圆伍角伍分", "39.55"), ("圆零玖分", "0.09"),
        ("伍角柒分", "0.57"), ("伍角整", "0.50"), ("玖分", "0.09"), ("零圆整", "0.00"), ("拾元整", "10.00"),
        ("壹万陆仟圆整", "16000.00"), ("壹亿零叁拾圆零叁分", "100000030.03"), ("壹佰萬元正", "1000000.00"),
        ("（负数）壹佰圆整", "-100.00"), ("负壹佰圆整", "-100.00"), ("⊗ 肆拾陆元玖角柒分", "46.97"),
        ("人民币壹佰圆整", "100.00"), ("壹仟零壹万零伍拾圆正", "10010050.00"), ("贰拾万亿圆整", "20000000000000.00"),
        ("一百二十三元", "123.00"),
        ("", None), ("圆", None), ("整", None), ("abc", None), ("壹佰", None), ("伍伍圆", None), ("万圆", None),
        ("亿圆整", None), ("壹佰壹仟圆", None), ("拾拾圆", None), ("零拾圆", None), ("壹圆壹圆", None), ("壹圆伍分伍角", None),
    ],
)  # fmt: skip
def test_capitals(text: str, worth: str | None) -> None:
    assert value_of(text) == (None if worth is None else Decimal(worth))


def test_the_table_of_rates_has_no_overlap_and_knows_its_days() -> None:
    for rate in RATES:
        others = [one for one in RATES if one is not rate and one.percent == rate.percent]
        assert not any(one.in_force(rate.first) for one in others)
        assert rate.in_force(rate.first)
        assert rate.last is None or (rate.in_force(rate.last) and rate.first < rate.last)
    on = {date(2018, 4, 30): 17, date(2018, 5, 1): 16, date(2019, 3, 31): 16, date(2019, 4, 1): 13, date(1990, 1, 1): 0}
    assert {day: int(highest(day)) for day in on} == on
    assert ever(Decimal(12)) == ()
    assert [time.last for time in ever(Decimal(13))] == [date(2017, 6, 30), None]


@pytest.mark.parametrize(
    ("line", "fields", "found"),
    [
        ({"tax_rate": "6%"}, {}, {"rate-unknown": "exception", "amount-malformed": "reject"}),
        ({"tax_rate": None}, {}, {"line-incomplete": "exception"}),
        ({"tax_rate": "0", "tax_amount": "0.00"}, {"tax_amount": "0.00", "gross_amount": "100.00",
                                                 "gross_in_words": "壹佰圆整"}, {"special-without-tax": "exception"}),
        ({"tax_rate": "不征税", "tax_amount": None}, {"tax_amount": "0.00", "gross_amount": "100.00", "kind": "32",
                                                 "gross_in_words": "壹佰圆整"}, {}),
        ({"tax_rate": "***", "tax_amount": "13.01"}, {"tax_amount": "13.01", "gross_amount": "113.01",
                                                    "gross_in_words": "壹佰壹拾叁圆零壹分"}, {}),
        ({"tax_rate": "***", "tax_amount": "-1.00"}, {"tax_amount": "-1.00", "gross_amount": "99.00",
                                                    "gross_in_words": "玖拾玖圆整"}, {"tax-above-rate": "exception"}),
        ({"tax_rate": "***", "tax_amount": "1.00"}, {"tax_amount": "1.00", "gross_amount": "101.00", "issue_date": "",
                                                   "gross_in_words": "壹佰零壹圆整"}, {"tax-above-rate": "exception"}),
    ],
)  # fmt: skip
def test_rates(line: dict[str, str], fields: dict[str, str], found: dict[str, str]) -> None:
    assert _found(fapiao(LINE.model_copy(update=line), **fields)) == found


def test_sums_are_exact_to_the_cent_that_general_rules_let_pass() -> None:
    assert _found(fapiao(gross_amount="113.01", gross_in_words="壹佰壹拾叁圆零壹分")) == {"total-mismatch": "reject"}
    assert _found(fapiao(LINE.model_copy(update={"net_amount": "100.01"}))) == {"lines-mismatch": "reject"}
    page = fapiao(gross_amount="113.01", gross_in_words="壹佰壹拾叁圆零壹分").model_copy(update={"format": "pdf"})
    assert _found(page) == {"total-mismatch": "exception"}


@pytest.mark.parametrize(
    ("change", "not_run"),
    [
        ({"line": LINE.model_copy(update={"tax_amount": None})}, {"fapiao-tax-of-lines", "fapiao-tax-of-line"}),
        ({"line": LINE.model_copy(update={"tax_rate": None})}, {"fapiao-tax-of-line", "known-rate"}),
        ({"line": LINE.model_copy(update={"net_amount": None})}, {"fapiao-net-of-lines", "fapiao-tax-of-line"}),
        ({"gross_in_words": ""}, {"capitals"}),
        ({"net_amount": ""}, {"fapiao-sum", "fapiao-net-of-lines"}),
        ({"gross_amount": ""}, {"fapiao-sum", "capitals"}),
        ({"issue_date": ""}, {"fapiao-number-year"}),
        ({"seller_tax_id": ""}, {"fapiao-number-region"}),
        ({"kind": ""}, {"deductible"}),
        ({"tax_amount": ""}, {"deductible"}),
        ({"line": None, "kind": "51", "tax_amount": ""}, {"ticket-tax", "known-rate", "fapiao-tax-within-rates"}),
    ],
)
def test_what_lacks_its_figures_is_not_run(change: dict[str, object], not_run: set[str]) -> None:
    one = fapiao(**change)  # type: ignore[arg-type]
    mine = {rule.id for rule in RULES if rule.where is is_fapiao} | {"ticket-tax"}
    assert set(check(fapiao(), Context(TODAY)).not_run) & mine == {"check-code"}
    assert not_run <= set(check(one, Context(TODAY)).not_run) & mine


def test_lines_are_missing_but_on_tickets() -> None:
    assert "lines-missing" in _found(fapiao(None))
    assert "lines-missing" not in _found(fapiao(None, kind="51"))
    assert "lines-missing" not in _found(fapiao(None, kind="61"))
    assert "lines-missing" not in _found(fapiao(None).model_copy(update={"format": "pdf"}))


@given(
    st.decimals(min_value="0.01", max_value="9999999", places=2),
    st.sampled_from([rate.percent for rate in RATES if rate.last is None and rate.percent]),
    st.integers(min_value=-20, max_value=20),
)
def test_the_tax_of_a_line_for_any_figures(net: Decimal, rate: Decimal, cents: int) -> None:
    right = (net * rate / 100).quantize(Decimal("0.01"))
    tax = right + cents * Decimal("0.01")
    off = abs(net * rate / 100 - tax)
    expected = None if off <= Decimal("0.01") else "warn" if off <= Decimal("0.06") else "exception"
    line = LINE.model_copy(update={"net_amount": f"{net}", "tax_rate": f"{rate}", "tax_amount": f"{tax}"})
    line = line.model_copy(update={"quantity": None, "unit_price": None})
    told = {"net_amount": f"{net}", "tax_amount": f"{tax}", "gross_amount": f"{net + tax}", "gross_in_words": ""}
    found = _found(fapiao(line, **told))
    assert found.get("line-tax-mismatch") == expected
    assert not {"total-mismatch", "lines-mismatch", "lines-tax-mismatch"} & set(found)


@pytest.mark.parametrize(
    ("text", "name"),
    [("*建筑服务*钢结构", "建筑服务"), ("* 运输服务 *x", "运输服务"), ("钢*板*", ""), (None, ""), ("**x", "")],
)
def test_the_short_name_of_goods(text: str | None, name: str) -> None:
    assert item_class(text) == name


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({}, ()),
        ({"seller_name": ""}, ("seller_name",)),
        ({"seller_tax_id": ""}, ("seller_tax_id",)),
        ({"buyer_name": ""}, ("buyer_name",)),
        ({"gross_in_words": ""}, ("gross_in_words",)),
        ({"buyer_tax_id": ""}, ("buyer_tax_id",)),
        ({"buyer_tax_id": "", "kind": "32"}, ("buyer_tax_id",)),
        ({"buyer_tax_id": "", "kind": "10", "number": "00000011", "code": "031002400111"}, ()),
        ({"buyer_tax_id": "", "kind": "20", "number": "00000011", "code": "3100244130"}, ("buyer_tax_id",)),
        ({"seller_name": "", "gross_in_words": "", "kind": "51"}, ()),
    ],
)
def test_what_every_invoice_states_is_missed(change: dict[str, str], missed: tuple[str, ...]) -> None:
    found = check(fapiao(LINE, **change), Context(TODAY)).findings
    assert tuple(dict(one.evidence)["field"] for one in found if one.code == "missing-field") == missed


@pytest.mark.parametrize("part", ["net_amount", "tax_rate", "tax_amount"])
def test_a_line_without_one_of_its_figures_goes_to_a_person(part: str) -> None:
    found = check(fapiao(LINE.model_copy(update={part: None})), Context(TODAY)).findings
    told = [dict(one.evidence) for one in found if one.code == "line-incomplete"]
    assert told == [{"line": "1", "field": part}]


@pytest.mark.parametrize(
    ("tax", "day", "found"),
    [
        ("13.06", "2026-03-01", None),
        ("13.07", "2026-03-01", "exception"),
        ("-13.07", "2026-03-01", "exception"),
        ("16.06", "2018-12-01", None),
        ("16.07", "2018-12-01", "exception"),
        ("17.00", "2018-04-30", None),
    ],
)
def test_the_tax_of_the_whole_is_bounded_whatever_the_lines_leave_out(tax: str, day: str, found: str | None) -> None:
    bare = LINE.model_copy(update={"tax_rate": None, "tax_amount": None})
    assert _found(fapiao(bare, tax_amount=tax, issue_date=day)).get("tax-above-highest") == found
