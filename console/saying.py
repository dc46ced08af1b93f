"""What systems, parsers and queries say of what went wrong, in the reader's language: they speak English, or in numbers."""

import errno
import json

from console.problem import Wrong

BY_ERRNO = {
    errno.ENOENT: "system-not-there",
    errno.ENOTDIR: "system-not-there",
    errno.EISDIR: "system-a-folder",
    errno.EACCES: "system-not-permitted",
    errno.EPERM: "system-not-permitted",
    errno.EROFS: "system-not-permitted",
    errno.ENOSPC: "system-disk-full",
    errno.EDQUOT: "system-disk-full",
}
"""What the system says -> our code; what is rare keeps the system's own words."""


def said(what: object, language: str) -> object:
    """An error in the reader's language; whatever knows its own sentence says it, and everything else is as it is."""
    from adapters.sentences import say

    text, mark, code = (getattr(what, name, None) for name in ("text", "problem_mark", "code"))
    if callable(text):
        return text(language)
    if isinstance(what, OSError):
        known = BY_ERRNO.get(what.errno or 0)
        return say(f"cli.{known}", language) if known else what.strerror or str(what)
    if isinstance(what, ValueError) and hasattr(what, "errors"):
        return Wrong(what).text(language)
    if isinstance(what, UnicodeDecodeError):
        return say("cli.not-utf8", language, position=what.start + 1)
    if isinstance(what, Exception) and isinstance(code, str):
        return say(f"cli.{code}", language, **getattr(what, "figures", {}))
    if mark is not None:
        return say("cli.not-understood", language, line=mark.line + 1, column=mark.column + 1)
    if isinstance(what, json.JSONDecodeError):
        return say("cli.not-understood", language, line=what.lineno, column=what.colno)
    return what
