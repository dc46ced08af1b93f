"""What a page says in words about itself: that it has been paid already, that it is no invoice, that the account has
changed. Nothing of it is a figure, and whoever reads the page would stop at it."""

import re
from collections.abc import Iterator

from bots.reading.layout import Sheet
from contracts.reading import Finding, Severity

# For text in small letters.
PAID = re.compile(
    r"(?:bereits|schon|vollständig)\s(?:be|ge)zahlt\b|(?:bereits|vollständig)\sbeglichen|dankend\serhalten"
    r"|(?:bezahlt|beglichen)\s(?:per|mit|durch|am)\b"
    r"|paid\sin\sfull|already\s(?:been\s)?paid|invoice\s(?:is\s|has\sbeen\s)?paid\b|paid\s(?:by|with|via|on)\s"
    r"|facture\s(?:acquittée|payée|réglée)|déjà\s(?:payée?|réglée?)|(?:payée?|réglée?)\spar\s"
    r"|già\spagat[ao]|pagat[ao]\scon\s|ya\spagad[ao]|pagad[ao]\scon\s|reeds\s(?:betaald|voldaan)|zapłacono"
    r"|已付清|款已付|已付款",
)
NO_INVOICE = re.compile(
    r"keine\srechnung(?=\W*\n|\s(?:im\ssinne|i\.\s?s\.))|(?:ist|stellt)\s(?:noch\s)?keine\srechnung(?!\s(?:bei|per|ge))|nicht\sals\srechnung"
    r"|bitte\snicht\s(?:be|über)?(?:zahlen|weisen)|nicht\s(?:be)?zahlen(?=\W*\n)|nur\szur\sinformation"
    r"|not\san?\s(?:vat\s|tax\s)?invoice|(?<!\w)no\sinvoice(?=\W*\n|\s[-–])|not\sconstitute\san?\s(?:\w+\s)?invoice"
    r"|do\snot\spay(?!\w)|no\spayment\s(?:is\s)?(?:due|required)|information(?:al)?\s(?:purposes\s)?only"
    r"|n['’]est\spas\sune\sfacture|ne\s(?:constitue|vaut)\spas\s(?:une\s)?facture|ne\spas\s(?:payer|régler)"
    r"|non\s(?:è|costituisce|vale|valido\scome)\s(?:una?\s|come\s)?fattura|non\spagare"
    r"|no\s(?:es|constituye)\s(?:una\s)?factura|sin\svalor\sde\sfactura|no\spagar(?!\w)"
    r"|geen\sfactuur(?!\w)|niet\sbetalen|nie\s(?:jest|stanowi)\sfaktur|nie\spłacić"
    r"|(?:非|不是|不作为|不作|不得作为)发票|请勿付款",
)
STAMPED = re.compile(
    r"(?:entwurf|muster|specimen|draft|sample|void|storniert|ungültig|cancelled|canceled|annulliert|annullée?|brouillon"
    r"|annullat[ao]|bozza|anulad[ao]|borrador|geannuleerd|concept|anulowano|作废|样张|样本|草稿)",
)
"""What takes a page out of use where it stands alone, as stamps and watermarks do."""
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
UNSURE = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|sollten?|soweit|if|should|unless|once|until|when|si|sauf|se|qualora|als|indien|mocht"
    r"|jeżeli|jeśli|not|nicht|noch|non|no|pas|niet|be|werden|wird|zu)(?!\w)|如|若|未",
    re.IGNORECASE,
)
"""Words that make it a condition or a wish: "if already paid, please disregard" stands on many an honest invoice."""
NEVER = re.compile(
    r"(?<!\w)(?:not|nicht|nie|niemals|keine?|never|no|pas|jamais|non|mai|nunca|niet|geen|nooit|nigdy)(?!\w)|未|不会",
    re.IGNORECASE,
)
"""Words of those who warn of such letters: "our bank details have not changed"."""
NEAR = 25
"""Characters before the word for the new account in which such a word means it."""
FIGURE = re.compile(r"\d[.,]\d{2}(?!\d)")
LARGE, HUGE = 13.0, 20.0
"""Points that the letters of a stamp are high: in a row of its own, and among other words."""


def said(page: Sheet, severity: Severity = "exception") -> Iterator[Finding]:
    """The first of each kind. What was paid with a figure in its row is read with that amount."""
    for found, row in _rows(page, PAID):
        if not UNSURE.search(row) and not FIGURE.search(row):
            yield Finding.of("said-paid", severity, _told(page, found, row))
            break
    for found, row in _rows(page, NO_INVOICE):
        if not FIGURE.search(row):
            yield Finding.of("said-no-invoice", severity, _told(page, found, row))
            break
    else:
        if stamp := next((found for found in STAMPED.finditer(page.small) if _is_stamp(page, found)), None):
            yield Finding.of("said-no-invoice", severity, _told(page, stamp, page.text[stamp.start() : stamp.end()]))
    for found, row in _rows(page, NEW_ACCOUNT):
        if not NEVER.search(
            page.text, max(found.start() - NEAR, page.text.rfind("\n", 0, found.start()) + 1), found.end()
        ):
            yield Finding.of("said-new-account", severity, _told(page, found, row))
            break


def _rows(page: Sheet, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str]]:
    """What is said, with the rows that it stands in."""
    for found in pattern.finditer(page.small):
        start = page.text.rfind("\n", 0, found.start()) + 1
        end = page.text.find("\n", found.end())
        yield found, page.text[start : end if end >= 0 else len(page.text)]


def _told(page: Sheet, found: re.Match[str], row: str) -> dict[str, str]:
    number, _ = page.place(*found.span())
    return {"text": " ".join(row.split())[:80], "at": str(number)}


def _is_stamp(page: Sheet, found: re.Match[str]) -> bool:
    """Whether a word stands alone and is printed as stamps are: in capitals or large."""
    words, printed = page.span(*found.span()), page.text[found.start() : found.end()]
    whole = " ".join(word.text for word in words).strip(" *-–!.").casefold() == printed.casefold()
    high = max(word.bottom - word.top for word in words)
    row = page.text[page.text.rfind("\n", 0, found.start()) + 1 : page.text.find("\n", found.end())]
    alone = row.strip(" *-–!.").casefold() == printed.casefold()
    return whole and (high >= HUGE or (alone and (printed.isupper() or high >= LARGE or not printed.isascii())))
