"""What a printed document calls itself, and which kind of document (UNTDID 1001) that makes it."""

import re
from collections.abc import Iterator

from bots.invoice_kinds import PREPAID, PRO_FORMA
from bots.reading.layout import Sheet
from bots.reading.values import printed
from contracts.reading import Field

PROVEN, GUESS = 0.98, 0.5
CREDIT_TITLE = re.compile(
    r"^(?:rechnungs-?\s?korrektur|avoir|credit note|gutschrift|storno(?:rechnung)?\b"
    r"|cancellation invoice|credit(?:nota|factuur)|nota di credito|factura rectificativa|nota de crédito"
    r"|faktura korygująca|红字|[^\n]{0,12}（红字）)(?!\s?\(selbst)[^\n]{0,50}$",
    re.IGNORECASE | re.MULTILINE,
)
PRO_FORMA_TITLE = re.compile(
    r"^(?:(?!.*(?:gem[äa]|laut|unser|zu[rm]?\s|siehe|as per|your|our\s|selon|votre|notre|según|secondo|volgens|conform))"
    r"[^\n]{0,40}?(?<![a-z]))pro[\s-]?forma(?:[\s-]{0,3}(?:rechnung|invoice|facture|factuur|fattura|factura))?(?![a-z])"
    r"|形式发票|形式發票",
    re.IGNORECASE | re.MULTILINE,
)
OTHER_TITLE = re.compile(
    r"^(?P<value>angebot|kostenvoranschlag|zahlungserinnerung|mahnung|kontoauszug|quotation|quote|estimate|payment reminder"
    r"|statement of account|statement|devis|rappel de paiement|relevé de compte|presupuesto|recordatorio de pago"
    r"|extracto de cuenta|preventivo|sollecito di pagamento|estratto conto|offerte|betalingsherinnering|aanmaning"
    r"|rekeningoverzicht|报价单|对账单|催款(?:单|函))(?![a-z])[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
"""Documents that ask for no new money, where nothing on the page calls it an invoice."""
OTHER_PAPER = re.compile(
    r"^[^\w\n]*(?P<value>auftragsbestätigung|lieferschein|bestellung|quittung|kassenbon|(?:provisions|spesen|reisekosten)abrechnung"
    r"|leistungsnachweis|aufmaß|zahlungsavis|buchungsbeleg|(?:kauf|dienst|werk|miet)?vertrag|order confirmation|delivery note"
    r"|packing (?:list|slip)|purchase order|receipt|remittance advice|bon de (?:livraison|commande)|confirmation de commande|reçu"
    r"|conferma d['’]ordine|documento di trasporto|ricevuta|confirmación de pedido|albarán|recibo|orderbevestiging|pakbon"
    r"|kwitancja|paragon|送货单|采购单|收据)[^\w\n]*$(?!\n\S*\d)",
    re.IGNORECASE | re.MULTILINE,
)
"""The same where it stands alone in its row: with a number, in it or below, it may be one that an invoice names."""
REMINDER = re.compile(
    r"^(?:(?:\d\.?|erste|zweite|letzte|first|second|final|dernière?|ultimo)\s)?"
    r"(?P<value>mahnung|zahlungserinnerung|payment reminder|final notice|rappel de paiement|relance|sollecito di pagamento"
    r"|recordatorio de pago|betalingsherinnering|aanmaning"
    r"|wezwanie do zapłaty|催款(?:单|函))(?![a-z])[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
"""What asks again for money that was asked for before, and names the invoice that it was."""
PREPAYMENT = re.compile(
    r"^(?:anzahlungs|vorauszahlungs|vorschuss)rechnung|^(?:pre-?payment|advance payment|deposit) invoice|^facture d['’]acompte"
    r"|^fattura di acconto|^factura de anticipo|^(?:voorschot|aanbetalings)factuur|^faktura zaliczkowa",
    re.IGNORECASE | re.MULTILINE,
)
CHINESE_TITLE = re.compile(r"^[^\n]{0,20}发\s?票(?!号|代|编)[^\n]{0,20}$", re.MULTILINE)
INVOICE_TITLE = re.compile(
    r"^(?:[^\n]{0,40}\s)?(?:(?:handels|schluss|teil|abschlags)?rechnung|(?:tax\s|commercial\s)?invoice|facture"
    r"|fattura|factura|factuur|faktura"
    r"|honorarnote)\b",
    re.IGNORECASE | re.MULTILINE,
)
SENTENCE = re.compile(
    r"(?<!\w)(?:erfolg(?:t|en)|w(?:ird|erden|urden?)|bedarf|nur|only|will|must|being|may|can|ser[aá]|seront|sarà|sous|volgt|wordt)(?!\w)"
    r"|^[^\d\n]*\w\s[a-zà-öø-ÿß]{4,}\.$"
)
"""A row that says something in small letters, or ends as sentences do, is no title: "Gutschrift erfolgt nach Rückgabe".
Names of companies may stand in the row of a title: "CREDIT NOTE Will Bau Ltd."."""
LONG, LINE = 4, 1.7
"""Words of a row that may be part of a sentence, and the heights that lie between two rows of one at most."""


def kind(page: Sheet, currency: Field | None) -> Field | None:
    """A page in CNY that calls itself 发票 is one, whatever the tax bureau's marks that it lacks; one that calls itself pro
    forma, or an offer and nothing else, asks for no money."""
    if found := PRO_FORMA_TITLE.search(page.text):
        return printed(page, found.span(), PRO_FORMA, PROVEN)
    if found := next(_titles(page, REMINDER), None):
        return printed(page, found.span(), found["value"].casefold(), PROVEN)
    own = ((CHINESE_TITLE, "发票"),) if currency and currency.value == "CNY" else ()
    for pattern, known in (
        (CREDIT_TITLE, "381"),
        (PREPAYMENT, PREPAID),
        *own,
        (INVOICE_TITLE, "380"),
    ):
        if found := next(_titles(page, pattern), None):
            return printed(page, found.span(), known, PROVEN)
    if found := OTHER_TITLE.search(page.text) or OTHER_PAPER.search(page.text):
        return printed(page, found.span(), found["value"].casefold(), PROVEN)
    return Field(value="380", source="rule", confidence=GUESS)


def _titles(page: Sheet, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where a title is found that is no row of a sentence; what calls it an invoice may say so in one."""
    for found in pattern.finditer(page.text):
        if pattern is INVOICE_TITLE or not (SENTENCE.search(found[0]) or _continues(page, found)):
            yield found


def _continues(page: Sheet, found: re.Match[str]) -> bool:
    """Whether the row goes on with the sentence of the row above: "… ohne weitere / Mahnung in Verzug". A title that
    stands alone, or with a number, does not."""
    if " " not in found[0].strip() or re.search(r"\d", found[0]):
        return False
    end = max(found.start() - 1, 0)
    above = page.text[page.row(end)[0] : end].split()
    if len(above) < LONG or not (above[-1].isalpha() and above[-1].islower()):
        return False
    over, own = page.span(end - 1, end)[0], page.span(found.start(), found.start() + 1)[0]
    high, higher = over.bottom - over.top, own.bottom - own.top
    return over.page == own.page and abs(high - higher) < 1 and own.bottom - over.bottom <= LINE * higher
