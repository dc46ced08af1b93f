"""What pages call themselves: an invoice, a credit note, or a document that asks for no money."""

import re

CREDIT_TITLE = re.compile(
    r"^(?:rechnungs-?\s?korrektur|avoir|credit note|gutschrift|storno(?:rechnung)?\b"
    r"|cancellation invoice|credit(?:nota|factuur)|nota di credito|factura rectificativa|nota de crédito"
    r"|faktura korygująca|红字|[^\n]{0,12}（红字）)(?!\s?\(selbst)[^\n]{0,50}$",
    re.IGNORECASE | re.MULTILINE,
)
PRO_FORMA = re.compile(
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
CHINESE_TITLE = re.compile(r"^[^\n]{0,20}发\s?票(?!号|代|编)[^\n]{0,20}$", re.MULTILINE)
INVOICE_TITLE = re.compile(
    r"^(?:[^\n]{0,40}\s)?(?:(?:handels|schluss|teil|abschlags)?rechnung|(?:tax\s|commercial\s)?invoice|facture"
    r"|fattura|factura|factuur|faktura"
    r"|honorarnote)\b",
    re.IGNORECASE | re.MULTILINE,
)
