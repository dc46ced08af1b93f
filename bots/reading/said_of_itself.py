"""What an XML invoice says of itself beside its figures: that it is a test, a copy, cancelled, or paid already.

Programs that take the figures alone would pay it; people who read its notes would not. Notes and tests are told here as
warnings, since samples that their authors hand out are marked so; where it is to be paid, they are exceptions
(`checks.owed.still_owed`).
"""

import re
from collections.abc import Iterator

from bots.invoice_kinds import CREDITS
from bots.numbers import exact
from bots.reading.said_paid import is_said as is_paid
from bots.reading.titles import CREDIT_TITLE, OTHER_TITLE, PRO_FORMA_TITLE
from bots.reading.tree import Node, each, local, text
from bots.reading.values import is_true
from contracts.reading import Finding, Severity

# Paths of UBL, of CII and of ZUGFeRD 1; none has an element of another by the same path.
_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_CONTEXT = "ExchangedDocumentContext|SpecifiedExchangedDocumentContext"
_SETTLEMENT = (
    "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
    "/ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
)
MARKS = (
    f"{_CONTEXT}/TestIndicator/Indicator", f"{_DOCUMENT}/CopyIndicator/Indicator", f"{_CONTEXT}/TestIndicator",
    f"{_DOCUMENT}/CopyIndicator", "CopyIndicator",
)  # fmt: skip
PURPOSE, ORIGINAL = f"{_DOCUMENT}/PurposeCode", "9"
"""What a message is for (UNTDID 1225): all but the original cancel, replace or repeat one."""
NOTES = (
    "Note", "PaymentTerms/Note", "PaymentMeans/InstructionNote", f"{_DOCUMENT}/IncludedNote/Content",
    f"{_SETTLEMENT}/SpecifiedTradePaymentTerms/Description",
    f"{_SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans/Information",
)  # fmt: skip
NAME = f"{_DOCUMENT}/Name"
COPY = re.compile(r"\b(?:kopie|zweitschrift|duplikat|copy|duplicate|duplicata|copia)\b|副本", re.IGNORECASE)
CANCELLED = re.compile(
    r"^\W*(?:stornier(?:t|ung)|storno|annull?iert|ungültig|cancell?ed|annulée?|anulad[ao]|annullat[ao]|nietig)(?:$|\s*[-–—:!.,])"
    r"|\b(?:rechnung|beleg|invoice|facture|fattura|factura|factuur)\s(?:ist|wurde|is|has\sbeen|was|est|a\sété|è|está)\s"
    r"(?:hiermit\s)?(?:stornier|annull?iert|ungültig|cancell?ed|void|invalid|annulée|annullata|anulada)"
    r"|\b(?:bitte\snicht\s(?:be)?zahlen|bitte\snicht\süberweisen|do\snot\spay|ne\spas\spayer|non\spagare|no\spagar)\b"
    r"|作废|已红冲",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|sollten?|soweit|if|should|unless|when|si|se|als)(?!\w)|如|若", re.I
)


def told(root: Node, kind: str | None, payable: str | None) -> Iterator[Finding]:
    """What it says against being paid; `kind` is its code (BT-3), `payable` what it asks for (BT-115)."""
    for node in (one for path in MARKS for one in each(root, path)):
        if is_true(node.text):
            mark = _name(node)
            severity: Severity = "warn" if mark == "TestIndicator" else "exception"
            yield Finding.of("not-the-original", severity, {"mark": mark, "value": (node.text or "").strip()[:20]})
    for node in each(root, PURPOSE):
        if (stated := (node.text or "").strip()) and stated != ORIGINAL:
            yield Finding.of("not-the-original", "exception", {"mark": "PurposeCode", "value": stated[:20]})
    if exact(payable) != 0:
        written = [text(root, NAME) if _is_another(text(root, NAME) or "", kind) else None]
        written += [
            said for path in NOTES for node in each(root, path) for said in _sentences(node) if _is_against(said)
        ]
        yield from (_says(one) for one in dict.fromkeys(filter(None, written)))


def _name(node: Node) -> str:
    """TestIndicator or CopyIndicator, which hold their value in an element of its own in CII."""
    parent = node.getparent()
    return local(parent) if local(node) == "Indicator" and parent is not None else local(node)


def _sentences(node: Node) -> list[str]:
    return re.split(r"[\n\r]|(?<=[.!;])\s", (node.text or "")[:5_000])


def _is_against(said: str) -> bool:
    return bool(
        is_paid(said) or (CANCELLED.search(said) and not CONDITION.search(said)) or PRO_FORMA_TITLE.search(said.strip())
    )


def _is_another(name: str, kind: str | None) -> bool:
    credit = bool(CREDIT_TITLE.search(name)) and kind not in CREDITS
    return credit or any(pattern.search(name) for pattern in (COPY, OTHER_TITLE, PRO_FORMA_TITLE))


def _says(said: str) -> Finding:
    return Finding.of("says-not-owed", "warn", {"text": " ".join(said.split())[:120]})
