"""What may be unpacked from one archive, and what goes wrong in one."""

import zipfile
import zlib

from contracts.intake import MOST_CONTENTS

MOST_BYTES, MOST_IN_ALL, DEEPEST, RATIO = 50 * 1024 * 1024, 200 * 1024 * 1024, 3, 100
FREE_RATIO = 1024 * 1024
"""Bytes up to which nobody asks how well they were packed."""
DAMAGED = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, zlib.error)


class TooMuch(Exception):
    """An archive goes beyond a limit, or cannot be opened: none of it is taken."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, {name: str(value) for name, value in figures.items()}


class Budget:
    """What may still be unpacked from one archive, those in it included."""

    def __init__(self) -> None:
        self.files, self.bytes = MOST_CONTENTS, MOST_IN_ALL

    def take(self, entry: zipfile.ZipInfo) -> None:
        """Count one file in. Raises TooMuch."""
        self.files -= 1
        self.bytes -= entry.file_size
        if self.files < 0:
            raise TooMuch("archive-too-many", limit=MOST_CONTENTS)
        if entry.file_size > MOST_BYTES or self.bytes < 0:
            raise TooMuch("archive-too-large", limit=MOST_BYTES if entry.file_size > MOST_BYTES else MOST_IN_ALL)
        if entry.file_size > FREE_RATIO and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise TooMuch("archive-ratio", limit=RATIO)
        if entry.flag_bits & 0x1:
            raise TooMuch("archive-encrypted")
