"""Pure work on documents: reading them, checking them, matching them; a change of results raises the version."""

import re

VERSION = "1.1"


def newer(version: str, than: str) -> bool:
    """Whether a bot's version is a later one: its figures are compared, in order."""
    return _figures(version) > _figures(than)


def _figures(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"[0-9]+", version)))
