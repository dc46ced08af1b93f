"""What a requisition means before it is submitted: budget left, what its items cost so far, and who will be asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from activities.approval_matrix import routed_now
from activities.policies import Policies
from activities.price_outlier import Prices
from activities.tax_code import taxed_lines
from aggregates._base import Refusal
from aggregates.budget_line import BUDGET_LINE, BudgetLine, budget_key
from aggregates.exchange_rate import EXCHANGE_RATE, convert, rate_key
from aggregates.legal_entity import LEGAL_ENTITY
from aggregates.requisition import REQUISITION, Requisition
from aggregates.tax_code import TAX_CODE
from contracts._base import Actor, Request
from contracts.ids import stream_id
from contracts.requisition import RequisitionLine, SubmitRequisition, line_amount
from contracts.route import leaves
from contracts.values import CostObject, Money
from events.tax_code import TaxCodeDefined
from projections.candidates import Nominations
from projections.prices import PriceHistory, price_history
from projections.views import Views
from store.handler import CommandHandler

Shown = dict[str, Any]


def preview(handler: CommandHandler, views: Views, policies: Policies, requisition: UUID, actor: Actor) -> Shown | None:
    """Everything to know before submitting, ready for JSON; None where there is no such requisition.

    `submission` is what would become of it now. A budget that already holds the requisition is not charged again.
    """
    state = handler.state(REQUISITION, requisition)
    if state.ref is None:
        return None
    today = handler.clock().date()
    request = Request(command=SubmitRequisition(requisition=requisition), key="preview", actor=actor)
    answer = handler.preview(request)
    return {
        "requisition": state.ref.number,
        "entity": state.ref.entity,
        "status": state.status,
        "total": _money(state.total),
        "converted": _converted(handler, policies, state, today),
        "submission": {"outcome": answer.outcome, "code": answer.code, "figures": dict(answer.figures)},
        "budget": [
            _budget(handler, state, each, wanted)
            for each, wanted in wanted_by_cost_object(_taxed(handler, state, today)).items()
        ],
        "prices": [_prices(views, state, line, today) for line in state.lines if line.item],
        "route": _route(handler, views, policies, state, actor),
    }


def _taxed(handler: CommandHandler, state: Requisition, today: date) -> Requisition:
    """The requisition with the taxes of today, where it was not submitted yet or will be again."""
    if state.status not in ("draft", "returned"):
        return state

    def on(code: str) -> TaxCodeDefined | None:
        return handler.state(TAX_CODE, stream_id("tax_code", code)).on(today)

    return replace(state, taxes={each.line: each.tax for each in taxed_lines(state.lines, state.currency, on)})


def wanted_by_cost_object(state: Requisition) -> Mapping[CostObject, Decimal]:
    """What the requisition takes of each budget line: with the tax that is not given back."""
    wanted: dict[CostObject, Decimal] = {}
    for line in state.lines:
        net = line_amount(line, state.currency).amount
        wanted[line.cost_object] = wanted.get(line.cost_object, Decimal(0)) + net + state.tax_of(line.line, net)
    return wanted


def _budget(handler: CommandHandler, state: Requisition, where: CostObject, wanted: Decimal) -> Shown:
    assert state.ref is not None
    line: BudgetLine = handler.state(BUDGET_LINE, stream_id("budget_line", budget_key(state.ref.entity, where)))
    shown = {**where.model_dump(), "wanted": _money(Money(amount=wanted, currency=state.currency))}
    if not line.currency:
        return {**shown, "available": None, "left": None, "control": None}
    charged = wanted if state.status in ("draft", "returned") and line.currency == state.currency else Decimal(0)
    left = line.money(line.available - charged)
    return {**shown, "available": _money(line.money(line.available)), "left": _money(left), "control": line.control}


def _prices(views: Views, state: Requisition, line: RequisitionLine, today: date) -> Shown:
    assert state.ref is not None
    unit, item = line.quantity.unit, line.item or ""
    found: PriceHistory = price_history(views, state.ref.entity, item, unit, state.currency, today)
    last = found.last and {
        "unit_price": f"{found.last.unit_price.normalize():f}",
        "ordered_on": found.last.ordered_on.isoformat(),
        "purchase_order": found.last.order,
        "supplier": found.last.supplier,
    }
    median = None if found.median is None else f"{found.median.normalize():f}"
    here = {"line": line.line, "item": item, "unit": unit, "currency": state.currency}
    twelve = {"unit_price": median, "orders": found.orders, "since": found.since.isoformat()}
    return {**here, "unit_price": f"{line.unit_price.normalize():f}", "last": last, "median_12_months": twelve}


def _route(handler: CommandHandler, views: Views, policies: Policies, state: Requisition, actor: Actor) -> Shown | None:
    """By the facts of now; they may be others when it is submitted."""
    asked = replace(state, round=state.round or 1, requester=state.requester or actor.name, content_hash="0" * 64).asked
    assert asked is not None
    today = handler.clock().date()
    prices = Prices(Nominations(lambda *_: views), handler.states.recorded, policies.comparison, today)
    found = routed_now(handler.state, policies, asked, state, prices)
    if isinstance(found, Refusal):
        return None
    route, _ = found
    steps = [{"name": step.name, "roles": list(step.deciders), "mode": step.mode} for step in leaves(route.steps)]
    return {"policy": route.policy, "row": route.row, "steps": steps}


def _converted(handler: CommandHandler, policies: Policies, state: Requisition, today: date) -> Shown | None:
    """The total in the legal entity's currency with rate, date and source; its refusal where there is no rate."""
    assert state.ref is not None
    own = handler.state(LEGAL_ENTITY, stream_id("legal_entity", state.ref.entity)).currency
    if own == state.currency:
        return None
    rates = handler.state(EXCHANGE_RATE, stream_id("exchange_rate", rate_key(state.currency, own)))
    found = convert(rates, state.total, own, today, policies.exchange_rate_max_age_days)
    if isinstance(found, Refusal):
        return {"code": found.code, "figures": dict(found.figures)}
    return {**found.model_dump(mode="json"), "amount": _money(found.amount), "original": _money(found.original)}


def _money(amount: Money) -> dict[str, str]:
    figure, currency = str(amount).split()
    return {"amount": figure, "currency": currency}
