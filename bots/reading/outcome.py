"""How readers begin and give up: a reading without fields, and the finding that says why."""

import hashlib
from typing import NamedTuple

from bots import VERSION
from bots.reading.scanned import ScannedPage
from contracts.reading import Finding, Format, Reading
from contracts.reading_hints import Hint

MAX_BYTES = 50 * 1024 * 1024
FAILURES = frozenset({"reader-crashed", "reader-killed", "reader-memory", "reader-timeout", "schematron-failed"})
"""Findings that tell of the reader, not of the file: another try, or another machine, may read it."""


class Options(NamedTuple):
    """What a reader is not to look at, which exists to measure readers honestly; pages that were looked at; and what is
    known of the pages of the supplier."""

    ignore_embedded: bool = False
    ignore_qr: bool = False
    scanned: tuple[ScannedPage, ...] = ()
    hints: tuple[Hint, ...] = ()


def blank(data: bytes, kind: Format, *findings: Finding) -> Reading:
    """A reading with no fields, only what was found; for files that cannot be read."""
    digest = hashlib.sha256(data).hexdigest()
    return Reading(file_sha256=digest, format=kind, findings=findings, bot_version=VERSION)


def stop(code: str, **evidence: str) -> Finding:
    """A finding that a person must look at, because the bot could not."""
    return Finding.of(code, "exception", evidence)
