"""Every code that can be said has its sentence in every language, and the languages name the same figures."""

import string

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from adapters.fields import EXACT, FORMS, wrong_field
from adapters.sentences import LANGUAGES, LOCALE
from contracts.values import LARGEST_AMOUNT, Money, Quantity
from tests.support.codes import findings, refusals, uncoded, wrongs

COST_OBJECT = {"project", "cost_code", "period"}
GIVEN_AS_EVIDENCE = {
    "side-effect-failed": {"effect"},
    "key-reused": {"key"},
    "defect": {"error"},
}
"""Codes whose figures are not named in the call that says them."""
FROM_OUTSIDE = {"malformed"}
"""Codes of requests that never become commands."""


def _topic(language: str, topic: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((LOCALE / language / topic).read_text(encoding="utf-8"))
    return found


OF_HELP = "help.yaml"
"""Asked by the English beside each command, so there is none in English (tests/console/test_help.py)."""
TOPICS = sorted({path.name for language in LANGUAGES for path in (LOCALE / language).glob("*.yaml")} - {OF_HELP})


@pytest.mark.parametrize("topic", TOPICS)
def test_no_sentence_is_written_twice(topic: str) -> None:
    """YAML lets the last of two equal keys win in silence: the other sentence would never be said."""
    for language in LANGUAGES:
        root = yaml.compose((LOCALE / language / topic).read_text(encoding="utf-8"))
        assert isinstance(root, yaml.MappingNode)
        keys = [key.value for key, _ in root.value]
        assert sorted(keys) == sorted(set(keys))


def _figures(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.mark.parametrize("topic", TOPICS)
def test_all_languages_say_the_same(topic: str) -> None:
    english = _topic("en", topic)
    for language in LANGUAGES:
        other = _topic(language, topic)
        assert set(other) == set(english)
        assert {code: set(_figures(text)) for code, text in other.items()} == {
            code: set(_figures(text)) for code, text in english.items()
        }


def _said() -> dict[str, str]:
    return {
        **_topic("en", "invoice_findings.yaml"),
        **_topic("en", "invoice_decisions.yaml"),
        **_topic("en", "refusals.yaml"),
    }


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal() -> None:
    assert set(refusals()) <= set(_said())
    assert set(_topic("en", "refusals.yaml")) <= set(refusals()) | FROM_OUTSIDE
    assert set(_topic("en", "invoice_decisions.yaml")) <= set(refusals())


def test_a_refusal_says_only_figures_that_it_has() -> None:
    for code, sentence in _topic("en", "refusals.yaml").items():
        given = refusals().get(code, {"field", "why"})
        has = given | GIVEN_AS_EVIDENCE.get(code, set()) | (COST_OBJECT if "**" in given else set())
        assert set(_figures(sentence)) <= has, code


def test_every_finding_has_a_sentence() -> None:
    assert findings() <= set(_topic("en", "invoice_findings.yaml"))


def test_no_validator_says_a_sentence() -> None:
    """It would be said in English to everybody: validators say a code, `raise wrong("field-…", figure=…)`."""
    assert uncoded() == []


def test_every_code_of_a_validator_has_a_sentence_of_figures_that_it_gives() -> None:
    sentences = _topic("en", "fields.yaml")
    assert set(sentences) == {*EXACT.values(), *FORMS.values(), *wrongs(), "field-kind", "field-whole"}
    for code, given in wrongs().items():
        assert set(_figures(sentences[code])) - {"field"} == given, code


def test_what_a_validator_says_is_read_in_every_language() -> None:
    def said(value: type[BaseModel], fields: dict[str, object]) -> tuple[str, str]:
        with pytest.raises(ValidationError) as raised:
            value.model_validate(fields)
        found = wrong_field(raised.value.errors()[0])
        return found.text("en"), found.text("zh")

    assert said(Money, {"amount": "1.234", "currency": "EUR"}) == (
        "What was given: 1.234 is finer than the smallest unit of EUR.",
        "所填内容：1.234 小于 EUR 的最小货币单位。",
    )
    assert said(Money, {"amount": LARGEST_AMOUNT + 1, "currency": "EUR"})[1] == "amount 过大，界限为 1000000000000。"
    assert said(Quantity, {"amount": "1E9"})[1] == "amount 小数点前超过 9 位。"
