"""`--help` and what was wrong with the use of a command, in the reader's language."""

import re
import unicodedata
from collections.abc import Iterator

import click
import pytest
import yaml

from adapters.sentences import LOCALE
from cli import cli, run
from console.helping import folded, texts
from console.misuse import REASONS
from settings import Settings, TemporalSettings
from tests.console.conftest import Line

OF_CLICK = {
    "Usage:", "Options:", "Commands:", "Show this message and exit.", "[OPTIONS]", "COMMAND", "[COMMAND]", "[ARGS]...",
    "default:", "required",
}  # fmt: skip
SETTINGS = {str(each.description) for kind in (Settings, TemporalSettings) for each in kind.model_fields.values()}
CHINESE = yaml.safe_load((LOCALE / "zh" / "help.yaml").read_text("utf-8"))


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            yield from _commands(part, (*path, name))


COMMANDS = dict(_commands(cli))


def test_every_help_text_has_its_sentence_in_chinese_and_no_sentence_is_left_over() -> None:
    wanted = {*texts(cli), *OF_CLICK, *SETTINGS}
    assert len(wanted) > 200
    assert wanted - set(CHINESE) == set()
    assert set(CHINESE) - wanted == set()


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = [path for path, each in COMMANDS.items() if not each.help]
    silent += [
        (*path, option.opts[0])
        for path, each in COMMANDS.items()
        for option in each.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_in_the_readers_language(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path, "--help", "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：")
    for english in ("Usage", "Options:", "Commands:", "Show this message", "[required]", "[default", "[OPTIONS]"):
        assert english not in told
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}", told.partition("\n")[2]), "four words of English"
    assert max(map(_places, told.splitlines())) <= 80


def _places(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


def test_settings_are_told_in_the_readers_language(empty: Line) -> None:
    told = empty.text("config", "--lang", "zh")[0]
    assert "网页入口的端口" in told
    assert "默认" in told
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}", told)


def test_what_each_command_does_is_said_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help", "--lang", "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "... " not in told.replace("[ARGS]... ", "")
    assert "Run executable examples: each case in a house of its own" in told


def test_the_language_may_stand_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "zh", "invoice", "--help"]) == 0
    assert "发票" in capsys.readouterr().out


def test_a_group_without_a_command_shows_its_help_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["approve"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("Usage:")) == ("", 1)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二，三", 4, ["一", "二，", "三"]),
        ("按 NAME 发送", 8, ["按 NAME", "发送"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("", 4, [""]),
    ],
)
def test_lines_are_as_wide_as_they_look(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width) == lines


WRONG = {
    "use-no-command": (["bogus"], "bogus"),
    "use-command-missing": ([], "命令"),
    "use-too-many": (["req", "show", "PR-1", "more"], "more"),
    "use-value-missing": (["req", "list", "--limit"], "--limit"),
    "use-takes-no-value": (["doctor", "--debug=5"], "--debug"),
    "use-not-a-number": (["req", "list", "--limit", "abc"], "abc"),
    "use-out-of-range": (["req", "list", "--limit", "0"], "1<=x<=500"),
    "use-not-a-choice": (["report", "cost", "P", "--by", "day"], "day"),
    "use-not-a-day": (["approve", "substitute", "x", "--from", "2026-13-01"], "2026-13-01"),
    "use-no-file": (["invoice", "intake", "run", "--folder", "nosuch"], "nosuch"),
    "use-a-file": (["invoice", "intake", "run", "--folder", __file__], "test_help.py"),
}


@pytest.mark.parametrize("code", WRONG)
def test_wrong_use_is_told_without_a_word_of_english(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, named = WRONG[code]
    assert run(["--lang", "zh", *arguments]) == 2
    told = capsys.readouterr().err
    assert named in told
    assert "'" not in told
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", told.partition("用法：")[0])


def test_every_reason_has_an_example() -> None:
    assert set(REASONS) == set(WRONG)
