"""The signed file is kept by its hash; what is no PDF is not kept at all."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.signing import HandedIn, NotSignedError, Signed, Wanted, collected
from store.blobs import Blobs
from tests.examples import CT

WANTED = Wanted(CT.id, 3, "theirs")
DAY = date(2026, 11, 2)


def test_a_handed_in_pdf_is_kept_and_its_hash_recorded(tmp_path: Path) -> None:
    file, data = tmp_path / "signed.pdf", b"%PDF-1.7 signed"
    file.write_bytes(data)
    blobs = Blobs(tmp_path / "blobs")
    command = collected(HandedIn(file, "Nora", DAY), WANTED, blobs)
    assert command is not None
    assert command.file_sha256 == sha256(data).hexdigest()
    assert blobs.get(command.file_sha256) == data
    assert (command.agreement, command.version, command.party, command.signer) == (CT.id, 3, "theirs", "Nora")


def test_what_is_no_pdf_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"GIF89a")
    with pytest.raises(NotSignedError) as refused:
        collected(HandedIn(file, "Nora", DAY), WANTED, Blobs(tmp_path / "blobs"))
    assert refused.value.code == "not-a-signed-pdf"
    assert not (tmp_path / "blobs").exists()


def test_a_service_may_say_not_yet(tmp_path: Path) -> None:
    class Waiting:
        def signed(self, wanted: Wanted) -> Signed | None:
            assert wanted == WANTED
            return None

    assert collected(Waiting(), WANTED, Blobs(tmp_path)) is None
