"""One change at a time: comparisons flipped, `and` and `or` swapped, conditions negated, limits moved by one unit."""

import ast
import copy
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from types import CodeType, FunctionType

FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """What was changed on which line, and the function's code with it."""

    change: str
    line: int
    code: CodeType


@cache
def _tree(file: str) -> ast.Module:
    with open(file, encoding="utf-8") as source:  # noqa: PTH123 - the path is what inspect gives
        return ast.parse(source.read())


def mutations(function: FunctionType) -> Iterator[Mutation]:
    """Every mutation of a function."""
    file = inspect.getsourcefile(function)
    assert file is not None
    first = function.__code__.co_firstlineno
    node = next(n for n in ast.walk(_tree(file)) if isinstance(n, ast.FunctionDef) and first in (n.lineno, _first(n)))
    seen: Counter[str] = Counter()
    for number in range(sum(1 for _ in _places(node))):
        changed = copy.deepcopy(node)
        place, change = list(_places(changed))[number]
        before = _text(place)
        change()
        told = f"{before} -> {_text(place)}"
        seen[told] += 1
        repeat = f" ({seen[told]})" if seen[told] > 1 else ""
        yield Mutation(told + repeat, place.lineno, _compiled(changed, file, function))


def _text(node: ast.expr) -> str:
    return ast.unparse(node).replace("\n", " ")[:100]


def _first(node: ast.FunctionDef) -> int:
    return min((decorator.lineno for decorator in node.decorator_list), default=node.lineno)


def _compiled(node: ast.FunctionDef, file: str, function: FunctionType) -> CodeType:
    node.decorator_list = []
    module = compile(ast.fix_missing_locations(ast.Module([node], [])), file, "exec", dont_inherit=True)
    found = next(c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == node.name)
    assert found.co_freevars == function.__code__.co_freevars
    return found


def _places(root: ast.FunctionDef) -> Iterator[tuple[ast.expr, Callable[[], None]]]:
    """Every expression that can be changed, with its change; in the same order for every copy of a function."""
    for node in (n for statement in root.body for n in _judging(statement)):
        if isinstance(node, ast.Compare):
            yield from ((node, partial(_flip, node, index)) for index in range(len(node.ops)))
        elif isinstance(node, ast.BoolOp) and not _is_guard(node):
            yield node, partial(setattr, node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            # `not not x` is x as a truth value; the node itself cannot be replaced in its parent from here.
            yield node, partial(setattr, node, "operand", ast.UnaryOp(ast.Not(), node.operand))
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield from ((node, partial(setattr, node, "value", node.value + step)) for step in (1, -1))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            yield node, partial(setattr, node, "op", ast.Sub() if isinstance(node.op, ast.Add) else ast.Add())


def _judging(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but what only shapes a text (slices, where counting starts) or speaks to the type checker (asserts)."""
    if isinstance(node, ast.Slice | ast.Assert) or (isinstance(node, ast.keyword) and node.arg == "start"):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _judging(child)


def _is_guard(node: ast.BoolOp) -> bool:
    """Whether it only tells the type checker that what one event sets together is there, or gives an empty text."""
    last = node.values[-1]
    return (isinstance(last, ast.Constant) and last.value == "") or all(
        isinstance(value, ast.Name | ast.Attribute)
        or (isinstance(value, ast.Compare) and isinstance(value.ops[0], ast.Is | ast.IsNot))
        for value in node.values
    )


def _flip(node: ast.Compare, index: int) -> None:
    node.ops[index] = FLIPS[type(node.ops[index])]()
