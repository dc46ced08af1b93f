"""EN 16931 to the cent: what the official rules forgive is found, and what is right stays silent."""

from decimal import Decimal

import pytest

from adapters.samples import cii_xml, ubl_xml
from bots.checks import Context, check
from bots.checks.european import RULES
from bots.reading.any_file import read
from contracts.reading import Reading, ReadLine, TaxGroup, Totals
from tests.bots.specimens import SPEC, TODAY, reading

GROUP = TaxGroup(category="S", rate="19", base="50.00", tax="9.50", items="50.00")


def _codes(given: Reading) -> set[tuple[str, str]]:
    found = [one for rule in RULES for one in rule.find(given, Context(TODAY))]
    return {(one.code, one.severity) for one in found}


def _with(**values: object) -> Reading:
    return reading().model_copy(update={"taxes": (GROUP,), **values})


def test_a_consistent_invoice_stays_silent() -> None:
    assert _codes(_with()) == set()
    for data in (ubl_xml(SPEC), cii_xml(SPEC)):
        judged = check(read(data), Context(TODAY))
        assert not {one.code for one in judged.findings}
        assert not {rule.id for rule in RULES} & set(judged.not_run)


@pytest.mark.parametrize(
    "changed",
    [
        {"fields": reading(gross_amount="59.51").fields},
        {"taxes": (GROUP.model_copy(update={"tax": "9.51"}),)},
        {"lines": (ReadLine(net_amount="49.99"),)},
        {"totals": Totals(payable="59.49")},
        {"totals": Totals(prepaid="10.00", rounding="0.01", payable="49.50")},
    ],
    ids=["gross", "tax", "lines", "payable", "rounding"],
)
def test_one_cent_is_an_exception(changed: dict[str, object]) -> None:
    assert _codes(_with(**changed)) == {("cent-off", "exception")}


def test_two_cents_are_found_by_the_rules_of_the_sums_and_not_again() -> None:
    assert _codes(reading(gross_amount="59.52")) == set()


@pytest.mark.parametrize(
    ("base", "net", "found"),
    [
        ("50.00", "50.01", {("cent-off", "exception")}),  # net and lines
        ("50.02", "50.00", {("bases-mismatch", "reject"), ("base-mismatch", "reject")}),
        ("50.01", "50.00", {("cent-off", "exception")}),
    ],
)
def test_the_bases_add_up_to_the_net(base: str, net: str, found: set[tuple[str, str]]) -> None:
    gross = str(Decimal(net) + Decimal("9.50"))
    group = GROUP.model_copy(update={"base": base})
    assert _codes(_with(fields=reading(net_amount=net, gross_amount=gross).fields, taxes=(group,))) == found


def test_tax_moved_to_a_higher_rate_is_found_though_all_sums_hold() -> None:
    low = TaxGroup(category="S", rate="7", base="30.00", tax="2.10", items="40.00")
    high = TaxGroup(category="S", rate="19", base="20.00", tax="3.80", items="10.00")
    fields = reading(tax_amount="5.90", gross_amount="55.90").fields
    assert _codes(_with(fields=fields, taxes=(low, high))) == {("base-mismatch", "reject")}


def test_a_rate_that_is_split_over_groups_is_not_compared_with_all_its_items() -> None:
    parts = [GROUP.model_copy(update={"base": "25.00", "tax": "4.75"})] * 2
    assert _codes(_with(taxes=tuple(parts))) == set()


def test_untaxed_categories_ask_for_no_tax() -> None:
    assert ("untaxed-has-tax", "reject") in _codes(_with(taxes=(GROUP.model_copy(update={"category": "AE"}),)))


def test_zugferd_1_is_left_to_a_person() -> None:
    group = GROUP.model_copy(update={"base": "50.02", "items": "49.00"})
    profile = "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort"
    assert _codes(_with(taxes=(group,), profile=profile)) == {
        ("bases-mismatch", "exception"),
        ("base-mismatch", "exception"),
    }


def test_a_negative_credit_note_may_mean_either_way() -> None:
    credit = {"net_amount": "-50.00", "tax_amount": "-9.50", "gross_amount": "-59.50"}
    negative = (ReadLine(net_amount="-50.00"),)
    assert _codes(reading(kind="381", **credit).model_copy(update={"lines": negative})) == {
        ("credit-note-negative", "exception")
    }
    assert _codes(reading(kind="384", **credit).model_copy(update={"lines": negative})) == set()


@pytest.mark.parametrize("write", [ubl_xml, cii_xml])
def test_lines_tell_what_their_rate_is_computed_from(write: object) -> None:
    read_back = read(write(SPEC))  # type: ignore[operator]
    assert [(one.rate, one.items) for one in read_back.taxes] == [(one.rate, one.base) for one in read_back.taxes]


@pytest.mark.parametrize("more", ["0.02", "0.50", "0.90"])
@pytest.mark.parametrize("write", [ubl_xml, cii_xml])
def test_overstated_tax_is_rejected_however_consistent(write: object, more: str) -> None:
    data: bytes = write(SPEC)  # type: ignore[operator]
    stated = read(data)
    raised = Decimal(more)
    group = max(stated.taxes, key=lambda one: Decimal(one.tax or "0"))
    for old in {group.tax, stated.value("tax_amount"), stated.value("gross_amount"), stated.totals.payable}:
        assert old is not None
        data = data.replace(f">{old}<".encode(), f">{Decimal(old) + raised}<".encode())
    judged = check(read(data), Context(TODAY))
    assert {one.code for one in judged.findings} == {"tax-mismatch"}
    assert judged.verdict == "reject"
