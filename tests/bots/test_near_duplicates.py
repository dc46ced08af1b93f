"""When bills that look alike are one bill: the same number within two weeks, or all but one sign that was changed."""

from decimal import Decimal

import pytest

from bots.checks import Context
from bots.checks.known import of_one_number
from bots.checks.near_duplicates import not_alike, not_near
from bots.identity import fingerprint
from contracts.reading import KnownInvoice, Reading, ReadLine
from tests.bots.specimens import MASTER, TODAY, reading
from tests.bots.test_checks_history import KNOWN, OURS

ORDER = "PO-2026-000017"
SAME, OTHER = fingerprint(reading()), "0" * 16


def _weight(known: dict[str, object], one: Reading) -> str | None:
    """How grave it is that a number looks like a known one of the same order; None where it does not."""
    recorded = (KnownInvoice.model_validate({**KNOWN.model_dump(), "purchase_order": ORDER, **known}),)
    master = MASTER.model_copy(update={"invoices": recorded, "order": ORDER})
    found = [each.severity for each in not_alike(one, Context(TODAY, master))]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("issued", "weight"),
    [("2026-01-01", "exception"), ("2026-01-14", "exception"), ("2026-01-15", None), ("2026-03-17", None)],
)
def test_the_same_number_within_two_weeks_is_one_bill_though_a_year_begins_in_between(
    issued: str, weight: str | None
) -> None:
    known = {"number": "RE-1042", "issue_date": "2025-12-31", "gross": Decimal(1)}
    assert _weight(known, reading(**(OURS | {"issue_date": issued}))) == weight


@pytest.mark.parametrize(
    ("number", "lines", "weight"),
    [
        ("RE-2042", None, "exception"),
        ("RE-2042", SAME, "exception"),
        ("RE-2042", OTHER, "warn"),
        ("RE-1043", SAME, "warn"),
        ("RE-1043", OTHER, "warn"),
        ("RE-1052", SAME, "exception"),
        ("RE-3033", SAME, None),
    ],
)
def test_of_one_order_the_same_bill_with_a_changed_number_is_for_a_person_and_the_next_one_is_told(
    number: str, lines: str | None, weight: str | None
) -> None:
    assert _weight({"number": number, "lines": lines}, reading(**OURS)) == weight


@pytest.mark.parametrize(("lines", "weight"), [(None, "exception"), (SAME, "exception"), (OTHER, "warn")])
def test_the_same_total_is_only_told_where_the_lines_are_known_to_differ(lines: str | None, weight: str) -> None:
    master = MASTER.model_copy(update={"invoices": (KNOWN.model_copy(update={"lines": lines}),)})
    assert [each.severity for each in not_near(reading(**OURS), Context(TODAY, master))] == [weight]
    whole = reading(**OURS).model_copy(update={"lines": (ReadLine(description="Beams"),)})
    assert [each.severity for each in not_near(whole, Context(TODAY, master))] == ["exception"]


def test_a_bill_whose_lines_are_not_known_may_be_the_same() -> None:
    whole = reading(**OURS).model_copy(update={"lines": (ReadLine(description="Beams"),)})
    assert fingerprint(whole) is None
    assert _weight({"number": "RE-2042", "lines": OTHER}, whole) == "exception"


def test_what_the_tax_bureau_numbered_is_another_bill() -> None:
    fields = {"currency": "CNY", "seller_tax_id": "", "iban": "", "kind": "31"}
    known: dict[str, object] = {
        "number": "26112000000012345678",
        "currency": "CNY",
        "seller_tax_id": None,
        "seller_name": "Muster Stahl GmbH",
    }
    ours = reading(**(OURS | fields | {"number": "26112000000092345678"}))
    assert _weight(known, ours) == "warn"


@pytest.mark.parametrize(("issued", "one"), [("2026-01-01", False), ("2025-12-01", True)])
def test_without_master_data_number_ranges_begin_with_the_calendar_year(issued: str, one: bool) -> None:
    ours = reading(**(OURS | {"issue_date": issued}))
    known = KNOWN.model_copy(update={"number": "RE-1042", "issue_date": "2025-12-31", "gross": Decimal(1)})
    assert of_one_number(ours, known, Context(TODAY)) is one
