"""Text as it is compared, however it was written: Kangxi code points, full-width letters and brackets are plain ones."""

import unicodedata


def folded(text: str | None) -> str:
    """Text after NFKC without white space; nothing for None."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def squeezed(text: str | None) -> str:
    """A number without white space, in capitals; nothing for None."""
    return folded(text).upper()


def plain_name(name: str | None) -> str:
    """Letters and digits alone, without case, white space and punctuation."""
    return "".join(part for part in unicodedata.normalize("NFKC", name or "").casefold() if part.isalnum())
