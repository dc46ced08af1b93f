"""The YAML of scenarios: one error that says what is wrong where."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from console.plain_yaml import Lines, Loader


class ScenarioError(ValueError):
    """A scenario file is wrong: where, what, and what would be right."""

    def __init__(self, file: Path, line: int, what: str, allowed: Iterable[str] = ()) -> None:
        names = ", ".join(allowed)
        super().__init__(f"{file}:{line}: {what}" + (f" (allowed: {names})" if names else ""))


def read(path: Path, allowed: Iterable[str]) -> Lines:
    """The mapping that a file is. Raises ScenarioError."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 - a SafeLoader that reads less
    except OSError as error:
        raise ScenarioError(path, 0, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(path, 0, "is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ScenarioError(path, line, error.problem or "is not YAML") from error
    except yaml.YAMLError as error:
        raise ScenarioError(path, 0, f"is not YAML: {error}") from error
    if not isinstance(found, Lines):
        raise ScenarioError(path, 1, "is no scenario: a mapping is needed", allowed)
    return found
