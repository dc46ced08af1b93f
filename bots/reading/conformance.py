"""The profile that a PDF says its invoice keeps (XMP) against the one that the invoice itself states (BT-24)."""

import re
from collections.abc import Iterator

import pikepdf

from contracts.reading import Finding

MAX_BYTES = 1_000_000
LEVEL = re.compile(rb"ConformanceLevel\s*(?:>|=\s*[\"'])\s*([A-Za-z0-9 _-]{3,20}?)\s*[<\"']")
_NAMES = {
    "minimum": r"[:#]minimum$", "basicwl": r"[:#]basic[-_ ]?wl$", "basic": r"[:#]basic$", "comfort": r"[:#]comfort$",
    "extended": r"[:#]extended$", "xrechnung": r"xrechnung", "en16931": r"en16931:2017$",
}  # fmt: skip


def level_differs(document: pikepdf.Pdf, profile: str | None) -> Iterator[Finding]:
    """An exception where both are told and do not agree: which rules hold is decided by BT-24, but one of them is false."""
    told, stated = _told(document), _stated(profile)
    if told and stated and told != stated:
        yield Finding.of("profile-differs", "exception", {"page": told, "xml": stated})


def _told(document: pikepdf.Pdf) -> str | None:
    metadata = document.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream) or int(metadata.get("/Length", 0)) > MAX_BYTES:
        return None
    found = LEVEL.search(metadata.read_bytes()[:MAX_BYTES])
    return re.sub(r"[ _-]", "", found[1].decode("ascii").lower()) if found else None


def _stated(profile: str | None) -> str | None:
    named = (profile or "").strip().lower()
    return next((name for name, pattern in _NAMES.items() if re.search(pattern, named)), None)
