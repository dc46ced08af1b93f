"""The command itself: its form, its speed, its answers to wrong use, and a sentence for everything it says."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from adapters.sentences import LANGUAGES, codes, say
from cli import cli, run
from console.command import COMMON
from tests.console.conftest import Line

ROOT = Path(__file__).parent.parent.parent
EXPECTED = {
    "up",
    "demo",
    "doctor",
    "status",
    "config",
    "req",
    "approve",
    "invoice",
    "pay",
    "do",
    "scenario",
    "audit",
    "run",
}


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


LEAVES = dict(leaves(cli))


def test_every_command_is_there() -> None:
    assert set(cli.commands) >= EXPECTED


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_takes_the_common_options_and_explains_itself(path: tuple[str, ...]) -> None:
    options = {option for parameter in LEAVES[path].params for option in parameter.opts}
    assert options >= {"--output", "--lang", "--home", "--debug"}
    assert len(COMMON) == 4
    shown = CliRunner().invoke(cli, [*path, "--help"])
    assert shown.exit_code == 0
    assert LEAVES[path].help


def test_help_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "temporalio", "sqlalchemy", "eventsourcing", "rich", "fastapi", "lxml")
    code = f"import sys, cli; cli.run(['--help']); sys.exit(' '.join(m for m in {heavy} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert "Exit status" in done.stdout


SAYS = re.compile(r'(?:Problem\(|\.say\(|\.note\(|out\.sentence\()\s*"([a-z0-9-]+)"')
FINDS = re.compile(r'Finding\("([a-z-]+)"')


def test_everything_said_has_a_sentence_in_both_languages() -> None:
    texts = [path.read_text("utf-8") for path in (*(ROOT / "console").glob("*.py"), ROOT / "cli.py")]
    said = {f"cli.{code}" for text in texts for code in SAYS.findall(text)}
    found = {code for text in texts for code in FINDS.findall(text)}
    said |= {f"cli.{kind}-{code}" for code in found for kind in ("doctor", "mend")}
    said |= {f"cli.{outcome}" for outcome in ("accepted", "ignored", "refused")}
    assert len(found) >= 12
    for language in LANGUAGES:
        assert said <= codes(language), sorted(said - codes(language))
    assert all(say(code, "en") != say(code, "zh") or say(code, "en").startswith("{") for code in said)


def test_wrong_use_is_status_2_without_a_traceback(empty: Line) -> None:
    for arguments in (["bogus"], ["req", "submit"], ["req", "list", "--limit", "0"], ["demo", "--cases", "x"]):
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 2, arguments
        assert "Traceback" not in result.output


WRONG = {
    "wrong-use": ["bogus"],
    "unknown-option": ["req", "list", "--nowhere"],
    "parameter-missing": ["config", "init"],
    "parameter-wrong": ["invoice", "intake", "run", "--folder", "nosuch"],
}


@pytest.mark.parametrize("code", WRONG)
def test_wrong_use_is_said_as_json_and_in_the_readers_language(
    code: str, empty: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*WRONG[code], "-o", "json"]) == 2
    printed = capsys.readouterr()
    assert printed.err == ""
    error = json.loads(printed.out)["error"]
    assert error["code"] == code
    assert "Usage: req2pay" in error["message"]
    assert run([*WRONG[code], "--lang", "zh"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "用法：req2pay" in printed.err


def test_help_of_a_group_lists_no_command_a_second_time() -> None:
    """click prints the list below; a copy of it in a sentence is untrue with the next command."""

    def copied(name: str, group: click.Group) -> Iterator[str]:
        words = set(re.findall(r"[a-z-]+", (group.help or "").lower()))
        found = sorted(words & {each for each in group.commands if each not in ALSO_WORDS})
        yield from [f"{name}: {', '.join(found)}"] if found else ()
        for below, each in group.commands.items():
            if isinstance(each, click.Group):
                yield from copied(f"{name} {below}", each)

    assert list(copied("req2pay", cli)) == []


ALSO_WORDS = {"invoice", "data"}
"""Names of commands that a sentence may use as what they mean."""


def test_wrong_settings_are_named(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_PORT", "abc")
    assert "port" in empty("status", status=2)["error"]["message"]
    assert "port" in empty.text("req", "list", "--debug", status=2)[1]


def test_the_language_follows_flag_then_setting_then_machine(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ("approve", "vote", "PR-9", "--as", "max")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "没有" in line(*ask, status=1)["error"]["message"]
    monkeypatch.setenv("REQ2PAY_LANGUAGE", "en")
    assert "There is no" in line(*ask, status=1)["error"]["message"]
    assert "没有" in line(*ask, "--lang", "zh", status=1)["error"]["message"]


def test_config_tells_value_and_origin_and_hides_secrets(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_API_KEY", "hush-hush")
    monkeypatch.setenv(
        "REQ2PAY_VIEWS_URL",
        "postgresql://anna:hush-hush@db/views?password=hush-hush&sslmode=require&sslpassword=hush-hush",
    )
    Path(".env").write_text("REQ2PAY_HOST=127.0.0.9\n")
    shown = empty("config")
    rows = {row["variable"]: row for row in shown["settings"]}
    assert "hush-hush" not in json.dumps(shown)
    assert "&sslmode=require&" in rows["REQ2PAY_VIEWS_URL"]["value"]
    assert (rows["REQ2PAY_HOST"]["value"], rows["REQ2PAY_HOST"]["origin"]) == ("127.0.0.9", ".env")
    assert rows["TEMPORAL_API_KEY"]["origin"] == "env"
    assert rows["REQ2PAY_SANDBOX"]["origin"] == "default"
    elsewhere = {row["variable"]: row for row in empty("config", "show", "--home", "elsewhere")["settings"]}
    assert (elsewhere["REQ2PAY_HOME"]["value"], elsewhere["REQ2PAY_HOME"]["origin"]) == ("elsewhere", "flag")


def test_text_and_tables_go_to_stdout_without_colour(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out, _ = line.text("pay", "list")
    assert "Supplier" in out
    assert "\x1b[" not in out


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("", "master-empty", "suppliers"),
        ("- a", "master-empty", "entities"),
        ("buyers: []", "master-unknown", "buyers"),
    ],
)
def test_master_data_that_is_none_names_what_it_may_hold(
    empty: Line, tmp_path: Path, text: str, code: str, names: str
) -> None:
    (tmp_path / "m.yaml").write_text(text)
    (tmp_path / "a.xml").write_text("<a/>")
    error = empty("invoice", "verify", str(tmp_path / "a.xml"), "--master", str(tmp_path / "m.yaml"), status=2)["error"]
    assert error["code"] == code
    assert names in error["message"]
    assert "suppliers" in error["message"]
