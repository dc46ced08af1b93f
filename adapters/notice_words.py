"""What a notice says, in a person's language: the same words for a mail, a card and a page."""

import re
from dataclasses import dataclass, replace

from adapters.sentences import LANGUAGES, say

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True)
class Words:
    """A notice: one line that says it all, what it is about, row by row, and where it can be read."""

    language: str
    headline: str
    rows: tuple[tuple[str, str], ...]
    explained: str
    link: str | None = None
    link_text: str = ""

    def cut(self, characters: int) -> "Words":
        """The same with no text longer than so many characters; the link is never cut."""
        rows = tuple((shortened(name, characters), shortened(value, characters)) for name, value in self.rows)
        explained = shortened(self.explained, characters)
        return replace(self, headline=shortened(self.headline, characters), rows=rows, explained=explained)


@dataclass(frozen=True)
class About:
    """What a notice is about. `step` is its name, `until` the moment when it is late, as text; `result` how it ended, `found`
    what is amiss."""

    matter: str
    number: str
    kind: str
    entity: str
    title: str
    amount: str
    requester: str
    step: str = ""
    until: str = ""
    result: str = ""
    found: str = ""


def spoken(language: str) -> str:
    """The language that a person is written to in: his own where there are sentences in it, else English."""
    found = language.split("-", maxsplit=1)[0].lower()
    return found if found in LANGUAGES else "en"


def one_line(text: str) -> str:
    """Text on one line: no control characters, no marks that turn the direction of text."""
    return _BREAKS.sub(" ", text).strip()


def shortened(text: str, characters: int) -> str:
    """Text of at most so many characters on one line; what is left out is shown by an ellipsis."""
    line = one_line(text)
    return line if len(line) <= characters else line[: characters - 1] + "…"


def words(about: About, language: str, link: str | None = None) -> Words:
    """A notice in a language."""
    spoke = spoken(language)
    kind, result = _named("kind", about.kind, spoke), _named("result", about.result, spoke)
    named = say(
        "notice.what-of-amount" if about.amount else "notice.what-without-amount",
        spoke,
        kind=kind,
        number=about.number,
        amount=about.amount,
    )
    figures = {"what": named, "title": about.title, "result": result}
    values = (
        ("about", f"{kind} {about.number} {about.title}"),
        ("amount", about.amount),
        ("entity", about.entity),
        ("requester", about.requester),
        ("step", about.step),
        ("found", about.found),
        ("until", about.until),
        ("ended", result),
    )
    rows = tuple((say(f"notice.row-{name}", spoke), one_line(value)) for name, value in values if value)
    headline = one_line(say(f"notice.told-{about.matter}", spoke, **figures))
    explained = say(_hint(about, link), spoke)
    return Words(spoke, headline, rows, explained, link, say("notice.read-it-there", spoke) if link else "")


def _hint(about: About, link: str | None) -> str:
    """What can be done: decide (never by opening the link), or nothing."""
    if about.matter in ("copied", "ended"):
        return "notice.hint-for-information"
    return "notice.hint-decide-there" if link else "notice.hint-decide"


def _named(topic: str, code: str, language: str) -> str:
    """The name of a code; one that has none is shown as it is."""
    found = say(f"notice.{topic}-{code}", language)
    return code if found == f"notice.{topic}-{code}" else found
