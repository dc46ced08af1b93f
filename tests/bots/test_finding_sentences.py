"""Every finding that the bots can give has a sentence in every language, whose placeholders are its evidence."""

import re
from pathlib import Path
from typing import get_args

import yaml

import bots
from adapters.sentences import LANGUAGES, LOCALE
from contracts.matching import Comparison

CODE = re.compile(
    r'(?:Finding\.of|finding|_finding|stop|UnsafeXmlError|ArchiveError|_failed)\(\s*(?:data, )?"([a-z]+(?:-[a-z]+)+)"'
)


def _given() -> set[str]:
    folder = Path(bots.__file__).parent
    files = (*folder.rglob("*.py"), folder.parent / "activities" / "representation.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    comparisons = {f"match-{what}" for what in get_args(Comparison.model_fields["what"].annotation)}
    return (
        set(CODE.findall(source)) | comparisons | {"scientific-notation", "amount-malformed", "unreadable", "encrypted"}
    )


def _sentences(language: str) -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((LOCALE / language / "invoice_findings.yaml").read_text(encoding="utf-8"))
    return loaded


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    for language in LANGUAGES:
        assert set(_sentences(language)) == _given()


def test_both_languages_name_the_same_figures() -> None:
    english, chinese = _sentences("en"), _sentences("zh")
    for code, sentence in english.items():
        assert sorted(re.findall(r"{\w+}", sentence)) == sorted(re.findall(r"{\w+}", chinese[code])), code
