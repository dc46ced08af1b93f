"""Files kept by the SHA-256 of their bytes: written durably, never changed, the same bytes stored once."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path


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


class Blobs:
    """A folder of files named by their hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes of a hash are (or would be)."""
        return self._folder / digest[:2] / digest

    def keeps(self, digest: str) -> bool:
        """Whether the bytes of a hash were ever kept here; nothing that is kept goes away."""
        return self.path(digest).exists()

    def put(self, data: bytes) -> str:
        """Keep bytes; gives their SHA-256. A file that was damaged on disk is whole again once somebody has its bytes."""
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not (path.exists() and path.read_bytes() == data):
            write_durably(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a hash. Raises FileNotFoundError, and ValueError if the file was changed on disk."""
        data = self.path(digest).read_bytes()
        if sha256(data).hexdigest() != digest:
            raise ValueError(f"blob {digest} does not have the bytes it is named after")
        return data
