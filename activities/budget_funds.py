"""The one way documents move funds: on the line of their cost object, or where that line's commitments were carried."""

from dataclasses import replace
from decimal import Decimal

from aggregates.budget_line import (
    BUDGET_LINE,
    Adjust,
    BudgetLine,
    Encumber,
    Follow,
    FundsCommand,
    Owe,
    Pay,
    Reserve,
    Restore,
    Reverse,
    Save,
    Spend,
    Unpay,
    Within,
    budget_key,
)
from aggregates.budget_period import BUDGET_PERIOD, period_key
from aggregates.budget_series import BUDGET_SERIES, series_key
from contracts.ids import stream_id
from contracts.values import CostObject, Money
from store.work import Refused, Work

ZERO = Decimal(0)
DRAWING = (Reserve, Encumber, Owe, Spend, Restore)


def line_of(work: Work, entity: str, cost_object: CostObject) -> BudgetLine:
    """The budget line of a cost object, as this unit of work sees it."""
    return work.load_by_key(BUDGET_LINE, budget_key(entity, cost_object))


def is_closed(work: Work, entity: str, period: str) -> bool:
    """Whether a month of an entity takes no moves any more."""
    return work.load_by_key(BUDGET_PERIOD, period_key(entity, period)).closed


def move_funds(work: Work, entity: str, cost_object: CostObject, command: FundsCommand) -> None:
    """Move funds for a document line. A refusal names the line, or the closed period."""
    chain = _chain(work, entity, cost_object, command)
    match command:
        case Pay():
            _pay(work, entity, chain, command)
        case Save():
            _save(work, entity, chain, command)
        case Unpay():
            _unpay(work, entity, chain, command)
        case Restore():
            _restore(work, entity, chain, command)
        case _:
            act_on_line(work, entity, chain[-1], command)


def act_on_line(work: Work, entity: str, cost_object: CostObject, command: FundsCommand | Follow) -> None:
    """Let exactly this line decide. Raises Refused: as the line says, or because its period is closed."""
    before, stream = len(work.decided), stream_id("budget_line", budget_key(entity, cost_object))
    try:
        work.act(BUDGET_LINE, stream, _within(work, entity, cost_object, command))
    except Refused as refused:
        if refused.refusal.code != "unknown-budget-line":
            raise
        raise work.refuse("unknown-budget-line", entity=entity, **cost_object.model_dump()) from refused
    # What was paid is a fact of the bank, and changes no cost; that a line goes on elsewhere moves nothing.
    if len(work.decided) > before and not isinstance(command, Pay | Unpay | Follow):
        refuse_closed(work, entity, cost_object)


def refuse_closed(work: Work, entity: str, cost_object: CostObject) -> None:
    """Refuse where the period of a cost object is closed."""
    if is_closed(work, entity, cost_object.period):
        raise work.refuse("period-closed", entity=entity, **cost_object.model_dump())


def _within(work: Work, entity: str, cost_object: CostObject, command: FundsCommand | Follow) -> object:
    """The move with what earlier periods have available, where cumulative control asks for it."""
    line = line_of(work, entity, cost_object)
    if line.controls.cumulative is None or not isinstance(command, DRAWING):
        return command
    periods = work.load_by_key(BUDGET_SERIES, series_key(entity, cost_object)).periods
    earlier = ZERO
    for period in periods:
        if period < cost_object.period:
            sibling = line_of(work, entity, cost_object.model_copy(update={"period": period}))
            if sibling.currency != line.currency:
                raise work.refuse("currency-mismatch", expected=line.currency, given=sibling.currency)
            earlier += sibling.available
    return Within(command, line.money(earlier))


def _chain(work: Work, entity: str, cost_object: CostObject, command: FundsCommand) -> list[CostObject]:
    """The lines on which a document line has stood, in order; the last is where it goes on."""
    keys = [str(getattr(command, name, "")) for name in ("key", "source_key", "target_key")]
    keys, chain = [key for key in keys if key], [cost_object]
    while period := _next(work, entity, chain[-1], keys):
        chain.append(cost_object.model_copy(update={"period": period}))
    return chain


def _next(work: Work, entity: str, cost_object: CostObject, keys: list[str]) -> str | None:
    """Where a line says that a move goes on; an order drawn from a carried requisition goes on with it."""
    carried = line_of(work, entity, cost_object).carried
    found = next((carried[key] for key in keys if key in carried), None)
    if found and keys[0] not in carried:
        act_on_line(work, entity, cost_object, Follow(keys[0], found))
    return found


def _pay(work: Work, entity: str, chain: list[CostObject], pay: Pay) -> None:
    """What an earlier period was billed is paid first."""
    left = pay.amount.amount
    for each in chain:
        amount = min(left, max(line_of(work, entity, each).held("actual", pay.key), ZERO))
        act_on_line(work, entity, each, replace(pay, amount=Money(amount=amount, currency=pay.amount.currency)))
        left -= amount


def _save(work: Work, entity: str, chain: list[CostObject], save: Save) -> None:
    """A discount lowers what was billed, where it stands; in a closed month nothing changes, it is reversed in the open one."""
    tip, left = _open_tip(work, entity, chain, save.key), save.amount.amount
    for each in chain:
        held = max(line_of(work, entity, each).held("actual", save.key), ZERO)
        back = Money(amount=min(left, held), currency=save.amount.currency)
        left -= back.amount
        if not is_closed(work, entity, each.period):
            act_on_line(work, entity, each, replace(save, amount=back))
        elif back.amount and tip:
            act_on_line(work, entity, tip, Reverse(save.key, back, each.period, save.cause, "discount"))


def _unpay(work: Work, entity: str, chain: list[CostObject], unpay: Unpay) -> None:
    """What was paid last is due again first; what a discount had given back, no more, is spent again in an open month."""
    nothing = Money(amount=ZERO, currency=unpay.amount.currency)
    left = unpay.amount.amount
    for each in reversed(chain):
        amount = Money(
            amount=min(left, line_of(work, entity, each).settled.get(unpay.key, ZERO)), currency=unpay.amount.currency
        )
        act_on_line(work, entity, each, replace(unpay, amount=amount, saved=nothing))
        left -= amount.amount
    tip = _open_tip(work, entity, chain, unpay.key) or chain[-1]
    bill = unpay.key, unpay.cause.id
    given_back = sum((line_of(work, entity, each).saved.get(bill, ZERO) for each in {*chain, tip}), ZERO)
    again = Money(amount=min(unpay.saved.amount, max(given_back, ZERO)), currency=unpay.saved.currency)
    act_on_line(work, entity, tip, replace(unpay, amount=nothing, saved=again))


def _open_tip(work: Work, entity: str, chain: list[CostObject], key: str) -> CostObject | None:
    """Where the document line goes on: its month, or the next one that is open; None where there is none."""
    last = chain[-1]
    if not is_closed(work, entity, last.period):
        return last
    period = _next_open(work, entity, last)
    if period is None:
        return None
    act_on_line(work, entity, last, Follow(key, period))
    return last.model_copy(update={"period": period})


def _next_open(work: Work, entity: str, closed: CostObject) -> str | None:
    periods = work.load_by_key(BUDGET_SERIES, series_key(entity, closed)).periods
    return next((each for each in periods if each > closed.period and not is_closed(work, entity, each)), None)


def _restore(work: Work, entity: str, chain: list[CostObject], restore: Restore) -> None:
    """Take a bill back where the document line goes on now; what was billed before that is returned from there.

    An open period gives amount and budget on; a closed one stays as it is, and is reversed in the open one.
    """
    tip = _open_tip(work, entity, chain, restore.key)
    if tip is None:
        raise work.refuse("period-closed", entity=entity, **chain[-1].model_dump())
    earlier = [each for each in chain if each != tip]
    left = restore.amount.amount
    here = min(left, max(line_of(work, entity, tip).held("actual", restore.key), ZERO))
    left -= here
    for each in reversed(earlier):
        held = max(line_of(work, entity, each).held("actual", restore.key), ZERO)
        back = Money(amount=min(left, held), currency=restore.amount.currency)
        left -= back.amount
        _bring(work, entity, each, tip, restore, back)
    act_on_line(work, entity, tip, replace(restore, amount=Money(amount=here, currency=restore.amount.currency)))


def _bring(work: Work, entity: str, old: CostObject, tip: CostObject, restore: Restore, back: Money) -> None:
    if not back.amount:
        return
    if is_closed(work, entity, old.period):
        act_on_line(work, entity, tip, Reverse(restore.key, back, old.period, restore.cause))
        return
    act_on_line(work, entity, old, Reverse(restore.key, back, old.period, restore.cause))
    # What was overspent there has no budget to give on.
    free = min(back.amount, max(line_of(work, entity, old).available, ZERO))
    for each, amount in ((old, -free), (tip, free)):
        act_on_line(work, entity, each, Adjust(Money(amount=amount, currency=back.currency), restore.cause))
