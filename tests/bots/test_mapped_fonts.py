"""A font that draws one figure and reads as another is told; honest maps are silent."""

import io

import pikepdf
import pytest

from adapters.samples import plain_pdf
from bots.reading.any_file import read
from tests.bots.specimens import SPEC

ASCII = range(0x20, 0x7F)


def _map(changed: dict[str, str], *, ranges: bool = False) -> bytes:
    """A ToUnicode map of all printable characters to themselves, but for `changed`."""
    if ranges:
        texts = "".join(f"<{ord(changed.get(chr(code), chr(code))):04x}>" for code in ASCII)
        body = f"1 beginbfrange\n<20> <7e> [{texts}]\nendbfrange"
    else:
        pairs = "\n".join(f"<{code:02x}> <{ord(changed.get(chr(code), chr(code))):04x}>" for code in ASCII)
        body = f"{len(ASCII)} beginbfchar\n{pairs}\nendbfchar"
    return f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n{body}\nendcmap".encode()


def _told(written: bytes, **more: object) -> list[dict[str, str]]:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf(SPEC))) as document:
        font = next(iter(document.pages[0].resources["/Font"].values()))
        font["/ToUnicode"] = document.make_stream(written)
        for name, value in more.items():
            font[f"/{name}"] = value
        document.save(out)
    found = [one for one in read(out.getvalue()).findings if one.code == "font-reads-otherwise"]
    assert {one.severity for one in found} <= {"exception"}
    return [dict(one.evidence) for one in found]


@pytest.mark.parametrize("ranges", [False, True])
def test_a_digit_that_reads_as_another_is_told(ranges: bool) -> None:
    told = _told(_map({"2": "9"}, ranges=ranges))
    assert [(one["shown"], one["read"]) for one in told] == [("2", "9")]
    assert _told(_map({}, ranges=ranges)) == []


def test_signs_beside_letters_and_figures_may_read_as_they_like() -> None:
    assert _told(_map({"-": "\u2013", "'": "\u2019", "a": "\u00e4"})) == []


def test_names_of_glyphs_are_what_is_drawn() -> None:
    swapped = pikepdf.Dictionary(Differences=pikepdf.Array([0x32, pikepdf.Name("/nine")]))
    assert _told(_map({"2": "9"}), Encoding=swapped) == []
    assert [(one["shown"], one["read"]) for one in _told(_map({}), Encoding=swapped)] == [("9", "2")]


def test_broken_maps_are_no_traceback() -> None:
    for written in (b"", b"beginbfchar <3", b"1 beginbfrange <30> <ff> <fff0> endbfrange"):
        _told(written)
