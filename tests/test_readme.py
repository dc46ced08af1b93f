"""Both READMEs name the same commands and addresses, and no command that there is not."""

import re
from pathlib import Path

import click
import pytest

from cli import cli

ROOT = Path(__file__).parents[1]
LANGUAGES = ("README.md", "README.zh.md")


def _quoted(name: str) -> list[str]:
    """What stands between backticks, and the lines of blocks of code."""
    text = (ROOT / name).read_text("utf8")
    blocks = [row for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for row in block.splitlines()]
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]


def _commands(name: str) -> set[str]:
    """The commands, with each of those that share a row: "data import|export" is two."""
    known, found = set(cli.commands), set()
    for each in _quoted(name):
        words = each.removeprefix("req2pay ").split("#")[0].replace("\\|", "|").split()
        if words and words[0] in known:
            found |= {(words[0], *rest) for rest in _below(cli.commands[words[0]], words[1:])}
    return {" ".join(path) for path in found}


def _below(command: click.Command, words: list[str]) -> list[tuple[str, ...]]:
    if not isinstance(command, click.Group) or not words or not re.fullmatch(r"[a-z|-]+", words[0]):
        return [()]
    names = words[0].split("|")
    return [(name, *rest) for name in names for rest in _below(command.commands[name], words[1:])]


def _addresses(name: str) -> set[str]:
    """Methods and paths, without what stands for a value."""
    paths = [each for each in _quoted(name) if re.match(r"(GET|POST) /", each)]
    return {re.sub(r"\{[^}]*\}", "{}", each) for each in paths}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_command_of_a_readme_exists(name: str) -> None:
    assert len(_commands(name)) > 30


def test_both_readmes_name_the_same() -> None:
    english, chinese = LANGUAGES
    assert _commands(english) == _commands(chinese)
    assert _addresses(english) == _addresses(chinese)
    assert len(_addresses(english)) > 5
