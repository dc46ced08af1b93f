"""Figures exactly on the limits of the rules, and the last sign on which they turn."""

from datetime import date
from decimal import Decimal

import pytest

from bots.benford import deviation
from bots.checks import Context, check
from bots.checks.arithmetic import payable
from bots.checks.china_amounts import tax_of_total
from bots.checks.china_red import confirmed_in_time
from bots.checks.completeness import has_line_figures
from bots.checks.european import _stated, has_taxed_lines, tax_of_lines, taxes_within_net
from bots.checks.near_duplicates import counted_on
from bots.checks.owed import has_rounding, rounding
from contracts.reading import KnownInvoice, Reading, ReadLine, RedConfirmation, TaxGroup, Totals
from tests.bots.specimens import MASTER, TODAY, reading
from tests.bots.test_checks_china import LINE, fapiao
from tests.bots.test_checks_history import KNOWN, OURS


def _told(one: Reading, *known: KnownInvoice, **master: object) -> dict[str, str]:
    whole = MASTER.model_copy(update={"invoices": known, **master})
    return {finding.code: finding.severity for finding in check(one, Context(TODAY, whole)).findings}


@pytest.mark.parametrize(
    ("net", "rate", "tax", "found"),
    [
        ("0.46", "13", "0.12", "exception"),  # 0.0602 beside
        ("0.50", "6", "0.09", "warn"),  # 0.06
        ("99.99", "1", "1.01", "warn"),  # 0.0101
        ("100.00", "1", "1.01", None),  # 0.01
    ],
)
def test_the_tax_of_a_line_on_its_limits(net: str, rate: str, tax: str, found: str | None) -> None:
    line = LINE.model_copy(update={"net_amount": net, "tax_rate": rate, "tax_amount": tax})
    assert _told(fapiao(line)).get("line-tax-mismatch") == found


@pytest.mark.parametrize(
    ("rate", "net", "tax", "found"),
    [
        ("免税", "100.00", "0.00", False), ("免税", "100.00", "0.01", True), ("***", "50.00", "-0.01", True),
        ("***", "-50.00", "-0.01", False), ("***", "50.00", "0.00", False), ("***", "100.00", "13.01", False),
        ("***", "100.00", "13.02", True),
    ],
)  # fmt: skip
def test_lines_without_a_rate_on_their_limits(rate: str, net: str, tax: str, found: bool) -> None:
    line = LINE.model_copy(update={"net_amount": net, "tax_rate": rate, "tax_amount": tax})
    assert ("tax-above-rate" in _told(fapiao(line, kind="32"))) is found


@pytest.mark.parametrize(
    ("gross", "tax", "found"),
    [("109.00", "9.00", False), ("109.00", "9.01", False), ("109.00", "9.02", True), ("0.97", "0.07", True)],
)
def test_the_tax_in_a_fare_on_its_limit(gross: str, tax: str, found: bool) -> None:
    assert ("ticket-tax-mismatch" in _told(fapiao(None, kind="51", gross_amount=gross, tax_amount=tax))) is found


@pytest.mark.parametrize(
    ("net", "tax", "found"),
    [("-100.00", "0", False), ("-0.50", "-0.50", False), ("0.50", "-200", True), ("-100.00", "0.01", True)],
)
def test_amounts_of_a_red_invoice_are_not_positive(net: str, tax: str, found: bool) -> None:
    red = fapiao(net_amount=net, tax_amount=tax, gross_amount="-113.00", original_number="26112000000000000001")
    assert ("red-amount-positive" in _told(red)) is found


def test_an_invoice_of_nothing_is_not_red() -> None:
    assert "red-without-original" not in _told(fapiao(gross_amount="0.00"))
    assert "red-without-original" in _told(fapiao(gross_amount="-0.01"))


@pytest.mark.parametrize(
    ("original", "number", "code", "known"),
    [
        ("01100260011112345678", "12345678", "011002600111", True),
        ("011002600111/12345678", "12345678", "011002600111", True),
        ("011002600111-12345678", "12345678", "011002600111", True),
        ("12345678", "12345678", "011002600111", False),
        ("12345678", "12345678", None, True),
        ("26112000000000000001", "26112000000000000001", None, True),
        ("26112000000000000001", "26112000000000000001", "011002600111", True),
        ("26112000000000000002", "26112000000000000001", None, False),
        ("26112000000000000001", "", None, False),
    ],
)
def test_how_a_red_invoice_names_its_blue_one(original: str, number: str, code: str | None, known: bool) -> None:
    red = fapiao(net_amount="-100.00", tax_amount="-13.00", gross_amount="-113.00", original_number=original)
    blue = KnownInvoice(number=number, code=code, gross=Decimal("113.00"))
    assert ("red-original-unknown" not in _told(red, blue)) is known


def test_small_bills_are_bills() -> None:
    small = reading(**(OURS | {"net_amount": "0.50", "tax_amount": "0", "gross_amount": "0.50"}))
    assert "near-duplicate-amount" in _told(small, KNOWN.model_copy(update={"gross": Decimal("0.50")}))


def test_an_amount_exactly_nine_tenths_of_a_limit_is_just_below_it() -> None:
    bill = reading(**(OURS | {"gross_amount": "63.00"}))
    beside = KNOWN.model_copy(update={"gross": Decimal("63.00")})
    assert "split-below-limit" in _told(bill, beside, approval_limits=(Decimal(70),))


@pytest.mark.parametrize(
    ("day", "weekend"), [("2026-03-13", False), ("2026-03-14", True), ("2026-03-15", True), ("2026-03-16", False)]
)
def test_saturday_and_sunday_are_the_weekend(day: str, weekend: bool) -> None:
    assert ("written-at-weekend" in _told(reading(**(OURS | {"issue_date": day})))) is weekend


def test_numbers_in_a_row_have_no_gap() -> None:
    before = KNOWN.model_copy(update={"number": "RE-1040", "gross": Decimal(1)})
    assert "numbers-in-a-row" not in _told(reading(**OURS), before)


@pytest.mark.parametrize(
    ("seller", "account", "found"),
    [
        ("DE811115368", "DE02120300000000202051", True),
        ("DE811115368", "DE89370400440532013000", False),
        ("DE811115368", None, False),
        ("DE136695976", "DE02120300000000202051", False),
        (None, "DE02120300000000202051", False),
    ],
)
def test_another_sellers_account(seller: str | None, account: str | None, found: bool) -> None:
    known = KNOWN.model_copy(update={"seller_tax_id": seller, "account": account, "gross": Decimal(1)})
    assert ("account-of-another" in _told(reading(**(OURS | {"iban": "DE02120300000000202051"})), known)) is found


@pytest.mark.parametrize(
    ("description", "code", "warned"),
    [
        ("钢结构安装", "3050100000000000000", True),
        ("*建筑服务*安装", None, True),
        ("*研发服务*设计", "3050100000000000000", False),
        ("*经营租赁*挖掘机", None, False),
        ("*经营租赁*仓库", None, True),
        ("*其他*仓库", None, False),
        ("*不动产*商铺", None, True),
        ("*运输服务*货运", None, True),
        ("*运输服务*客运服务费", None, False),
    ],
)
def test_which_services_want_remarks(description: str, code: str | None, warned: bool) -> None:
    line = LINE.model_copy(update={"description": description, "classification": code})
    assert ("remarks-missing" in _told(fapiao(line))) is warned


def test_benford_measures_squares() -> None:
    assert deviation([Decimal(1)] * 501) == pytest.approx(501 * (1 / 0.30103 - 1), rel=1e-4)


@pytest.mark.parametrize(
    ("format_", "official", "left"), [("ubl", None, True), ("ubl", "en16931-ubl", False), ("pdf", None, False)]
)
def test_official_rules_that_did_not_run_are_told_where_there_are_some(
    format_: str, official: str | None, left: bool
) -> None:
    one = reading().model_copy(update={"format": format_, "official_rules": official})
    assert ("schematron" in check(one, Context(TODAY)).not_run) is left


def test_nothing_that_a_picture_shows_is_rejected_and_a_warning_stays_one() -> None:
    one = reading(gross_amount="60.50")
    fields = {name: field.model_copy(update={"source": "ocr"}) for name, field in one.fields.items()}
    found = _told(one.model_copy(update={"fields": fields, "due_date": "2026-03-16"}))
    assert (found["total-mismatch"], found["due-before-issue"]) == ("exception", "warn")
    assert _told(one)["total-mismatch"] == "reject"


@pytest.mark.parametrize(("format_", "found"), [("ubl", True), ("pdf", False)])
def test_a_page_that_tells_no_tax_may_have_some(format_: str, found: bool) -> None:
    cent = reading(tax_amount="", gross_amount="50.01").model_copy(update={"format": format_})
    assert ("cent-off" in _told(cent)) is found
    more = reading(tax_amount="").model_copy(update={"format": format_})
    assert ("total-mismatch" in _told(more)) is found


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], False),
        ([ReadLine(net_amount="1")], False),
        ([ReadLine(quantity="1", net_amount="1")], False),
        ([ReadLine(unit_price="1", net_amount="1")], False),
        ([ReadLine(quantity="1", unit_price="1")], False),
        ([ReadLine(quantity="1", unit_price="1", net_amount="1")], True),
        ([ReadLine(quantity="1", unit_price="1", net_amount="1"), ReadLine(net_amount="1")], True),
        ([ReadLine(quantity="1", unit_price="1", net_amount="1"), ReadLine(quantity="1", net_amount="1")], False),
        ([ReadLine(quantity="1", unit_price="1", net_amount="1"), ReadLine(unit_price="1", net_amount="1")], False),
    ],
)
def test_lines_have_all_three_figures_or_neither_quantity_nor_price(lines: list[ReadLine], told: bool) -> None:
    assert has_line_figures(reading().model_copy(update={"lines": tuple(lines)})) is told


@pytest.mark.parametrize(("gross", "found"), [("-0.50", True), ("0.00", False), ("0.50", False)])
def test_a_credit_note_below_nothing_may_mean_either_way(gross: str, found: bool) -> None:
    one = reading(kind="381", net_amount=gross, tax_amount="0.00", gross_amount=gross)
    assert ("credit-note-negative" in _told(one)) is found


@pytest.mark.parametrize(("gross", "found"), [("-0.50", True), ("0.00", False)])
def test_an_invoice_below_nothing_is_for_a_person(gross: str, found: bool) -> None:
    assert ("negative-total" in _told(reading(net_amount=gross, tax_amount="0.00", gross_amount=gross))) is found
    numbered = reading(net_amount=gross, tax_amount="0.00", gross_amount=gross, original_number="1")
    assert ("negative-total" in _told(numbered)) is found
    assert "negative-total" in _told(fapiao(gross_amount="-113.00"))
    assert "negative-total" not in _told(fapiao(gross_amount="-113.00", original_number="1"))


@pytest.mark.parametrize(("tax", "found"), [("9.51", False), ("9.52", True), ("9.49", False)])
def test_the_tax_total_is_held_to_a_cent(tax: str, found: bool) -> None:
    group = TaxGroup(category="S", rate="19", base="50.00", tax="9.50")
    assert ("tax-total-mismatch" in _told(reading(tax_amount=tax).model_copy(update={"taxes": (group,)}))) is found


@pytest.mark.parametrize(
    ("totals", "lines", "found"),
    [
        (Totals(payable="59.51"), True, False),
        (Totals(payable="59.52"), True, True),
        (Totals(payable="59.52"), False, True),
        (Totals(payable="1.00"), False, False),  # a profile without lines cannot tell what was prepaid
        (Totals(payable="1.00"), True, True),
        (Totals(payable="49.50", prepaid="0"), False, True),
        (Totals(payable="59.52", prepaid="0"), False, True),
        (Totals(payable="49.50", prepaid="10.00"), True, False),
        (Totals(payable="49.50", prepaid="10.00"), False, False),
        (Totals(payable="59.50", prepaid="10.00"), True, True),
    ],
)
def test_what_is_asked_for_is_held_to_a_cent(totals: Totals, lines: bool, found: bool) -> None:
    one = reading().model_copy(update={"totals": totals})
    one = one if lines else one.model_copy(update={"lines": ()})
    assert ("payable-mismatch" in _told(one)) is found


@pytest.mark.parametrize(
    ("due", "found"), [("-59.51", False), ("-59.52", True), ("-1.00", False), ("0.01", False), ("0.02", True)]
)
def test_a_credit_note_without_lines_gives_back_its_gross_at_most(due: str, found: bool) -> None:
    note = reading(kind="381", net_amount="-50.00", tax_amount="-9.50", gross_amount="-59.50")
    bare = note.model_copy(update={"lines": (), "totals": Totals(payable=due)})
    assert ("payable-mismatch" in _told(bare)) is found


@pytest.mark.parametrize(
    ("gross", "prepaid", "found"),
    [
        ("59.50", "0.50", False),
        ("59.50", "-0.50", True),
        ("-59.50", "-0.50", False),
        ("-59.50", "0.50", True),
        ("0.50", "0.20", False),
        ("0.50", "-0.20", True),
        ("-0.50", "-0.20", False),
        ("-0.50", "0.20", True),
        ("0.00", "10.00", False),
        ("0.00", "-10.00", True),
    ],
)
def test_what_was_prepaid_takes_away_of_an_invoice_as_of_a_credit_note(gross: str, prepaid: str, found: bool) -> None:
    due = str(Decimal(gross) - Decimal(prepaid))
    one = reading(gross_amount=gross).model_copy(update={"totals": Totals(prepaid=prepaid, payable=due)})
    assert [each.code for each in payable(one, Context(TODAY))] == (["prepaid-adds"] if found else [])


def test_the_tax_that_was_expected_is_told_to_the_last_digit() -> None:
    group = TaxGroup(category="S", rate="19", base="33.33", tax="9.50")
    judged = check(reading().model_copy(update={"taxes": (group,)}), Context(TODAY))
    assert [dict(one.evidence)["expected"] for one in judged.findings if one.code == "tax-mismatch"] == ["6.3327"]


@pytest.mark.parametrize(
    ("tax", "currency", "found"),
    [
        ("9.51", "EUR", False),
        ("9.5101", "EUR", True),
        ("9.49", "EUR", False),
        ("9.4899", "EUR", True),
        ("10.5", "JPY", False),
        ("10.51", "JPY", True),
    ],
)
def test_the_tax_of_a_rate_is_held_to_a_cent_or_to_a_yen(tax: str, currency: str, found: bool) -> None:
    group = TaxGroup(category="S", rate="19", base="50.00", tax=tax)
    one = reading(currency=currency).model_copy(update={"taxes": (group,)})
    assert ("tax-mismatch" in _told(one)) is found


@pytest.mark.parametrize(("since", "found"), [("2026-03-16", False), ("2026-03-17", False), ("2026-03-18", True)])
def test_a_bill_of_the_first_day_is_early_enough(since: str, found: bool) -> None:
    bill, supplier = reading(**(OURS | {"issue_date": "2026-03-17"})), MASTER.suppliers[0]
    assert ("before-supplier" in _told(bill, suppliers=(supplier.model_copy(update={"since": since}),))) is found
    assert ("before-order" in _told(bill, ordered_on=since)) is found


@pytest.mark.parametrize(("issued", "found"), [("1989-12-31", True), ("1990-01-01", False)])
def test_no_bill_is_older_than_1990(issued: str, found: bool) -> None:
    assert ("date-too-old" in _told(reading(issue_date=issued))) is found


@pytest.mark.parametrize(
    ("one", "other", "counted"),
    [
        ("RE-10", "RE-19", True),
        ("RE-10", "RE-20", False),
        ("RE-20", "RE-11", True),
        ("RE-9", "RE-10", False),  # another length is another way to write numbers
        ("RA-10", "RE-11", False),
        ("RE", "RE-11", False),
        ("RE-11", "RE", False),
    ],
)
def test_numbers_that_were_counted_on_are_less_than_ten_apart(one: str, other: str, counted: bool) -> None:
    assert counted_on(one, other) is counted


@pytest.mark.parametrize(
    ("net", "tax", "found"),
    [
        ("50.00", "9.51", False), ("50.00", "9.52", True), ("-50.00", "-9.51", False), ("-50.00", "-9.52", True),
        ("0.50", "0.10", False), ("0.50", "0.12", True), ("-0.50", "-0.10", False), ("-0.50", "-0.12", True),
        ("0.00", "0.01", False), ("0.00", "0.02", True),
    ],
)  # fmt: skip
def test_no_more_is_taxed_than_was_sold_or_taken_back(net: str, tax: str, found: bool) -> None:
    one = reading(net_amount=net, tax_amount=tax).model_copy(update={"taxes": (TaxGroup(rate="19", tax=tax),)})
    assert bool(list(taxes_within_net(one, Context(TODAY)))) is found


@pytest.mark.parametrize(
    ("opened", "agreed", "found"),
    [
        ("2026-03-01T00:00:00", "2026-03-04T08:00:00+08:00", None),  # without a zone it is UTC
        ("2026-03-01T00:00:00", "2026-03-04T08:00:01+08:00", "red-confirmation-lapsed"),
        ("2026-03-01T08:00:00+08:00", "2026-03-04T00:00:00", None),
        ("2026-03-01T00:00:00", None, "red-confirmation-open"),
    ],
)
def test_a_red_confirmation_is_agreed_to_within_72_hours(opened: str, agreed: str | None, found: str | None) -> None:
    known = RedConfirmation(number="1" * 20, opened=opened, agreed=agreed)
    context = Context(TODAY, MASTER.model_copy(update={"confirmations": (known,)}))
    red = fapiao(gross_amount="-113.00", remarks=f"红字发票信息确认单编号: {'1' * 20}")
    assert [each.code for each in confirmed_in_time(red, context)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("tax", "off", "on", "found"),
    [
        ("26.00", None, None, False), ("26.02", None, None, False), ("26.03", None, None, True),
        ("25.98", None, None, False), ("25.97", None, None, True), ("-26.00", None, None, False),
        ("24.10", "10.00", None, False), ("25.30", "10.00", None, False), ("24.07", "10.00", None, True),
        ("25.33", "10.00", None, True), ("26.00", "10.00", None, True),
        ("27.92", None, "10.00", False), ("27.93", None, "10.00", True), ("26.67", None, "10.00", True),
    ],
)  # fmt: skip
def test_a_tax_without_rates_is_what_the_lines_give(tax: str, off: str | None, on: str | None, found: bool) -> None:
    """100.00 at 19 % and 100.00 at 7 %: 26.00; what is taken off or added is of either rate."""
    lines = tuple(ReadLine(net_amount="100.00", tax_rate=rate) for rate in ("19", "7"))
    more = {"lines": lines, "totals": Totals(allowances=off, charges=on), "taxes": ()}
    one = reading(net_amount="200.00", tax_amount=tax).model_copy(update=more)
    assert has_taxed_lines(one)
    assert bool(list(tax_of_lines(one, Context(TODAY)))) is found


def test_it_is_not_asked_where_rates_are_listed_or_a_line_tells_none() -> None:
    one, group = ReadLine(net_amount="100.00", tax_rate="19"), TaxGroup(rate="19", tax="5.00")
    for lines, groups in (((one,), (group,)), ((one, ReadLine(net_amount="1.00")), ()), ((), ())):
        asked = reading(tax_amount="5.00").model_copy(update={"lines": lines, "taxes": groups})
        assert list(tax_of_lines(asked, Context(TODAY))) == []


@pytest.mark.parametrize(("tax", "found"), [("9.50", False), ("9.51", True)])
def test_the_slack_of_a_tax_of_lines_is_a_cent_and_a_half_and_not_more(tax: str, found: bool) -> None:
    """9494.95 at 0.1 % is 9.49495: 9.51 is 0.01505 away, 0.00005 too much."""
    one = ReadLine(net_amount="9494.95", tax_rate="0.1")
    asked = reading(tax_amount=tax).model_copy(update={"lines": (one,), "taxes": ()})
    told = [dict(each.evidence) for each in tax_of_lines(asked, Context(TODAY))]
    assert told == ([{"expected": "9.49", "tax": tax}] if found else [])


@pytest.mark.parametrize(("tax", "found"), [("13.06", False), ("13.07", True)])
def test_a_tax_without_lines_is_bounded_as_if_there_were_one(tax: str, found: bool) -> None:
    bare = fapiao(None, net_amount="100.00", tax_amount=tax)
    assert not bare.lines
    assert bool(list(tax_of_total(bare, Context(TODAY)))) is found


@pytest.mark.parametrize(
    ("issued", "today", "by", "told"),
    [
        ("2025-01-01", "2026-06-01", "0.02", False),  # from this day on Estonia rounds to five cents
        ("2025-01-01", "2026-06-01", "-0.025", False),
        ("2025-01-01", "2026-06-01", "-0.026", True),
        ("2024-12-31", "2026-06-01", "0.02", True),
        ("", "2026-06-01", "0.02", False),
        ("", "2024-12-31", "0.02", True),
    ],
)
def test_a_rounding_is_judged_by_the_coins_of_its_day_or_of_today(issued: str, today: str, by: str, told: bool) -> None:
    plain = reading(issue_date=issued, seller_tax_id="EE100931558")
    asked = plain.model_copy(update={"totals": Totals(rounding=by)})
    assert (has_rounding(asked), has_rounding(plain)) == (True, False)
    assert bool(list(rounding(asked, Context(date.fromisoformat(today))))) is told


@pytest.mark.parametrize(
    ("form", "chinese", "stated"),
    [("ubl", False, True), ("pdf", False, False), ("image", False, False), ("ofd", True, False), ("pdf", True, False)],
)
def test_the_bases_of_all_rates_are_asked_for_where_they_are_stated(form: str, chinese: bool, stated: bool) -> None:
    one = (fapiao() if chinese else reading()).model_copy(update={"format": form})
    assert _stated(one) is stated
