"""ISO 20022 pain.001.001.09: the bank file of a payment run, byte for byte a function of the run's events."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from xml.sax.saxutils import escape

from bots.reading.xml_safe import parse
from contracts.currency import quantum
from contracts.values import BankAccount
from events.payment_run import Payment, PaymentRunProposed

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MAX_ID, MAX_NAME, MAX_REMITTANCE = 35, 70, 140
"""Max35Text of the standard; 70 and 140 as the SEPA implementation guidelines limit names and remittance."""
ABSENT = "NOTPROVIDED"
CHINA = "CNAPS"
"""China's clearing system in the ISO list of external codes; its bank codes (联行号) have twelve digits."""
_CNAPS = re.compile(r"[0-9]{12}")

# Characters that XML 1.0 cannot carry at all, not even escaped, and line breaks, which banks reject in names.
_UNPRINTABLE = re.compile("[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
# The SEPA character set for identifiers; a slash may stand alone inside, never at an end.
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9+?:().,'/ -]+|/{2,}|^/+|/+$")


def pain001(run: PaymentRunProposed, created_at: datetime) -> bytes:
    """The file of a run; `created_at` is when its release was recorded, so that the same events give the same bytes.

    Raises ValueError for what no credit transfer can say: no payments, an amount not above zero, a second currency.
    """
    run = with_money(run)
    check(run)
    total = sum((payment.amount.amount for payment in run.payments), Decimal(0))
    message = identifier(f"{run.ref.entity}-{run.ref.number}")
    figures = (_tag("NbOfTxs", str(len(run.payments))), _tag("CtrlSum", _amount(total, run.currency)))
    holder = _tag("Nm", text(run.debtor.holder, MAX_NAME))
    created = created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    header = _node("GrpHdr", _tag("MsgId", message), _tag("CreDtTm", created), *figures, _node("InitgPty", holder))
    batch = _node("PmtInf", *_instruction(run, figures), *map(_transfer, run.payments))
    body = _node("CstmrCdtTrfInitn", header, batch)
    opening = ('<?xml version="1.0" encoding="UTF-8"?>', f'<Document xmlns="{NAMESPACE}">')
    lines = [*opening, *_indented(body), "</Document>"]
    return ("\n".join(lines) + "\n").encode()


def control(data: bytes) -> tuple[int, Decimal]:
    """How many transfers a file holds and their sum, counted again. Raises ValueError where its own totals differ."""
    root, names = parse(data), {"p": NAMESPACE}
    amounts = [Decimal(amount.text or "") for amount in root.iterfind(".//p:CdtTrfTxInf/p:Amt/p:InstdAmt", names)]
    counted = len(amounts), sum(amounts, Decimal(0))
    for part in ("GrpHdr", "PmtInf"):
        count, total = (root.findtext(f".//p:{part}/p:{name}", "", names) for name in ("NbOfTxs", "CtrlSum"))
        if (count, total) != (str(counted[0]), str(counted[1])):
            raise ValueError(f"{part} says {count} transfers of {total}, the file holds {counted[0]} of {counted[1]}")
    return counted


def identifier(original: str) -> str:
    """`original` as an ISO identifier: at most 35 characters that every bank takes.

    What had to be changed or cut carries a hash of the original, so that different originals stay different.
    """
    plain = _NOT_IN_IDS.sub(".", original.strip())
    if plain == original and 0 < len(plain) <= MAX_ID:
        return plain
    digest = sha256(original.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain[: MAX_ID - 11].strip()}-{digest}"


def text(original: str, limit: int) -> str:
    """`original` on one line without unprintable characters, cut to `limit`; "NOTPROVIDED" if nothing is left."""
    return " ".join(_UNPRINTABLE.sub(" ", original).split())[:limit].strip() or ABSENT


def remittance(number: str) -> str:
    """The supplier's invoice number for the creditor; a cut one ends in a hash of the whole."""
    line = text(number, len(number) or 1)
    if len(line) <= MAX_REMITTANCE:
        return line
    digest = sha256(number.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{line[: MAX_REMITTANCE - 11]}-{digest}"


_Node = list[str]


def with_money(run: PaymentRunProposed) -> PaymentRunProposed:
    """The run without the payments that a credit balance pays in full: the bank has nothing to do for them."""
    return run.model_copy(update={"payments": tuple(one for one in run.payments if not one.by_credit)})


def check(run: PaymentRunProposed) -> None:
    """Raises ValueError for what no credit transfer can say."""
    if not run.payments:
        raise ValueError(f"{run.ref}: a run without payments has no file")
    for payment in run.payments:
        if payment.amount.currency != run.currency or payment.amount.amount <= 0:
            raise ValueError(f"{run.ref}: {payment.amount} cannot be transferred in a run in {run.currency}")


def _instruction(run: PaymentRunProposed, figures: Iterable[_Node]) -> Iterator[_Node]:
    """The debtor's side, in the element order of PaymentInstruction30."""
    sepa = run.currency == "EUR"
    yield _tag("PmtInfId", identifier(f"{run.ref.entity}-{run.ref.number}"))
    yield _tag("PmtMtd", "TRF")
    yield from figures
    if sepa:
        yield _node("PmtTpInf", _node("SvcLvl", _tag("Cd", "SEPA")))
    yield _node("ReqdExctnDt", _tag("Dt", run.execution_date.isoformat()))
    yield _node("Dbtr", _tag("Nm", text(run.debtor.holder, MAX_NAME)))
    yield _node("DbtrAcct", _account(run.debtor), _tag("Ccy", run.currency))
    # The debtor's bank is mandatory; where nothing is known of it the guidelines ask for this very word.
    unknown = _node("Othr", _tag("Id", ABSENT))
    yield _node("DbtrAgt", _node("FinInstnId", *(_bank(run.debtor) or [unknown])))
    yield _tag("ChrgBr", "SLEV" if sepa else "SHAR")


def _transfer(payment: Payment) -> _Node:
    """One payment, in the element order of CreditTransferTransaction34."""
    currency, creditor = payment.amount.currency, payment.creditor
    amount = [f'<InstdAmt Ccy="{currency}">{_amount(payment.amount.amount, currency)}</InstdAmt>']
    return _node(
        "CdtTrfTxInf",
        _node("PmtId", _tag("EndToEndId", identifier(payment.end_to_end_id))),
        _node("Amt", amount),
        *([_node("CdtrAgt", _node("FinInstnId", *bank))] if (bank := _bank(creditor)) else []),
        _node("Cdtr", _tag("Nm", text(creditor.holder, MAX_NAME))),
        _node("CdtrAcct", _account(creditor)),
        _node("RmtInf", _tag("Ustrd", remittance(payment.invoice_number))),
    )


def _account(account: BankAccount) -> _Node:
    """The account's identification: an IBAN, or the plain number of a country that has none."""
    if account.iban:
        return _node("Id", _tag("IBAN", account.iban))
    return _node("Id", _node("Othr", _tag("Id", account.identifier)))


def _bank(account: BankAccount) -> list[_Node]:
    """What names the bank, in the element order of FinancialInstitutionIdentification18.

    An IBAN names its bank itself; a plain number needs the bank's code in its clearing system, and shows its name.
    """
    parts = [_tag("BICFI", account.bic)] if account.bic else []
    if account.iban is None and account.clearing_code:
        system = [_node("ClrSysId", _tag("Cd", CHINA))] if _CNAPS.fullmatch(account.clearing_code) else []
        parts.append(_node("ClrSysMmbId", *system, _tag("MmbId", account.clearing_code)))
    if account.iban is None and account.bank:
        parts.append(_tag("Nm", text(account.bank, MAX_NAME)))
    return parts


def _amount(amount: Decimal, currency: str) -> str:
    return str(amount.quantize(quantum(currency)))


def _tag(name: str, value: str) -> _Node:
    return [f"<{name}>{escape(value)}</{name}>"]


def _node(name: str, *children: _Node) -> _Node:
    return [f"<{name}>", *(line for child in children for line in _indented(child)), f"</{name}>"]


def _indented(lines: _Node) -> _Node:
    return [f"  {line}" for line in lines]
