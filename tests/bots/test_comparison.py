"""Comparing quotations: every total is the sum of its steps, the order of suppliers is nothing, and figures hold on paper."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.baseline import baseline_of
from bots.comparable import RateMissingError, net_price, rate_to
from bots.comparison import compare
from bots.spread import is_outlier, median, rounded, spread_of
from contracts.comparison import ComparisonPolicy, KnownPrice, QuotationComparison, Rate
from contracts.quotation import PaymentTerms, QuotationContents, QuotedLine
from contracts.rfq import IssuedLine
from contracts.values import Quantity

DAY = date(2026, 11, 2)
CENT = Decimal("0.01")
D = Decimal


def wanted(number: int = 1, quantity: str = "10", **more: Any) -> IssuedLine:
    fields = {"line": number, "description": f"Item {number}", "needed_by": DAY, "known_on": DAY, **more}
    return IssuedLine(quantity=Quantity(amount=D(quantity)), **fields)


def line(number: int = 1, price: str = "100", **more: Any) -> QuotedLine:
    return QuotedLine.model_validate({"line": number, "unit_price": price, **more})


def offer(*lines: QuotedLine, **more: Any) -> QuotationContents:
    fields = {"currency": "EUR", "valid_until": DAY, "lines": lines or (line(),), **more}
    return QuotationContents.model_validate(fields)


def rate(source: str, figure: str, on: date = DAY, target: str = "EUR") -> Rate:
    return Rate(from_currency=source, to_currency=target, rate=D(figure), on=on, source="ECB")


def steps(contents: QuotationContents, annual: str = "0", *rates: Rate, asked: IssuedLine | None = None) -> Any:
    policy = ComparisonPolicy(annual_rate_percent=D(annual))
    compared = compare([asked or wanted()], [("A", contents)], "EUR", rates, policy=policy)
    (found,) = compared.lines[0].offers
    assert found.total.amount == sum(step.amount.amount for step in found.steps)
    return {step.name: step.amount.amount for step in found.steps}


@pytest.mark.parametrize(
    ("contents", "annual", "expected"),
    [
        (offer(), "0", {"goods": 1000}),
        (offer(), "3.6", {"goods": 1000, "financing": D("-3.00")}),
        (offer(terms=PaymentTerms(days=0)), "3.6", {"goods": 1000}),
        (offer(terms=PaymentTerms(days=60, advance_percent=D(50))), "3.6", {"goods": 1000, "financing": D("-3.00")}),
        (offer(terms=PaymentTerms(days=60, advance_percent=D(100))), "3.6", {"goods": 1000}),
        # 2 % within 10 days is worth more than 30 days: 20.00 and 980 x 3.6 % x 10 / 360.
        (
            offer(terms=PaymentTerms(days=30, discount_days=10, discount_percent=D(2))),
            "3.6",
            {"goods": 1000, "discount": D("-20.00"), "financing": D("-0.98")},
        ),
        # At once with 0.3 % is worth as much as 30 days: the discount is taken.
        (offer(terms=PaymentTerms(days=30, discount_percent=D("0.3"))), "3.6", {"goods": 1000, "discount": D("-3.00")}),
        (
            offer(terms=PaymentTerms(days=30, discount_percent=D("0.299"))),
            "3.6",
            {"goods": 1000, "financing": D("-3.00")},
        ),
        (offer(line(tax_percent=19), tax_included=True), "0", {"goods": 1000, "tax-taken-out": D("-159.66")}),
        (offer(line(tax_percent=19), tax_included=True, tax_recoverable=False), "0", {"goods": 1000}),
        (offer(line(tax_percent=19)), "0", {"goods": 1000}),
        (offer(line(tax_percent=3), tax_recoverable=False), "0", {"goods": 1000, "tax-not-recoverable": D("30.00")}),
        (offer(tax_recoverable=False), "0", {"goods": 1000}),
        (offer(tax_included=True), "0", {"goods": 1000}),
        (offer(line(minimum_quantity=10)), "0", {"goods": 1000}),
        (offer(line(minimum_quantity="10.5")), "0", {"goods": 1000, "minimum-quantity": 50}),
        (offer(line(price="100", units=4, minimum_quantity=3)), "0", {"goods": 250, "minimum-quantity": 50}),
        (offer(line(freight="7.5"), freight=D(20)), "0", {"goods": 1000, "freight": D("27.50")}),
        (offer(line(freight="20"), freight=D(20)), "0", {"goods": 1000, "freight": 40}),
        # 0.29 % within 5 days: 2.90 and then 997.10 x 3.6 % x 5 / 360 are worth more than 30 days.
        (
            offer(terms=PaymentTerms(days=30, discount_days=5, discount_percent=D("0.29"))),
            "3.6",
            {"goods": 1000, "discount": D("-2.90"), "financing": D("-0.50")},
        ),
        (offer(line(price="0"), freight=D(20)), "3.6", {"goods": 0, "freight": 20, "financing": D("-0.06")}),
        (offer(line(price="0")), "3.6", {"goods": 0}),
    ],
)
def test_the_steps_of_an_offer(contents: QuotationContents, annual: str, expected: dict[str, Decimal]) -> None:
    assert steps(contents, annual) == expected


@pytest.mark.parametrize(
    ("contents", "asked", "expected"),
    [
        # Nothing is given back to us, whatever the supplier's invoice would allow.
        (offer(line(tax_percent=13)), {"recoverable_percent": 0}, {"goods": 1000, "tax-not-recoverable": D(130)}),
        (offer(line(tax_percent=13), tax_included=True), {"recoverable_percent": 0}, {"goods": 1000}),
        (offer(line(tax_percent=13)), {"recoverable_percent": 50}, {"goods": 1000, "tax-not-recoverable": D(65)}),
        (
            offer(line(tax_percent=13, price="113"), tax_included=True),
            {"recoverable_percent": 50},
            {"goods": 1130, "tax-taken-out": D(-65)},
        ),
        # A supplier whose invoice gives nothing back is no better for a code that would.
        (
            offer(line(tax_percent=3), tax_recoverable=False),
            {"recoverable_percent": 50},
            {"goods": 1000, "tax-not-recoverable": D(30)},
        ),
        # Reverse charge: no supplier is paid the tax, and we owe ours.
        (
            offer(),
            {"recoverable_percent": 0, "owed_percent": 19},
            {"goods": 1000, "tax-not-recoverable": D(190)},
        ),
        (offer(line(tax_percent=19)), {"recoverable_percent": 100, "owed_percent": 19}, {"goods": 1000}),
        (
            offer(line(tax_percent=19, price="119"), tax_included=True),
            {"recoverable_percent": 0, "owed_percent": 19},
            {"goods": 1190, "tax-taken-out": D(-190), "tax-not-recoverable": D(190)},
        ),
    ],
)
def test_tax_that_is_not_given_back_is_in_the_comparable_total(
    contents: QuotationContents, asked: dict[str, Any], expected: dict[str, Decimal]
) -> None:
    assert steps(contents, asked=wanted(**asked)) == expected


def test_a_step_tells_what_it_follows_from() -> None:
    compared = compare([wanted()], [("A", offer(currency="USD", freight=D(3)))], "EUR", [rate("USD", "0.9")])
    goods, freight = compared.lines[0].offers[0].steps
    told = {"unit_price": "100", "currency": "USD", "quantity": "10", "units_each": "1"}
    on = {"rate": "0.9", "rate_on": "2026-11-02", "rate_source": "ECB"}
    assert dict(goods.inputs) == told | on
    assert (goods.amount.amount, freight.amount.amount) == (D("900.00"), D("2.70"))
    whole = {"own": "0", "share": "3.000000", "of": "3", "line_value": "900.00", "all_values": "900.00"}
    assert dict(freight.inputs) == whole | {"currency": "USD"} | on


@pytest.mark.parametrize(("back", "part"), [(0, None), (1, "99"), (50, "50"), (99, "1")])
def test_a_tax_of_which_only_a_part_counts_tells_the_part(back: int, part: str | None) -> None:
    compared = compare([wanted(recoverable_percent=back)], [("A", offer(line(tax_percent=13)))], "EUR", [])
    _, tax = compared.lines[0].offers[0].steps
    assert (tax.name, dict(tax.inputs).get("part_percent")) == ("tax-not-recoverable", part)


def test_the_newest_rate_counts_and_a_missing_one_is_said() -> None:
    older, newer = rate("USD", "2", DAY - timedelta(days=1)), rate("USD", "0.9")
    assert rate_to([newer, older, rate("CNY", "5")], "USD", "EUR") == newer
    assert rate_to([], "EUR", "EUR") is None
    with pytest.raises(RateMissingError) as missing:
        rate_to([rate("EUR", "1.1", target="USD")], "USD", "EUR")
    assert (missing.value.source, missing.value.target) == ("USD", "EUR")


def test_the_price_to_order_at_is_net_and_per_unit_asked_for() -> None:
    assert net_price(offer(tax_included=True), line(price="119", tax_percent=19, units=4)) == D(25)
    assert net_price(offer(), line(price="119", tax_percent=19)) == D(119)
    assert net_price(offer(), line(price="10", units=3)) == D("3.333333")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 200), "0.01"), (Fraction(-1, 200), "-0.01"), (Fraction(1, 201), "0.00"), (Fraction(5, 2), "2.50"),
        (Fraction(0), "0.00"), (Fraction(-2, 3), "-0.67"),
    ],
)  # fmt: skip
def test_rounding_is_half_away_from_zero(value: Fraction, expected: str) -> None:
    assert rounded(value, CENT) == D(expected)


def test_median_spread_and_outliers() -> None:
    assert [median([Fraction(n) for n in numbers]) for numbers in ([], [3], [1, 3], [9, 1, 3], [1, 2, 3, 9, 9])] == [
        0, 3, 2, 3, 3
    ]  # fmt: skip
    assert spread_of([D(100)], "EUR") == (None, None)
    found, percent = spread_of([D(100), D(130), D(120)], "EUR")
    assert found is not None
    assert (found.amount, percent) == (D(30), D(30))
    assert spread_of([D(0), D(130)], "EUR")[1] is None
    assert spread_of([D("0.5"), D(1)], "EUR")[1] == 100
    by_percent = ComparisonPolicy(outlier_percent=D(30))
    amounts = [D(100), D(100), D(130)]
    assert not is_outlier(D(130), amounts, by_percent)
    assert is_outlier(D("130.01"), amounts, by_percent)
    assert is_outlier(D("69.99"), amounts, by_percent)
    assert not is_outlier(D(500), [D(100), D(500)], by_percent)
    by_deviation = ComparisonPolicy(outlier_percent=None, outlier_mads=D(3))
    scattered = [D(98), D(100), D(102)]
    assert not is_outlier(D(106), scattered, by_deviation)
    assert is_outlier(D("106.01"), scattered, by_deviation)
    assert is_outlier(D("10.7"), [D("9.8"), D(10), D("10.2")], by_deviation)
    assert not is_outlier(D(500), [D(100), D(100), D(500)], by_deviation)
    assert not is_outlier(D(500), scattered, ComparisonPolicy(outlier_percent=None))


def test_best_median_spread_and_outlier_of_a_line() -> None:
    offers = [("A", offer(line(price="100"))), ("B", offer(line(price="90"))), ("C", offer(line(price="200")))]
    compared = compare([wanted()], offers, "EUR")
    found = compared.lines[0]
    assert [(each.supplier, each.best, each.outlier) for each in found.offers] == [
        ("A", False, False), ("B", True, False), ("C", False, True),
    ]  # fmt: skip
    assert (str(found.median), str(found.spread), found.spread_percent) == ("1000.00 EUR", "1100.00 EUR", D("122.22"))
    assert [(total.supplier, total.best) for total in compared.totals] == [("A", False), ("B", True), ("C", False)]


def test_who_does_not_quote_every_line_does_not_compete_in_all() -> None:
    offers = [("A", offer(line(1), line(2))), ("B", offer(line(1, "1"))), ("C", offer(line(2, "99"), line(1)))]
    compared = compare([wanted(1), wanted(2)], offers, "EUR")
    assert [(total.supplier, total.complete, total.best) for total in compared.totals] == [
        ("A", True, False), ("B", False, False), ("C", True, True),
    ]  # fmt: skip
    assert (str(compared.spread), compared.spread_percent) == ("10.00 EUR", D("0.50"))
    nothing = compare([wanted()], [], "EUR")
    assert (nothing.totals, nothing.lines[0].offers, nothing.lines[0].median, nothing.spread) == ((), (), None, None)


def known(kind: str, price: str, days: int, **more: Any) -> KnownPrice:
    fields = {"item": "PUMP", "unit": "C62", "kind": kind, "unit_price": price, "currency": "EUR"}
    return KnownPrice.model_validate({**fields, "on": DAY - timedelta(days=days), "source": f"{kind}-{days}", **more})


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ([known("contract", "90", 300), known("order", "80", 1)], ("contract", "90", "contract-300")),
        ([known("contract", "90", 300, valid_until=DAY)], ("contract", "90", "contract-300")),
        (
            [known("contract", "90", 3, valid_until=DAY - timedelta(days=1)), known("order", "80", 9)],
            ("last", "80", "order-9"),
        ),
        ([known("order", "80", 9), known("order", "70", 2)], ("last", "70", "order-2")),
        ([known("order", "80", 0), known("order", "70", -1)], ("last", "80", "order-0")),
        ([known("quote", "80", 9), known("quote", "70", 2)], ("median", "75", "quote-2, quote-9")),
        ([known("quote", "80", 364), known("quote", "1", 365)], ("median", "80", "quote-364")),
        ([known("order", "70", 2, unit="MTR"), known("order", "70", 2, item="X")], ("estimate", "100", "requisition")),
        ([known("order", "70", 2, currency="USD")], ("last", "63", "order-2")),
    ],
)
def test_the_baseline_is_what_was_known_on_the_day(prices: list[KnownPrice], expected: tuple[str, str, str]) -> None:
    asked = wanted(item="PUMP", estimate=D(100))
    found = baseline_of(asked, "EUR", prices, lambda source: rate_to([rate("USD", "0.9")], source, "EUR"))
    assert found is not None
    assert (found.kind, found.unit_price, found.source) == (expected[0], D(expected[1]), expected[2])
    assert found.known_on == DAY


def test_without_item_or_estimate_there_is_no_baseline() -> None:
    assert compare([wanted()], [("A", offer())], "EUR", prices=[known("order", "1", 1)]).lines[0].baseline is None


PRICES = st.decimals("0", "100000", places=6)
LINES = 3


@st.composite
def offers(draw: st.DrawFn) -> list[tuple[str, QuotationContents]]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        chosen = draw(st.sets(st.integers(1, LINES), min_size=1))
        lines = tuple(
            line(
                each,
                str(draw(PRICES)),
                tax_percent=draw(st.sampled_from(["0", "3", "13", "19"])),
                units=draw(st.sampled_from(["1", "12", "0.5"])),
                minimum_quantity=draw(st.sampled_from(["0", "1", "25"])),
                freight=draw(st.sampled_from(["0", "12.34"])),
            )
            for each in sorted(chosen)
        )
        terms = PaymentTerms(
            days=draw(st.integers(0, 120)),
            discount_days=draw(st.integers(0, 30)),
            discount_percent=D(draw(st.integers(0, 5))),
            advance_percent=D(draw(st.integers(0, 100))),
        )
        contents = offer(
            *lines,
            currency=draw(st.sampled_from(["EUR", "USD", "JPY"])),
            tax_included=draw(st.booleans()),
            tax_recoverable=draw(st.booleans()),
            freight=draw(st.sampled_from(["0", "100", "0.01"])),
            terms=terms,
        )
        found.append((f"S{number}", contents))
    return found


ASKED = [wanted(number, str(number * 7)) for number in range(1, LINES + 1)]
RATES = [rate("USD", "0.923456"), rate("JPY", "0.0061")]
POLICY = ComparisonPolicy(annual_rate_percent=D("4.35"))


@settings(max_examples=150, deadline=None)
@given(offers(), st.randoms(use_true_random=False))
def test_the_order_of_suppliers_changes_nothing_and_totals_are_sums(
    quoted: list[tuple[str, QuotationContents]], shuffle: random.Random
) -> None:
    compared = compare(ASKED, quoted, "EUR", RATES, policy=POLICY)
    mixed = list(quoted)
    shuffle.shuffle(mixed)
    assert compare(ASKED, mixed, "EUR", RATES, policy=POLICY) == compared
    _sums_hold(compared)
    for name, contents in quoted:
        freight = [
            D(dict(step.inputs)["share"])
            for row in compared.lines
            for each in row.offers
            if each.supplier == name
            for step in each.steps
            if step.name == "freight"
        ]
        assert sum(freight) == contents.freight


def _sums_hold(compared: QuotationComparison) -> None:
    totals = dict.fromkeys((total.supplier for total in compared.totals), D(0))
    for row in compared.lines:
        for each in row.offers:
            assert each.total.amount == sum(step.amount.amount for step in each.steps)
            totals[each.supplier] += each.total.amount
        assert any(each.best for each in row.offers) or not row.offers
    assert totals == {total.supplier: total.total.amount for total in compared.totals}


def test_five_suppliers_and_forty_lines_in_three_currencies_agree_with_a_computation_of_their_own() -> None:
    """Prices, rates and terms made by numbers; the totals computed again by floats in another way, to the cent a line."""
    asked = [wanted(number, str(5 + number % 7)) for number in range(1, 41)]
    rates = {"EUR": 1.0, "USD": 0.9, "CNY": 0.125}
    quoted, expected = [], {}
    for index, (code, currency) in enumerate(zip("ABCDE", ["EUR", "USD", "CNY", "USD", "EUR"], strict=True)):
        included, freight, days = index % 2 == 1, 100 * index, 30 * index
        prices = {row.line: (50 + row.line * 3 + index * 2) / rates[currency] for row in asked}
        lines = [line(number, f"{price:.4f}", tax_percent="13") for number, price in prices.items()]
        contents = offer(
            *lines, currency=currency, tax_included=included, freight=str(freight), terms=PaymentTerms(days=days)
        )
        quoted.append((code, contents))
        goods = sum(float(f"{prices[row.line]:.4f}") * float(row.quantity.amount) for row in asked) * rates[currency]
        net = goods / 1.13 if included else goods
        expected[code] = (net + freight * rates[currency]) * (1 - 0.06 * days / 360)
    given_rates = [rate("USD", "0.9"), rate("CNY", "0.125")]
    compared = compare(asked, quoted, "EUR", given_rates, policy=ComparisonPolicy(annual_rate_percent=D(6)))
    _sums_hold(compared)
    found = {total.supplier: total.total.amount for total in compared.totals}
    assert all(total.complete for total in compared.totals)
    assert len(compared.lines) == 40
    for code, total in found.items():
        assert abs(float(total) - expected[code]) < 40 * 4 * 0.005, code
    assert [total.supplier for total in compared.totals if total.best] == [min(expected, key=lambda c: expected[c])]
