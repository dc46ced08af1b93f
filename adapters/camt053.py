"""ISO 20022 camt.053 (versions 02 to 14): the statements of a file, every booked entry with whose money it was."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from lxml import etree

from adapters.statement_base import BadStatement, Told, account, figure, money, word
from bots.reading.xml_safe import parse

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.053\.001\.(0[2-9]|1[0-4]))")
ABSENT = ("NOTPROVIDED", "NOTAVAILABLE", "")
Element = etree._Element


def statements(data: bytes) -> list[Told]:
    """Every statement of the file. Raises BadStatement and UnsafeXmlError."""
    root = parse(data)
    named = NAMESPACE.fullmatch(etree.QName(root).namespace or "")
    if named is None or etree.QName(root).localname != "Document":
        raise BadStatement("statement-wrong-format", found=str(root.tag)[:100])
    for element in root.iter():
        element.tag = etree.QName(element).localname
    found = root.findall("BkToCstmrStmt/Stmt")
    if not found:
        raise BadStatement("statement-wrong-format", found="no statement")
    return [_statement(each, named.group(1)) for each in found]


def _statement(stmt: Element, version: str) -> Told:
    name = word(stmt.findtext("Id"))
    if name is None:
        raise BadStatement("statement-wrong-format", found="a statement without id")
    opening, closing = _balance(stmt, ("OPBD", "PRCD")), _balance(stmt, ("CLBD",))
    entries = [each for ntry in stmt.findall("Ntry") if _booked(ntry) for each in _entries(ntry)]
    _complete(stmt)
    return {
        "account": account(stmt.findtext("Acct/Id/IBAN") or stmt.findtext("Acct/Id/Othr/Id")),
        "statement": name,
        "closed_on": _day(closing),
        "opening": _signed(opening),
        "closing": _signed(closing),
        "entries": [{"number": number, **entry} for number, entry in enumerate(entries, 1)],
        "format": version,
    }


def _balance(stmt: Element, codes: tuple[str, ...]) -> Element:
    """The balance of the first of these codes that stands there; intermediate ones of a part are none of them."""
    for code in codes:
        for balance in stmt.findall("Bal"):
            if balance.findtext("Tp/CdOrPrtry/Cd") == code and balance.findtext("Tp/SubTp/Cd") != "INTM":
                return balance
    raise BadStatement("statement-without-balance", balance=codes[0])


def _complete(stmt: Element) -> None:
    """Where the statement says how many entries it has, it has as many: else it is cut off."""
    told = stmt.findtext("TxsSummry/TtlNtries/NbOfNtries")
    counted = len(stmt.findall("Ntry"))
    if told is not None and told.strip() != str(counted):
        raise BadStatement("statement-truncated", told=told[:20], counted=counted)


def _booked(ntry: Element) -> bool:
    """Pending entries are no part of the balance; they come again when they are booked."""
    return (ntry.findtext("Sts/Cd") or ntry.findtext("Sts") or "").strip() == "BOOK"


def _signed(balance: Element) -> Told:
    amount = _amount(balance)
    sign = -1 if balance.findtext("CdtDbtInd") == "DBIT" else 1
    return money(sign * amount, _currency(balance))


def _amount(element: Element) -> Decimal:
    return figure(element.findtext("Amt"), element.tag)


def _currency(element: Element) -> str:
    found = element.find("Amt")
    return found.get("Ccy", "") if found is not None else ""


def _day(element: Element, name: str = "Dt") -> str:
    return (element.findtext(f"{name}/Dt") or element.findtext(f"{name}/DtTm") or "")[:10]


def _entries(ntry: Element) -> Iterator[Told]:
    """One entry; or, of a collective one whose parts are told and add up, one for each part."""
    details = ntry.findall("NtryDtls/TxDtls")
    amounts = [_part(detail, ntry) for detail in details]
    apart = len(details) > 1 and None not in amounts and sum(cast("list[Decimal]", amounts)) == _amount(ntry)
    if apart:
        for detail, amount in zip(details, amounts, strict=True):
            yield _entry(ntry, detail, cast("Decimal", amount))
        return
    yield _entry(ntry, details[0] if len(details) == 1 else None, _amount(ntry))


def _part(detail: Element, ntry: Element) -> Decimal | None:
    """The amount of one part in the entry's currency and direction, if it is told."""
    found = detail.find("Amt")
    if found is None:
        found = detail.find("AmtDtls/TxAmt/Amt")
    direction = detail.findtext("CdtDbtInd") or ntry.findtext("CdtDbtInd")
    if found is None or found.get("Ccy") != _currency(ntry) or direction != ntry.findtext("CdtDbtInd"):
        return None
    return figure(found.text, "TxDtls")


def _entry(ntry: Element, detail: Element | None, amount: Decimal) -> Told:
    direction = {"DBIT": "out", "CRDT": "in"}.get(ntry.findtext("CdtDbtInd") or "")
    if direction is None:
        raise BadStatement("statement-no-figure", where="CdtDbtInd", text=ntry.findtext("CdtDbtInd") or "")
    part = detail if detail is not None else etree.Element("TxDtls")
    side = "Cdtr" if direction == "out" else "Dbtr"
    end_to_end = (part.findtext("Refs/EndToEndId") or "").strip()
    returned = part.find("RtrInf") is not None or ntry.findtext("RvslInd") == "true"
    batch = part.findtext("Refs/PmtInfId") or ntry.findtext("NtryDtls/Btch/PmtInfId")
    told = {
        "end_to_end_id": None if end_to_end in ABSENT else word(end_to_end),
        "batch": word(batch),
        "account": account(_first(part, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id")),
        "name": word(_first(part, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm")),
        "text": word(" ".join(_texts(ntry, part))),
        "bank_reference": word(_first(part, "Refs/AcctSvcrRef") or ntry.findtext("AcctSvcrRef")),
    }
    return {
        "booked_on": _day(ntry, "BookgDt"),
        "direction": direction,
        "amount": money(amount, _currency(ntry)),
        "returned": returned,
        **{name: value for name, value in told.items() if value},
    }


def _first(element: Element, *paths: str) -> str | None:
    return next((found for path in paths if (found := element.findtext(path))), None)


def _texts(ntry: Element, part: Element) -> Iterator[str]:
    """What the bank and the other side say of it, and why it came back."""
    for found in part.findall("RmtInf/Ustrd"):
        yield found.text or ""
    yield part.findtext("RtrInf/Rsn/Cd") or ""
    yield part.findtext("AddtlTxInf") or ntry.findtext("AddtlNtryInf") or ""
