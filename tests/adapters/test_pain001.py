"""The bank file: the structure the standard asks for, hostile names, and the same bytes for the same events."""

import importlib.util
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.bank_file import CURRENT, bank_file, write
from adapters.pain001 import ABSENT, NAMESPACE, control, identifier, pain001, remittance, text
from contracts._base import Actor
from contracts.values import BankAccount, Money, Ref
from events._base import Meta, Recorded
from events.payment_run import Payment, PaymentRunProposed, PaymentRunReleased

WHEN = datetime(2026, 11, 22, 6, 30, 15, 999_999, tzinfo=UTC)
ROOT = UUID(int=7)
DEBTOR = BankAccount(holder="ACME GmbH", iban="DE02120300000000202051", bic="BYLADEM1001")


def ref(kind: str, number: str) -> Ref:
    return Ref(kind=kind, id=uuid5(ROOT, number), number=number, entity="ACME")


def payment(number: int = 1, amount: str | Money = "10.50", holder: str = "Stahl AG", **changes: object) -> Payment:
    fields = {
        "payable": ref("payable", f"INV-{number}/1"),
        "invoice": ref("invoice", f"INV-{number}"),
        "invoice_number": f"R-{number}",
        "supplier": "STAHL",
        "creditor": BankAccount(holder=holder, iban="DE02500105170137075030", bic="INGDDEFF"),
        "amount": Money(amount=Decimal(amount), currency="EUR") if isinstance(amount, str) else amount,
        "end_to_end_id": f"INV-{number}/1-1",
        **changes,
    }
    return Payment.model_validate(fields)


def run(*payments: Payment, currency: str = "EUR", debtor: BankAccount = DEBTOR) -> PaymentRunProposed:
    total = sum((each.amount.amount for each in payments), Decimal(0))
    return PaymentRunProposed(
        ref=ref("payment_run", "RUN-2026-000001"),
        proposed_by="paul",
        debtor=debtor,
        currency=currency,
        execution_date=date(2026, 12, 2),
        payments=payments,
        total=Money(amount=total, currency=currency),
        content_hash="0" * 64,
    )


GOLDEN = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{NAMESPACE}">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>ACME-RUN-2026-000001</MsgId>
      <CreDtTm>2026-11-22T06:30:15Z</CreDtTm>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>13.50</CtrlSum>
      <InitgPty>
        <Nm>ACME GmbH</Nm>
      </InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>ACME-RUN-2026-000001</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>13.50</CtrlSum>
      <PmtTpInf>
        <SvcLvl>
          <Cd>SEPA</Cd>
        </SvcLvl>
      </PmtTpInf>
      <ReqdExctnDt>
        <Dt>2026-12-02</Dt>
      </ReqdExctnDt>
      <Dbtr>
        <Nm>ACME GmbH</Nm>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>DE02120300000000202051</IBAN>
        </Id>
        <Ccy>EUR</Ccy>
      </DbtrAcct>
      <DbtrAgt>
        <FinInstnId>
          <BICFI>BYLADEM1001</BICFI>
        </FinInstnId>
      </DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtTrfTxInf>
        <PmtId>
          <EndToEndId>INV-1/1-1</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">10.50</InstdAmt>
        </Amt>
        <CdtrAgt>
          <FinInstnId>
            <BICFI>INGDDEFF</BICFI>
          </FinInstnId>
        </CdtrAgt>
        <Cdtr>
          <Nm>&lt;Stahl&gt; &amp; 钢铁 "Söhne"</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>DE02500105170137075030</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>R-1</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
      <CdtTrfTxInf>
        <PmtId>
          <EndToEndId>INV-2/1-1</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">3.00</InstdAmt>
        </Amt>
        <Cdtr>
          <Nm>Stahl AG</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>DE02500105170137075030</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>R-2</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
"""


def test_the_bytes_of_a_known_run() -> None:
    without_bic = BankAccount(holder="Stahl AG", iban="DE02500105170137075030")
    proposed = run(payment(1, holder='<Stahl> & 钢铁 "Söhne"'), payment(2, "3", creditor=without_bic))
    assert pain001(proposed, WHEN).decode() == GOLDEN
    assert control(GOLDEN.encode()) == (2, Decimal("13.50"))


# Element -> the children it may have, in the order of the standard (message pain.001.001.09).
ORDER = {
    "CstmrCdtTrfInitn": "GrpHdr PmtInf",
    "GrpHdr": "MsgId CreDtTm Authstn NbOfTxs CtrlSum InitgPty FwdgAgt InitnSrc SplmtryData",
    "PmtInf": "PmtInfId PmtMtd BtchBookg NbOfTxs CtrlSum PmtTpInf ReqdExctnDt PoolgAdjstmntDt Dbtr DbtrAcct DbtrAgt "
    "DbtrAgtAcct InstrForDbtrAgt UltmtDbtr ChrgBr ChrgsAcct ChrgsAcctAgt CdtTrfTxInf",
    "CdtTrfTxInf": "PmtId PmtTpInf Amt XchgRateInf ChrgBr MndtRltdInf ChqInstr UltmtDbtr IntrmyAgt1 CdtrAgt "
    "CdtrAgtAcct Cdtr CdtrAcct UltmtCdtr InstrForCdtrAgt InstrForDbtrAgt Purp RgltryRptg Tax RltdRmtInf RmtInf",
    "DbtrAcct": "Id Tp Ccy Nm",
    "ClrSysMmbId": "ClrSysId MmbId",
    "FinInstnId": "BICFI ClrSysMmbId LEI Nm PstlAdr Othr",
}
MANDATORY = {
    "GrpHdr": "MsgId CreDtTm NbOfTxs InitgPty",
    "PmtInf": "PmtInfId PmtMtd ReqdExctnDt Dbtr DbtrAcct DbtrAgt CdtTrfTxInf",
    "CdtTrfTxInf": "PmtId Amt",
}
PATTERNS = {
    "MsgId": r"[A-Za-z0-9+?:().,'/ -]{1,35}",
    "PmtInfId": r"[A-Za-z0-9+?:().,'/ -]{1,35}",
    "EndToEndId": r"(?!/)(?!.*//)[A-Za-z0-9+?:().,'/ -]{1,35}(?<!/)",
    "CreDtTm": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "NbOfTxs": r"[0-9]{1,15}",
    "CtrlSum": r"\d{1,16}(\.\d{1,3})?",
    "InstdAmt": r"\d{1,13}(\.\d{1,3})?",
    "Nm": r"[^\n]{1,70}",
    "Ustrd": r"[^\n]{1,140}",
    "MmbId": r"[^\n]{1,35}",
    "IBAN": r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}",
    "BICFI": r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?",
}


def assert_valid(data: bytes) -> None:
    """What of the standard can be checked without its schema: order, presence, patterns and lengths."""
    for element in etree.fromstring(data).iter():
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        if name in ORDER:
            allowed = ORDER[name].split()
            assert children == sorted(children, key=allowed.index)
            assert set(MANDATORY.get(name, "").split()) <= set(children)
        if name in PATTERNS:
            assert re.fullmatch(PATTERNS[name], element.text or ""), (name, element.text)
        assert children or element.text, name


def test_the_structure_is_that_of_the_standard() -> None:
    assert_valid(pain001(run(payment(1), payment(2)), WHEN))
    assert_valid(pain001(run(payment(1), debtor=DEBTOR.model_copy(update={"bic": None})), WHEN))


def test_the_schema_of_the_standard_accepts_the_file() -> None:
    """Where `sepaxml` (MIT; it ships the schema of ISO 20022) is installed; elsewhere `assert_valid` states its rules."""
    spec = importlib.util.find_spec("sepaxml")
    if spec is None or spec.origin is None:
        pytest.skip("the schema of ISO 20022 comes with sepaxml, which is not installed")
    path = Path(spec.origin).parent / "schemas" / "pain.001.001.09.xsd"
    schema = etree.XMLSchema(etree.parse(str(path)))
    china = BankAccount(holder="中铁物资", number="6222020200112233445", bank="工商银行", clearing_code="102100099996")
    runs = [
        run(payment(), payment(2, "0.01", holder="<&>" * 60)),
        run(payment(1, Money(amount=Decimal("9.99"), currency="CNY"), creditor=china), currency="CNY", debtor=china),
    ]
    for each in runs:
        schema.assertValid(etree.fromstring(pain001(each, WHEN)))


@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
def test_other_currencies_have_their_own_decimals_and_shared_charges(currency: str) -> None:
    amount = Money(amount=Decimal(1200), currency=currency)
    data = pain001(run(payment(amount=amount), currency=currency), WHEN)
    assert_valid(data)
    assert b"<ChrgBr>SHAR</ChrgBr>" in data
    assert b"SEPA" not in data
    places = {"CNY": "1200.00", "JPY": "1200", "KWD": "1200.000"}[currency]
    assert f">{places}</InstdAmt>".encode() in data
    assert control(data) == (1, Decimal(1200))


names = st.text(min_size=1, max_size=200)
amounts = st.decimals("0.01", "9999999.99", places=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, names, amounts), min_size=1, max_size=8))
def test_any_run_gives_a_valid_file_with_its_sum_and_count_and_always_the_same(
    rows: list[tuple[str, str, Decimal]],
) -> None:
    payments = []
    for number, (holder, invoice, amount) in enumerate(rows):
        creditor = BankAccount.model_construct(holder=holder, iban="DE02500105170137075030", bic=None)
        made = payment(number, str(amount))
        payments.append(made.model_copy(update={"creditor": creditor, "invoice_number": invoice}))
    proposed = run(*payments)
    data = pain001(proposed, WHEN)
    assert_valid(data)
    assert control(data) == (len(rows), sum((row[2] for row in rows), Decimal(0)))
    assert pain001(proposed.model_copy(deep=True), WHEN) == data


@given(st.lists(st.text(max_size=80), unique=True, max_size=30))
def test_identifiers_stay_different_whatever_is_cut_or_cleaned(originals: list[str]) -> None:
    made = [identifier(original) for original in originals]
    assert len(set(made)) == len(originals)
    assert all(re.fullmatch(PATTERNS["EndToEndId"], each) for each in made)


def test_a_slash_behind_a_blank_does_not_come_to_the_front() -> None:
    assert identifier(" /0").startswith(".0-")


def test_long_texts_are_cut_and_long_invoice_numbers_stay_different() -> None:
    first, second = "R" * 200 + "1", "R" * 200 + "2"
    assert len(remittance(first)) == len(remittance(second)) == 140
    assert remittance(first) != remittance(second)
    assert text("  a\t\n b  ", 70) == "a b"
    assert text("钢" * 100, 70) == "钢" * 70
    assert text("\x00\ud800", 70) == ABSENT


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_amounts_that_no_transfer_can_have_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot be transferred"):
        pain001(run(payment(amount=amount)), WHEN)


def test_a_second_currency_and_an_empty_run_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be transferred"):
        pain001(run(payment(amount=Money(amount=Decimal(1), currency="USD"))), WHEN)
    with pytest.raises(ValueError, match="without payments"):
        pain001(run(), WHEN)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<NbOfTxs>2<", b"<NbOfTxs>3<"), (b">10.50</InstdAmt>", b">11.50</InstdAmt>"), (b"</Document>", b"")],
)
def test_a_file_that_does_not_add_up_is_refused(old: bytes, new: bytes) -> None:
    data = pain001(run(payment(1), payment(2)), WHEN)
    assert old in data
    with pytest.raises(ValueError, match=r"says|malformed"):
        control(data.replace(old, new))


def test_the_file_of_a_run_comes_from_its_events_and_has_the_time_of_the_release() -> None:
    meta = Meta(actor=Actor(kind="person", id="tess"), channel="cli", command="c", command_id=ROOT)
    proposed = run(payment())
    released = PaymentRunReleased(ref=proposed.ref, released_by="tess", content_hash="0" * 64)
    events = [
        Recorded(proposed.ref.id, 1, WHEN, WHEN, meta, proposed),
        Recorded(proposed.ref.id, 2, WHEN, WHEN + timedelta(hours=1), meta, released),
    ]
    made = bank_file(events)
    assert (made.name, made.format) == ("ACME-RUN-2026-000001.xml", CURRENT)
    assert write(proposed, WHEN + timedelta(hours=1), "pain.001.001.09/1") == made.data
    with pytest.raises(ValueError, match="no writer for the format pain"):
        write(proposed, WHEN, "pain.001.001.09/0")
    assert made.data == pain001(proposed, WHEN + timedelta(hours=1))
    with pytest.raises(ValueError, match="released"):
        bank_file(events[:1])


CHINESE = BankAccount(holder="钢铁公司", number="622202100101", bank="建设银行福州分行", clearing_code="105391000015")
CHINESE_BANK = """
          <FinInstnId>
            <ClrSysMmbId>
              <ClrSysId>
                <Cd>CNAPS</Cd>
              </ClrSysId>
              <MmbId>105391000015</MmbId>
            </ClrSysMmbId>
            <Nm>建设银行福州分行</Nm>
          </FinInstnId>"""


def _lines(part: str) -> str:
    return "\n".join(line.strip() for line in part.strip().splitlines())


def test_the_bank_of_a_plain_account_number_is_named_on_both_sides() -> None:
    paid = payment(amount=Money(amount=Decimal(1200), currency="CNY"), creditor=CHINESE)
    data = pain001(run(paid, currency="CNY", debtor=CHINESE), WHEN)
    assert_valid(data)
    flat = _lines(data.decode())
    for agent in ("CdtrAgt", "DbtrAgt"):
        assert f"<{agent}>\n{_lines(CHINESE_BANK)}\n</{agent}>" in flat
    assert "<CdtrAcct>\n<Id>\n<Othr>\n<Id>622202100101</Id>" in flat


def test_an_iban_names_its_bank_itself_and_another_clearing_code_no_system() -> None:
    known = BankAccount(holder="A", iban="DE02500105170137075030", bank="ING", clearing_code="50010517")
    assert b"ClrSysMmbId" not in pain001(run(payment(creditor=known)), WHEN)
    assert b"CdtrAgt" not in pain001(run(payment(creditor=known)), WHEN)
    american = BankAccount(holder="A", number="12345678", bic="CHASUS33", clearing_code="021000021")
    data = pain001(run(payment(creditor=american)), WHEN)
    assert_valid(data)
    assert "<BICFI>CHASUS33</BICFI>\n<ClrSysMmbId>\n<MmbId>021000021</MmbId>" in _lines(data.decode())
