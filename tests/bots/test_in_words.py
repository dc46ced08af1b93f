"""The total in words is held against that in figures, in every language of the readers."""

import pytest

from bots.reading import number_words
from bots.reading.any_file import read
from bots.reading.in_words import differs
from bots.reading.layout import Word, sheet
from bots.reading.values import Draft
from contracts.reading import Field, Finding, Totals
from tests.bots.pages import Page, drawn, pages

HONEST = next(page for page in pages() if page.name == "datev")


def _found(text: str, gross: str, payable: str | None = None) -> list[Finding]:
    words = [
        Word(word, 1, 50.0 + 60 * at, 100.0 + 20 * row, 100.0 + 60 * at, 110.0 + 20 * row)
        for row, line in enumerate(text.split("\n"))
        for at, word in enumerate(line.split())
    ]
    fields = {"gross_amount": Field(value=gross, source="text", confidence=1)}
    return list(differs(sheet(words), Draft(fields, totals=Totals(payable=payable))))


SAID = [
    ("in Worten: eintausendzweihundertneunundvierzig Euro und 50/100", "1249.50"),
    ("In Worten: Eintausendzweihundertneunundvierzig", "1249.50"),
    ("Amount in words: EUR One thousand two hundred and forty-nine and fifty cents only", "1249.50"),
    ("Say: US Dollars seventeen thousand eight hundred only", "17800.00"),
    (
        "Arrêtée la présente facture à la somme de\nmille deux cent quatre-vingt-dix-sept euros et cinq centimes",
        "1297.05",
    ),
    ("In lettere: milleduecentoquarantanove/50 euro", "1249.50"),
    ("Importe en letras: mil doscientos setenta euros con cincuenta céntimos", "1270.50"),
    ("In woorden: twaalfhonderdzeventig euro", "1270.00"),
    ("Słownie: tysiąc dwieście dziewięćdziesiąt jeden złotych 50/100", "1291.50"),
    ("金额(大写)：壹仟贰佰肆拾玖元伍角整", "1249.50"),
]


@pytest.mark.parametrize(("text", "gross"), SAID, ids=[text[:12] for text, _ in SAID])
def test_words_that_are_the_total_say_nothing_and_others_do(text: str, gross: str) -> None:
    assert _found(text, gross) == []
    assert _found(text, "9999.99", payable=gross) == []
    [found] = _found(text, "9999.99")
    assert (found.code, found.severity) == ("words-differ", "exception")


@pytest.mark.parametrize(
    "text", ["in words: see below", "in Worten: -", "Im Worten zweitausend", "à la somme de 1 200,00"]
)
def test_what_is_no_number_is_left_to_people(text: str) -> None:
    assert _found(text, "1.00") == []


def test_cents_that_are_told_count() -> None:
    assert len(_found("in Worten: tausend Euro 60/100", "1000.50")) == 1


def test_a_page_whose_words_say_otherwise_is_for_a_person() -> None:
    page = Page("words", (*HONEST.items, (57, 420, "in Worten: zweitausend Euro")), {})
    assert "words-differ" in {one.code for one in read(drawn(page)).findings}


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("siebzehn", 17), ("einundzwanzig", 21), ("zwei Millionen dreihunderttausendundvier", 2_300_004),
        ("eighty-two thousand three hundred", 82_300), ("nineteen", 19), ("fifty", 50),
        ("soixante et onze", 71), ("quatre-vingt-deux mille", 82_000), ("trentotto", 38), ("centottantuno", 181),
        ("diciassettemila", 17_000), ("dix-sept", 17),
        ("diecisiete", 17), ("veintidós", 22), ("quinientos uno", 501), ("ochocientos", 800),
        ("achtentwintig", 28), ("honderdveertien", 114), ("pięć tysięcy czterysta", 5_400), ("dwadzieścia", 20),
    ],
)  # fmt: skip
def test_numbers_of_seven_languages_are_read(words: str, figure: int) -> None:
    assert number_words.value(words) == figure


@pytest.mark.parametrize("words", ["", "Euro", "hundert Euro", "zweitausent"])
def test_what_is_none_is_none(words: str) -> None:
    assert number_words.value(words) is None
