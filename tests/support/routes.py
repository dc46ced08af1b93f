"""Random routes: groups in groups, conditions, every kind of step and every mode; for the oracle and for pictures."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from aggregates.matrix_facts import holds, read_fact
from contracts.approval_matrix import FIELDS
from contracts.conditions import Conditions
from contracts.route import Step, applying, leaves

WORDS = ("IT", "OFFICE", "(none)", "(several)")
TESTS: tuple[Mapping[str, Any], ...] = (
    {"amount": {"above": "1000"}},
    {"amount": {"up_to": "1000", "currencies": ["CNY"]}},
    {"amount": {"above": "500", "up_to": "20000", "currencies": ["CNY", "EUR"]}},
    {"category": {"one_of": ["IT", "(several)"]}},
    {"category": {"none_of": ["IT", "(none)"]}},
    {"over_budget": {"so": True}},
    {"over_budget": {"so": False}, "requester_level": {"above": "1"}},
)
FACTS: Mapping[str, tuple[str, ...]] = {
    "amount": ("500 CNY", "500.01 EUR", "1000 CNY", "1000.01 CNY", "20000 EUR", "99999 EUR"),
    "category": ("IT", "OFFICE", "(none)", "(several)"),
    "over_budget": ("yes", "no"),
    "requester_level": ("0", "1", "2"),
}
NAMES = (
    "Manager|经理",
    "Finance and project|财务与项目",
    "Board of the company|公司董事会",
    "Legal|法务",
    "Buyer|采购员",
)


class Routes:
    """Routes by chance; the same ones for the same seed. Their roles are told apart, so that nobody decides for two."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.roles = 0

    def route(self, deepest: int = 3) -> tuple[Step, ...]:
        """A route that any facts leave with somebody who decides."""
        self.roles = 0
        steps = self._steps(deepest, 4)
        if not any(step.kind == "decide" for step in leaves(applying(steps, lambda conditions: not conditions))):
            steps = (*steps, self._decide({}))
        return steps

    def facts(self) -> dict[str, str]:
        """Facts of a document."""
        return {name: self.random.choice(values) for name, values in FACTS.items()}

    def _steps(self, deepest: int, most: int) -> tuple[Step, ...]:
        return tuple(self._any(deepest) for _ in range(self.random.randint(1, most)))

    def _any(self, deepest: int) -> Step:
        when = self.random.choice(TESTS) if self.random.random() < 0.3 else {}
        kind = self.random.choices(
            ("decide", "copy", "automatic", "bot", "parallel"), (6, 1, 1, 1, 3 if deepest > 1 else 0)
        )[0]
        if kind == "decide":
            return self._decide(when)
        if kind == "parallel":
            branches = tuple(self._steps(deepest - 1, 2) for _ in range(self.random.randint(2, 3)))
            return self._made(kind, when, branches=branches)
        more: Mapping[str, Mapping[str, Any]] = {
            "copy": {"roles": self._some(2)},
            "bot": {"bot": self._some(1)[0], "time_out_after_hours": 8},
        }
        return self._made(kind, when, **more.get(kind, {}))

    def _decide(self, when: Mapping[str, Any]) -> Step:
        mode = self.random.choice(("all", "any", "in_order", "votes"))
        roles = self._some(4)
        more: dict[str, Any] = {"mode": mode, "roles": roles}
        if mode == "votes":
            more |= {"needed": self.random.randint(1, len(roles))} if self.random.random() < 0.7 else {"percent": "66"}
        if self.random.random() < 0.4:
            more |= {"time_out_after_hours": 240, "on_time_out": self.random.choice(("reject", "return"))}
        return self._made("decide", when, **more, hours=self.random.choice(("elapsed", "working")))

    def _some(self, most: int) -> tuple[str, ...]:
        first = self.roles
        self.roles += self.random.randint(1, most)
        return tuple(f"role{number}" for number in range(first, self.roles))

    def _made(self, kind: str, when: Mapping[str, Any], **more: Any) -> Step:
        name, name_zh = self.random.choice(NAMES).split("|")
        return Step.model_validate({"name": name, "name_zh": name_zh, "kind": kind, "when": when, **more})


def taken_with(route: Sequence[Step], facts: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps that a document with these facts takes, by the rules of the matrix."""
    read = {name: read_fact(fact, FIELDS[name]) for name, fact in facts.items()}

    def hold(conditions: Conditions) -> bool:
        tested = [(test, read[name]) for name, test in conditions.items()]
        return all(fact is not None and holds(test, fact) for test, fact in tested)

    return applying(route, hold)
