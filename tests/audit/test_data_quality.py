"""How good the data is: shares over all events, the failing ones named, delays from occurred to recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from audit.data_quality import SHOWN, quality
from events._base import Event, Meta, Recorded
from events.supplier import SupplierRegistered
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, person, ref

ID = ref("supplier").id
META = Meta(actor=person("rita"), channel="api", command="test", command_id=ID)


def _recorded(event: Event, position: int = 1, late: float = 0.0) -> Recorded:
    return Recorded(ID, position, NOW, NOW + timedelta(seconds=late), META, event, position)


def _row(rows: list[dict[str, Any]], measure: str, subject: str) -> dict[str, Any]:
    (found,) = [row for row in rows if (row["measure"], row["subject"]) == (measure, subject)]
    return found


def _supplier(**fields: object) -> SupplierRegistered:
    example = EVENT_EXAMPLES["supplier.registered.v1"]
    assert isinstance(example, SupplierRegistered)
    return example.model_copy(update=fields)


def test_a_wrong_check_digit_is_found_and_named() -> None:
    good, bad = _supplier(country="DE", tax_ids=("DE136695976",)), _supplier(country="DE", tax_ids=("DE136695977",))
    row = _row(
        quality([_recorded(good, 1), _recorded(bad, 2), _recorded(good, 3)]),
        "accuracy",
        "supplier.registered.v1.tax_id",
    )
    assert (row["n"], row["percent"], row["failing"]) == (3, 66.67, [2])


def test_what_may_be_left_out_is_counted_where_it_is() -> None:
    name, optional = next(
        (event.stored_as, field)
        for event in EVENT_EXAMPLES.values()
        for field, info in type(event).model_fields.items()
        if not info.is_required() and info.default is None and getattr(event, field) is not None
    )
    event = EVENT_EXAMPLES[name]
    empty = event.model_copy(update={optional: None})
    found = [_recorded(event, 1), *(_recorded(empty, number) for number in range(2, SHOWN + 5))]
    row = _row(quality(found), "completeness", f"{name}.{optional}")
    assert (row["n"], row["percent"]) == (SHOWN + 4, round(100 / (SHOWN + 4), 2))
    assert row["failing"] == list(range(2, SHOWN + 2))


def test_delays_are_told_in_the_middle_and_at_the_slow_end() -> None:
    event = _supplier()
    found = [_recorded(event, number, late=float(number)) for number in range(100)]
    row = _row(quality(found), "timeliness", event.stored_as)
    assert (row["n"], row["p50_seconds"], row["p95_seconds"]) == (100, 50.0, 95.0)
    alone = _row(quality([replace(found[7], position=9)]), "timeliness", event.stored_as)
    assert (alone["p50_seconds"], alone["p95_seconds"]) == (7.0, 7.0)
