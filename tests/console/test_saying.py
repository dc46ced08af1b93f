"""What a new user gets wrong is told in words: what is wrong, where, and what to do, with a code under -o json."""

import errno
import json
import re
from pathlib import Path

import pytest
import yaml

import console
from adapters.sentences import LANGUAGES, codes
from console.plain_yaml import Loader
from console.problem import explained
from console.rows import _KINDS
from console.saying import BY_ERRNO, said
from tests.console.conftest import Line
from tests.console.test_daily_work import BEAM, CREATE

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words of English: what a parser or the system said, in a Chinese sentence."""


@pytest.mark.parametrize("number", BY_ERRNO)
def test_what_the_system_says_has_words_in_both_languages(number: int) -> None:
    english, chinese = (str(said(OSError(number, "machine text"), language)) for language in ("en", "zh"))
    assert "machine text" not in english + chinese
    assert english != chinese


def test_the_file_of_which_the_system_says_something_is_named() -> None:
    problem = explained(FileNotFoundError(errno.ENOENT, "machine text", "/nowhere"))
    assert (problem.code, str(problem.figures["reason"])) == ("system-failed", "/nowhere: it is not there.")


def test_what_is_rare_keeps_the_systems_words() -> None:
    assert said(OSError(errno.EMFILE, "Too many open files"), "zh") == "Too many open files"


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: [", "第 1 行第 5 列"), ("a: 1\nb: 2\na: 3\n", "第 3 行的键 a 重复。"), ("a: \tb\n- c", "第 1 行第 4 列")],
)
def test_what_a_parser_says_names_the_place(text: str, told: str) -> None:
    with pytest.raises(yaml.YAMLError) as raised:
        yaml.load(text, Loader)
    assert told in str(said(raised.value, "zh"))


def test_what_json_says_names_the_place() -> None:
    with pytest.raises(ValueError, match="Expecting") as raised:
        json.loads('{"a": 1,\n b}')
    assert "line 2, column 2" in str(said(raised.value, "en"))


WRONG = {
    "no such file": (("do", "person.register", "gone.yaml", "--as", "ada"), "file-unreadable", "gone.yaml"),
    "a folder": (("do", "person.register", "/", "--as", "ada"), "file-unreadable", "文件夹"),
    "a filter without value": (("req", "list", "--filter", "foo"), "pair-malformed", "foo"),
    "an unknown filter": (("req", "list", "--filter", "foo=1"), "filter-wrong", "requester"),
    "no number in a filter": (("req", "list", "--filter", "round=x"), "filter-wrong", "整数"),
    "a cursor of nobody": (("req", "list", "--cursor", "zzz"), "filter-wrong", "游标"),
    "a requisition of nobody": (("req", "show", "PR-9"), None, "没有采购申请 PR-9。"),
    "a document of nobody": (("audit", "history", "X-9"), None, "没有单据 X-9。"),
    "a payment run of nobody": (("pay", "release", "RUN-9", "--as", "tina"), None, "没有付款批次 RUN-9。"),
    "tolerances that are nowhere": (
        ("rules", "try-tolerance", "gone.yaml", "--since", "2026-01-01"),
        "file-unreadable",
        "gone.yaml",
    ),
    "a file in no folder": (("data", "export", "suppliers", "/nowhere/s.csv"), "file-unwritable", "无法写入"),
    "a currency of nobody": (
        ("pay", "forecast", "--entity", "DE01", "--currency", "EUROS"),
        "unknown-currency",
        "EUROS",
    ),
    "a company of nobody": (("pay", "forecast", "--entity", "XX", "--currency", "EUR"), "unknown-legal-entity", "XX"),
    "a line without cost": ((*CREATE[:-4], "--line", "quantity=4", "--as", "rita"), "line-part-missing", "cost"),
    "a line without quantity": ((*CREATE[:-4], "--line", "cost=A/B", "--as", "rita"), "line-part-missing", "quantity"),
    "a cost without code": (
        (*CREATE[:-4], "--line", "quantity=4; cost=BRIDGE", "--as", "rita"),
        "line-cost-malformed",
        "BRIDGE",
    ),
    "no number": (
        (*CREATE[:-4], "--line", BEAM.replace("quantity=", "quantity=ten "), "--as", "rita"),
        "fields-wrong",
        "数字",
    ),
    "a correction without value": (("invoice", "correct", "INV-1", "--set", "number", "--as", "fang"), None, "number"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_told_in_the_readers_language(what: str, line: Line) -> None:
    arguments, code, named = WRONG[what]
    shown, told = line.text(*arguments, "--lang", "zh", status=1 if code is None else 2)
    assert shown == ""
    assert named in told
    assert not ENGLISH.search(told), told
    assert not re.search(r"Errno|Error|\{'|None|'\w+'", told), told
    if code:
        assert line(*arguments, status=2)["error"]["code"] == code


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("person: {a: b}\n", "person 须为文本"),
        ("name: Bob\n", "person.register：缺少 person。 必填字段：person, name；可选字段："),
        ("person: bob\nname: Bob\ncod: x\n", "此处没有字段 cod。 必填字段：person, name；可选字段："),
    ],
)
def test_fields_of_a_command_are_named_and_so_is_the_command(given: str, told: str, line: Line, tmp_path: Path) -> None:
    file = tmp_path / "person.yaml"
    file.write_text(given)
    assert told in line.text("do", "person.register", str(file), "--as", "ada", "--lang", "zh", status=2)[1]


@pytest.mark.parametrize(
    ("contract", "known", "left_out"),
    [
        ("person.create", "person.register", "invoice.receive"),
        ("requisitoin.submit", "requisition.submit", "person.register"),
        ("zzzz", "person.register", ""),
    ],
)
def test_a_command_of_nobody_is_told_with_those_near_it(contract: str, known: str, left_out: str, line: Line) -> None:
    told = line("do", contract, "-", "--as", "ada", given="{}", status=2)["error"]["message"]
    assert known in told
    assert not left_out or left_out not in told


def test_every_kind_that_somebody_asks_for_by_its_number_has_a_word() -> None:
    texts = [path.read_text("utf-8") for path in Path(console.__file__).parent.glob("*.py")]
    asked = {kind for text in texts for kind in re.findall(r'unknown\("(\w+)"', text)}
    asked |= {kind for text in texts for kind in re.findall(r'\bdocument\(live, [^()]*, "(\w+)"\)', text)}
    asked |= {"document", *_KINDS.values()}
    assert len(asked) >= 8
    for language in LANGUAGES:
        assert {f"cli.kind-{kind}" for kind in asked} <= codes(language)


def test_a_month_is_asked_for_as_a_month(line: Line) -> None:
    wrong = BEAM.replace("cost=BRIDGE/MATERIAL", "cost=BRIDGE/MATERIAL/2026")
    told = line.text(*CREATE[:-4], "--line", wrong, "--as", "rita", status=2)[1]
    assert "is no month; write it as 2026-11." in told
