"""Keys outside the log: what is sealed in events can be read only with them, and no backup of the log contains them."""

import base64
import binascii
import hmac
import json
import os
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.quotation import Sealed
from store.blobs import sync_folder

KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 32
PADDED_TO = 1024
"""Sealed text is filled up to a multiple of this, so that its length tells nothing about an amount."""
FOR_RECEIPTS, FOR_FILES = "receipts", "files"


class KeyMissingError(OSError):
    """The key of something sealed is not in the folder of keys: mount or restore it, then try again."""


class SealBrokenError(ValueError):
    """What is sealed was changed, or was sealed for another place."""


class Keys:
    """A folder of keys by name, each made once and never changed; without a folder they live in memory only."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._kept: dict[str, bytes] = {}

    def make(self, name: str) -> bytes:
        """The key of a name, made on first use and on disk before it is given; of two makers at once, one wins."""
        if name not in self._kept:
            self._kept[name] = _made(self._folder / name) if self._folder else secrets.token_bytes(KEY_BYTES)
        return self._kept[name]

    def get(self, name: str) -> bytes:
        """The key of a name. Raises KeyMissingError."""
        if name not in self._kept:
            try:
                self._kept[name] = (self._folder / name if self._folder else Path(name)).read_bytes()
            except FileNotFoundError as missing:
                raise KeyMissingError(f"no key {name}") from missing
        return self._kept[name]

    def seal(self, name: str, place: str, text: str) -> Sealed:
        """Encrypt text for one place (AES-256-GCM), with a salted commitment to it."""
        salt, nonce = secrets.token_hex(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps({"salt": salt, "text": text}, ensure_ascii=False).encode()
        padded = plain + b" " * (-len(plain) % PADDED_TO)
        encrypted = AESGCM(self.make(name)).encrypt(nonce, padded, place.encode())
        return Sealed(
            key_id=name,
            ciphertext=base64.b64encode(nonce + encrypted).decode(),
            commitment=commitment(salt, text),
        )

    def unseal(self, sealed: Sealed, place: str) -> tuple[str, str]:
        """The text and its salt. Raises KeyMissingError, and SealBrokenError when it is not what was sealed there."""
        key = self.get(sealed.key_id)
        try:
            data = base64.b64decode(sealed.ciphertext, validate=True)
            found = json.loads(AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()))
            text, salt = str(found["text"]), str(found["salt"])
        except (InvalidTag, binascii.Error, ValueError, KeyError) as broken:
            raise SealBrokenError(sealed.key_id) from broken
        if commitment(salt, text) != sealed.commitment:
            raise SealBrokenError(sealed.key_id)
        return text, salt

    def seal_bytes(self, place: str, data: bytes) -> bytes:
        """Encrypt a file for one place (AES-256-GCM). It is handed in before any quotation names it: the key is its own."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.make(FOR_FILES)).encrypt(nonce, data, place.encode())

    def unseal_bytes(self, place: str, data: bytes) -> bytes:
        """The file that was sealed there. Raises KeyMissingError, and SealBrokenError when it is another."""
        key = self.get(FOR_FILES)
        try:
            return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as broken:
            raise SealBrokenError(place) from broken

    def fingerprint(self, text: str) -> str:
        """A hash that only holders of the key can compute: guessing the text and comparing is no use without it."""
        return hmac.new(self.make(FOR_RECEIPTS), text.encode(), sha256).hexdigest()


def commitment(salt: str, text: str) -> str:
    """SHA-256 of salt and text: tells later what was sealed, and now nothing."""
    return sha256(f"{salt}\n{text}".encode()).hexdigest()


def _made(path: Path) -> bytes:
    """The key in a file that is either absent or whole, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".partial-")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(temporary)
    except FileExistsError:
        pass  # made before, or by another process a moment ago: that one counts
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path.read_bytes()
