"""Every code in which a file that came in, or a look at its source, can end has words for people. The codes are read from the
code: each hyphenated word of the modules that end files is one, or is named here."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from adapters.sentences import FOUND, LANGUAGES, LOCALE, came_in, codes
from tests.support.codes import findings

ROOT = Path(__file__).parent.parent
FILES = (
    "bots/first_sight.py", "bots/unpacking.py", "bots/archive_limits.py", "bots/opening_mail.py", "bots/limited.py",
    "activities/intake.py", "activities/taking_in.py", "activities/sources.py",
)  # fmt: skip
"""What says how a file ended."""
LOOKS = ("activities/source_looks.py", "adapters/mailbox.py")
"""What says why a source could not be taken in."""
OTHER = {
    "not-an-invoice": "an outcome",
    "content-disposition": "a header of mails",
    "message-id": "a header of mails",
    "answer-malformed": "a detail of reader-crashed",
    "answer-too-large": "a detail of reader-crashed",
    "no-answer": "a detail of reader-crashed",
}
"""Hyphenated words that are no codes."""


def _words(modules: tuple[str, ...]) -> set[str]:
    trees = [ast.parse((ROOT / module).read_text("utf-8")) for module in modules]
    said = {str(n.value) for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    return {word for word in said if re.fullmatch(r"[a-z]+(-[a-z]+)+", word)} - set(OTHER)


def _of_topics(*topics: str) -> set[str]:
    return {code.partition(".")[2] for code in codes("en") if code.partition(".")[0] in topics}


def test_every_way_in_which_a_file_ends_has_its_sentence() -> None:
    ends = _words(FILES)
    assert len(ends) > 30
    assert ends - _of_topics("intakes", *FOUND) == set()


def test_a_file_of_which_nothing_was_read_ends_in_the_first_finding_which_has_its_sentence() -> None:
    reading = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "bots/reading").rglob("*.py")]
    calls = [each for tree in reading for each in ast.walk(tree) if isinstance(each, ast.Call) and each.args]
    made = {
        str(each.args[0].value)
        for each in calls
        if ast.unparse(each.func) in ("Finding.of", "stop") and isinstance(each.args[0], ast.Constant)
    }
    assert len(made) > 40
    assert made | findings() <= _of_topics("intakes", *FOUND)


def test_no_sentence_is_left_over() -> None:
    for language in LANGUAGES:
        said = yaml.safe_load((LOCALE / language / "intakes.yaml").read_text("utf-8"))
        assert set(said) - _words(FILES) == set()


def test_every_reason_why_a_source_stays_as_it_is_has_its_sentence() -> None:
    stays = _words(LOOKS)
    assert len(stays) == 7
    assert stays - _of_topics("cli", "refusals") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_is_asked_for_that_a_list_does_not_have(language: str) -> None:
    for code in _of_topics("intakes", *FOUND):
        assert "{" not in came_in(code, language)
        assert came_in(code, language) != code
