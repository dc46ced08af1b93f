"""Files by their hash: kept once, and whole again when somebody hands in the bytes of a damaged one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from store.blobs import SEALED, Blobs
from store.keys import KeyMissingError, Keys


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


@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_of_no_bytes_is_kept_as_any_other(tmp_path: Path, sealed: bool) -> None:
    blobs = Blobs(tmp_path / "blobs", Keys(tmp_path / "keys"))
    digest = blobs.put(b"", sealed=sealed)
    assert blobs.keeps(digest)
    assert blobs.get(digest) == b""


def test_a_sealed_file_lies_encrypted_under_the_hash_of_its_own_bytes(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs", Keys(tmp_path / "keys"))
    digest = blobs.put(b"offer", sealed=True)
    assert digest == sha256(b"offer").hexdigest()
    lies = blobs.path(digest).read_bytes()
    assert lies.startswith(SEALED)
    assert b"offer" not in lies
    assert Blobs(tmp_path / "blobs", Keys(tmp_path / "keys")).get(digest) == b"offer"
    # Handed in again it stays as it lies, sealed or open.
    assert blobs.put(b"offer", sealed=True) == blobs.put(b"offer") == digest
    assert blobs.path(digest).read_bytes() == lies


def test_what_lay_open_is_sealed_once_it_must_be_and_what_was_changed_is_told(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, Keys())
    digest, other = blobs.put(b"offer"), blobs.put(b"other", sealed=True)
    blobs.put(b"offer", sealed=True)
    lies = blobs.path(digest).read_bytes()
    assert lies.startswith(SEALED)
    for wrong in (blobs.path(other).read_bytes(), lies[:-1], SEALED):
        blobs.path(digest).write_bytes(wrong)
        with pytest.raises(ValueError, match=digest):
            blobs.get(digest)
    blobs.put(b"offer", sealed=True)
    assert blobs.get(digest) == b"offer"


def test_without_its_key_a_sealed_file_is_not_read_and_not_lost(tmp_path: Path) -> None:
    digest = Blobs(tmp_path, Keys()).put(b"offer", sealed=True)
    with pytest.raises(KeyMissingError):
        Blobs(tmp_path, Keys(tmp_path / "keys")).get(digest)
    with pytest.raises(ValueError, match=digest):
        Blobs(tmp_path).get(digest)


def test_an_open_file_that_begins_like_a_sealed_one_is_what_it_is(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, Keys())
    assert blobs.get(blobs.put(SEALED + b"x")) == SEALED + b"x"
