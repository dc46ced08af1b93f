"""What a page says in words about itself: that it has been paid already, that it is no invoice, that the account has
changed. Nothing of it is a figure, and whoever reads the page would stop at it."""

import re
from collections.abc import Iterator

from bots.numbers import exact
from bots.reading import said_paid
from bots.reading.layout import Sheet
from bots.reading.written import decimal_mark
from contracts.reading import Finding, Severity

# These are for text in small letters.
COLLECTED = re.compile(
    r"(?:ihre|your|votre)\s(?:\w+-)?(?:kredit-?karte|credit\scard|carte)\s(?:abgebucht|belastet|charged)"
    r"|(?<!\w)(?:wird|werden)\s(?:[^.]|\.\d){0,80}?(?:abgebucht|eingezogen)|(?:we\s)?will\s(?:collect(?!\s(?:\w+\s)?(?:pallets?|empties|containers?|goods|returns))|be\scollected|debit|be\sdebited)|sera\sprélevé"
    r"|sarà\saddebitat|será\scargad|wordt\s[^.]{0,60}?(?:afgeschreven|geïncasseerd)",
)
"""What the seller takes by itself: nobody else may pay it again."""
NO_INVOICE = re.compile(
    r"keine\srechnung(?=\W*\n|\s(?:im\ssinne|i\.\s?s\.))|(?:ist|stellt)\s(?:noch\s)?keine\srechnung(?!\s(?:bei|per|ge))|nicht\sals\srechnung"
    r"|bitte\snicht\s(?:be|über)?(?:zahlen|weisen)|nicht\s(?:be)?zahlen(?=\W*\n)|nur\szur\sinformation"
    r"|not\san?\s(?:vat\s|tax\s)?invoice|(?<!\w)no\sinvoice(?=\W*\n|\s[-–])|not\sconstitute\san?\s(?:\w+\s)?invoice"
    r"|do\snot\spay(?!\w|\s(?:in\s)?cash|\s(?:the\s|our\s)?drivers?)|no\spayment\s(?:is\s)?(?:due|required)(?!\sfrom)|information(?:al)?\s(?:purposes\s)?only"
    r"|n['’]est\spas\sune\sfacture|ne\s(?:constitue|vaut)\spas\s(?:une\s)?facture|ne\spas\s(?:payer|régler)(?!\s(?:au?|le)\s(?:chauffeur|livreur))"
    r"|non\s(?:è|costituisce|vale|valido\scome)\s(?:una?\s|come\s)?fattura|non\spagare"
    r"|no\s(?:es|constituye)\s(?:una\s)?factura|sin\svalor\sde\sfactura|no\spagar(?!\w)"
    r"|geen\sfactuur(?!\w|\s(?:ontvangen|zonder))|niet\sbetalen|nie\s(?:jest|stanowi)\sfaktur|nie\spłacić"
    r"|betrag\swird\s(?:ihnen|ihrem\s\w+|dem\s\w+)[^\n]{0,30}gutgeschrieben|(?<!returned\sgoods\swill\sbe\s)(?<!overpayment\swill\sbe\s)credited\sto\syour\s(?:bank\s)?account"
    r"|(?:non|pas|keine)\s(?:zahlungs)?aufforderung"
    r"|(?:非|不是|不作为|不作|不得作为)发票|请勿付款",
)
STAMPED = re.compile(
    r"(?:entwurf|muster|specimen|draft|sample|void|storniert|ungültig|cancelled|canceled|annulliert|annullée?|brouillon"
    r"|annullat[ao]|bozza|anulad[ao]|borrador|geannuleerd|concept|anulowano|作废|样张|样本|草稿)",
)
"""What takes a page out of use where it stands alone, as stamps and watermarks do."""
PAID_STAMP = re.compile(
    r"(?:bezahlt|beglichen|erledigt|paid|payée?|acquittée?|pagat[ao]|pagad[ao]|betaald|voldaan|zapłacono|已付)",
)
_ACCOUNT = (
    r"(?:(?:bank-?)?konto(?:verbindung|nummer|daten)?|bankverbindung|bankdaten|iban|(?:bank\s|payment\s)?account(?!ing|ant)(?:\sdetails|\snumber)?"
    r"|(?:bank(?:ing)?|payment|remittance)\sdetails|compte(?:\sbancaire)?|rib|coordonnées\sbancaires|conto(?:\scorrente|\sbancario)?"
    r"|coordinate\sbancarie|cuenta(?:\sbancaria)?|datos\sbancarios|(?:bank)?rekening(?:nummer)?|bankgegevens"
    r"|(?:numer\s)?(?:rachunku|konta)|rachunek|(?:银行|收款)?[账帐][户号])"
)
NEW_ACCOUNT = re.compile(
    rf"(?<!\w)(?:neue[nrsm]?|geänderte[nrsm]?|new|updated|changed|revised|nouve(?:au|lles?)|nuov[oaie]|nuev[oa]s?|nieuwe?|gewijzigde?"
    rf"|now(?:y|e|ego|ym))\s(?:\w+\s)?{_ACCOUNT}(?!\w)"
    rf"|(?<!\w){_ACCOUNT}(?:\s\w+){{0,3}}\s(?:geändert|gewechselt|changed?|(?:a|ont)\schangé|modifiée?s?|cambiat[oe]|variat[oe]|cambiado"
    rf"|gewijzigd|zmieni\w+)(?!\w)"
    rf"|(?<!\w)(?:change\sof|changement\sde|cambio\s(?:di|de|del)|variazione|zmian\w+|wijziging|änderung\s(?:der|unserer))\s(?:\w+\s)?{_ACCOUNT}(?!\w)"
    rf"|(?<!\w){_ACCOUNT}[^\n]{{0,50}}(?:siehe|gemäß|laut|see|per|voir|selon|vedi|véase|zie)\s(?:\w+\s){{0,2}}?(?:beilieg|anlage|separat"
    rf"|gesondert|schreiben|attach|enclos|letter|courrier|lettre|annexe|allegat|adjunt|bijlage)"
    r"|新的?(?:银行|收款)?[账帐][户号]|[账帐][户号]已?(?:变更|更改|变动)",
)
REPLACES = re.compile(
    r"ersetzt\s(?:unsere\s|die\s|ihre\s)?(?:\w+\s)?rechnung|(?:replaces|supersedes|cancels)\s(?:our\s|the\s)?(?:\w+\s)?invoice"
    r"|(?:annule\set\sremplace|remplace)\s(?:la\s|notre\s)?facture|sostituisce\s(?:la\s)?(?:nostra\s)?fattura"
    r"|(?:sustituye|reemplaza)\s(?:a\s)?(?:la\s)?factura|vervangt\s(?:onze\s)?factuur|zastępuje\sfaktur"
    r"|(?:korrigierte|berichtigte)\srechnung|corrected\sinvoice|facture\srectificative|fattura\srettificat|gecorrigeerde\sfactuur",
)
ASSIGNED = re.compile(
    r"(?:forderung(?:en)?|rechnung)\s[^.]{0,60}?abgetreten|abgetreten\san|schuldbefreiend|(?:debt|invoice|receivable)s?\s[^.]{0,40}?assigned\sto"
    r"|(?:créance|facture)s?\s[^.]{0,40}?(?:cédée?s?|subrog)|credito\s[^.]{0,40}?cedut|crédito\s[^.]{0,40}?cedid|vordering\s[^.]{0,40}?(?:gecedeerd|overgedragen)",
)
# These are for rows as they are printed.
CONDITION = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|sollten?|sobald|if|should|once|unless|where|si|se|als|indien)(?!\w)", re.IGNORECASE
)
NEVER = re.compile(
    r"(?<!\w)(?:not|nicht|nie|niemals|keine?|never|no|pas|jamais|aucune?|non|mai|nessuna?|nunca|ningún|niet|geen|nooit|nigdy)(?!\w)"
    r"|未|不会",
    re.IGNORECASE,
)
"""Words of those who warn of such letters: "our bank details have not changed"."""
NOT = re.compile(r"(?<!\w)(?:not|nicht|pas|non|niet)(?!\w)", re.IGNORECASE)
"""Denies what is said between its words: "wird nicht abgebucht"."""
NEAR = 25
"""Characters before the word for the new account in which such a word means it."""
RECEIVED = re.compile(
    r"(?<!\w)(?:if|should|falls|wenn|sollten|si|se|als|indien)\s(?:you|sie|vous|u|dovesse|recib\w+|ricev\w+)(?!\w)[^.\n]{0,60}$"
)
"""The same where it begins with what people may be sent: "if you receive notice of new bank details"; for small letters."""
SENT = re.compile(r"receiv|are\sasked|erhalten|bekommen|aufgefordert|recev|recib|ricev|ontvang")
OVERDUE = re.compile(r"inkasso|late\spayment|(?:verzugs)?zinsen|mahngebühr", re.IGNORECASE)
"""What is taken from those who did not pay in time."""
Told = tuple[re.Match[str], str]
"""What is said, and the rows that it stands in."""
LARGE, HUGE = 13.0, 20.0
"""Points that the letters of a stamp are high: in a row of its own, and among other words."""


def said(page: Sheet, gross: str | None, severity: Severity = "exception") -> Iterator[Finding]:
    """The first of each kind. What was paid with another figure in its row than the whole total, `gross`, is an advance
    (`due`)."""
    collected = (one for one in _rows(page, COLLECTED) if _is_collected(*one))
    account = (one for one in _rows(page, NEW_ACCOUNT) if not _is_warned(page, one[0]))
    assigned = (one for one in _rows(page, ASSIGNED) if not NOT.search(one[0][0]))
    if first := next(_paid(page, gross), None):
        yield Finding.of("said-paid", severity, _told(page, *first))
    if first := next(collected, None):
        yield Finding.of("said-collected", severity, _told(page, *first))
    if first := next(_no_invoice(page), None):
        yield Finding.of("said-no-invoice", severity, _told(page, *first))
    if first := next(account, None):
        yield Finding.of("said-new-account", severity, _told(page, *first))
    if first := next(_rows(page, REPLACES), None):
        yield Finding.of("said-replaces", severity, _told(page, *first))
    if first := next(assigned, None):
        yield Finding.of("said-assigned", severity, _told(page, *first))


def _paid(page: Sheet, gross: str | None) -> Iterator[Told]:
    whole, mark = exact(gross), decimal_mark(page.text)
    yield from (one for one in _rows(page, said_paid.PAID) if said_paid.is_earnest(one[1]))
    if whole:
        yield from (one for one in _rows(page, said_paid.BESIDE_TOTAL) if said_paid.is_whole(one[1], whole, mark))
    yield from _stamps(page, PAID_STAMP)


def _no_invoice(page: Sheet) -> Iterator[Told]:
    yield from (one for one in _rows(page, NO_INVOICE) if not said_paid.FIGURE.search(one[1]))
    yield from _stamps(page, STAMPED)


def _is_collected(found: re.Match[str], row: str) -> bool:
    """Whether a row means it: without condition, of those who pay in time, and nothing denied."""
    return not (CONDITION.search(row) or OVERDUE.search(row) or NOT.search(found[0]))


def _is_warned(page: Sheet, found: re.Match[str]) -> bool:
    """Whether the words for a new account stand in a warning of such letters."""
    row, end = page.row(*found.span())
    asked = page.text[found.end() : found.end() + 2].lstrip().startswith("?")
    told = RECEIVED.search(page.small[row : found.start()])
    sent = told and SENT.search(page.small, row + told.start(), end)
    return bool(asked or sent or NEVER.search(page.text, max(found.start() - NEAR, row), found.end()))


def _stamps(page: Sheet, pattern: re.Pattern[str]) -> Iterator[Told]:
    return ((found, _printed(page, found)) for found in pattern.finditer(page.small) if _is_stamp(page, found))


def _printed(page: Sheet, found: re.Match[str]) -> str:
    return page.text[found.start() : found.end()]


def _rows(page: Sheet, pattern: re.Pattern[str]) -> Iterator[Told]:
    """What is said, with the rows that it stands in."""
    for found in pattern.finditer(page.small):
        yield found, page.text[slice(*page.row(*found.span()))]


def _told(page: Sheet, found: re.Match[str], row: str) -> dict[str, str]:
    number, _ = page.place(*found.span())
    return {"text": " ".join(row.split())[:80], "at": str(number)}


def _is_stamp(page: Sheet, found: re.Match[str]) -> bool:
    """Whether a word stands alone and is printed as stamps are: in capitals or large."""
    words, printed = page.span(*found.span()), _printed(page, found)
    whole = " ".join(word.text for word in words).strip(" *-–!.").casefold() == printed.casefold()
    high = max(word.bottom - word.top for word in words)
    row = page.text[slice(*page.row(*found.span()))]
    alone = row.strip(" *-–!.").casefold() == printed.casefold()
    return whole and (high >= HUGE or (alone and (printed.isupper() or high >= LARGE or not printed.isascii())))
