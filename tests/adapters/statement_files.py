"""Bank statements as banks write them, for the tests of their readers and of reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

IBAN = "DE02120300000000202051"


@dataclass(frozen=True)
class Entry:
    """An entry to write; negative amounts leave us. `parts` makes it a collective one."""

    amount: str
    end_to_end_id: str = ""
    name: str = "Stahl AG"
    account: str = "DE02500105170137075030"
    text: str = ""
    reason: str = ""
    status: str = "BOOK"
    parts: Sequence[tuple[str, str]] = ()
    batch: str = ""


def camt(
    *entries: Entry,
    version: str = "08",
    opening: str = "5000.00",
    closing: str | None = None,
    name: str = "2026/44",
    iban: str = IBAN,
    day: str = "2026-12-02",
    currency: str = "EUR",
    count: int | None = None,
) -> bytes:
    """A camt.053 of one statement in the given version."""
    booked = [Decimal(entry.amount) for entry in entries if entry.status == "BOOK"]
    last = closing if closing is not None else str(Decimal(opening) + sum(booked, Decimal(0)))
    total = "" if count is None else f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries></TtlNtries></TxsSummry>"
    body = "".join(_entry(entry, version, day, currency) for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>{name}</Id>"
        f"<CreDtTm>{day}T20:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening, day, currency)}{_balance('CLBD', last, day, currency)}{total}{body}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(code: str, amount: str, day: str, currency: str) -> str:
    sign = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: Entry, version: str, day: str, currency: str) -> str:
    out = entry.amount.startswith("-")
    status = entry.status if version < "08" else f"<Cd>{entry.status}</Cd>"
    returned = "<RvslInd>true</RvslInd>" if entry.reason else ""
    parts = entry.parts or [("", entry.end_to_end_id)]
    details = "".join(_part(entry, version, out, amount, reference, currency) for amount, reference in parts)
    batch = f"<Btch><PmtInfId>{entry.batch}</PmtInfId></Btch>" if entry.batch else ""
    sign = "DBIT" if out else "CRDT"
    return (
        f'<Ntry><Amt Ccy="{currency}">{entry.amount.lstrip("-")}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{returned}'
        f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>B-{escape(entry.end_to_end_id) or 0}</AcctSvcrRef>"
        f"<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls>{batch}{details}</NtryDtls></Ntry>"
    )


def _part(entry: Entry, version: str, out: bool, amount: str, reference: str, currency: str) -> str:
    side = "Cdtr" if out else "Dbtr"
    name = f"<Nm>{escape(entry.name)}</Nm>" if version < "08" else f"<Pty><Nm>{escape(entry.name)}</Nm></Pty>"
    own = amount or entry.amount.lstrip("-")
    told = f'<Amt Ccy="{currency}">{own}</Amt>' if version >= "04" else ""
    old = f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{own}</Amt></TxAmt></AmtDtls>' if version < "04" else ""
    sign = f"<CdtDbtInd>{'DBIT' if out else 'CRDT'}</CdtDbtInd>" if told else ""
    refs = f"<Refs><EndToEndId>{escape(reference)}</EndToEndId></Refs>" if reference else ""
    account = f"<{side}Acct><Id><IBAN>{entry.account}</IBAN></Id></{side}Acct>" if entry.account else ""
    parties = f"<RltdPties><{side}>{name}</{side}>{account}</RltdPties>" if entry.name else ""
    text = f"<RmtInf><Ustrd>{escape(entry.text)}</Ustrd></RmtInf>" if entry.text else ""
    reason = f"<RtrInf><Rsn><Cd>{entry.reason}</Cd></Rsn></RtrInf>" if entry.reason else ""
    return f"<TxDtls>{refs}{told + sign + old}{parties}{text}{reason}</TxDtls>"


HEADINGS = "交易日期,借方发生额(元),贷方发生额,余额,对方账号,对方户名,摘要,流水号"


def chinese(*rows: str, headings: str = HEADINGS, before: str = "", encoding: str = "gb18030") -> bytes:
    """A Chinese bank's CSV: its own name above the headings, CRLF, GB18030."""
    return (before + "\r\n".join((headings, *rows)) + "\r\n").encode(encoding)
