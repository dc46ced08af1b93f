"""Sentences for people: the one reader of `locale/`, in every language the project speaks."""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("en", "zh")
FOUND = ("invoice_findings", "invoice_decisions", "refusals")
"""The topics of what is found on an invoice."""


def say(topic_code: str, language: str, **figures: object) -> str:
    """The sentence of a code in a language, with its figures put in.

    The code is `topic.code` (the file's name, then the key) or the bare key. A figure that is missing leaves its
    placeholder, an unknown code is said as it is: telling people something is never a reason to fail.
    """
    template = _sentences(language).get(topic_code)
    return topic_code if template is None else _Lenient().vformat(template, (), figures)


def found(code: str, language: str, **figures: object) -> str:
    """What was found on an invoice: by the checks of the document, by its judgement, or by a refusal that holds it."""
    return _of(FOUND, code, language, figures)


def came_in(code: str, language: str) -> str:
    """Why a file that came in ended as it did. What readers found is told without its figures: the invoice has them."""
    return re.sub(r"\{\w+\}", "…", _of(("intakes", *FOUND), code, language, {}))


def refusal(code: str, language: str, **figures: object) -> str:
    """Why something was refused, or could not be done."""
    return _of(("refusals",), code, language, figures)


def _of(topics: Sequence[str], code: str, language: str, figures: Mapping[str, object]) -> str:
    """The sentence in the first of the topics that has one."""
    named = (f"{topic}.{code}" for topic in topics if f"{topic}.{code}" in _sentences(language))
    return say(next(named, code), language, **figures)


@dataclass(frozen=True)
class Reason:
    """A code with its figures, said in whichever language it is asked for."""

    code: str
    figures: Mapping[str, object]

    def text(self, language: str = "en") -> str:
        """The sentence in `language` (en or zh)."""
        return refusal(self.code, language, **self.figures)

    def __str__(self) -> str:
        return self.text()


def helped(text: str, language: str) -> str:
    """What helps people at the command line, asked by its English; what has no sentence is said in English."""
    return text if language == "en" else _sentences(language).get(f"help.{text}", text)


def fact(field: str, value: str, language: str) -> str:
    """A fact that an approval matrix tests; that of a declared kind has no sentence, but the field's name."""
    code = f"matrix.fact-{field}"
    return say(code, language, value=value) if code in _sentences(language) else f"{field} {value}"


def codes(language: str) -> frozenset[str]:
    """All codes that have a sentence in a language, as `topic.code`; help has no codes, its keys are the English words."""
    topics = {path.stem for path in (LOCALE / language).glob("*.yaml")} - {"help"}
    return frozenset(code for code in _sentences(language) if code.partition(".")[0] in topics)


class _Lenient(string.Formatter):
    """`str.format` that keeps what it cannot fill, and never looks into the attributes of a figure."""

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        return kwargs.get(field_name, "{" + field_name + "}"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return format(value, format_spec)
        except (ValueError, TypeError):
            return str(value)


@lru_cache
def _sentences(language: str) -> dict[str, str]:
    """Every sentence under its bare key and under `topic.key`; the first topic by name owns a repeated bare key."""
    found: dict[str, str] = {}
    for path in sorted((LOCALE / language).glob("*.yaml")):
        for key, sentence in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            found[f"{path.stem}.{key}"] = str(sentence)
            found.setdefault(str(key), str(sentence))
    return found
