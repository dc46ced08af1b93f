"""Totals, accounts and tax numbers of a page, on the limits of what is believed."""

import pytest

from bots.reading.accounts import GOOD, GUESS, PROVEN, iban, ibans
from bots.reading.layout import Sheet, Word, sheet
from bots.reading.page_check import compared, differences, stands
from bots.reading.totals import AGREED, GUESSED, LABELLED, fields
from bots.reading.vat import ABOVE, candidates, is_valid
from contracts.reading import Field

IBAN, OTHER = "DE89370400440532013000", "DE02120300000000202051"
VAT, OTHER_VAT = "DE136695976", "DE129274202"


def _page(*rows: str, wide: float = 100.0, high: float = 20.0) -> Sheet:
    """A page with a word each so many points, and a row each so many; words of height 10, 6 a letter."""
    return sheet(
        [
            Word(word, 1, wide * column, high * row, wide * column + 6 * len(word), high * row + 10)
            for row, text in enumerate(rows)
            for column, word in enumerate(text.split())
        ]
    )


def _totals(*rows: str, wide: float = 100.0) -> dict[str, tuple[str, float]]:
    found = fields(_page(*rows, wide=wide), ".")
    return {name: (field.value, field.confidence) for name, field in found.items()}


@pytest.mark.parametrize(
    ("tax_row", "gross_row", "sure"),
    [
        ("VAT 19.00", "Total 119.00", AGREED),
        ("VAT 19.00", "Total due 119.00", AGREED),
        ("VAT 19.00", "Grand total 119.00", PROVEN),
        ("VAT 19.00", "Bruttobetrag 119.00", PROVEN),
        ("VAT 19 % 19.00", "Total 119.00", PROVEN),
        ("VAT 19 % 19.01", "Total 119.01", PROVEN),
        ("VAT 19 % 18.99", "Total 118.99", PROVEN),
        ("VAT 19 % 19.02", "Total 119.02", AGREED),
        ("VAT 7 % 19.00", "Total 119.00", AGREED),
        ("VAT 0 % 0.00", "Total 100.00", AGREED),
        ("VAT 19 % -19.00", "Total 81.00", PROVEN),
    ],
)
def test_totals_that_add_up_are_proven_by_a_rate_or_a_plain_label(tax_row: str, gross_row: str, sure: float) -> None:
    found = _totals("Net amount 100.00", tax_row, gross_row)
    tax, gross = tax_row.rsplit(maxsplit=1)[-1], gross_row.rsplit(maxsplit=1)[-1]
    assert found == {"net_amount": ("100.00", sure), "tax_amount": (tax, sure), "gross_amount": (gross, sure)}


def test_nothing_at_all_proves_nothing() -> None:
    found = _totals("Net amount 0.00", "VAT 0.00", "Grand total 0.00")
    assert {sure for _, sure in found.values()} == {AGREED}


def test_an_invoice_of_one_is_proven_by_its_label() -> None:
    found = _totals("Net amount 0.84", "VAT 0.16", "Grand total 1.00")
    assert {sure for _, sure in found.values()} == {PROVEN}


def test_a_negative_invoice_is_proven_as_well() -> None:
    found = _totals("Net amount -100.00", "VAT -19.00", "Grand total -119.00")
    assert {sure for _, sure in found.values()} == {PROVEN}


def test_of_several_sums_that_hold_the_best_label_counts_then_the_largest_gross_then_the_last() -> None:
    small = ("Net amount 10.00", "VAT 1.90", "Total 11.90")
    large = ("Net amount 100.00", "VAT 19.00", "Total 119.00")
    assert _totals(*small, *large)["gross_amount"][0] == "119.00"
    assert _totals(*large, *small)["gross_amount"][0] == "119.00"
    best = ("Net amount 10.00", "VAT 1.90", "Bruttobetrag 11.90")
    assert _totals(*best, *large)["gross_amount"][0] == "11.90"
    page = _page(*large, "Total 119.00")
    assert (fields(page, ".")["gross_amount"].box or (0, 0))[1] == 60


def test_the_labels_of_net_and_gross_weigh_alike() -> None:
    plain = ("Net amount 10.00", "VAT 1.90", "Total 11.90")
    worse = ("Subtotal 100.00", "VAT 19.00", "Total 119.00")
    assert _totals(*plain, *worse)["gross_amount"][0] == "11.90"
    low_tax = ("Subtotal 100.00", "VAT 7.00", "Total 107.00")
    assert _totals("Subtotal 50.00", "VAT 9.50", "Total 59.50", *low_tax)["gross_amount"][0] == "107.00"
    last = ("VAT 19.00", "Subtotal 110.00", "VAT 9.00", "Total due 119.00", "Net amount 100.00", "Total 119.00")
    assert _totals(*last)["net_amount"][0] == "100.00"


def test_an_amount_without_a_sum_is_as_good_as_its_label() -> None:
    assert _totals("Nettobetrag 100.00") == {"net_amount": ("100.00", LABELLED)}
    assert _totals("Subtotal 100.00") == {"net_amount": ("100.00", GUESSED)}
    assert _totals("Bruttobetrag 100.00", "Bruttobetrag 90.00") == {"gross_amount": ("90.00", LABELLED)}
    assert _totals("Bruttobetrag 100.00", "Total 90.00") == {"gross_amount": ("100.00", LABELLED)}


def test_an_amount_beside_its_label_is_better_than_one_below() -> None:
    assert _totals("Nettobetrag 90.00", "x", "Nettobetrag", "80.00") == {"net_amount": ("90.00", LABELLED)}


def test_one_printed_amount_is_one_total() -> None:
    assert _totals("Net amount", "Total 100.00") == {"gross_amount": ("100.00", GUESSED)}
    assert set(_totals("Net amount Grand total 100.00")) == {"gross_amount"}


def test_without_tax_net_and_gross_are_two_amounts_of_one_value() -> None:
    """The gross stands in the column under a head that also names the net, as in a table of lines."""
    found = _totals("1 Montant HT", "2 552.33", "TVA 0.00", "Total 552.33", wide=20.0)
    assert found["net_amount"][0] == found["gross_amount"][0] == "552.33"


@pytest.mark.parametrize(
    ("gross", "tax"), [("172.50", ("22.50", PROVEN)), ("172.51", ("3.50", GUESSED)), ("150.00", ("3.50", GUESSED))]
)
def test_taxes_of_single_rates_are_one_where_they_close_the_gap(gross: str, tax: tuple[str, float]) -> None:
    found = _totals("Net amount 150.00", "VAT 19 % 19.00", "VAT 7 % 3.50", f"Grand total {gross}")
    assert found["tax_amount"] == tax
    sure = {found[name][1] for name in ("net_amount", "gross_amount")}
    assert sure == ({PROVEN} if tax[1] == PROVEN else {LABELLED, GUESSED})


def test_a_tax_total_is_proven_by_the_taxes_of_its_rates() -> None:
    rows = ("Net amount 150.00", "VAT 20.00", "VAT 2.50", "Total VAT 22.50", "Total 172.50")
    assert set(_totals(*rows).values()) == {("150.00", PROVEN), ("22.50", PROVEN), ("172.50", PROVEN)}
    alone = ("Net amount 150.00", "VAT 20.00", "VAT 2.40", "Total VAT 22.50", "Total 172.50")
    assert {sure for _, sure in _totals(*alone).values()} == {AGREED}


@pytest.mark.parametrize(("parts", "sure"), [(2, PROVEN), (3, PROVEN), (4, PROVEN), (5, AGREED)])
def test_up_to_four_taxes_are_added_up(parts: int, sure: float) -> None:
    taxes = [f"VAT {10**number}.00" for number in range(parts)]
    whole = sum(10**number for number in range(parts))
    rows = ("Net amount 7.00", *taxes, f"Total VAT {whole}.00", f"Total {7 + whole}.00")
    assert _totals(*rows)["tax_amount"] == (f"{whole}.00", sure)


def test_three_amounts_in_the_row_of_a_total_are_net_tax_and_gross_in_this_order() -> None:
    expected = {"net_amount": ("100.00", AGREED), "tax_amount": ("19.00", AGREED), "gross_amount": ("119.00", AGREED)}
    assert _totals("Gesamtbetrag 100.00 19.00 119.00") == expected
    assert _totals("Deposit 5.00", "Gesamtbetrag 100.00 19.00 119.00") == expected
    for row in ("19.00 100.00 120.00", "100.00 19.00 120.00", "100.00 119.00", "1.00 100.00 19.00 119.00"):
        assert "net_amount" not in _totals(f"Gesamtbetrag {row}")


def test_amounts_stand_under_their_labels_six_rows_deep() -> None:
    rows = ("Nettobetrag Steuerbetrag Bruttobetrag", "100.00 19.00 119.00")
    assert _totals(*rows)["net_amount"] == ("100.00", PROVEN)
    assert _totals(rows[0], *["x"] * 5, rows[1])["net_amount"][0] == "100.00"
    assert _totals(rows[0], *["x"] * 6, rows[1]) == {}
    assert _totals("Nettobetrag", "100.00") == {"net_amount": ("100.00", GUESSED)}


@pytest.mark.parametrize(("x0", "found"), [(-43.9, True), (-44.0, False), (69.9, True), (70.0, False)])
def test_an_amount_is_under_a_label_that_it_overlaps_by_four_points(x0: float, found: bool) -> None:
    label, amount = Word("Nettobetrag", 1, 0, 0, 66, 10), Word("100.00", 1, x0, 20, x0 + 40, 30)
    assert ("net_amount" in fields(sheet([label, amount]), ".")) is found


@pytest.mark.parametrize(("top", "found"), [(9.0, True), (8.9, False)])
def test_an_amount_under_a_label_is_below_it(top: float, found: bool) -> None:
    label, amount = Word("Nettobetrag", 1, 0, 0, 66, 10), Word("100.00", 1, 0, top, 40, top + 10)
    assert ("net_amount" in fields(sheet([label, amount]), ".")) is found


def test_an_amount_of_two_words_is_under_the_label_of_its_last() -> None:
    words = [Word("Nettobetrag", 1, 100, 0, 166, 10), Word("1", 1, 89, 20, 95, 30), Word("000.00", 1, 97, 20, 133, 30)]
    assert fields(sheet(words), ".")["net_amount"].value == "1000.00"


def test_an_amount_on_the_next_page_is_under_no_label() -> None:
    label, amount = Word("Nettobetrag", 1, 0, 0, 66, 10), Word("100.00", 2, 0, 20, 40, 30)
    assert fields(sheet([label, amount]), ".") == {}


@pytest.mark.parametrize(
    ("rows", "value", "confidence"),
    [
        ((f"IBAN {IBAN}",), IBAN, PROVEN),
        ((IBAN,), IBAN, PROVEN),
        ((IBAN, IBAN), IBAN, PROVEN),
        ((IBAN, OTHER), IBAN, GOOD),
        (("IBAN: DE00370400440532013000",), "DE00370400440532013000", GUESS),
        (("IBAN: DE00370400440532013000", OTHER), OTHER, PROVEN),
        (("DE89 3704 0044 0532 0130 00 BIC",), IBAN, PROVEN),
        (("DE89 3704 0044 0532 0130 00AB CD",), IBAN, PROVEN),
        (("NO93 8601 1117 947",), "NO9386011117947", PROVEN),
    ],
)
def test_what_has_valid_check_digits_is_an_account(rows: tuple[str, ...], value: str, confidence: float) -> None:
    found = iban(_page(*rows, wide=30.0))
    assert found is not None
    assert (found.value, found.confidence) == (value, confidence)


def test_a_number_without_check_digits_and_label_is_no_account() -> None:
    assert iban(_page("DE89 3704 0044 0532 0130 00AB CDE", wide=30.0)) is None
    assert iban(_page("DE00370400440532013000")) is None
    assert iban(_page("IBAN", "DE00370400440532013000 x")) is not None
    assert ibans(_page(IBAN, "IBAN: DE00370400440532013000", OTHER)) == {IBAN, OTHER}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((VAT,), [(VAT, True)]),
        (("DE136695977",), []),
        (("VAT DE136695977",), [("DE136695977", False)]),
        (("VAT 136695976",), [("136695976", False)]),
        (("136695976",), []),
        (("VAT DE 136695976",), [(VAT, True)]),
        ((f"VAT {VAT}", "VAT 129274202"), [(VAT, True), ("129274202", False)]),
        (("DE136695977 VAT",), []),
        (("VAT rate 19 % 136695976",), []),
        ((f"VAT {VAT} and {OTHER_VAT}",), [(VAT, True), (OTHER_VAT, True)]),
        (("VAT GB 220 4302 31",), [("GB220430231", True)]),
        (("VAT", "DE136695977"), [("DE136695977", False)]),
        (("纳税人识别号:91110000600037341L",), [("91110000600037341L", True)]),
        (("纳税人识别号:91110000600037342L",), [("91110000600037342L", False)]),
    ],
)
def test_a_tax_number_has_a_label_or_valid_check_digits(rows: tuple[str, ...], found: list[tuple[str, bool]]) -> None:
    assert [(one.value, one.valid) for one in candidates(_page(*rows, wide=30.0))] == found


def test_a_chinese_tax_number_is_told_with_its_label() -> None:
    (found,) = candidates(_page("纳税人识别号:91110000600037341L"))
    assert found.label == "纳税人识别号:91110000600037341L"


@pytest.mark.parametrize(
    ("x", "y", "page", "found"),
    [
        (0, 0, 1, True), (0, ABOVE - 20, 1, True), (0, -0.1, 1, False), (0, 0, 2, False),
        (-21.9, 0, 1, True), (-22, 0, 1, False), (125.9, 0, 1, True), (126, 0, 1, False),
        (70, ABOVE - 0.5, 1, True), (70, ABOVE, 1, False), (70, ABOVE + 0.5, 1, False),
    ],
)  # fmt: skip
def test_a_label_over_a_number_is_near(x: float, y: float, page: int, found: bool) -> None:
    label, number = Word("VAT", page, x, y, x + 18, y + 10), Word("DE136695977", 1, 0, ABOVE, 66, ABOVE + 10)
    assert bool(candidates(sheet([label, number]))) is found


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        (VAT, True),
        ("DE136695977", False),
        ("CHE107787577", True),
        ("GB220430231", True),
        ("B58378431", True),
        ("X5253868R", True),
    ],
)
def test_check_digits_are_those_of_the_country(value: str, valid: bool) -> None:
    assert is_valid(value) is valid


def _field(value: str, confidence: float = 1.0) -> Field:
    return Field(value=value, source="text", confidence=confidence)


SHOWN = ("Invoice RE-1042", "Date 05.03.2018", "Total 119.00")


@pytest.mark.parametrize(
    ("name", "stated", "seen", "confidence", "differs"),
    [
        ("number", "RE-1042", "RE-9", 1.0, False),
        ("number", "RE-104", "RE-1042", 1.0, True),
        ("number", "RE-104", "RE-1042", 0.85, True),
        ("number", "RE-104", "RE-1042", 0.84, False),
        ("gross_amount", "119.00", "120.00", 0.96, False),
        ("gross_amount", "119.00", "120.00", 0.97, True),
        ("gross_amount", "-120.00", "120.00", 0.97, False),
        ("net_amount", "-119.00", "100.00", 1.0, False),
        ("net_amount", "100.00", "119.00", 1.0, True),
        ("net_amount", "0.00", "119.00", 1.0, False),
        ("issue_date", "2018-03-05", "2018-03-06", 1.0, False),
        ("issue_date", "2018-03-06", "2018-03-05", 1.0, True),
    ],
)
def test_what_a_page_clearly_shows_otherwise(
    name: str, stated: str, seen: str, confidence: float, differs: bool
) -> None:
    found = differences({name: _field(stated)}, {name: _field(seen, confidence)}, _page(*SHOWN), ".")
    assert [dict(one.evidence)["field"] for one in found] == ([name] if differs else [])


@pytest.mark.parametrize(
    ("stated", "seen", "differs"),
    [
        (IBAN, OTHER, True),
        (OTHER, OTHER, False),
        (IBAN, "DE00370400440532013000", False),
    ],
)
def test_an_account_on_the_page_counts_with_its_check_digits(stated: str, seen: str, differs: bool) -> None:
    page = _page(f"IBAN {seen}")
    assert bool(list(differences({"iban": _field(stated)}, {"iban": _field(seen, 0.5)}, page, "."))) is differs


@pytest.mark.parametrize(
    ("stated", "seen", "differs"),
    [
        (VAT, OTHER_VAT, True),
        ("DE129274202", OTHER_VAT, False),
        ("129274202", "DE136695976", False),  # a local number says nothing of a VAT number
        ("FR129274202", "DE136695976", False),  # its figures are written
        ("FR1292742", "DE136695976", False),
        ("FR129274", "DE136695976", True),
    ],
)
def test_tax_numbers_of_one_sort_are_compared(stated: str, seen: str, differs: bool) -> None:
    page = _page(f"VAT {OTHER_VAT}")
    found = list(differences({"seller_tax_id": _field(stated)}, {"seller_tax_id": _field(seen)}, page, "."))
    assert bool(found) is differs


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ({"number": "RE-1042", "gross_amount": "119.00"}, []),
        ({"number": "RE-1042", "gross_amount": "1.00"}, ["hybrid-not-shown"]),
        ({"number": "RE-1", "gross_amount": "119.00"}, ["hybrid-not-shown"]),
        ({"number": "RE-1", "gross_amount": "1.00"}, ["hybrid-not-compared"]),
        ({"gross_amount": "119.00", "issue_date": "2018-03-05"}, []),
        ({"gross_amount": "119.00", "issue_date": "2018-03-06"}, ["hybrid-day-not-shown"]),
        ({}, ["hybrid-not-compared"]),
    ],
)
def test_a_page_that_shows_neither_number_nor_gross_was_not_compared(stated: dict[str, str], codes: list[str]) -> None:
    given = {name: _field(value) for name, value in stated.items()}
    assert [one.code for one in compared(given, _page(*SHOWN))] == codes


def test_a_page_without_days_hides_none() -> None:
    given = {"number": _field("RE-1042"), "issue_date": _field("2018-03-06")}
    assert compared(given, _page("Invoice RE-1042")) == ()


@pytest.mark.parametrize(("value", "there"), [("1042", True), ("104", False), ("042", False), ("re-1042", True)])
def test_a_value_stands_as_a_whole(value: str, there: bool) -> None:
    assert stands(value, "Invoice RE-1042.") is there
