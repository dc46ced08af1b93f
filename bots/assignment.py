"""Which invoice line bills which order line: one certain answer, or none."""

from collections.abc import Callable, Sequence

from bots.numbers import total
from bots.plain_text import plain_name
from bots.three_way_match import unit_price
from contracts.matching import Assignment, BilledLine, OrderLine
from contracts.reading import Finding


def assign_lines(billed: Sequence[BilledLine], orders: Sequence[OrderLine]) -> Assignment:
    """Pair invoice lines with order lines.

    An explicit order line reference decides. Without one, candidates are the order lines of the same unit price
    whose remaining quantity covers the line, narrowed by description; where none fits so, the one order line of the
    same description is taken, so that the match can show what differs. Two possible answers are none, with a finding.
    """
    known = {order.order_line: order for order in orders}
    pairs: list[tuple[str, str]] = []
    findings: list[Finding] = []
    for line in billed:
        if line.order_line is not None:
            options = [known[line.order_line]] if line.order_line in known else []
        else:
            options = _options(line, orders)
        if len(options) == 1:
            pairs.append((line.line, options[0].order_line))
        else:
            findings.append(_unassigned(line, options))
    return Assignment(pairs=tuple(pairs), findings=tuple(findings))


def _options(line: BilledLine, orders: Sequence[OrderLine]) -> list[OrderLine]:
    fitting = [order for order in orders if order.unit_price == unit_price(line) and _covers(order, line)]
    same = same_description(line)
    named = [order for order in fitting if same(order)]
    return named or fitting or [order for order in orders if same(order)]


def _covers(order: OrderLine, line: BilledLine) -> bool:
    return line.quantity <= total([order.ordered, -order.billed])


def same_description(line: BilledLine) -> Callable[[OrderLine], bool]:
    """Whether an order line is described in the same words; nothing is no description."""
    words = plain_name(line.description)
    return lambda order: bool(words) and plain_name(order.description) == words


def _unassigned(line: BilledLine, options: list[OrderLine]) -> Finding:
    if options:
        names = ", ".join(order.order_line for order in options)[:200]
        return Finding.of("order-line-ambiguous", "exception", {"line": line.line, "options": names})
    wanted = line.order_line or ""
    return Finding.of("order-line-unknown", "exception", {"line": line.line, "order_line": wanted})
