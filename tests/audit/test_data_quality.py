"""How good the data is: shares over all events, the failing ones named, delays from occurred to recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sentences import LANGUAGES, codes, say
from audit.data_quality import SHOWN, failures, quality
from audit.quality.judging import MEASURES
from audit.quality.references import NAMED, PARENTS
from contracts._base import SYSTEM
from contracts.item import Conversion
from contracts.project import CostCode
from contracts.reading import Field, Reading, ReadLine, Totals
from contracts.requisition import RequisitionLine
from contracts.values import CostObject, Money, Quantity
from events._base import Event, Meta, Recorded
from events.category import CategoryDefined
from events.invoice import InvoiceRead
from events.item import ItemDefined
from events.legal_entity import LegalEntityRegistered
from events.person import PersonRegistered, PersonRevised
from events.project import ProjectRegistered
from events.requisition import RequisitionCreated, RequisitionSubmitted
from events.supplier import SupplierAccountChanged, SupplierRegistered
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, person, policies, ref
from tests.support.house import line as plain_line

ID = ref("supplier").id
META = Meta(actor=person("rita"), channel="api", command="test", command_id=ID)
TODAY = NOW.date()


def _recorded(event: Event, position: int = 1, late: float = 0.0) -> Recorded:
    return Recorded(ID, position, NOW, NOW + timedelta(seconds=late), META, event, position)


def _log(*events: Event) -> list[Recorded]:
    return [_recorded(event, position) for position, event in enumerate(events, 1)]


def _row(rows: list[dict[str, Any]], check: str, subject: str) -> dict[str, Any]:
    (found,) = [row for row in rows if (row["check"], row["subject"]) == (check, subject)]
    return found


def _failing(check: str, *events: Event) -> list[tuple[int, str, dict[str, str]]]:
    found = failures(_log(*events), check)
    return [(row["position"], row["field"], row["figures"]) for row in found if row["field"] != "meta.actor"]


def line(number: int = 1, **fields: object) -> RequisitionLine:
    return plain_line(number, supplier=None).model_copy(update=fields)


def _supplier(**fields: object) -> SupplierRegistered:
    example = EVENT_EXAMPLES["supplier.registered.v1"]
    assert isinstance(example, SupplierRegistered)
    return example.model_copy(update=fields)


def test_a_wrong_check_digit_is_found_and_named() -> None:
    good, bad = _supplier(country="DE", tax_ids=("DE136695976",)), _supplier(country="DE", tax_ids=("DE136695977",))
    rows = quality([_recorded(good, 1), _recorded(bad, 2), _recorded(good, 3)])
    row = _row(rows, "check-digit", "supplier.registered.v1.tax_ids")
    assert (row["n"], row["percent"], row["failing"]) == (3, 66.67, [2])
    of_kind = _row(rows, "check-digit", "supplier")
    ibans = _row(rows, "check-digit", "supplier.registered.v1.accounts.iban")
    assert (of_kind["n"], of_kind["failing"], of_kind["measure"]) == (3 + ibans["n"], [2], "accuracy")


def test_only_what_is_expected_is_counted_as_missing() -> None:
    full, empty = _supplier(phone="+49 30 1"), _supplier(phone=None, classes=())
    found = [_recorded(full, 1), *(_recorded(empty, number) for number in range(2, SHOWN + 5))]
    row = _row(quality(found, {full.stored_as: ["phone"]}), "expected-field", f"{full.stored_as}.phone")
    assert (row["n"], row["percent"]) == (SHOWN + 4, round(100 / (SHOWN + 4), 2))
    assert row["failing"] == list(range(2, SHOWN + 2))
    assert len(failures(found, "expected-field", {full.stored_as: ["phone"]}, limit=1_000)) == SHOWN + 3
    assert not [row for row in quality(found) if row["check"] == "expected-field"]


def test_a_field_of_every_line_is_counted_for_every_line() -> None:
    lines = (line(1, item="BOLT"), line(2, item=""), line(3))
    created = _requisition(*lines)
    row = _row(
        quality(_log(created), {created.stored_as: ["lines.item"]}), "expected-field", f"{created.stored_as}.lines.item"
    )
    assert (row["n"], row["percent"], row["failing"]) == (3, 33.33, [1])


def test_what_is_expected_is_there_to_be_filled() -> None:
    for name, paths in policies().data_expected.items():
        example = EVENT_EXAMPLES[name]
        for path in paths:
            assert [row for row in quality(_log(example), {name: [path]}) if row["check"] == "expected-field"], path


def _requisition(*lines: Any, entity: str = "ACME") -> RequisitionCreated:
    of = ref("requisition").model_copy(update={"entity": entity})
    return RequisitionCreated(ref=of, requester="rita", title="Bolts", currency="EUR", lines=lines)


ENTITY = LegalEntityRegistered(entity="ACME", name="ACME", tax_ids=(), country="DE", currency="EUR", accounts=())
RITA = PersonRegistered(person="rita", name="Rita")
BOLT = ItemDefined(
    item="BOLT", name="Bolt", base_unit="C62", conversions=(Conversion(unit="XBX", factor=Decimal(100)),)
)
PROJECT = ProjectRegistered(
    entity="ACME", project="P1", name="P1", currency="EUR", cost_codes=(CostCode(cost_code="MAT", name="Material"),)
)


def test_a_code_is_judged_by_what_was_known_at_its_moment() -> None:
    asked = _requisition(line(item="BOLT", cost_object=CostObject(project="P1", cost_code="MAT", period="2026-11")))
    assert _failing("known-reference", ENTITY, RITA, BOLT, PROJECT, asked) == []
    late = _failing("known-reference", ENTITY, RITA, asked, BOLT, PROJECT)
    assert late == [
        (3, "lines.item", {"value": "BOLT", "kind": "item"}),
        (3, "lines.cost_object.project", {"value": "ACME/P1", "kind": "project"}),
        (3, "lines.cost_object.cost_code", {"value": "ACME/P1/MAT", "kind": "cost_code"}),
    ]
    elsewhere = _failing("known-reference", ENTITY, RITA, BOLT, PROJECT, _requisition(*asked.lines, entity="SUB"))
    assert [field for _, field, _ in elsewhere] == [
        "entity", "lines.cost_object.project", "lines.cost_object.cost_code",
    ]  # fmt: skip


def test_nobody_and_everybody_are_no_unknown_people_and_parents_are_what_their_kind_says() -> None:
    asked = _requisition().model_copy(update={"requester": "service:erp"})
    assert _failing("known-reference", ENTITY, asked) == []
    child = CategoryDefined(category="PIPES", name="Pipes", parent="STEEL")
    assert _failing("known-reference", child) == [(1, "parent", {"value": "STEEL", "kind": "category"})]
    project = PROJECT.model_copy(update={"cost_codes": (CostCode(cost_code="A", name="A", parent="B"),)})
    missing = _failing("known-reference", ENTITY, project)
    assert missing == [(2, "cost_codes.parent", {"value": "ACME/P1/B", "kind": "cost_code"})]


@pytest.mark.parametrize(("unit", "wrong"), [("C62", 0), ("XBX", 0), ("KGM", 1)])
def test_a_unit_beside_an_item_is_one_of_the_item(unit: str, wrong: int) -> None:
    asked = _requisition(line(item="BOLT", quantity=Quantity(amount=Decimal(1), unit=unit)))
    found = _failing("unit-of-item", BOLT, asked)
    assert len(found) == wrong
    if wrong:
        assert found[0] == (2, "lines.unit", {"value": "KGM", "item": "BOLT", "allowed": "C62, XBX"})
    assert _failing("unit-of-item", asked) == [], "of an unknown item nothing can be said"


def _submitted(total: str, on: date | None = None) -> RequisitionSubmitted:
    amount = Money(amount=Decimal(total), currency="EUR")
    return RequisitionSubmitted(
        ref=ref("requisition"), requester="rita", title="x", round=1, total=amount, content_hash="a" * 64, on=on
    )


@pytest.mark.parametrize(("days", "wrong"), [(-1, 1), (0, 0), (1, 0)])
def test_what_is_submitted_is_needed_on_the_same_day_or_later(days: int, wrong: int) -> None:
    asked = _requisition(line(quantity=Quantity(amount=Decimal(3)), unit_price=Decimal("0.335"),
                              needed_by=TODAY + timedelta(days=days)))  # fmt: skip
    assert len(_failing("date-order", asked, _submitted("1.01", TODAY))) == wrong
    assert _failing("sums", asked, _submitted("1.01")) == [], "rounded once a line"
    assert _failing("sums", asked, _submitted("1.00")) == [(2, "total", {"value": "1.00", "computed": "1.01"})]


def _read(
    net: str, tax: str, gross: str, lines: Sequence[str], totals: Totals | None = None, **more: str
) -> InvoiceRead:
    given = {"net_amount": net, "tax_amount": tax, "gross_amount": gross, **more}
    reading = Reading(
        file_sha256="a" * 64, format="ubl", bot_version="1", totals=totals or Totals(), due_date="2026-11-01",
        fields={name: Field(value=value, source="xml", confidence=1.0) for name, value in given.items()},
        lines=tuple(ReadLine(net_amount=each) for each in lines),
    )  # fmt: skip
    return InvoiceRead(ref=ref("invoice"), reading=reading)


def test_an_invoice_adds_up_as_it_says() -> None:
    assert _failing("sums", _read("100.00", "19.00", "119.00", ["60.00", "40"])) == []
    assert _failing("sums", _read("100.00", "19.00", "119.01", ["60.00", "40"])) == [
        (1, "reading.gross_amount", {"value": "119.01", "computed": "119.00"})
    ]
    assert _failing("sums", _read("100.00", "19.00", "119.00", ["60.00"])) == [
        (1, "reading.lines", {"value": "100.00", "computed": "60.00"})
    ]
    charged = Totals(charges="40.00")
    assert _failing("sums", _read("100.00", "19.00", "119.00", ["60.00"], charged)) == [], "more than lines is billed"
    stated = Totals(charges="40.00", lines="61.00")
    assert len(_failing("sums", _read("100.00", "19.00", "119.00", ["60.00"], stated))) == 1
    assert _failing("sums", _read("?", "19.00", "119.00", ["60.00"])) == [], "what is no figure is not added"


def test_an_invoice_of_the_future_or_due_before_it_is_issued_is_out_of_order() -> None:
    ahead, after = NOW + timedelta(hours=14), NOW + timedelta(days=2)
    assert _failing("date-order", _read("1", "1", "2", [], issue_date="2026-11-01")) == []
    assert _failing("date-order", _read("1", "1", "2", [], issue_date="soon")) == []
    late = _failing("date-order", _read("1", "1", "2", [], issue_date=after.date().isoformat()))
    assert [(figures["than"]) for _, _, figures in late] == ["due_date", "recorded_at"]
    here = _failing("date-order", _read("1", "1", "2", [], issue_date=ahead.date().isoformat()))
    assert [(figures["than"]) for _, _, figures in here] == ["due_date"]


def test_what_is_recorded_before_it_happened_is_out_of_order() -> None:
    assert failures([_recorded(RITA, late=-1.0)], "date-order")[0]["field"] == "occurred_at"
    assert failures([_recorded(RITA)], "date-order") == []


@pytest.mark.parametrize(
    ("n", "p50", "p95"),
    [
        (1, 1.0, 1.0),
        (2, 1.0, 2.0),
        (3, 2.0, 3.0),
        (4, 2.0, 4.0),
        (20, 10.0, 19.0),
        (21, 11.0, 20.0),
        (100, 50.0, 95.0),
        (200, 100.0, 190.0),
    ],
)
def test_delays_are_told_by_nearest_rank(n: int, p50: float, p95: float) -> None:
    """Of 1, 2, … n seconds: the ⌈p·n÷100⌉-th."""
    row = _row(quality([_recorded(RITA, at, float(at)) for at in range(1, n + 1)]), "delay", RITA.stored_as)
    assert (row["n"], row["p50_seconds"], row["p95_seconds"], row["max_seconds"]) == (n, p50, p95, float(n))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=200))
def test_so_many_percent_are_not_slower_and_no_smaller_figure_says_it(delays: list[int]) -> None:
    rows = quality([_recorded(RITA, at, float(seconds)) for at, seconds in enumerate(delays, 1)])
    row = _row(rows, "delay", "person")
    for percent in (50, 95):
        told = row[f"p{percent}_seconds"]
        assert 100 * sum(seconds <= told for seconds in delays) >= percent * len(delays)
        assert 100 * sum(seconds < told for seconds in delays) < percent * len(delays)


def test_the_slowest_events_are_named_first() -> None:
    found = [_recorded(RITA, at, float(at % 7)) for at in range(1, 15)]
    row = _row(quality(found), "delay", RITA.stored_as)
    assert row["failing"][:2] == [13, 6]
    slow = failures(found, "delay", limit=3)
    assert [(each["position"], each["figures"]["seconds"]) for each in slow] == [(6, "6.0"), (13, "6.0"), (5, "5.0")]
    quick = _row(quality([replace(found[6], position=9)]), "delay", RITA.stored_as)
    assert (quick["p50_seconds"], quick["failing"]) == (0.0, []), "nothing is late that came at once"


def test_one_kind_is_measured_by_what_all_kinds_made_known() -> None:
    asked = _requisition(line(item="BOLT"))
    rows = quality(_log(ENTITY, RITA, BOLT, PROJECT, asked), kind="requisition")
    assert {row["kind"] for row in rows} == {"requisition"}
    assert _row(rows, "known-reference", "requisition.created.v1.lines.item")["percent"] == 100.0


def test_every_check_says_in_both_languages_what_it_means_and_what_failed() -> None:
    for language in LANGUAGES:
        for check in MEASURES:
            assert {f"quality.{check}{more}" for more in ("", ".formula", ".fails")} <= codes(language)
    assert say("quality.delay.fails", "en", seconds=3) == "recorded 3 s after it happened"


def test_every_event_is_judged_by_every_check_without_failing() -> None:
    rows = quality(_log(BOLT, _requisition(line(item="BOLT")), *EVENT_EXAMPLES.values()), policies().data_expected)
    assert {row["check"] for row in rows} == set(MEASURES)
    assert {*NAMED.values(), *PARENTS.values(), "person"} >= {
        row["figures"]["kind"] for row in failures(_log(*EVENT_EXAMPLES.values()), "known-reference", limit=10_000)
    } - {"legal_entity"}


def test_who_caused_an_event_is_known_unless_it_is_no_person() -> None:
    assert [row["field"] for row in failures(_log(BOLT), "known-reference")] == ["meta.actor"]
    assert failures(_log(RITA, BOLT), "known-reference") == []
    by_system = replace(_recorded(BOLT), meta=META.model_copy(update={"actor": SYSTEM}))
    assert failures([by_system], "known-reference") == []


def test_who_did_something_is_a_person_and_how_something_was_found_is_none() -> None:
    posted = EVENT_EXAMPLES["invoice.posted.v1"].model_copy(update={"found_by": "number", "accepted_by": "eve"})
    fields = [(field, figures["value"]) for _, field, figures in _failing("known-reference", RITA, posted)]
    assert ("accepted_by", "eve") in fields
    assert "found_by" not in dict(fields)


@pytest.mark.parametrize(
    ("name", "path", "total"),
    [
        ("purchase_order.issued.v1", "total", "total"),
        ("purchase_order.amended.v1", "amendment.total", "total"),
        ("payment_run.proposed.v1", "total", "total"),
        ("rfq.awarded.v1", "amount", "amount"),
        ("labour_settlement.proposed.v1", "total", "total"),
        ("labour_account.claimed.v1", "amount", "amount"),
        ("labour_sheet.approved.v1", "lines.amount", "amount"),
    ],
)
def test_a_total_that_is_a_cent_off_is_found(name: str, path: str, total: str) -> None:
    example = _with_figures(EVENT_EXAMPLES[name])
    assert _failing("sums", example) == []
    *inner, _ = path.split(".")

    def off(value: Any) -> Any:
        was = getattr(value, total)
        return value.model_copy(update={total: Money(amount=was.amount + Decimal("0.01"), currency=was.currency)})

    if not inner:
        wrong = off(example)
    else:
        part = getattr(example, inner[0])
        changed = (off(part[0]), *part[1:]) if isinstance(part, tuple) else off(part)
        wrong = example.model_copy(update={inner[0]: changed})
    (found,) = _failing("sums", wrong)
    assert found[1] == path
    assert Decimal(found[2]["value"]) == Decimal(found[2]["computed"]) + Decimal("0.01")


def _with_figures(event: Any) -> Any:
    """Wages and claims with both parts above zero, so that a sign cannot hide."""
    fields = type(event).model_fields
    if "earned" in fields:
        parts = {"earned": _eur("300.00"), "advanced": _eur("50.00"), "amount": _eur("250.00")}
        return event.model_copy(update=parts)
    if event.stored_as.startswith("labour_sheet"):
        line = event.lines[0].model_copy(update={"base": _eur("100"), "overtime": _eur("20"), "amount": _eur("120")})
        return event.model_copy(update={"lines": (line,)})
    return event


def _eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def test_half_a_second_is_a_delay_and_a_field_within_a_map_can_be_expected() -> None:
    late = [_recorded(RITA, 7, 0.5), _recorded(RITA, 8)]
    row = _row(quality(late), "delay", RITA.stored_as)
    assert (row["failing"], row["max_seconds"]) == ([7], 0.5)
    read = _read("1.00", "0.19", "1.19", [])
    for path, percent in (("reading.fields.net_amount.value", 100.0), ("reading.fields.number.value", 0.0)):
        rows = quality(_log(read), {read.stored_as: [path]})
        assert _row(rows, "expected-field", f"{read.stored_as}.{path}")["percent"] == percent


def _named(code: str, email: str | None) -> PersonRegistered:
    return PersonRegistered(person=code, name=code.title(), email=email)


def test_two_persons_of_one_address_may_be_one() -> None:
    ann, bob = _named("ann", "Ann@acme.example"), _named("bob", "bob@acme.example")
    assert _failing("person-doubled", ann, bob, _named("cy", None), _named("dan", None)) == []
    for same in ("ann@ACME.example", " ann+2@acme.example"):
        (found,) = _failing("person-doubled", ann, bob, _named("eve", same))
        assert found == (3, "email", {"value": same, "others": "ann"})
    moved = PersonRevised(person="ann", name="Ann", email="ann@other.example")
    assert _failing("person-doubled", ann, moved, _named("eve", "ann@acme.example")) == []
    left = PersonRevised(person="ann", name="Ann")
    assert _failing("person-doubled", ann, left, _named("eve", "ann@acme.example")) == []
    again = PersonRevised(person="ann", name="Anna", email="ann@acme.example")
    assert _failing("person-doubled", ann, again) == []
    three = [
        _failing("person-doubled", _named("eve", "a@x.de"), ann, _named("fay", "a@x.de"), _named("ada", "a+@x.de"))
    ]
    assert three[0][-1][2]["others"] == "eve, fay"


def test_an_account_of_two_suppliers_may_be_one_payee() -> None:
    one = EVENT_EXAMPLES["supplier.registered.v1"]
    assert isinstance(one, SupplierRegistered)
    other = one.model_copy(update={"supplier": "OTHER"})
    assert _failing("person-doubled", one, one) == []
    assert _failing("person-doubled", one, other) == [
        (2, "accounts", {"value": account.identifier, "others": one.supplier}) for account in one.accounts
    ]
    changed = SupplierAccountChanged(
        supplier="NEW",
        accounts=one.accounts,
        change=ref("bank_change"),
        account=one.accounts[0],
        replaces=None,
        proposed_by="ann",
    )
    assert (
        len(_failing("person-doubled", changed, one))
        == len(one.accounts)
        == len(_failing("person-doubled", one, changed))
    )
