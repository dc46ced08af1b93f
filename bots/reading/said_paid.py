"""Whether a row says that the invoice has been paid: without condition, choice or blank, or beside the whole total."""

import re
from decimal import Decimal

from bots.reading.layout import small
from bots.reading.written import amounts

# These two are for text in small letters.
PAID = re.compile(
    r"(?:bereits|schon|vollständig)\s(?:be|ge)zahlt\b|(?:bereits|vollständig)\sbeglichen|dankend\serhalten"
    r"|(?:bezahlt|beglichen)\s(?:per|mit|durch|am)\b"
    r"|paid\sin\sfull|already\s(?:been\s)?paid|invoice\s(?:is\s|has\sbeen\s)?paid\b|paid\s(?:by|with|via|on(?!\stime))\s"
    r"|facture\s(?:acquittée|payée|réglée)(?!\sà\sréception)|déjà\s(?:payée?|réglée?)|(?:payée?|réglée?)\spar\s"
    r"|già\spagat[ao]|pagat[ao]\scon\s|ya\spagad[ao]|pagad[ao]\scon\s|reeds\s(?:betaald|voldaan)|zapłacono"
    r"|已付清|款已付|已付款"
    r"|(?<!\w)bar\s(?:be|ge)zahlt|(?:betrag|bar)\s(?:bar\s)?erhalten|in\sbar\serhalten|nichts\s(?:mehr\s)?zu\szahlen"
    r"|zahlung\s(?:via|per|mit)\s\w+\s(?:erfolgt|erhalten)|nothing\s(?:left\s)?to\spay"
    r"|(?:zahlungsart|zahlungsweise|payment\smethod|mode\sde\s(?:paiement|règlement)|modalità\sdi\spagamento|forma\sde\spago|betaalwijze)"
    r"\s?:\s?(?:kredit-?karte|ec-?karte|barzahlung|bar|paypal|credit\scard|cash|carte(?:\sbancaire)?|espèces|carta\sdi\scredito|contanti"
    r"|tarjeta|efectivo|creditcard|contant)(?!\w|\son\sdelivery)",
)
BESIDE_TOTAL = re.compile(
    r"(?<!\w)(?:(?:be|ge)zahlt|beglichen|(?:zahlung|betrag|dankend)\s(?:bar\s)?erhalten|zahlungseingang"
    r"|(?:ec-|kredit)?kartenzahlung|visa|mastercard|zahlung\s(?:via|per|mit)\s\S+\serfolgt|paid|payments?\sreceived|payée?|réglée?|acquittée?|pagat[oa]|pagad[oa]|versato|betaald"
    r"|voldaan|zapłacono)(?!\w)|已付|已收"
)
"""Says so in one row with the whole total."""
# These are for rows as they are printed.
UNSURE = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|sollten?|soweit|if|should|unless|once|until|when|si|sauf|se|qualora|als|indien|mocht"
    r"|jeżeli|jeśli|not|nicht|noch|non|no|pas|niet|be|werden|wird|zu)(?!\w)|如|若|未",
    re.IGNORECASE,
)
"""Words that make it a condition or a wish: "if already paid, please disregard" stands on many an honest invoice."""
OWED = re.compile(
    r"(?<!\w)(?:muss|müssen|fällig|must|payable|doit|devant|dovrà|debe|moet|te|bis|until|before|avant|entro|to)(?!\w)",
    re.IGNORECASE,
)
"""What must be paid has not been."""
CHOICE = re.compile(r"(?<!\w)(?:oder|or|ou|oppure|lub)(?!\w)", re.IGNORECASE)
"""Ways to pay among which we may choose are none that was taken."""
LAST = re.compile(
    r"(?<!\w)(?:letzte[rsn]?|last|previous|dernière|précédente)\s(?:rechnung|beleg|zahlung|invoice|payment|facture)",
    re.IGNORECASE,
)
"""What was paid is another invoice."""
OPEN = re.compile(
    r"_{3}|\.{5}|(?<!\w)(?:am|on|by|le|per|par)\s?:?\s*$|:\s*(?:0|nihil|néant|keine|none|nil|nada)(?![\w.,])",
    re.IGNORECASE,
)
"""A form that is to be filled in when it is paid, or says that nothing was."""
FIGURE = re.compile(r"(?<![\d.,])\d+(?:[.,' ]?\d{3})*[.,]\d{2}(?!\d|[.,/]\d)")
"""An amount; no day ("12.03.2026")."""
ELSE = (UNSURE, CHOICE, LAST, OPEN)


def is_said(text: str) -> bool:
    """Whether a text says it."""
    return bool(PAID.search(small(text))) and is_earnest(text)


def is_earnest(row: str) -> bool:
    """Whether a row with such a word means it; what was paid with a figure beside it is an advance (`due`)."""
    return not any(word.search(row) for word in (*ELSE, FIGURE))


def is_whole(row: str, total: Decimal, mark: str) -> bool:
    """Whether the figure in a row with such a word is the whole total, and has been paid."""
    figures = [abs(Decimal(amount)) for amount, _, _ in amounts(f"{row}\n", mark)]
    return abs(total) in figures and not any(word.search(row) for word in (*ELSE, OWED))
