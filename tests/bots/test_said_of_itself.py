"""XML that says it is a test, a copy, cancelled or paid already, and what it says twice of its prices."""

import pytest

from adapters.samples import cii_xml, ubl_xml
from bots.checks import Context, check
from bots.reading.any_file import read
from tests.bots.specimens import MASTER, SPEC, TODAY

OFF = ["share-differs"]
UBL, CII = ubl_xml(SPEC).decode(), cii_xml(SPEC).decode()
NOTE = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"


def _told(written: str) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in read(written.encode()).findings]


def _with_note(said: str) -> list[tuple[str, str]]:
    document = "<ram:IncludedNote><ram:Content>" + said + "</ram:Content></ram:IncludedNote>"
    noted = CII.replace("</ram:IssueDateTime>", "</ram:IssueDateTime>" + document)
    ours, theirs = _told(noted), _told(UBL.replace(NOTE, f"{NOTE}<cbc:Note>{said}</cbc:Note>"))
    assert ours == theirs
    return ours


@pytest.mark.parametrize(
    "said",
    [
        "Diese Rechnung wurde bereits bezahlt.", "This invoice has already been paid by credit card.", "STORNO",
        "Bezahlt am 12.03.2026.",
        "Ware geliefert. Bitte nicht überweisen!", "Die Rechnung ist hiermit storniert", "Proforma invoice", "已作废",
    ],
)  # fmt: skip
def test_a_note_against_payment_is_told_and_holds_what_is_to_be_paid(said: str) -> None:
    assert _with_note(said) == [("says-not-owed", "warn")]
    noted = read(UBL.replace(NOTE, f"{NOTE}<cbc:Note>{said}</cbc:Note>").encode())
    assert check(noted, Context(TODAY)).verdict == "accept"
    held = check(noted, Context(TODAY, MASTER))
    assert ("says-not-owed", "exception") in {(one.code, one.severity) for one in held.findings}


@pytest.mark.parametrize(
    "said",
    [
        "Falls Sie bereits bezahlt haben, betrachten Sie dies als gegenstandslos.", "Storniert werden kann bis Montag.",
        "Cancelled orders are charged 20 %.", "Teilzahlung 500,00 bereits bezahlt", "Gemäß Proforma-Rechnung PF-12",
        "If you do not pay in time, interest is due.", "Gutschrift für Leergut folgt",
    ],
)  # fmt: skip
def test_conditions_and_terms_are_none(said: str) -> None:
    assert _with_note(said) == []


def test_what_asks_for_nothing_may_say_that_it_is_paid() -> None:
    nothing = UBL.replace(f">{SPEC.gross:.2f}</cbc:PayableAmount>", ">0.00</cbc:PayableAmount>")
    assert _told(nothing.replace(NOTE, f"{NOTE}<cbc:Note>Bereits bezahlt.</cbc:Note>")) == []


@pytest.mark.parametrize(
    ("name", "told"), [("RECHNUNG", False), ("GUTSCHRIFT", True), ("Duplikat", True), ("Mahnung", True)]
)
def test_the_name_of_the_document_is_read_as_a_title(name: str, told: bool) -> None:
    named = CII.replace("</ram:ID>\n    <ram:TypeCode>", f"</ram:ID><ram:Name>{name}</ram:Name><ram:TypeCode>")
    assert name in named
    assert bool(_told(named)) is told
    assert name != "GUTSCHRIFT" or _told(named.replace(">380<", ">381<")) == []


def test_tests_copies_and_messages_that_replace_another_are_told() -> None:
    day = "</ram:IssueDateTime>"
    test = "<rsm:ExchangedDocumentContext><ram:TestIndicator><udt:Indicator>{}</udt:Indicator></ram:TestIndicator>"
    copy = day + "<ram:CopyIndicator><udt:Indicator>{}</udt:Indicator></ram:CopyIndicator>"
    for before, mark, severity in (("<rsm:ExchangedDocumentContext>", test, "warn"), (day, copy, "exception")):
        assert before in CII
        assert _told(CII.replace(before, mark.format("true"))) == [("not-the-original", severity)]
        assert _told(CII.replace(before, mark.format("false"))) == []
    for code, told in (("9", []), ("1", [("not-the-original", "exception")])):
        assert _told(CII.replace(day, f"{day}<ram:PurposeCode>{code}</ram:PurposeCode>")) == told
    assert _told(UBL.replace(NOTE, f"<cbc:CopyIndicator>true</cbc:CopyIndicator>{NOTE}")) == [
        ("not-the-original", "exception")
    ]


def _entry(percent: str, base: str, amount: str) -> str:
    sum_ = f'<cbc:Amount currencyID="EUR">{amount}</cbc:Amount><cbc:BaseAmount currencyID="EUR">{base}</cbc:BaseAmount>'
    factor = f"<cbc:MultiplierFactorNumeric>{percent}</cbc:MultiplierFactorNumeric>"
    return f"<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>{factor}{sum_}</cac:AllowanceCharge>"


@pytest.mark.parametrize(
    ("percent", "amount", "told"),
    [("10", "100.00", []), ("0.1", "100.00", []), ("10", "100.02", []), ("10", "100.03", OFF), ("50", "0.00", OFF)],
)  # fmt: skip
def test_a_discount_is_its_percentage_of_its_base(percent: str, amount: str, told: list[str]) -> None:
    written = UBL.replace("<cac:TaxTotal>", _entry(percent, "1000.00", amount) + "<cac:TaxTotal>", 1)
    assert [code for code, _ in _told(written)] == told


@pytest.mark.parametrize(("off", "told"), [("65.50", []), ("65.52", []), ("65.53", ["net-price-differs"])])
def test_a_net_price_is_the_gross_price_less_its_discount(off: str, told: list[str]) -> None:
    price = "1234.50</cbc:PriceAmount>"
    amounts = (
        f'<cbc:Amount currencyID="EUR">{off}</cbc:Amount><cbc:BaseAmount currencyID="EUR">1300.00</cbc:BaseAmount>'
    )
    ours = f"<cac:AllowanceCharge>{amounts}</cac:AllowanceCharge>"
    assert [code for code, _ in _told(UBL.replace(price, price + ours))] == told
    net, sign = (
        "<ram:NetPriceProductTradePrice>",
        "<ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>",
    )
    entry = f"{sign}<ram:ActualAmount>{off}</ram:ActualAmount>"
    applied = f"<ram:AppliedTradeAllowanceCharge>{entry}</ram:AppliedTradeAllowanceCharge>"
    whole = f"<ram:ChargeAmount>1300.00</ram:ChargeAmount>{applied}"
    gross = f"<ram:GrossPriceProductTradePrice>{whole}</ram:GrossPriceProductTradePrice>"
    assert [code for code, _ in _told(CII.replace(net, gross + net, 1))] == told
    bare = gross.replace(applied, "")  # prices that hold the tax are told as gross prices without any discount
    assert _told(CII.replace(net, bare + net, 1)) == []


def test_advances_that_are_listed_are_taken_off() -> None:
    paid = '<cac:PrepaidPayment><cbc:PaidAmount currencyID="EUR">100.00</cbc:PaidAmount></cac:PrepaidPayment>'
    listed = UBL.replace("<cac:TaxTotal>", f"{paid}<cac:TaxTotal>", 1)
    assert _told(listed) == [("advance-ignored", "exception")]
    off = '<cbc:PrepaidAmount currencyID="EUR">100.00</cbc:PrepaidAmount><cbc:PayableAmount'
    assert _told(listed.replace("<cbc:PayableAmount", off)) == []


def test_the_price_is_for_the_unit_that_was_billed() -> None:
    price = "1234.50</cbc:PriceAmount>"
    for unit, told in (("C62", []), ("KGM", [("price-unit-differs", "exception")])):
        base = f'<cbc:BaseQuantity unitCode="{unit}">1</cbc:BaseQuantity>'
        assert _told(UBL.replace(price, price + base)) == told
        net = "1234.50</ram:ChargeAmount>"
        assert _told(CII.replace(net, f'{net}<ram:BasisQuantity unitCode="{unit}">1</ram:BasisQuantity>')) == told


def test_it_is_paid_in_the_currency_that_it_is_written_in() -> None:
    for written, code in (
        (UBL, "</cbc:DocumentCurrencyCode><cbc:PaymentCurrencyCode>{}</cbc:PaymentCurrencyCode>"),
        (CII, "</ram:InvoiceCurrencyCode><ram:PaymentCurrencyCode>{}</ram:PaymentCurrencyCode>"),
    ):
        after = code.partition("><")[0] + ">"
        assert _told(written.replace(after, code.format("USD"))) == [("currency-mixed", "reject")]
        assert _told(written.replace(after, code.format("EUR"))) == []


def test_an_account_by_a_national_number_is_one() -> None:
    national = CII.replace("ram:IBANID", "ram:ProprietaryID").replace(SPEC.seller.iban, "532013000")
    assert read(national.encode()).value("iban") == "532013000"
