"""The words that stand before values on German, English, French, Italian, Spanish, Dutch, Polish and Chinese invoices,
best first."""

import re
from functools import lru_cache

from bots.reading.layout import Sheet
from bots.reading.written import DATE


@lru_cache(maxsize=32)
def hits(page: Sheet, patterns: tuple[re.Pattern[str], ...]) -> tuple[tuple[int, re.Match[str]], ...]:
    """Where each of the patterns is found on a page, with its rank; looked for once, whoever asks."""
    return tuple((rank, found) for rank, pattern in enumerate(patterns) for found in pattern.finditer(page.text))


def _compile(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in patterns)


def _small(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Patterns for text in small letters (`Sheet.small`)."""
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


_NO_DATE = rf"(?!(?:{DATE})(?![A-Z0-9/_\-]|\.\w))(?!\d[\d.]*,\d)"  # nor an amount, nor a term:
_NO_DATE += r"(?!\d{1,3}(?:[ \u2009\u2002]\d{3})+[.,]\d\d(?!\d))(?!\d+ (?:jours|tagen?|days|giorni|días|dagen|dni)\b)"
NUMERAL = (
    rf"(?P<value>{_NO_DATE}(?-i:(?!VOM|DU|NR)[A-Z]{{1,4}} (?=\d))?(?=[A-Z0-9./_\-]*\d)[A-Z0-9][A-Z0-9./_\-]*[A-Z0-9])"
)
DAY = rf"(?P<value>{DATE})"
_TITLE = (
    r"(?:rechnung|gutschrift|korrektur|versicherers|honorarnote|invoice|facture|avoir|credit note|fattura|factura"
    r"|factuur|faktura)"
)
_NOT_AN_ORDER = r"(?:(?!bestell|gemä|auftrag|order|commande|liefer)[^\n])"
NR = r"(?:nummer|number|numer|num|nr|no|n\.?°|n\.?\s?º|nº|numero|numéro|número|reference|ref|id|#)"
_SP = r"[ \t\u2002\u2009]*"  # a value stands in the row of its label; what stands below is read by geometry
_SEP = rf"\.?{_SP}[:：#]?{_SP}"

NUMBER = _compile(
    rf"{_TITLE}{_NOT_AN_ORDER}{{0,60}}?(?:\bnr\.|#|\bno\.|n°)\s?{NUMERAL}"
    rf"\s+(?:vom|von|issued at|dated|of|du|le)\s+(?:{DATE})",
    rf"(?<![a-zäöü])(?:handels|schluss|teil|abschlags|sammel|anzahlungs)?rechnungs?[- ]{{0,3}}{NR}(?:/\w+)?{_SEP}{NUMERAL}",
    rf"(?<![a-z])(?:tax\s)?invoice\s?{NR}{_SEP}{NUMERAL}",
    rf"(?<![a-z])credit note\s?{NR}{_SEP}{NUMERAL}",
    rf"(?:numéro|n°|no\.?)\s?(?:de\s)?(?:la\s)?facture{_SEP}{NUMERAL}",
    rf"(?<![a-z])faktura(?:\svat)?\s(?:nr|numer){_SEP}{NUMERAL}",
    rf"(?:nr|numer)\sfaktury{_SEP}{NUMERAL}",
    rf"(?<![a-zäöü])(?:rg|inv|fact|fatt|fakt)\.?[- ]?{NR}{_SEP}{NUMERAL}",
    rf"(?:réf(?:érence)?\.?\s(?:de\s)?(?:la\s)?facture|n\.\s?(?:di\s)?(?:documento|fattura)){_SEP}{NUMERAL}",
    rf"(?<![a-z])(?<!type de )(?:facture|avoir){_SP}(?:{NR})?{_SEP}{NUMERAL}",
    rf"f\s?actuur\s?{NR}{_SEP}{NUMERAL}",
    rf"(?<![a-z])(?<!total )(?<!totale )(?:fattura|factura|factuur|honorarnote){_SP}(?:{NR}|n\.)?{_SEP}{NUMERAL}",
    rf"(?:numero|número)\s(?:de\s)?(?:fattura|factura){_SEP}{NUMERAL}",
    rf"发\s*票\s*号\s*码\s*[:：]?\s*{NUMERAL}",
    rf"(?<![a-zäöü])(?:beleg|dokument|document)[- ]?{NR}{_SEP}{NUMERAL}",
    rf"^(?:rechnung|invoice|gutschrift|credit note){_SEP}{NUMERAL}$",
    rf"(?<![a-zäöü])(?:rechnung|invoice){_SP}[:#]?{_SP}{NUMERAL}",
    rf"^{_TITLE}(?:\s[a-zäöüé]+){{0,2}}\n(?:.*\n){{0,4}}?(?:{NR}){_SEP}{NUMERAL}",
    rf"^(?:.*\s)?nummer\s?/\s?datum{_SEP}{NUMERAL}\s?/\s?(?:{DATE})",
)
EARLIER = re.compile(
    r"(?:previous|preceding|earlier|original) invoices?|vora(?:us|n)gegangene rechnung(?:en)?"
    r"|factures? (?:précédentes?|antérieures?)",
    re.IGNORECASE,
)
"""Heads of the invoices that an invoice follows: numbers under them are not its own."""
STRICT_NUMBERS = 13
"""The last of NUMBER that name an invoice number and nothing else."""
_OTHER_DATES = (
    "due", "delivery", "order", "tax", "taxable", "service", "value", "shipping", "ship", "payment", "supply", "start",
    "end", "print", "expiry", "contract", "purchase", "from", "dispatch", "posting", "maturity",
)  # fmt: skip
_NO_OTHER_DATE = "".join(rf"(?<!{word} )" for word in _OTHER_DATES)
TITLE_DATE = _compile(
    rf"{_TITLE}{_NOT_AN_ORDER}{{0,90}}\s(?:vom|von|issued at|dated|du)\s+{DAY}",
)
ISSUE_DATE = _compile(
    rf"(?<![a-zäöü])(?:rechnungs|beleg|ausstellungs)-?\s?datum{_SEP}{DAY}",
    rf"(?:invoice date|date of (?:issue|exposure)(?: [a-z]+){{0,2}}|issue date|date of invoice|date issued){_SEP}{DAY}",
    rf"(?:date (?:de (?:la )?)?facture|date de facturation|date d['’]émission){_SEP}{DAY}",
    rf"f\s?actuur\s?datum{_SEP}{DAY}",
    rf"(?:fecha (?:de )?(?:la )?factura|fecha de (?:emisión|expedición)|data (?:della )?fattura|data (?:di )?emissione"
    rf"|data documento){_SEP}{DAY}",
    rf"data (?:wystawienia|faktury){_SEP}{DAY}",
    rf"(?:rg|inv)\.?[- ]?(?:datum|date){_SEP}{DAY}",
    rf"(?<!\w)(?:ausgestellt am|wystawiono dnia|émise? le|emess[oa] il|emitid[oa] el|issued(?: on)?){_SEP}{DAY}",
    rf"invoice\s?/\s?tax date{_SEP}{DAY}",
    rf"开\s*票\s*日\s*期\s*[:：]?\s*{DAY}",
    rf"(?<![\wäöü\-])datum{_SEP}{DAY}",
    rf"(?<![\w\-]){_NO_OTHER_DATE}(?:date|data|fecha){_SEP}{DAY}",
)
BARE_DATES = 2
"""The last of ISSUE_DATE: they say that it is a day, and not whose."""
SURE_DATES = 7
"""The first of ISSUE_DATE: they say that it is the day of the invoice, and it has one."""
ISSUED = ISSUE_DATE[SURE_DATES]
"""Says that something was issued: certificates and offers are too."""
ANY_DATE = re.compile(DAY, re.IGNORECASE)
OTHER_DATE = re.compile(
    r"liefer|leistung|fällig|zahlbar|bestell|auftrag|deliver|due|payable|until|bis|order|échéance|livraison"
    r"|scadenza|vencimiento|verval|termin (?:p|zap)|płatn"
    r"|consegna|entrega|leverings?|ordin[ei]|pedido|commande|bestel|zam[óo]w|dostaw"
    r"|birth|geburt|naissance|nascita|nacimiento|stylesheet|version",
    re.IGNORECASE,
)
GROSS = _small(
    r"rechnungssumme\s?(?:brutto|inkl)|bruttosumme|summe brutto|total(?:e)? (?:factura|fattura|documento)|total inkl"
    r"|(?:suma|razem|wartość|kwota) brutto|netto a pagare|totaal inclusief|importe total|bruttobetrag|rechnungsbetrag|endbetrag"
    r"|summe inkl\.? ust|gesamtbetrag brutto",
    r"total\s?t\.?t\.?c|montant\s?t\.?t\.?c|grand total|total incl|invoice total|total amount"
    r"|amount total|totaal\s?bedrag|totaal te (?:betalen|voldoen)|total a pagar|totale da pagare|total with tax"
    r"|gesamtbetrag inkl|factuur totaal|价\s*税\s*合\s*计",
    r"gesamtbetrag(?!\s?der)|gesamtsumme|endsumme"
    r"|gesamt brutto|(?:razem )?do zapłaty|kwota do zapłaty|bedrag incl|due payable|zahlbetrag|amount due|total due|balance due"
    r"|net à payer|zu zahlen|te betalen|amount payable|total payable|final amount|zahlungsbetrag",
    r"(?<![\w])t\.?t\.?c\.?(?=\s)|^gesamt(?=\s)|(?<![\w])tota+l(?!\s?(?:ht|net|tax|vat|hors|excl))|(?<![\w])brutto(?=\s)",
)
NET = _small(
    r"rechnungssumme\s?(?:netto|ohne)|(?:gesamt)?summe\s\(?netto|gesamtbetrag\s\(?netto|total\s\(net"
    r"|montant hors taxes|base imponible|imponibile|total before tax"
    r"|total exkl|nettosumme|nettobetrag|net total|total net"
    r"|net amount|total\s?h\.?t|(?:suma|razem|kwota) netto",
    r"sub-?\s?total|untaxed amount|total excl|(?:without|excluding|excl\.) (?:vat|tax)"
    r"|subtotaal|totaal excl|exclusief btw|montant\s?h\.?t|zwischensumme"
    r"|warenwert|positionssumme|total lines|base ht|importe neto"
    r"|bedrag excl|totale merce|(?<![\w])netto(?=\s)(?!\sa\s)|(?<![\w])(?:base|goods)(?=\s)|gesamtbeitrag"
    r"|合\s*计\s*金\s*额|合\s*计(?!\s*税)",
)
TAX = _small(
    r"summe umsatzsteuer|ausgangssteuer|sales tax|total iva|totale iva|ust\.? gesamt|steuerbetrag|mwst-?betrag"
    r"|vat total|total vat"
    r"|total tax(?:es)?|total tva|(?:kwota|podatek) vat|合\s*计\s*税\s*额",
    r"umsatzsteuer|mehrwertsteuer|versicherung(?:s)?teuer|(?<![a-z])(?:i\.?v\.?a|t\.v\.a)(?![a-z])|(?<![a-z])imposta(?![a-z])"
    r"|zuzüglich ust|zuzügl\. ust|mwst"
    r"|(?<![a-z])ust\b|(?<![a-z])vat|(?<![a-z])tva"
    r"|(?<![a-z])tax|(?<![a-z])btw|税\s*额",
)
CURRENCY = re.compile(r"(?:währung|currency|devise|币\s*种)\s*[:：]?\s*(?P<value>[A-Z]{3})\b", re.IGNORECASE)
SYMBOLS = (("€", "EUR"), ("￥", "CNY"), ("¥", "CNY"), ("£", "GBP"), ("zł", "PLN"), ("US$", "USD"), ("$", "USD"))
OWN_SYMBOLS = ("€", "£", "zł", "US$")
"""Symbols that one currency alone has."""
CODES = re.compile(r"\b(EUR|USD|GBP|CNY|CHF|PLN|JPY|SEK|NOK|DKK|CZK|HUF|RMB)\b")
_SIGN = rf"(?:{CODES.pattern[3:-3]}|US\$|[€￥¥£$]|zł)"
_CENTS = r"\d{1,3}(?:[.,' \u2009\u2002]?\d{3})*[.,]\d\d(?!\d)"
MONEY = re.compile(rf"(?<!\w)(?P<led>{_SIGN})\s?-?{_CENTS}|(?<![\d.,]){_CENTS}\s?(?P<behind>{_SIGN})(?!\w)")
"""An amount with its currency."""
_NEXT = r"[^\S\n]?(?!IBAN|BIC)"  # a tax number before the label of the account is no part of it
IBAN = re.compile(
    rf"(?<![A-Z0-9])(?P<value>[A-Z]{{2}}\d{{2}}(?:{_NEXT}[A-Z0-9]{{4}}){{2,7}}(?:{_NEXT}[A-Z0-9]{{1,3}})?)(?![A-Z0-9])"
)
IBAN_LABEL = re.compile(r"iban[-\w.]*\s*[:：]?\s*$", re.IGNORECASE)
DEBIT_HEAD = re.compile(
    r"(?:sepa-?\s?)?lastschrift(?:mandat)?|direct debit|prélèvement|mandatsreferenz|domiciliëring", re.IGNORECASE
)
"""Heads over the account that is debited, which is the buyer's."""
DEBITED = re.compile(
    r"(?:ihrem|dem|your|votre|uw)\s(?:bank)?(?:konto|account|compte|rekening)|abgebucht|eingezogen|belastet|debited|débité",
    re.IGNORECASE,
)
CHINESE_ID = re.compile(r"(?:纳税人识别号|统一社会信用代码|税号)\s*[:：]?\s*(?P<value>[0-9A-Z]{15,20})(?![0-9A-Z])")
_ORDER_WORDS = (
    rf"(?:ihre? )?bestell(?:ung|-?\s?{NR}|nummer(?:/datum)?)|auftragsnummer|cust(?:omer)?\.? order|your (?:order|reference)"
    rf"|purchase order|order (?:no|number|ref\w*)|p\.?o\.?(?: number| no| #)?(?=[\s:#.])"
    rf"|votre (?:commande|référence)|(?:bon|{NR}\.?\s?(?:de)?) (?:de )?commande|commande(?= ?(?:{NR}|:))|réf\w*\.? commande"
    rf"|(?:bestel|order)nummer|uw (?:order|bestelling|referentie)|inkooporder"
    rf"|(?:vostro|vs\.?) ordine|{NR} (?:d['’])?ordine|ordine(?= (?:{NR}|n\.))|(?:su|{NR} (?:de )?) ?pedido|pedido(?= {NR})"
)
ORDER = _compile(
    rf"(?<![a-zäöü])(?:{_ORDER_WORDS})\.?{_SP}(?:{NR}|n\.)?{_SEP}{NUMERAL}",
    rf"(?:采购订单|订单)(?:编号|号)?\s*[:：]?\s*{NUMERAL}",
)
OWN_ORDER = re.compile(r"auftrag|^(?:customer |cust\.? )?order(?!\w)|^ordernummer", re.IGNORECASE)
"""Words for an order that may be the seller's own number of it."""
ORDER_HEAD = re.compile(rf"(?:{_ORDER_WORDS}|po)\.?(?:\s?{NR})?", re.IGNORECASE)
ORIGINAL = _compile(
    rf"(?:gutschrift|storno\w*|korrektur\w*|credit note|cancellation invoice|avoir)\b[^\n]{{0,40}}?\s(?:zu|zur|of|re\.|sur)"
    rf"\s(?:(?:der|ihrer|la|our|your)\s)?(?:rechnung|invoice|facture)?\s?(?:nr\.|no\.|n°)?\s?{NUMERAL}",
    rf"(?:ursprungsbeleg-?(?:nr|nummer)|original invoice|facture liée|原发票号码|对应蓝字发票号码)"
    rf"\.?\s*[:：]?\s*{NUMERAL}",
)
SELLER_NAME = _compile(
    r"(?:^|\s)(?:verkäufer|seller|supplier|vendeur|销售方(?:名称)?"
    r"|销方名称)\s*[:：]\s*(?P<value>[^\n:：]{2,80}?)(?=\s{2}|\n|\s(?:buyer|käufer|购买方))"
)
BUYER_NAME = _compile(
    r"(?:^|\s)(?:käufer|buyer|bill to|customer|acheteur|购买方(?:名称)?"
    r"|购方名称)\s*[:：]\s*(?P<value>[^\n:：]{2,80}?)(?=\s{2}|\n|\s(?:seller|verkäufer|销售方))"
)
