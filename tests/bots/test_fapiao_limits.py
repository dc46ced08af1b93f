"""Chinese e-invoices on the limits: of archives, of columns, and of what one field says for another."""

import io
import zipfile

import pytest
from lxml import etree

from bots.reading.fapiao import archive
from bots.reading.fapiao.archive import Archive, ArchiveError
from bots.reading.fapiao.certainty import code_year, weigh
from bots.reading.fapiao.columns import INDENT, Columns
from bots.reading.fapiao.contradictions import colour
from bots.reading.fapiao.found import GUESS, LABELLED, WITNESSED, compared, witnessed
from bots.reading.fapiao.glyphs import Glyph, Span
from bots.reading.values import Draft
from contracts.reading import Field, ReadLine


def _packed(*parts: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for number, part in enumerate(parts):
            opened.writestr(str(number), part)
    return out.getvalue()


def _read(data: bytes) -> str:
    """How the first part is read: its size, or why not."""
    try:
        return str(len(Archive(data).read("0") or b""))
    except ArchiveError as refused:
        return refused.code


@pytest.mark.parametrize(
    ("limit", "allowed", "parts", "read"),
    [
        ("MAX_ENTRIES", 2, (2, 2), "2"),
        ("MAX_ENTRIES", 1, (2, 2), "archive-too-large"),
        ("MAX_TOTAL", 10, (4, 6), "4"),
        ("MAX_TOTAL", 9, (4, 6), "archive-too-large"),
        ("MAX_ENTRY", 10, (10,), "10"),
        ("MAX_ENTRY", 9, (10,), "archive-too-large"),
        ("MAX_ENTRY", 9, (9, 10), "9"),
    ],
)
def test_an_archive_has_so_many_parts_of_such_a_size(
    limit: str, allowed: int, parts: tuple[int, ...], read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, limit, allowed)
    assert _read(_packed(*(bytes(size) for size in parts))) == read


@pytest.mark.parametrize(
    ("size", "from_size", "ratio", "read"),
    [
        (1000, 999, 1, "archive-too-large"),
        (1000, 1000, 1, "1000"),  # so small a part may be packed as it likes
        (1000, 999, 1000, "1000"),
    ],
)
def test_a_large_part_is_not_packed_too_far(
    size: int, from_size: int, ratio: int, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", from_size)
    monkeypatch.setattr(archive, "MAX_RATIO", ratio)
    assert _read(_packed(bytes(size), method=zipfile.ZIP_DEFLATED)) == read


def test_a_part_packed_exactly_so_far_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 1)
    monkeypatch.setattr(archive, "MAX_RATIO", 1)
    assert _read(_packed(bytes(1000))) == "1000"


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    lying = _packed(bytes(2000), method=zipfile.ZIP_DEFLATED)
    lying = lying.replace((2000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert _read(lying) == "archive-malformed"


def test_a_part_that_says_to_be_packed_to_nothing_counts_as_one_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = _packed(bytes(2000), method=zipfile.ZIP_DEFLATED)
    size = zipfile.ZipFile(io.BytesIO(honest)).getinfo("0").compress_size
    lying = honest.replace(size.to_bytes(4, "little"), bytes(4))
    monkeypatch.setattr(archive, "RATIO_FROM", 1999)
    monkeypatch.setattr(archive, "MAX_RATIO", 1999)
    assert _read(lying) == "archive-too-large"
    monkeypatch.setattr(archive, "MAX_RATIO", 2000)
    assert _read(lying) != "archive-too-large"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a/b", "a/b"), ("/a", "a"), ("./a", "a"), ("a/../b", "b"), ("a\\b", "a/b"),
        ("../a", None), ("a/../../b", None), (".", None), ("", None), ("/", None), ("a\x00", None),
    ],
)  # fmt: skip
def test_a_path_stays_in_its_archive(written: str, path: str | None) -> None:
    assert archive.normal(written) == path


@pytest.mark.parametrize("names", [("a", "./a"), ("a", "/a"), ("../a",)])
def test_a_part_has_one_name_inside_of_the_archive(names: tuple[str, ...]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name in names:
            opened.writestr(name, b"")
    with pytest.raises(ArchiveError, match="archive-ambiguous"):
        Archive(out.getvalue())


def _fields(**values: str) -> dict[str, Field]:
    return {name: Field(value=value, source="text", confidence=LABELLED) for name, value in values.items()}


DIGITAL, OLD = "26112000000012345678", "12345678"


@pytest.mark.parametrize(
    ("number", "code", "date", "number_is", "code_is"),
    [
        (DIGITAL, None, "2026-03-17", WITNESSED, None),
        (DIGITAL, None, "2025-03-17", LABELLED, None),
        (DIGITAL, "011002600111", "2026-03-17", WITNESSED, LABELLED),
        (OLD, "011002600111", "2026-03-17", 0.98, 0.98),
        (OLD, "011002600111", "2027-03-17", 0.98, 0.98),
        (OLD, "011002600111", "2028-03-17", LABELLED, LABELLED),
        (OLD, "011002600111", "2025-03-17", LABELLED, LABELLED),
        (OLD, "1100261130", "2026-03-17", 0.98, 0.98),
        (OLD, "1100261130", "2028-03-17", LABELLED, LABELLED),
        (OLD, None, "2026-03-17", LABELLED, None),
        ("2612345678901234567", None, "2026-03-17", LABELLED, None),
    ],
)
def test_the_year_in_a_number_or_code_speaks_for_the_date(
    number: str, code: str | None, date: str, number_is: float, code_is: float | None
) -> None:
    fields = _fields(number=number, issue_date=date, **({"code": code} if code else {}))
    weigh(fields)
    assert fields["number"].confidence == fields["issue_date"].confidence == number_is
    assert (fields["code"].confidence if code else None) == code_is


def test_the_year_stands_in_its_place_of_a_code() -> None:
    assert (code_year("011002600111"), code_year("1100261130")) == ("26", "26")


def test_a_witness_never_lowers_a_confidence() -> None:
    fields = _fields(number=DIGITAL)
    witnessed(fields, "number", "code", confidence=GUESS)
    assert fields == _fields(number=DIGITAL)


@pytest.mark.parametrize(
    ("gross", "mark", "differs"),
    [
        ("113.00", "N", True), ("113.00", "Y", False), ("-113.00", "Y", True), ("-113.00", "N", False),
        ("0.50", "N", True), ("-0.50", "Y", True), ("0.00", "Y", False), ("0.00", "N", False), (None, "N", False),
    ],
)  # fmt: skip
def test_a_blue_invoice_asks_for_money_and_a_red_one_gives_it_back(gross: str | None, mark: str, differs: bool) -> None:
    root = etree.fromstring(f"<EInvoice><!-- x --><InIssuType><LabelCode>{mark}</LabelCode></InIssuType></EInvoice>")
    assert [dict(one.evidence)["mark"] for one in colour(root, gross)] == ([mark] if differs else [])
    other = etree.fromstring(f"<EInvoice><Other><LabelCode>{mark}</LabelCode></Other></EInvoice>")
    assert list(colour(other, gross)) == []


def test_lines_of_a_worse_source_are_held_against_those_of_the_best_that_has_any() -> None:
    line = ReadLine(description="A", quantity="1", unit_price="1.00", net_amount="1.00")
    other = line.model_copy(update={"net_amount": "2.00"})
    net = _fields(net_amount="1.00")
    sources = [Draft({}), Draft(net, lines=(line,)), Draft(net, lines=(other,))]
    assert compared(sources).findings != ()
    assert compared([Draft({}), Draft(net, lines=(line,)), Draft(net, lines=(line,))]).findings == ()
    assert compared([]).fields == {}


def test_what_is_written_freely_is_taken_from_the_best_source_alone() -> None:
    assert compared([Draft(_fields(remarks="a")), Draft(_fields(remarks="b"))]).findings == ()
    assert len(compared([Draft(_fields(number="1")), Draft(_fields(number="2"))]).findings) == 1


def _cell(x0: float, x1: float) -> Span:
    return Span((Glyph("x", "x", x0, x1, 100.0, 10.0),))


TITLES = Columns({"description": _cell(40, 80), "quantity": _cell(100, 120), "net_amount": _cell(160, 200)})


@pytest.mark.parametrize(
    ("x0", "x1", "name"),
    [
        (170, 190, "net_amount"), (150, 161.1, "net_amount"), (150, 161, "quantity"), (90, 101.1, "quantity"),
        (90, 101, "description"), (10, 20, "description"),
    ],
)  # fmt: skip
def test_a_figure_is_in_the_last_column_that_begins_left_of_its_right_edge(x0: float, x1: float, name: str) -> None:
    assert TITLES.of_figure(_cell(x0, x1)) == name


@pytest.mark.parametrize(
    ("x0", "x1", "name"),
    [
        (40, 90, "description"),
        (79.9, 99, "description"),
        (80, 108, "quantity"),  # it begins where the first title ends
        (60.1, 100.1, "description"),  # its middle is nearer to the first title
        (60, 130, "description"),  # it begins under the first half of the first title
        (60.1, 130, "quantity"),
        (79, 100, "description"),  # it ends where the second title begins
        (79, 100.1, "quantity"),
        (170, 190, "net_amount"),
        (142, 152, "net_amount"),
        (125, 135, "quantity"),
    ],
)
def test_a_text_is_under_its_title(x0: float, x1: float, name: str) -> None:
    assert TITLES.of_text(_cell(x0, x1)) == name


@pytest.mark.parametrize(("x0", "name"), [(100 - INDENT - 0.1, "description"), (100 - INDENT, "quantity")])
def test_a_text_may_begin_a_little_left_of_the_second_title(x0: float, name: str) -> None:
    wide = Columns({"description": _cell(40, 99), "quantity": _cell(100, 120)})
    assert wide.of_text(_cell(x0, 99.9)) == name
