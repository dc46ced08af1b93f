"""Every rule: what it accepts, what it refuses, and the edge between."""

from collections.abc import Mapping
from datetime import date

import pytest

from adapters.sentences import codes
from bots.checks import RULES, Context, check
from bots.checks.context import placed
from contracts.reading import Reading, ReadLine, TaxGroup, Totals
from tests.bots.specimens import LINE, MASTER, TODAY, reading


def _found(one: Reading) -> dict[str, str]:
    return {finding.code: finding.severity for finding in check(one, Context(TODAY)).findings}


def _with_line(**values: str) -> Reading:
    return reading(net_amount="", tax_amount="", gross_amount="").model_copy(
        update={"lines": (LINE.model_copy(update=values),)}
    )


def test_a_consistent_invoice_is_accepted_and_says_what_was_not_run() -> None:
    judged = check(reading(), Context(TODAY))
    without = ("tax-per-rate", "tax-groups", "payable", "iban")
    assert (judged.verdict, judged.findings, judged.not_run) == ("accept", (), ("tax-bureau", "master-data", *without))
    account = ("account-is-known", "account-of-one-seller")
    history = tuple(rule.id for rule in RULES if rule.needs_history and rule.holds_for(reading()))
    assert check(reading(), Context(TODAY, MASTER)).not_run == ("tax-bureau", *without, *account, *history)
    assert {"not-this-file", "not-seen-before", "not-alike", "not-near"} <= set(history)
    known = MASTER.model_copy(update={"invoices": ()})
    told = check(reading(), Context(TODAY, known))
    assert told.not_run == ("tax-bureau", *without, *account, "payment-fraud")
    assert "net-and-tax@1" in told.rules
    assert not {f"{rule.id}@{rule.version}" for rule in RULES if rule.id in told.not_run} & set(told.rules)


def test_a_rule_judges_what_was_issued_in_its_time() -> None:
    first, last = date(2026, 3, 17), date(2026, 3, 18)
    rule = RULES[2]._replace(valid_from=first, valid_to=last)
    days = {"2026-03-16": False, "2026-03-17": True, "2026-03-18": True, "2026-03-19": False, "": True, "x": True}
    assert {day: rule.holds_for(reading(issue_date=day)) for day in days} == days
    assert RULES[2].holds_for(reading(issue_date="1990-01-01"))


def test_a_finding_shows_where_its_field_stands() -> None:
    one, box = reading(gross_amount="60.50", issue_date="2026-02-31"), (1.0, 2.0, 3.0, 4.0)
    fields = {
        name: field.model_copy(update={"page": 2, "box": box}) if name in ("gross_amount", "issue_date") else field
        for name, field in one.fields.items()
    }
    found = check(one.model_copy(update={"fields": fields}), Context(TODAY)).findings
    assert {(each.code, each.page, each.box) for each in found} == {
        ("total-mismatch", 2, box),
        ("date-invalid", 2, box),
    }
    elsewhere = found[0].model_copy(update={"page": 7, "box": None})
    assert placed(elsewhere, one.model_copy(update={"fields": fields}), "gross_amount") == elsewhere
    assert placed(found[0].model_copy(update={"page": None}), one, "gross_amount").page is None


def test_rules_have_unique_names_versions_and_say_what_they_rest_on() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.version >= 1 and rule.find.__doc__ for rule in RULES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"gross_amount": "59.51"}, {"cent-off": "exception"}),
        ({"gross_amount": "59.52"}, {"total-mismatch": "reject"}),
        ({"gross_amount": "59.48"}, {"total-mismatch": "reject"}),
        ({"net_amount": "50.01", "gross_amount": "59.51"}, {"cent-off": "exception"}),
        ({"net_amount": "50.02", "gross_amount": "59.52"}, {"lines-mismatch": "reject"}),
        ({"gross_amount": "5.95E1"}, {"scientific-notation": "reject"}),
        ({"gross_amount": "59,50"}, {"amount-malformed": "reject"}),
        ({"gross_amount": "NaN"}, {"amount-malformed": "reject"}),
        ({"gross_amount": "9" * 40}, {"amount-malformed": "reject"}),
        ({"issue_date": "2026-02-31"}, {"date-invalid": "reject"}),
        ({"issue_date": "2024-02-29"}, {}),
        ({"issue_date": "2023-02-29"}, {"date-invalid": "reject"}),
        ({"issue_date": "2026-06-01"}, {}),
        ({"issue_date": "2026-06-02"}, {"date-in-future": "exception"}),
        ({"issue_date": "1026-06-02"}, {"date-too-old": "exception"}),
        ({"currency": "EUX"}, {"currency-unknown": "reject"}),
        ({"currency": "CNY"}, {}),
        ({"iban": "DE89370400440532013000"}, {}),
        ({"iban": "DE89370400440532013001"}, {"iban-invalid": "exception"}),
        ({"iban": "622202100100"}, {}),
        ({"seller_tax_id": "DE136695976"}, {}),
        ({"seller_tax_id": "DE136695977"}, {"vat-invalid": "warn"}),
        ({"seller_tax_id": "201/113/40209"}, {}),
        ({"buyer_tax_id": "91110000600037341L", "currency": "CNY"}, {}),
        ({"buyer_tax_id": "911100006000373410", "currency": "CNY"}, {"uscc-invalid": "warn"}),
    ],
)
def test_fields(fields: Mapping[str, str], expected: dict[str, str]) -> None:
    assert _found(reading(**fields)) == expected


NEGATIVE = {"net_amount": "-50.00", "tax_amount": "-9.50", "gross_amount": "-59.50"}


@pytest.mark.parametrize(("kind", "expected"), [("380", {"negative-total": "exception"}), ("384", {})])
def test_negative_totals_are_for_credit_notes(kind: str, expected: dict[str, str]) -> None:
    line = LINE.model_copy(update={"quantity": "-10", "net_amount": "-50.00"})
    credit = reading(kind=kind, **NEGATIVE).model_copy(update={"lines": (line,)})
    assert _found(credit) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"net_amount": "50.01"}, {}),
        ({"net_amount": "50.02"}, {"line-mismatch": "warn"}),  # 10 × 0.005: the price may have been rounded
        ({"net_amount": "50.06"}, {"line-mismatch": "warn"}),
        ({"net_amount": "50.07"}, {"line-mismatch": "exception"}),
        ({"unit_price": "500", "price_base": "100"}, {}),
        ({"unit_price": "500"}, {"line-mismatch": "exception"}),
        ({"quantity": "3", "unit_price": "50", "price_base": "3"}, {}),
        ({"adjustment": "-5.00", "net_amount": "45.00"}, {}),
        ({"adjustment": "-5.00"}, {"line-mismatch": "exception"}),
        ({"quantity": "1e1"}, {"scientific-notation": "reject"}),
    ],
)
def test_lines(values: dict[str, str], expected: dict[str, str]) -> None:
    assert _found(_with_line(**values)) == expected


@pytest.mark.parametrize(("tax", "expected"), [("9.51", {}), ("9.52", {"tax-mismatch": "reject"})])
def test_the_tax_of_each_rate(tax: str, expected: dict[str, str]) -> None:
    group = TaxGroup(rate="19", base="50.00", tax=tax)
    gross = {"tax_amount": tax, "gross_amount": f"59.{tax[-2:]}"}
    assert _found(reading(**gross).model_copy(update={"taxes": (group,)})) == expected


def test_a_consistent_error_that_the_official_rules_let_pass_is_rejected() -> None:
    raised = reading(tax_amount="10.40", gross_amount="60.40")
    group = TaxGroup(rate="19", base="50.00", tax="10.40")
    assert _found(raised.model_copy(update={"taxes": (group,)})) == {"tax-mismatch": "reject"}


def test_taxes_of_all_rates_add_up() -> None:
    groups = (TaxGroup(rate="19", base="40.00", tax="7.60"), TaxGroup(rate="7", base="10.00", tax="0.70"))
    assert _found(reading().model_copy(update={"taxes": groups})) == {"tax-total-mismatch": "reject"}


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (Totals(payable="59.50"), {}),
        (Totals(payable="49.50", prepaid="10.00"), {}),
        (Totals(payable="59.51", rounding="0.01"), {}),
        (Totals(payable="59.60", rounding="0.10"), {"rounding-too-high": "warn"}),
        (Totals(payable="59.40", rounding="-0.10"), {"rounding-too-high": "warn"}),
        (Totals(payable="59.50", prepaid="10.00"), {"payable-mismatch": "reject"}),
        (Totals(payable="69.50", prepaid="-10.00"), {"prepaid-adds": "exception"}),
        (Totals(payable="59.50", prepaid="0.00"), {}),
        (Totals(allowances="10.00"), {"lines-mismatch": "reject"}),
        (Totals(allowances="10.00", charges="10.00"), {}),
    ],
)
def test_totals(totals: Totals, expected: dict[str, str]) -> None:
    assert _found(reading().model_copy(update={"totals": totals})) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("59.50", {}), ("59.51", {"cent-off": "exception"}), ("0.00", {}), ("-0.01", {}),
        ("59.52", {"payable-mismatch": "reject"}),
        ("-0.02", {"payable-mismatch": "reject"}), ("99999.00", {"payable-mismatch": "reject"}),
    ],
)  # fmt: skip
def test_who_cannot_state_what_was_prepaid_asks_for_its_gross_at_most(due: str, expected: dict[str, str]) -> None:
    bare = reading().model_copy(update={"lines": (), "totals": Totals(payable=due), "profile": "urn:x:minimum"})
    assert _found(bare) == expected


@pytest.mark.parametrize(
    ("quantity", "price", "net", "severity"),
    [("1000", "1", "1500.00", "exception"), ("1000", "1", "1005.00", "warn"), ("1000", "1", "1005.02", "exception")],
)
def test_a_price_without_decimals_is_rounded_to_a_cent_at_most(
    quantity: str, price: str, net: str, severity: str
) -> None:
    line = ReadLine(description="x", quantity=quantity, unit_price=price, net_amount=net)
    bill = reading(net_amount=net, tax_amount="0.00", gross_amount=net).model_copy(update={"lines": (line,)})
    assert _found(bill).get("line-mismatch") == severity


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-03-17", {}), ("2026-03-16", {"due-before-issue": "warn"}), ("2026-04-31", {"date-invalid": "reject"}),
    ],
)  # fmt: skip
def test_the_due_date(due: str, expected: dict[str, str]) -> None:
    assert _found(reading().model_copy(update={"due_date": due})) == expected


def test_sums_read_from_a_page_are_for_a_person_because_the_reader_may_err() -> None:
    assert _found(reading(gross_amount="60.50").model_copy(update={"format": "pdf"})) == {"total-mismatch": "exception"}


def test_a_file_without_fields_is_not_judged_twice() -> None:
    empty = Reading(file_sha256="0", format="unknown", bot_version="test")
    assert check(empty, Context(TODAY, MASTER)).findings == ()
    assert "master-data" in check(empty, Context(TODAY, MASTER)).not_run


def test_a_reading_survives_its_json() -> None:
    judged = check(reading(gross_amount="1.00"), Context(TODAY, MASTER))
    again = Reading.model_validate_json(judged.model_dump_json())
    assert again == judged
    assert again.verdict == "reject"


def test_lines_without_figures_are_left_alone() -> None:
    assert _found(reading().model_copy(update={"lines": (ReadLine(description="note"),)})) == {}


def test_both_languages_have_the_same_codes() -> None:
    assert codes("en") == codes("zh")


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("urn:factur-x.eu:1p0:minimum", {}),
        ("urn:zugferd.de:2p0:basicwl", {}),
        ("urn:cen.eu:en16931:2017", {"lines-missing": "reject"}),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", {"lines-missing": "reject"}),
        (None, {"lines-missing": "reject"}),
    ],
)
def test_only_some_profiles_have_no_lines(profile: str | None, expected: dict[str, str]) -> None:
    assert _found(reading().model_copy(update={"lines": (), "profile": profile})) == expected


FULL = reading(iban="DE89370400440532013000").model_copy(
    update={"taxes": (TaxGroup(rate="19", base="50.00", tax="9.50", items="50.00"),), "totals": Totals(payable="59.50")}
)


@pytest.mark.parametrize(
    ("lacks", "not_run"),
    [
        ({}, ()),
        ({"fields": {k: v for k, v in FULL.fields.items() if k != "net_amount"}}, ("net-and-tax",)),
        ({"format": "pdf", "lines": ()}, ("lines-and-net", "line-arithmetic", "base-of-rate")),
        ({"lines": (LINE, LINE.model_copy(update={"net_amount": None}))}, ("lines-and-net", "line-arithmetic")),
        ({"lines": (LINE.model_copy(update={"quantity": None}),)}, ("line-arithmetic",)),
        ({"taxes": (TaxGroup(rate="19", tax="9.50", items="50"),)}, ("tax-per-rate", "tax-groups")),
        ({"taxes": (TaxGroup(rate="19", base="50.00", tax="9.50"),)}, ("base-of-rate",)),
        ({"totals": Totals()}, ("payable",)),
    ],
)
def test_a_check_without_its_input_is_told_as_not_run(lacks: Mapping[str, object], not_run: tuple[str, ...]) -> None:
    judged = check(FULL.model_copy(update=dict(lacks)), Context(TODAY))
    assert judged.not_run == ("tax-bureau", "master-data", *not_run)


def test_a_page_without_tax_cannot_be_added_up() -> None:
    fields = {name: field for name, field in FULL.fields.items() if name != "tax_amount"}
    page = FULL.model_copy(update={"fields": fields, "format": "pdf"})
    assert "net-and-tax" in check(page, Context(TODAY)).not_run
    assert "net-and-tax" not in check(page.model_copy(update={"format": "ubl"}), Context(TODAY)).not_run
