"""`req2pay invoice verify`: read and check invoice files without a server, one JSON object per line and file."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import yaml
from pydantic import ValidationError

from adapters.printed_reading import described
from adapters.sentences import found
from bots.checks import Context, check
from bots.reader import InvoiceReader
from bots.reading.outcome import MAX_BYTES
from console.out import Out
from console.problem import WRONG_USE, Problem, explained
from contracts.reading import Finding, Master, Reading

ALL_ACCEPTED, SOME_NOT = 0, 1
AT_ONCE = 2
Say = Callable[[str], object]


def verify(
    files: Sequence[Path],
    *,
    as_json: bool,
    ignore_embedded: bool,
    ignore_qr: bool,
    master: Path | None,
    say: Say,
    language: str = "en",
    today: date | None = None,
) -> int:
    """Say the verdict on every file, in order. Returns 0 when all are accepted, 1 when not, 2 for wrong use.

    A file that cannot be opened has a line of its own in that order; the others are judged all the same.
    """
    out = Out(as_json, language)
    try:
        data = _master(master)
        if not files:
            raise Problem("no-files")
    except Problem as problem:
        return _failed(out, say, problem)
    context = Context(today or datetime.now().astimezone().date(), data)
    worst = ALL_ACCEPTED
    with InvoiceReader() as reader:
        for file, reading in _readings(reader, files, ignore_embedded, ignore_qr):
            if isinstance(reading, Problem):
                worst = _failed(out, say, reading, str(file))
                continue
            judged = check(reading, context)
            plain = _plain(str(file), judged, language)
            say(json.dumps(described(str(file), judged), ensure_ascii=False) if as_json else plain)
            worst = worst if judged.verdict == "accept" else max(worst, SOME_NOT)
    return worst


def _failed(out: Out, say: Say, problem: Problem, file: str | None = None) -> int:
    """Say what went wrong: as a line of JSON that names the file, or to people on stderr. Gives WRONG_USE."""
    if out.as_json:
        about = {"file": file} if file else {}
        say(json.dumps(about | out.error(problem), ensure_ascii=False))
    else:
        out.failed(problem)
    return WRONG_USE


def _plain(file: str, reading: Reading, language: str) -> str:
    number, gross = reading.value("number") or "-", reading.value("gross_amount") or "-"
    head = f"{reading.verdict:9}  {file}  {number}  {gross} {reading.value('currency') or ''}".rstrip()
    return "\n".join([head, *(f"           {_message(finding, language)}" for finding in reading.findings)])


def _message(finding: Finding, language: str) -> str:
    return f"{finding.severity}: {found(finding.code, language, **dict(finding.evidence))}"


def _readings(
    reader: InvoiceReader, files: Sequence[Path], ignore_embedded: bool, ignore_qr: bool
) -> Iterator[tuple[Path, Reading | Problem]]:
    """Read ahead by a few files, at most two at once, and give the readings in the order asked for."""

    def one(file: Path) -> Reading | Problem:
        try:
            return reader.read(_bytes(file), ignore_embedded=ignore_embedded, ignore_qr=ignore_qr)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(files), 16):
            some = files[start : start + 16]
            yield from zip(some, pool.map(one, some), strict=True)


def _bytes(file: Path) -> bytes:
    """The file, but no more than shows that it is too large. Raises Problem."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Problem("file-unreadable", file=file, reason=error) from error


def _master(path: Path | None) -> Master | None:
    """Master data from a YAML or JSON file (JSON is YAML). Raises Problem."""
    if path is None:
        return None
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem("file-unreadable", file=path, reason=error) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Problem("file-malformed", file=path, reason=error) from error
    known = ", ".join(Master.model_fields)
    if not isinstance(given, dict) or not given or given.keys() - Master.model_fields:
        unknown = ", ".join(map(str, given.keys() - Master.model_fields)) if isinstance(given, dict) else ""
        raise Problem("master-unknown" if unknown else "master-empty", file=path, unknown=unknown, known=known)
    try:
        return Master.model_validate(given)
    except ValidationError as error:
        reasons = explained(error).figures["reasons"]
        raise Problem("fields-wrong", of=path, reasons=reasons) from error
