"""YAML whose figures stay text, with the line of every mapping, and one error that says what is wrong where."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml


class ScenarioError(ValueError):
    """A scenario file is wrong: where, what, and what would be right."""

    def __init__(self, file: Path, line: int, what: str, allowed: Iterable[str] = ()) -> None:
        names = ", ".join(allowed)
        super().__init__(f"{file}:{line}: {what}" + (f" (allowed: {names})" if names else ""))


class Lines(dict[str, Any]):
    """A mapping that knows the line it begins on."""

    line = 0


class _Loader(yaml.SafeLoader):
    """Numbers, dates and yes or no stay text, so that no amount ever becomes a float; a repeated key is an error."""


_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag in _KEPT]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Lines:
    keys: set[str] = set()
    for key, _ in node.value:
        if key.value in keys:
            raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} is repeated", problem_mark=key.start_mark)
        keys.add(key.value)
    loader.flatten_mapping(node)
    found = Lines((str(loader.construct_object(key, deep=True)), loader.construct_object(value, deep=True))
                  for key, value in node.value)  # fmt: skip
    found.line = node.start_mark.line + 1
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(path: Path, allowed: Iterable[str]) -> Lines:
    """The mapping that a file is. Raises ScenarioError."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader that reads less
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
