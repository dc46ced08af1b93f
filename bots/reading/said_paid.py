"""Whether a page says that it has been paid already: a receipt of a shop, or what was paid by card, asks for no money."""

import re

from bots.reading.layout import Sheet
from contracts.reading import Finding, Severity

PAID = re.compile(
    r"(?:bereits|schon|vollständig)\s(?:be|ge)zahlt\b|(?:bereits|vollständig)\sbeglichen|dankend\serhalten"
    r"|(?:bezahlt|beglichen)\s(?:per|mit|durch|am)\b"
    r"|paid\sin\sfull|already\s(?:been\s)?paid|invoice\s(?:is\s|has\sbeen\s)?paid\b|paid\s(?:by|with|via|on)\s"
    r"|facture\s(?:acquittée|payée|réglée)|déjà\s(?:payée?|réglée?)|(?:payée?|réglée?)\spar\s"
    r"|già\spagat[ao]|pagat[ao]\scon\s|ya\spagad[ao]|pagad[ao]\scon\s|reeds\s(?:betaald|voldaan)|zapłacono"
    r"|已付清|款已付|已付款",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|sollten?|soweit|if|should|unless|once|until|when|si|sauf|se|qualora|als|indien|mocht"
    r"|jeżeli|jeśli|not|nicht|noch|non|no|pas|niet|be|werden|wird|zu)(?!\w)|如|若|未",
    re.IGNORECASE,
)
"""Words that make it a condition or a wish: "if already paid, please disregard" stands on many an honest invoice."""


def paid(page: Sheet, severity: Severity = "exception") -> tuple[Finding, ...]:
    """The first row that says so without any figure beside it: what was paid in part is read with its amount."""
    for row in page.text.splitlines():
        if (said := PAID.search(row)) and not UNSURE.search(row) and not re.search(r"\d[.,]\d{2}(?!\d)", row):
            number, _ = page.place(*_span(page, row, said))
            return (Finding.of("said-paid", severity, {"text": row.strip()[:80], "at": str(number)}),)
    return ()


def _span(page: Sheet, row: str, said: re.Match[str]) -> tuple[int, int]:
    start = page.text.index(row)
    return start + said.start(), start + said.end()
