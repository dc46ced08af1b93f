"""What the daily proposal leaves out, so that one held supplier does not keep all others from being paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from activities.due_by_fund import Due
from aggregates.payable import payable_key
from contracts.ids import stream_id
from contracts.supplier import HoldSupplier
from tests.support.chain import Chain


def test_the_daily_proposal_skips_a_supplier_whose_payments_are_held_until_the_hold_is_over() -> None:
    chain = Chain()
    order = chain.order(chain.approved())
    chain.receive(order, "10")
    invoice = chain.bill(order, "R-1", (1, order.lines[0].quantity, order.lines[0].unit_price))
    payable: UUID = stream_id("payable", payable_key(invoice))
    effects = replace(chain.simulation.effects, due=lambda _entity, _today: [Due("EUR", (payable,))])
    tomorrow = chain.now.date() + timedelta(days=1)
    chain.send("fay", HoldSupplier(supplier="STAHL", scopes=("payments",), release_on=tomorrow, why="dispute"))
    assert effects.propose_due("ACME", "daily/1") == []
    chain.simulation.now += timedelta(days=1)
    assert chain.simulation.now.date() == tomorrow > date(2026, 11, 2)
    (answer,) = effects.propose_due("ACME", "daily/2")
    assert answer.outcome == "accepted"
