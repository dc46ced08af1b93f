"""Fund accounts and the cash forecast through the second door, for people and as JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.console.conftest import Line


def _do(line: Line, contract: str, who: str, **fields: Any) -> Any:
    return line("do", contract, "--as", who, given=json.dumps(fields))["document"]


def test_from_the_first_account_to_the_forecast(line: Line) -> None:
    (company, *_) = line("data", "list", "legal_entities")["rows"]
    entity, currency = company["code"], company["currency"]
    bank = next(each.get("iban") or each["number"] for each in company["accounts"])
    _do(line, "person.register", "admin", person="tess", name="Tess")
    _do(line, "person.grant_role", "admin", person="tess", role="treasurer")
    stands = {"currency": currency, "bank_account": bank, "opening": {"amount": "5", "currency": currency}}
    _do(line, "fund_account.open", "tess", entity=entity, account="POOL", name="Pool", purpose="operating", **stands)
    (shown,) = line("pay", "accounts")["rows"]
    assert [shown[name]["amount"] for name in ("balance", "available")] == ["5.00", "5.00"]
    assert [row["kind"] for row in line("pay", "moves")["rows"]] == ["opened"]
    found = line("pay", "forecast", "--entity", entity, "--currency", currency)
    assert [week["week"] for week in found["weeks"] if week["account"] == "POOL"] == list(range(1, 27))
    spent = {"account": "POOL", "amount": {"amount": "3", "currency": currency}, "purpose": "rent"}
    about = {"entity": entity, "month": "2099-12", "currency": currency, "outflows": [spent], "why": "December"}
    plan = _do(line, "funds_plan.draft", "tess", **about)
    assert [row["status"] for row in line("pay", "plan", "--versions")["rows"]] == ["draft"]
    assert [row["purpose"] for row in line("pay", "plan", "--lines")["rows"]] == ["rent"]
    assert line("pay", "plan")["rows"] == [], "nothing is planned before it is approved"
    _do(line, "funds_plan.withdraw", "tess", plan=plan["id"], why="w")
    text, told = line.text("pay", "forecast", "--entity", entity, "--currency", currency, "--items", "--lang", "zh")
    assert "资金预测" in text + told
