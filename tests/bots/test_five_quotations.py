"""A real comparison: forty lines, five suppliers, three currencies. Ten figures by hand, and every one by its own trace."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from adapters.comparison_sheet import told, workbook
from adapters.sentences import LANGUAGES, codes
from bots.comparison import compare
from console.compared import table, trace
from console.out import Out
from contracts.comparison import Figure, LineOffer
from contracts.quotation import PaymentTerms
from tests.support.five_quotations import LINES, POLICY, QUOTATIONS, RATES

COMPARED = compare(LINES, QUOTATIONS.items(), "EUR", RATES, (), POLICY)
BOTH = PaymentTerms(days=60, discount_days=10, discount_percent=Decimal(4), advance_percent=Decimal(30))
WITH_ADVANCE_AND_DISCOUNT = compare(
    LINES,
    {name: contents.model_copy(update={"terms": BOTH}) for name, contents in QUOTATIONS.items()}.items(),
    "EUR", RATES, (), POLICY,
)  # fmt: skip
RFQ: Any = SimpleNamespace(
    ref="RFQ-2026-000001", title="Steel", lines=LINES, line=lambda number: LINES[number - 1] if number <= 40 else None
)
OFFERS = [
    (which, row.line, offer)
    for which, compared in enumerate((COMPARED, WITH_ADVANCE_AND_DISCOUNT))
    for row in compared.lines
    for offer in row.offers
]


def offer_of(line: int, supplier: str) -> LineOffer:
    return next(offer for offer in COMPARED.lines[line - 1].offers if offer.supplier == supplier)


@pytest.mark.parametrize(
    ("line", "supplier", "step", "by_hand"),
    [
        (1, "S-CONCRETE", "goods", "112.34"),  # 10 x 88.04 CNY x 0.1276
        (1, "S-CONCRETE", "freight", "1.08"),  # 42000 CNY x 112.34 / 555679.62 x 0.1276
        (1, "S-CONCRETE", "financing", "-0.79"),  # 113.42 x 70 % x 6 % x 60 / 360
        (5, "S-OFFICE", "tax-taken-out", "-209.00"),  # 1309.00 x 19 / 119
        (5, "S-OFFICE", "discount", "-33.00"),  # 1100.00 x 3 %
        (5, "S-OFFICE", "financing", "-1.78"),  # 1100.00 x 97 % x 6 % x 10 / 360
        (7, "S-USA", "freight", "285.67"),  # 310 USD x 0.9215
        (9, "S-USA", "minimum-quantity", "3587.51"),  # (200 - 90) x 35.392 USD x 0.9215
        (40, "S-STEEL", "freight", "127.89"),  # 1850 x 42400 / 613360
        (40, "S-STEEL", "financing", "-212.64"),  # 42527.89 x 6 % x 30 / 360
    ],
)
def test_ten_figures_by_hand(line: int, supplier: str, step: str, by_hand: str) -> None:
    (found,) = [each for each in offer_of(line, supplier).steps if each.name == step]
    assert found.amount.amount == Decimal(by_hand)


def traced(step: Figure) -> Decimal:
    """The amount of a step, from nothing but what is told beside it."""
    told = dict(step.inputs)
    of = {name: Fraction(value) for name, value in told.items() if re.fullmatch(r"-?\d+(\.\d+)?", value)}
    wanted = of["quantity"] / of["units_each"] if "quantity" in of else Fraction(0)
    left = (100 - of.get("advance_percent", Fraction(0))) / 100
    taken = of.get("discount_percent", Fraction(0)) / 100
    rate, part = of.get("rate", Fraction(1)), of.get("part_percent", Fraction(100)) / 100
    value = {
        "goods": lambda: of["unit_price"] * wanted * rate,
        "minimum-quantity": lambda: of["unit_price"] * (of["minimum"] - wanted) * rate,
        "tax-taken-out": lambda: -of["of"] * of["tax_percent"] / (100 + of["tax_percent"]) * part,
        "tax-not-recoverable": lambda: of["of"] * of["tax_percent"] / 100 * part,
        "freight": lambda: (of["own"] + of["share"]) * rate,
        "discount": lambda: -of["of"] * left * taken,
        "financing": lambda: -of["of"] * left * (1 - taken) * of["annual_rate_percent"] / 100 * of["days"] / 360,
    }[step.name]()
    sign = -1 if value < 0 else 1
    cents = abs(value) * 100 + Fraction(1, 2)
    return Decimal(sign * (cents.numerator // cents.denominator)).scaleb(-2)


@pytest.mark.parametrize("which", [0, 1])
def test_every_figure_follows_from_what_is_told_beside_it(which: int) -> None:
    steps = [step for number, _, offer in OFFERS if number == which for step in offer.steps]
    assert len(steps) > 500
    assert [(step, traced(step)) for step in steps if traced(step) != step.amount.amount] == []
    for _, _, offer in OFFERS:
        assert offer.total.amount == sum(step.amount.amount for step in offer.steps)


def test_the_share_of_freight_is_what_the_line_is_of_all_lines() -> None:
    for _, _, offer in OFFERS:
        for step in offer.steps:
            of = dict(step.inputs)
            if step.name == "freight" and Decimal(of["share"]):
                exact = Decimal(of["of"]) * Decimal(of["line_value"]) / Decimal(of["all_values"])
                assert abs(exact - Decimal(of["share"])) <= Decimal("0.000001")


def test_totals_outliers_and_who_left_lines_out() -> None:
    totals = {total.supplier: (total.total.amount, total.complete, total.best) for total in COMPARED.totals}
    assert totals["S-CONCRETE"] == (Decimal("557111.60"), True, True)
    assert totals["S-SMALL"] == (Decimal("550359.76"), False, False), "less, for fewer lines: not the cheapest"
    assert [(row.line, offer.supplier) for row in COMPARED.lines for offer in row.offers if offer.outlier] == [
        (9, "S-USA"), (12, "S-SMALL"),
    ]  # fmt: skip
    whole = [amount for amount, complete, _ in totals.values() if complete]
    percent = ((max(whole) - min(whole)) / min(whole) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (COMPARED.spread_percent, percent) == (percent, Decimal("13.47"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_every_figure_and_its_trace_in_the_readers_language(language: str) -> None:
    book = load_workbook(io.BytesIO(workbook(LINES, COMPARED, language)))
    assert book.sheetnames == [told(f"sheet-{name}", language) for name in ("comparison", "steps", "rates")]
    shown, steps, rates = ([list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book)
    suppliers = shown[0][4:9]
    for row, compared in zip(shown[1:41], COMPARED.lines, strict=True):
        offers = {offer.supplier: offer.total.amount for offer in compared.offers}
        given = {name: Decimal(str(amount)) for name, amount in zip(suppliers, row[4:9], strict=True) if amount}
        assert given == offers
    assert shown[12][10] == "S-SMALL", "an outlier is named"
    assert shown[42][6] == told("incomplete", language)
    assert len(steps) == 1 + sum(len(offer.steps) + 1 for number, _, offer in OFFERS if number == 0)
    assert [row[:3] for row in rates[1:] if row[2]] == [["S-CONCRETE", "CNY", "0.1276"], ["S-USA", "USD", "0.9215"]]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert {sheet.column_dimensions["A"].width for sheet in book} != {None}
    names: Mapping[str, Any] = {name: None for _, _, offer in OFFERS for step in offer.steps for name, _ in step.inputs}
    assert {f"comparison.{name}" for name in names} <= codes(language)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, places: int, language: str, line: int | None = None) -> list[str]:
    screen = _Terminal()
    monkeypatch.setenv("COLUMNS", str(places))
    monkeypatch.setattr("sys.stdout", screen)
    table(Out(language=language), RFQ, COMPARED) if line is None else trace(Out(language=language), COMPARED, line)
    monkeypatch.undo()
    return [re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip() for text in screen.getvalue().splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("places", "tables"), [(80, 2), (200, 1)])
def test_no_figure_is_folded_on_any_terminal(
    monkeypatch: pytest.MonkeyPatch, places: int, tables: int, language: str
) -> None:
    shown = printed(monkeypatch, places, language)
    lines = [text.split()[0] for text in shown if re.match(r" \d+ ", text)]
    assert lines == [str(number) for number in range(1, 41)] * tables, "one row a line: nothing is folded"
    text = "\n".join(shown)
    for amount in ("557,111.60*", "550,359.76…", "!6,473.83", "!11,820.60", "632,132.98"):
        assert amount in text
    assert "0.1276" in text, "by which rate is said below"
    assert "2026-11-02" in text
    assert "S-USA" in text


def test_the_steps_of_a_line_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = "\n".join(printed(monkeypatch, 200, "zh", line=5))
    assert "扣除可抵扣税" in shown
    assert "-209.00" in shown
    assert "税率 % 19; 基数 1309.00" in shown
