"""Where contracts are signed: a signing service gives the signed file; offline, a person hands in the signed PDF."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from contracts.contract import Party, RecordSignature
from store.blobs import Blobs

PDF, LIMIT = b"%PDF-", 20 * 1024 * 1024
"""How a signed document begins, and the most bytes of any file that is handed in, through whichever door."""


@dataclass(frozen=True)
class Wanted:
    """The signature that is wanted: of which version of which contract, by which party."""

    agreement: UUID
    version: int
    party: Party


@dataclass(frozen=True)
class Signed:
    """A signed file, who signed it and when."""

    data: bytes
    signer: str
    signed_on: date


class NotSignedError(ValueError):
    """What was handed in cannot be a signed document; `code` names the sentence that says why."""

    def __init__(self, code: str, **figures: str) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


class Signing(Protocol):
    """A place where documents are signed. Services that sign by themselves are connected by another of these."""

    def signed(self, wanted: Wanted) -> Signed | None:
        """The signed document, or None while nobody has signed. Raises NotSignedError, OSError."""


@dataclass(frozen=True)
class HandedIn:
    """The offline default: a person hands in the signed PDF and says who signed it when."""

    path: Path
    signer: str
    signed_on: date

    def signed(self, _wanted: Wanted) -> Signed:
        """The file as it is; a signature inside it is for its reader to verify."""
        data = self.path.read_bytes()
        if not data.startswith(PDF) or len(data) > LIMIT:
            raise NotSignedError("not-a-signed-pdf", file=str(self.path), limit=str(LIMIT // 1024**2))
        return Signed(data, self.signer, self.signed_on)


def collected(signing: Signing, wanted: Wanted, blobs: Blobs) -> RecordSignature | None:
    """Keep the signed file by its hash, and give the command that records the signature; None while there is none."""
    found = signing.signed(wanted)
    if found is None:
        return None
    return RecordSignature(
        agreement=wanted.agreement,
        version=wanted.version,
        party=wanted.party,
        signer=found.signer,
        file_sha256=blobs.put(found.data),
        signed_on=found.signed_on,
    )
