"""The doctor at the registers outside that invoices must be known to before they are paid."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from console.doctor_intake import Wrong

if TYPE_CHECKING:
    from console.doors import Configuration, Live


def registers(settings: "Configuration", live: "Live") -> Iterator[Wrong]:
    """Each register that the policies want for a legal entity can be asked: else payments that wait for it are never
    released."""
    from sqlalchemy import select

    from projections.companies import legal_entities

    known = settings.registers()
    columns = legal_entities.c
    with live.views.engine.connect() as connection:
        rows = connection.execute(select(columns.code, columns.country).order_by(columns.code)).all()
    for rule in live.policies.registers:
        entities = [row.code for row in rows if rule.country in (row.country, "*")]
        if entities and rule.registry not in known:
            yield "register-not-configured", _about(rule.registry, entities)


def _about(registry: str, entities: list[str]) -> dict[str, Any]:
    variable = f"REQ2PAY_{registry.replace('-', '_').upper()}"
    return {"registry": registry, "entities": ", ".join(entities), "variable": variable}
