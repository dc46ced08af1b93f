"""YAML and JSON as people wrote it: figures stay text, and nothing is said twice."""

import json
from typing import Any

import yaml


class Lines(dict[str, Any]):
    """A mapping that knows the line it begins on."""

    line = 0


class RepeatedError(yaml.MarkedYAMLError):
    """A key stands twice in one mapping."""

    code = "key-repeated"

    def __init__(self, key: str, mark: Any) -> None:
        super().__init__(problem=f"the key {key!r} is repeated", problem_mark=mark)
        self.figures = {"key": key, "line": mark.line + 1}


class Loader(yaml.SafeLoader):
    """Numbers, dates and yes or no stay text, so that no amount ever becomes a float; a repeated key is an error."""


_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag in _KEPT]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: Loader, node: yaml.MappingNode) -> Lines:
    keys: set[str] = set()
    for key, _ in node.value:
        name = str(key.value)
        if name in keys:
            raise RepeatedError(name, key.start_mark)
        keys.add(name)
    loader.flatten_mapping(node)
    found = Lines((str(loader.construct_object(key, deep=True)), loader.construct_object(value, deep=True))
                  for key, value in node.value)  # fmt: skip
    found.line = node.start_mark.line + 1
    return found


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def json_text(text: str) -> Any:
    """JSON by its own grammar: YAML knows neither tabs before a key nor characters in two escapes. Raises ValueError."""
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_figure, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} is repeated")
    return found


def _no_figure(word: str) -> Any:
    raise ValueError(f"{word} is no figure")
