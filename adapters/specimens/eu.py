"""European invoices made up from a seed, within EN 16931: goods, rates and the odd cases of real life."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stdnum import iban
from stdnum.iso7064 import mod_11_10

from adapters.samples_spec import InvoiceSpec, Party, SampleLine

GOODS = {
    "de": ("Stahlträger HEA 200", "Kopierpapier A4 80g", "Wartung Aufzug", "Beratung vor Ort", "Kabel NYM-J 3x1,5",
           "Schrauben M12 verzinkt", "Miete Baukran", "Softwarelizenz jährlich", "Büroreinigung", "Fracht"),
    "en": ("Steel beam HEA 200", "Copy paper A4", "Lift maintenance", "Consulting on site", "Cable 3x1.5 mm",
           "Bolts M12 galvanised", "Crane rental", "Software licence per year", "Office cleaning", "Freight"),
    "fr": ("Poutre acier HEA 200", "Papier A4 80g", "Entretien ascenseur", "Conseil sur site", "Câble 3G1,5",
           "Boulons M12 zingués", "Location de grue", "Licence logicielle annuelle", "Nettoyage de bureaux", "Transport"),
}  # fmt: skip
NAMES = (
    "Müller",
    "Nordbau",
    "Lefèvre",
    "Hansen",
    "Alpenblick",
    "Weser",
    "Rossi",
    "Kontor",
    "Vogel",
    "Atlas",
    "Bergmann",
)
TRADES = ("Stahl", "Technik", "Logistik", "Büro", "Elektro", "Bau", "Systems", "Services", "Handels", "Papier")
FORMS = {
    "de": ("GmbH", "AG", "KG", "GmbH & Co. KG"),
    "en": ("Ltd", "B.V.", "GmbH", "S.A."),
    "fr": ("SARL", "SAS", "SA"),
}
PLACES = {"DE": ("80333 München", "20457 Hamburg", "10115 Berlin"), "FR": ("75008 Paris", "69002 Lyon"),
          "AT": ("1010 Wien", "8010 Graz")}  # fmt: skip
STREETS = ("Hauptstr. 1", "Industriestraße 12a", "12 rue de la Paix", "Ring 5", "Werftallee 2")
RATES = {"DE": ("19", "19", "7"), "FR": ("20", "20", "5.5", "10"), "AT": ("20", "20", "10")}
UNITS = ("C62", "C62", "HUR", "KGM", "MTR")
NUMBERS = ("RE-{y}-{n:05d}", "{y}{n:06d}", "INV/{y}/{n}", "F{n:07d}", "{n}", "R{y}-{m:02d}-{n:03d}", "SI-{n:06d}")


def invoice(chance: Random, language: str, size: int | None = None, buyer: Party | None = None) -> InvoiceSpec:
    """An invoice in the manner of a language; credit notes, discounts, freight, prepayments, reverse charge at times."""
    country = {"de": "DE", "fr": "FR", "en": chance.choice(("DE", "AT", "FR"))}[language]
    issued = date(2024, 1, 3) + timedelta(days=chance.randrange(970))
    abroad = chance.random() < 0.06
    rates = ("0",) if abroad else RATES[country]
    count = size or chance.choice((1, 1, 2, 3, 4, 5, 8, 14, 30))
    lines = tuple(_line(chance, language, chance.choice(rates), "AE" if abroad else "") for _ in range(count))
    credit = chance.random() < 0.06
    total = sum((line.net for line in lines), Decimal(0))
    pattern = chance.choice(NUMBERS)
    return InvoiceSpec(
        number=pattern.format(y=issued.year, m=issued.month, n=chance.randrange(1, 99_999)),
        issue_date=issued.isoformat(), currency="EUR",
        seller=party(chance, language, country), buyer=buyer or party(chance, language, "DE" if abroad else country),
        purchase_order=f"PO-{issued.year}-{chance.randrange(1, 9999):06d}" if chance.random() < 0.6 else "",
        lines=lines, kind="381" if credit else "380", due_date=(issued + timedelta(days=30)).isoformat(),
        original=pattern.format(y=issued.year, m=issued.month, n=chance.randrange(1, 99_999)) if credit else "",
        buyer_reference=f"{chance.randrange(10**6):06d}",
        allowance=_share(total, 5) if chance.random() < 0.1 else Decimal(0),
        charge=Decimal(chance.choice(("0", "0", "0", "12.50"))),
        prepaid=_share(total, 20) if chance.random() < 0.06 and not credit else Decimal(0),
    )  # fmt: skip


def party(chance: Random, language: str, country: str) -> Party:
    """A company with a VAT number and an account whose check digits are right."""
    name = f"{chance.choice(NAMES)} {chance.choice(TRADES)} {chance.choice(FORMS[language])}"
    address = f"{chance.choice(STREETS)}, {chance.choice(PLACES[country])}"
    return Party(name, vat(chance, country), address, country, account(chance, country))


def vat(chance: Random, country: str) -> str:
    """A VAT number that is valid and belongs to nobody on purpose."""
    digits = f"{chance.randrange(10_000_000, 99_999_999)}"
    if country == "DE":
        number = digits + mod_11_10.calc_check_digit(digits)
        return "DE" + number
    if country == "AT":
        doubled = sum(sum(map(int, str(int(digit) * (1 + place % 2)))) for place, digit in enumerate(digits[:7]))
        return f"ATU{digits[:7]}{(6 - doubled) % 10}"
    ten = sum(sum(map(int, str(int(digit) * (2 - place % 2)))) for place, digit in enumerate(reversed(digits)))
    siren = digits + str(-ten % 10)
    return f"FR{(int(siren + '12')) % 97:02d}{siren}"


def account(chance: Random, country: str) -> str:
    """An IBAN with the right check digits."""
    length = {"DE": 18, "AT": 16, "FR": 23}[country]
    digits = "".join(chance.choice("0123456789") for _ in range(length))
    return country + iban.calc_check_digits(f"{country}00{digits}") + digits


def _line(chance: Random, language: str, rate: str, category: str) -> SampleLine:
    price = Decimal(chance.randrange(50, 200_000)) / (100 if chance.random() < 0.85 else 1000)
    quantity = Decimal(chance.randrange(1, 60)) if chance.random() < 0.8 else Decimal(chance.randrange(10, 900)) / 100
    name = chance.choice(GOODS[language])
    return SampleLine(name, quantity, price, Decimal(rate), chance.choice(UNITS), category=category)


def _share(total: Decimal, percent: int) -> Decimal:
    return (total * percent / 100).quantize(Decimal("0.01"))
