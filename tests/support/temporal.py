"""What the tests need of the machine: a Temporal server's binary."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

import engine
from adapters.temporal_binary import TemporalUnavailable
from settings import Settings


def missing(what: str) -> NoReturn:
    """A tool is not there: a failure in CI, where nothing may be left untested, and a skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def locate() -> Path:
    """The server's binary as `up` finds it, fetched if necessary with progress on stderr; TemporalUnavailable."""
    return engine.binary(Settings(), lambda note: print(note, file=sys.stderr, flush=True))


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
