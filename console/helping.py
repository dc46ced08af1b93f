"""`--help` in the reader's language. The English beside each command is what its sentence in another language is asked by."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import click

ENGLISH = "en"
SHORT = re.compile(r".*?(?:。|[.!?](?=\s|$))", re.DOTALL)
"""The first sentence of a text."""
LANGUAGE = "Language of sentences (default: REQ2PAY_LANGUAGE, LANG)."
LANG = click.Option(["--lang"], type=click.Choice(["en", "zh"]), expose_value=False, help=LANGUAGE)
"""Before a command as good as after it: the entry looks for it wherever it stands."""
_WIDE = "⺀-鿿豈-﫿＀-￯、-〿“”…"
_PIECES = re.compile(rf"\s*(?:[{_WIDE}][，。；：、）”]*|[^\s{_WIDE}]+[，。；：、）”]*)")
"""What stays on one line: a character of Chinese or a word, with the stops behind it."""
_EXTRA = re.compile(r"(.*?)(  )?(\[[^\[\]]*\])?", re.DOTALL)
"""The help of an option, and what click adds: `  [default: 50; 1<=x<=500; required]`."""
_ARGUMENTS = ("[OPTIONS]", "COMMAND", "[COMMAND]", "[ARGS]...")


class Context(click.Context):
    """A context that knows its reader's language: what the entry was told, for every command below it."""

    def __init__(self, command: click.Command, *given: Any, language: str | None = None, **more: Any) -> None:
        super().__init__(command, *given, **more)
        self.language: str | None = language or getattr(self.parent, "language", None)

    def make_formatter(self) -> click.HelpFormatter:
        """Called by click for the help, and for the usage in what went wrong."""
        return Formatter(self.language or ENGLISH, self.terminal_width, self.max_content_width)


def speaking(command: click.Command) -> None:
    """Let a command and all below it speak the reader's language, and say of each part a whole sentence."""
    command.context_class = Context
    command.short_help = command.short_help or command.help
    if isinstance(command, click.Group):
        if LANG.name not in {each.name for each in command.params}:
            command.params.append(LANG)
        for part in command.commands.values():
            speaking(part)


def texts(command: click.Command) -> Iterator[str]:
    """Every text of a command and all below it, as sentences are asked by: a paragraph each, on one line."""
    for text in (command.help, command.epilog, *(getattr(each, "help", "") for each in command.params)):
        yield from paragraphs(text or "")
    if isinstance(command, click.Group):
        for part in command.commands.values():
            yield from texts(part)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", text) if each.strip()]


class Formatter(click.HelpFormatter):
    """Writes help in a language; lines are as wide as they look, Chinese characters being two places."""

    def __init__(self, language: str, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self.language, self.heading = language, ""

    def said(self, text: str) -> str:
        """A paragraph in the language."""
        if self.language == ENGLISH:  # without reading a file: help comes at once
            return text
        from adapters.sentences import helped

        return helped(text, self.language)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        words = (self.said(word) if word in _ARGUMENTS else word for word in args.split())
        super().write_usage(prog, " ".join(words), self._before("Usage:") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """What the rows below it are."""
        self.heading = heading
        self.write(" " * self.current_indent + self.said(f"{heading}:") + "\n")

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        indent = " " * self.current_indent
        folds = (folded(self.said(each), self.width - self.current_indent) for each in paragraphs(text))
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in folds) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands with what they do."""
        told = [(name, self._row(text)) for name, text in rows]
        first = min(max((len(name) for name, _ in told), default=0), col_max) + col_spacing
        margin = " " * (self.current_indent + first)
        for name, text in told:
            lines = folded(text, max(self.width - len(margin), 10))
            head = " " * self.current_indent + name
            beside = len(name) + col_spacing <= first and lines
            self.write(f"{head:<{len(margin)}}{lines.pop(0)}\n" if beside else f"{head}\n")
            self.write("".join(f"{margin}{line}\n" for line in lines))

    def _row(self, text: str) -> str:
        if self.heading == "Commands":
            return _first_sentence(self.said(next(iter(paragraphs(text)), "")))
        found = _EXTRA.fullmatch(text)
        words, extra = (found[1], found[3] or "") if found else (text, "")
        return f"{self.said(' '.join(words.split()))}  {self._extra(extra)}".strip()

    def _extra(self, extra: str) -> str:
        return extra.replace("default: ", self._before("default:")).replace("required", self.said("required"))

    def _before(self, word: str) -> str:
        """A word before what it names: Chinese stops hold their own place."""
        said = self.said(word)
        return f"{said} " if said.isascii() else said


def _first_sentence(text: str) -> str:
    found = SHORT.match(text)
    return (found[0] if found else text).rstrip("。.")


def folded(text: str, width: int) -> list[str]:
    """A text in lines of so many places: words stay whole, and no line begins with a stop."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and _places(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return lines


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
