"""Before the deadline no byte of what is stored tells an amount: events, receipts, read models, files, histories."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from activities._registry import handlings
from aggregates.quotation import QUOTATION, quotation_key
from aggregates.rfq import RFQ
from contracts.ids import stream_id
from contracts.item import DefineItem
from contracts.quotation import QuotationContents, QuotedLine, SubmitQuotation
from contracts.rfq import IssueRfq, OpenQuotations
from contracts.values import Ref
from events.quotation import QuotationOpened, QuotationSubmitted
from events.receipt import CommandReceipt
from projections import PROJECTIONS
from projections.runner import Runner
from projections.views import Views
from store.handler import CommandHandler
from store.keys import KeyMissingError, Keys, commitment
from store.log import EventLog
from store.receipts import payload_hash
from tests.examples import ASKED
from tests.support.house import NOW, Company, any_file, policies

DEADLINE = NOW + timedelta(days=7)
PRICE = "73519264.864201"
TRACES = ("73519264", "64864201", "48613927")
"""Parts of the price and of the freight that would betray them, also as scaled integers of read models; so long that no
identity or instant holds one by chance."""


def contents(price: str = PRICE) -> QuotationContents:
    line = QuotedLine(line=1, unit_price=Decimal(price), tax_percent=Decimal(13))
    return QuotationContents(currency="EUR", lines=(line,), freight=Decimal("48613927.25"), valid_until=DEADLINE.date())


def keyed(company: Company, folder: Path) -> Company:
    company.handler = CommandHandler(
        company.log, handlings(policies(), any_file), lambda: company.now, keys=Keys(folder)
    )
    return company


def issued(company: Company) -> Ref:
    company.send("bob", DefineItem(item="BEAM", name="Beam", base_unit="C62"), outcome=None)
    ask = IssueRfq(
        entity="ACME", title="Beams", currency="EUR", lines=(ASKED,), suppliers=("STAHL",), deadline=DEADLINE
    )
    ref = company.send("bob", ask).document
    assert ref is not None
    return ref


def submit(rfq: Ref, price: str = PRICE) -> SubmitQuotation:
    return SubmitQuotation(rfq=rfq.id, supplier="STAHL", contents=contents(price))


@pytest.fixture
def house(tmp_path: Path, open_log: Callable[[str], EventLog]) -> Company:
    folder = tmp_path / "store"
    folder.mkdir()
    return keyed(Company(open_log(f"sqlite:///{folder / 'events.db'}")).found(), tmp_path / "keys")


def betrayed(folder: Path) -> list[str]:
    """Every trace of the amounts in any file below a folder."""
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(stored) > 10_000
    return [trace for trace in TRACES if trace.encode() in stored]


def test_nothing_that_is_stored_tells_an_amount_until_it_is_opened(house: Company, tmp_path: Path) -> None:
    rfq = issued(house)
    house.send("bob", submit(rfq))
    house.send("bob", submit(rfq), key="refused", outcome="accepted")
    late = SubmitQuotation(rfq=rfq.id, supplier="NOBODY", contents=contents())
    assert house.send("bob", late, outcome="refused").code == "not-invited"
    unknown = QuotationContents(**{**dict(contents()), "lines": (QuotedLine(line=7, unit_price=Decimal(PRICE)),)})
    assert house.send("bob", SubmitQuotation(rfq=rfq.id, supplier="STAHL", contents=unknown), outcome="refused").code
    views = Views(f"sqlite:///{tmp_path / 'store' / 'views.db'}")
    Runner(PROJECTIONS, house.log, views).catch_up()
    assert betrayed(tmp_path / "store") == []
    told = json.dumps([str(recorded) for recorded in house.log.events()])
    assert not [trace for trace in TRACES if trace in told]

    house.now = DEADLINE
    house.send("system", OpenQuotations(rfq=rfq.id))
    Runner(PROJECTIONS, house.log, views).catch_up()
    views.close()
    house.log.close()
    assert "73519264" in betrayed(tmp_path / "store"), "the search finds what is there"


def guesses() -> list[str]:
    cents = (f"{Decimal(price):.2f}" for price in range(95, 105))
    return [*cents, PRICE]


def test_no_hash_that_is_stored_can_be_guessed(house: Company) -> None:
    """Trying likely prices, as anybody with the log could: no receipt and no commitment gives itself away."""
    rfq = issued(house)
    house.send("bob", submit(rfq, "99.00"))
    stored = {recorded.event for recorded in house.log.events() if isinstance(recorded.event, CommandReceipt)}
    receipts = {receipt.payload_sha256 for receipt in stored}
    (sealed,) = [r.event.sealed for r in house.log.events() if isinstance(r.event, QuotationSubmitted)]
    for price in guesses():
        command = submit(rfq, price)
        plain = f"{command.contract}\n{command.model_dump_json(exclude_defaults=True)}"
        assert sha256(plain.encode()).hexdigest() not in receipts
        assert payload_hash(command, Keys()) not in receipts
        text = command.contents.model_dump_json()
        assert sealed.commitment not in {sha256(text.encode()).hexdigest(), commitment("", text)}


def test_a_repeated_delivery_is_known_and_a_reused_key_is_refused(house: Company, tmp_path: Path) -> None:
    rfq = issued(house)
    first = house.send("bob", submit(rfq), key="q1")
    other = keyed(house, tmp_path / "keys")  # another process with the same keys
    assert other.send("bob", submit(rfq), key="q1").document == first.document
    assert other.handler.handle(other.request("bob", submit(rfq), "q1")).repeated
    assert other.send("bob", submit(rfq, "1"), key="q1", outcome="refused").code == "key-reused"
    assert house.handler.state(QUOTATION, first.document.id).versions == 1  # type: ignore[union-attr]


def test_a_missing_key_stops_the_opening_and_loses_nothing(house: Company, tmp_path: Path) -> None:
    rfq = issued(house)
    house.send("bob", submit(rfq))
    house.now = DEADLINE
    keyed(house, tmp_path / "not-mounted")
    with pytest.raises(KeyMissingError):
        house.send("system", OpenQuotations(rfq=rfq.id))
    assert house.handler.state(RFQ, rfq.id).status == "quoting"
    keyed(house, tmp_path / "keys").send("system", OpenQuotations(rfq=rfq.id))
    (opened,) = [r.event for r in house.log.events() if isinstance(r.event, QuotationOpened)]
    (sealed,) = [r.event.sealed for r in house.log.events() if isinstance(r.event, QuotationSubmitted)]
    assert opened.contents == contents()
    assert commitment(opened.salt, opened.contents.model_dump_json()) == sealed.commitment


def test_a_quotation_moved_to_another_place_is_unreadable_and_not_compared(house: Company, tmp_path: Path) -> None:
    rfq = issued(house)
    house.send("bob", submit(rfq))
    keys = Keys(tmp_path / "keys")
    path = tmp_path / "keys" / str(rfq.id)
    path.unlink()
    assert keys.make(str(rfq.id)) == path.read_bytes()  # another key under the same name
    house.now = DEADLINE
    keyed(house, tmp_path / "keys").send("system", OpenQuotations(rfq=rfq.id))
    state = house.handler.state(QUOTATION, stream_id("quotation", quotation_key(rfq, "STAHL")))
    assert (state.status, house.handler.state(RFQ, rfq.id).quotations) == ("unreadable", ())


def test_a_submission_never_slips_past_an_opening(house: Company) -> None:
    """The opening commits between the submission's look and its commit: the submission decides again, and is late."""
    rfq = issued(house)
    clock = itertools.chain([DEADLINE - timedelta(seconds=1)], itertools.repeat(DEADLINE))
    raced = [True]

    def hinder() -> None:
        if raced.pop() if raced else False:
            house.now = DEADLINE
            house.send("system", OpenQuotations(rfq=rfq.id))

    shared: Any = house.handler.keys
    slow = CommandHandler(house.log, handlings(policies(), any_file), lambda: next(clock), hinder, shared)
    answer = slow.handle(house.request("bob", submit(rfq)))
    assert answer.outcome == "accepted"
    state = house.handler.state(QUOTATION, answer.document.id)  # type: ignore[union-attr]
    assert (state.counts, len(state.late)) == (None, 1)
