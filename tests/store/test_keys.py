"""Keys and seals: made once by however many, private, and nothing opens that was not sealed there."""

from __future__ import annotations

import base64
import multiprocessing
from pathlib import Path

import pytest

from contracts.quotation import QuotationContents, Sealed
from store.keys import KeyMissingError, Keys, SealBrokenError, commitment
from tests.examples import QUOTED

TEXT = '{"unit_price":"99.50"}'


def _make(folder: Path) -> bytes:
    return Keys(folder).make("K")


def test_a_key_is_made_once_by_however_many_and_is_for_its_owner_only(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        made = set(pool.map(_make, [tmp_path / "keys"] * 8))
    assert made == {Keys(tmp_path / "keys").get("K")}
    assert len(made.pop()) == 32
    assert (tmp_path / "keys" / "K").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["K"]


def test_what_is_sealed_opens_with_its_key_at_its_place(tmp_path: Path) -> None:
    sealed = Keys(tmp_path).seal("K", "here", TEXT)
    text, salt = Keys(tmp_path).unseal(sealed, "here")
    assert text == TEXT
    assert commitment(salt, text) == sealed.commitment


def test_the_same_text_never_looks_the_same_and_its_length_is_hidden() -> None:
    keys = Keys()
    one, two, longer = (keys.seal("K", "here", text) for text in (TEXT, TEXT, TEXT + "0" * 500))
    assert len({one.ciphertext, two.ciphertext}) == len({one.commitment, two.commitment}) == 2
    assert len(one.ciphertext) == len(longer.ciphertext)


def test_what_was_changed_or_moved_does_not_open(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    sealed = keys.seal("K", "here", TEXT)
    data = bytearray(base64.b64decode(sealed.ciphertext))
    data[20] ^= 1
    changed = base64.b64encode(bytes(data)).decode()
    for wrong in (
        sealed.model_copy(update={"ciphertext": changed}),
        sealed.model_copy(update={"ciphertext": "%%%"}),
        sealed.model_copy(update={"ciphertext": ""}),
        sealed.model_copy(update={"commitment": "0" * 64}),
    ):
        with pytest.raises(SealBrokenError):
            keys.unseal(wrong, "here")
    with pytest.raises(SealBrokenError):
        keys.unseal(sealed, "elsewhere")


def test_a_missing_key_is_no_broken_seal(tmp_path: Path) -> None:
    sealed = Sealed(key_id="gone", ciphertext="", commitment="0" * 64)
    for keys in (Keys(tmp_path), Keys()):
        with pytest.raises(KeyMissingError):
            keys.unseal(sealed, "here")


def test_a_fingerprint_is_stable_and_of_its_key(tmp_path: Path) -> None:
    assert Keys(tmp_path).fingerprint("a") == Keys(tmp_path).fingerprint("a") != Keys(tmp_path).fingerprint("b")
    assert Keys(tmp_path).fingerprint("a") != Keys(tmp_path / "other").fingerprint("a")


def test_contents_come_back_as_the_very_text_that_was_committed_to() -> None:
    text = QUOTED.model_dump_json()
    assert QuotationContents.model_validate_json(text).model_dump_json() == text
