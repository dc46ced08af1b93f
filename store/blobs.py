"""Files kept by the SHA-256 of their bytes: written durably, never changed, the same bytes stored once.

What must stay secret for a time (files beside a sealed quotation) lies encrypted under the name of its own bytes.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Protocol

SEALED = b"req2pay-sealed-1\n"
"""How a file begins that lies encrypted."""


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that it is either absent or whole after a power cut: temporary, fsync, rename, fsync folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring what was made, moved or removed in a folder to the disk: its files do not carry that themselves."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Seals(Protocol):
    """Encrypts bytes for one place, with a key that lies elsewhere."""

    def seal_bytes(self, place: str, data: bytes) -> bytes:
        """The bytes encrypted for a place."""
        ...

    def unseal_bytes(self, place: str, data: bytes) -> bytes:
        """What was sealed there. Raises ValueError when it was not, and OSError while the key is missing."""
        ...


class Blobs:
    """A folder of files named by their hash; `seals` encrypts those that are put sealed."""

    def __init__(self, folder: Path, seals: Seals | None = None) -> None:
        self._folder, self._seals = folder, seals

    def path(self, digest: str) -> Path:
        """Where the bytes of a hash are (or would be)."""
        return self._folder / digest[:2] / digest

    def keeps(self, digest: str) -> bool:
        """Whether the bytes of a hash were ever kept here; nothing that is kept goes away."""
        return self.path(digest).exists()

    def put(self, data: bytes, *, sealed: bool = False) -> str:
        """Keep bytes; gives their SHA-256. A file that was damaged on disk is whole again once somebody has its bytes.

        `sealed` keeps them encrypted, also where they lay open before; what is sealed stays so.
        """
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        lies = path.read_bytes() if path.exists() else None  # no bytes are a file, too
        opened = None if lies is None else self._opened(digest, lies)
        if opened != data or (sealed and lies == data):
            write_durably(path, self._sealed(digest, data) if sealed else data)
        return digest

    def put_file(self, source: Path) -> str:
        """Keep the bytes of a file of any size, a part at a time; gives their SHA-256. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".partial-")
        digest = sha256()
        try:
            with source.open("rb") as read, os.fdopen(handle, "wb") as file:
                while part := read.read(1 << 20):
                    digest.update(part)
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            target = self.path(digest.hexdigest())
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                Path(name).rename(target)
                sync_folder(target.parent)
        finally:
            Path(name).unlink(missing_ok=True)
        return digest.hexdigest()

    def get(self, digest: str) -> bytes:
        """The bytes of a hash. Raises FileNotFoundError, ValueError if the file was changed on disk, and OSError while the
        key of what lies encrypted is missing."""
        data = self._opened(digest, self.path(digest).read_bytes())
        if data is None:
            raise ValueError(f"blob {digest} does not have the bytes it is named after")
        return data

    def _sealed(self, digest: str, data: bytes) -> bytes:
        assert self._seals is not None, "sealed files need keys"
        return SEALED + self._seals.seal_bytes(digest, data)

    def _opened(self, digest: str, lies: bytes) -> bytes | None:
        """What a file holds; None where that is not what it is named after."""
        if sha256(lies).hexdigest() == digest:
            return lies
        if self._seals is None or not lies.startswith(SEALED):
            return None
        try:
            data = self._seals.unseal_bytes(digest, lies.removeprefix(SEALED))
        except ValueError:
            return None
        return data if sha256(data).hexdigest() == digest else None
