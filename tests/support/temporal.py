"""What the tests need of the machine: a Temporal server's binary, and where fetched tools are kept."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from adapters.temporal_binary import TemporalUnavailable, find
from adapters.temporal_fetch import VERSION


def cache_home() -> Path:
    """The user's cache folder of this product."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "req2pay"


def missing(what: str) -> NoReturn:
    """A tool is not there: a failure in CI, where nothing may be left untested, and a skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def locate() -> Path:
    """The server's binary, fetched if necessary with progress on stderr; TemporalUnavailable."""
    told = os.environ.get("REQ2PAY_TEMPORAL_BIN")
    explicit = Path(told) if told else None
    return find(explicit, cache_home() / f"temporal-{VERSION}", lambda note: print(note, file=sys.stderr, flush=True))


@cache
def temporal_binary() -> Path:
    """The server's binary for a test; see `missing` when there is none."""
    try:
        return locate()
    except TemporalUnavailable as error:
        missing(str(error))


if __name__ == "__main__":
    try:
        print(locate())
    except TemporalUnavailable as error:
        print(error, file=sys.stderr)
        # Only CI insists on a server: elsewhere the tests that need it are skipped and say so.
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
