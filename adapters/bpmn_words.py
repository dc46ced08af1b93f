"""What a route says in words and in expressions: whom a step asks, how it is decided, what a condition tests."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

from adapters.sentences import fact, say
from contracts.conditions import Band, Conditions, NoneOf, OneOf, Test, YesNo
from contracts.route import Step


def deciders(step: Step) -> int:
    """How many places a step asks."""
    return len(step.roles) + len(step.persons) + len(step.managers) + step.department_head


def needed(step: Step) -> int:
    """How many approvals the step needs."""
    return {"votes": step.votes_of(deciders(step)), "any": 1}.get(step.mode, deciders(step))


def against(step: Step) -> int:
    """With how many rejections the step has failed: by votes as soon as the others no longer suffice."""
    return deciders(step) - needed(step) + 1 if step.mode == "votes" else 1


def whom(step: Step, language: str) -> str:
    """Whom a step asks, and how many of them."""
    asked = say("bpmn.and", language).join(_whom(step, language))
    if deciders(step) <= 1 or step.kind == "copy":
        return asked
    return say(f"bpmn.asks-{step.mode}", language, whom=asked, needed=needed(step), deciders=deciders(step))


def _whom(step: Step, language: str) -> Iterator[str]:
    yield from (*step.roles, *step.persons)
    yield from (say("bpmn.manager", language, level=level) for level in step.managers)
    if step.department_head:
        yield say("bpmn.department-head", language)


def owners(step: Step) -> Iterator[str]:
    """The deciders, or the service, as expressions, in the order in which they are asked."""
    if step.bot:
        yield f"service({_word(step.bot)})"
    yield from (f"role({_word(role)})" for role in step.roles)
    yield from (f"person({_word(person)})" for person in step.persons)
    yield from (f"manager({level})" for level in step.managers)
    if step.department_head:
        yield "department_head()"


def hours(step: Step, many: int, language: str) -> str:
    """So many hours, elapsed or of working time."""
    return say(f"bpmn.hours-{step.hours}", language, hours=many)


def told(conditions: Conditions, language: str) -> str:
    """Conditions as people read them."""
    return say("matrix.and", language).join(
        fact(name, _told(test, language), language) for name, test in conditions.items()
    )


def _told(test: Test, language: str) -> str:
    match test:
        case Band():
            bounds = ((">", test.above), ("≤", test.up_to))
            told = [f"{sign} {_number(bound)}" for sign, bound in bounds if bound is not None]
            return " ".join((*told, *["/".join(test.currencies)] * bool(test.currencies))) or "≥ 0"
        case OneOf():
            return " / ".join(_spoken(test.one_of, language))
        case NoneOf():
            return " ".join(f"≠ {word}" for word in _spoken(test.none_of, language))
        case YesNo():
            return say("matrix.is-so" if test.so else "matrix.is-not", language)


def _spoken(words: Iterable[str], language: str) -> list[str]:
    return [say(f"matrix.{word[1:-1]}", language) if word.startswith("(") else word for word in sorted(words)]


def expression(conditions: Conditions) -> str:
    """Conditions as FEEL. An amount of money is two variables: the number `amount` and the word `amount_currency`."""
    return " and ".join(part for name, test in conditions.items() for part in _parts(name, test)) or "true"


def _parts(name: str, test: Test) -> Iterator[str]:
    match test:
        case Band():
            if test.above is not None:
                yield f"{name} > {_number(test.above)}"
            if test.up_to is not None:
                yield f"{name} <= {_number(test.up_to)}"
            if test.currencies:
                yield one_of(f"{name}_currency", test.currencies)
        case OneOf():
            yield one_of(name, sorted(test.one_of))
        case NoneOf():
            yield from (f"{name} != {_word(word)}" for word in sorted(test.none_of))
        case YesNo():
            yield f"{name} = {str(test.so).lower()}"


def one_of(name: str, words: Iterable[str]) -> str:
    """That a variable is one of these words."""
    return f"({' or '.join(f'{name} = {_word(word)}' for word in words)})"


def _number(number: Decimal) -> str:
    return f"{number:f}"


def _word(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)
