"""Whom an XML invoice asks to pay."""

import pytest

from adapters.samples import cii_xml, ubl_xml
from bots.checks import Context, check
from bots.reading.any_file import read
from contracts.reading import Entity, Master
from tests.bots.specimens import SPEC, TODAY

UBL, CII = ubl_xml(SPEC).decode(), cii_xml(SPEC).decode()
OF_UBL = "<cac:PayeeParty><cac:PartyName><cbc:Name>{}</cbc:Name></cac:PartyName></cac:PayeeParty>"
OF_CII = "<ram:PayeeTradeParty><ram:Name>{}</ram:Name></ram:PayeeTradeParty>"


@pytest.mark.parametrize(
    ("text", "before", "party"),
    [(UBL, "<cac:PaymentMeans>", OF_UBL), (CII, "<ram:SpecifiedTradeSettlementPaymentMeans>", OF_CII)],
    ids=["ubl", "cii"],
)
@pytest.mark.parametrize(("master", "severity"), [(None, "warn"), (Master(entities=(Entity(name="x"),)), "exception")])
def test_a_payee_who_is_not_the_seller_is_told_and_goes_to_a_person_where_suppliers_are_known(
    text: str, before: str, party: str, master: Master | None, severity: str
) -> None:
    def found(payee: str) -> list[str]:
        reading = read(text.replace(before, party.format(payee) + before, 1).encode())
        judged = check(reading, Context(TODAY, master))
        return [one.severity for one in judged.findings if one.code == "payee-differs"]

    assert found("Factoring AG") == [severity]
    assert found((read(text.encode()).value("seller_name") or "").upper()) == []


@pytest.mark.parametrize(
    ("text", "name"), [(UBL, "cac:PaymentMeans"), (CII, "ram:SpecifiedTradeSettlementPaymentMeans")]
)
def test_a_second_account_is_told(text: str, name: str) -> None:
    start, end = text.index(f"<{name}>"), text.index(f"</{name}>") + len(f"</{name}>")
    account = read(text.encode()).value("iban") or ""
    means = text[start:end]
    assert account in means

    def found(more: str) -> list[tuple[str, str]]:
        return [(one.code, one.severity) for one in read((text[:end] + more + text[end:]).encode()).findings]

    assert found(means.replace(account, "DE02120300000000202051")) == [("several-accounts", "warn")]
    assert found(means) == []
