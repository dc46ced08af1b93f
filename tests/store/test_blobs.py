"""Files by their hash: kept once, and whole again when somebody hands in the bytes of a damaged one."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.blobs import Blobs


def test_a_damaged_file_is_never_given_out_and_is_mended_by_its_own_bytes(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"plan")
    kept = blobs.path(digest).stat().st_mtime_ns
    assert blobs.put(b"plan") == digest
    assert blobs.path(digest).stat().st_mtime_ns == kept
    blobs.path(digest).write_bytes(b"plam")
    with pytest.raises(ValueError, match=digest):
        blobs.get(digest)
    blobs.put(b"plan")
    assert blobs.get(digest) == b"plan"
