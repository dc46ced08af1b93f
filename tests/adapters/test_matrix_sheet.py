"""Approval matrices as Excel workbooks: what is written is read back exactly, and what is wrong is told by its cell."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from adapters import matrix_columns, matrix_sheet
from adapters.matrix_places import MatrixSheetWrong
from adapters.sentences import LANGUAGES
from adapters.workbook import written
from aggregates.matrix_proof import content_hash
from contracts.approval_matrix import FIELDS, Matrix, kinds_of
from contracts.conditions import FieldType

codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,5}", fullmatch=True)
names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).filter(
    lambda name: name.strip() and not name.strip().startswith("'")
)
bounds = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=2) | st.sampled_from(
    [Decimal("1E+3"), Decimal(0), Decimal("100.00"), Decimal(10) ** 12, Decimal("0E-8")]
)
CURRENCIES = ("EUR", "CNY", "JPY")


def _band(kind: FieldType) -> st.SearchStrategy[dict[str, Any]]:
    money = {"currencies": st.lists(st.sampled_from(CURRENCIES), unique=True)} if kind == "money" else {}
    return st.fixed_dictionaries({}, optional={"above": bounds, "up_to": bounds, **money}).map(
        lambda band: band or {"up_to": None}
    )


words = st.sets(codes | st.sampled_from(["(none)", "(several)", "any", "not", "yes"]), min_size=1, max_size=4)
TESTS: dict[FieldType, st.SearchStrategy[dict[str, Any]]] = {
    "money": _band("money"),
    "number": _band("number"),
    "code": st.builds(dict, one_of=words) | st.builds(dict, none_of=words),
    "yes_no": st.builds(dict, so=st.booleans()),
}
conditions = st.lists(st.sampled_from(list(FIELDS)), unique=True, max_size=4).flatmap(
    lambda fields: st.fixed_dictionaries({field: TESTS[FIELDS[field]] for field in fields})
)
hours = st.integers(1, 500)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """A step that somebody decides, or is shown."""
    asked: dict[str, Any] = {
        "roles": draw(st.lists(codes, min_size=1, max_size=3, unique=True)),
        "managers": draw(st.lists(st.integers(1, 20), max_size=2, unique=True)),
        "department_head": draw(st.booleans()),
        "kind": draw(st.sampled_from(["decide", "copy"])),
    }
    votes: dict[str, Any] = draw(st.sampled_from([{}, {"needed": 1}, {"percent": "66.5"}]))
    mode = {"mode": "votes"} if votes else {"mode": draw(st.sampled_from(["all", "any", "in_order"]))}
    more: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {},
        optional={
            "name_zh": names,
            "remind_after_hours": hours,
            "escalate_after_hours": hours,
            "escalate_to": codes,
            "time_out_after_hours": hours,
            "on_time_out": st.sampled_from(["reject", "return"]),
            "hours": st.sampled_from(["elapsed", "working"]),
            "bulk": st.booleans(),
            **({"parts": st.lists(codes, max_size=2, unique=True)} if asked["kind"] == "decide" else {}),
        },
    )
    return {"name": draw(names), **asked, **votes, **mode, **draw(more), "when": draw(conditions)}


others: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, name=names, kind=st.just("automatic"), when=conditions
) | st.builds(dict, name=names, kind=st.just("bot"), bot=codes, time_out_after_hours=hours)
leaf = people() | others
groups: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    name=names,
    kind=st.just("parallel"),
    when=conditions,
    branches=st.lists(
        st.lists(
            leaf
            | st.builds(
                dict,
                name=names,
                kind=st.just("parallel"),
                branches=st.lists(st.lists(leaf, min_size=1, max_size=2), min_size=2, max_size=3),
            ),
            min_size=1,
            max_size=2,
        ),
        min_size=2,
        max_size=3,
    ),
)
ALWAYS = {"name": "Head", "roles": ["manager"]}
routes = st.lists(leaf | groups, max_size=4).map(lambda steps: [*steps, ALWAYS])


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    rows = draw(st.lists(codes, min_size=1, max_size=5, unique=True))
    made: list[dict[str, Any]] = [
        {"row": row, "when": draw(conditions), "steps": draw(routes | st.just([ALWAYS]))} for row in rows
    ]
    if draw(st.booleans()):
        made[-1] |= {"when": {}, "otherwise": True}
    head = {"name": draw(st.none() | names), "currencies": draw(st.lists(st.sampled_from(CURRENCIES), unique=True))}
    return Matrix.model_validate({**head, "rows": made})


@given(matrices())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back_exactly(matrix: Matrix) -> None:
    """Without the process that opens workbooks, which the next test has."""
    sheets = [(name, matrix_sheet._numbered(lines)) for name, lines in matrix_sheet.grids(matrix, FIELDS)]
    again = matrix_sheet.matrix_of(sheets, FIELDS)
    assert again == matrix
    assert content_hash("lease", again) == content_hash("lease", matrix)


@given(matrices())
@settings(max_examples=10, deadline=None)
def test_a_workbook_is_the_same_matrix(matrix: Matrix) -> None:
    data = matrix_sheet.workbook(matrix, FIELDS)
    again = matrix_sheet.read_workbook(data, "m.xlsx", FIELDS)
    assert content_hash("lease", again) == content_hash("lease", matrix)


MATRIX = Matrix.model_validate(
    {
        "currencies": ["EUR", "CNY"],
        "rows": [
            {"row": "it", "when": {"category": {"one_of": ["IT"]}, "amount": {"above": 5}}, "steps": [ALWAYS]},
            {
                "row": "rest",
                "otherwise": True,
                "steps": [
                    ALWAYS,
                    {
                        "name": "Both",
                        "kind": "parallel",
                        "branches": [[ALWAYS], [{"name": "Board", "roles": ["a", "b"], "mode": "votes", "needed": 1}]],
                    },
                ],
            },
        ],
    }
)


LEAVE = Matrix.model_validate(
    {
        "fields": {"days": "number", "abroad": "yes_no", "kind": "code"},
        "rows": [
            {"row": "short", "when": {"days": {"up_to": 3}}, "steps": [ALWAYS]},
            {
                "row": "long",
                "when": {"days": {"above": "3.5"}, "kind": {"none_of": ["sick"]}},
                "steps": [{**ALWAYS, "name": "Abroad", "when": {"abroad": {"so": True}}}, ALWAYS],
            },
        ],
    }
)


def test_the_facts_of_a_declared_kind_stand_above_the_rows() -> None:
    kinds = kinds_of("leave")
    data = matrix_sheet.workbook(LEAVE, kinds)
    assert matrix_sheet.read_workbook(data, "m.xlsx", kinds) == LEAVE
    book = load_workbook(io.BytesIO(data))
    told = [[cell.value for cell in row] for row in book["rows"].iter_rows()]
    assert told[2][:2] == ["facts", "days: number, abroad: yes_no, kind: code"]
    assert {"days above", "abroad"} <= {*told[4]}
    book["rows"]["B3"] = "days: figure"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(MatrixSheetWrong) as wrong:
        matrix_sheet.read_workbook(out.getvalue(), "m.xlsx", kinds)
    assert [(each.row, each.column, each.code) for each in wrong.value.cells] == [(3, "B", "matrix.sheet-fact-type")]


def _changed(changes: dict[tuple[str, str], Any]) -> bytes:
    book = load_workbook(io.BytesIO(matrix_sheet.workbook(MATRIX, FIELDS)))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _column(sheet: str, heading: str) -> str:
    book = load_workbook(io.BytesIO(matrix_sheet.workbook(MATRIX, FIELDS)))
    return next(cell.column_letter for row in book[sheet].iter_rows() for cell in row if cell.value == heading)


def test_both_languages_stand_above_the_columns_and_each_is_read() -> None:
    book = load_workbook(io.BytesIO(matrix_sheet.workbook(MATRIX, FIELDS)))
    heads = [[cell.value for cell in row][:3] for row in book["rows"].iter_rows(min_row=4, max_row=5)]
    assert heads == [["row", "amount above", "amount up to"], ["行", "金额大于", "金额至多"]]
    for sheet, first in (("rows", 4), ("steps", 1)):
        book[sheet].delete_rows(first)
    out = io.BytesIO()
    book.save(out)
    assert matrix_sheet.read_workbook(out.getvalue(), "m.xlsx", FIELDS) == MATRIX


def test_no_two_columns_have_one_heading() -> None:
    for columns in (
        ("row", *matrix_columns.conditions(FIELDS, ""), "otherwise"),
        (*matrix_columns.STEP, *matrix_columns.conditions(FIELDS, "when.")),
    ):
        assert len(matrix_columns.by_heading(columns)) == len(columns) * len(LANGUAGES)
        assert not any(heading.startswith("matrix.") for heading in matrix_columns.by_heading(columns))


@pytest.mark.parametrize(
    ("heading", "value", "field", "test"),
    [
        ("amount above", 7, "amount", {"above": "7"}),
        ("amount above", 7.5, "amount", {"above": "7.5"}),
        ("category", "除: IT、HR", "category", {"none_of": ["HR", "IT"]}),
        ("category", "Not:IT", "category", {"none_of": ["IT"]}),
        ("category", "IT,HR", "category", {"one_of": ["HR", "IT"]}),
        ("over budget", "是", "over_budget", {"so": True}),
        ("over budget", False, "over_budget", {"so": False}),
        ("over budget", "NO", "over_budget", {"so": False}),
        ("amount up to", "任意", "amount", {"above": "5"}),
    ],
)
def test_people_write_as_they_do(heading: str, value: object, field: str, test: dict[str, Any]) -> None:
    data = _changed({("rows", f"{_column('rows', heading)}6"): value})
    read = matrix_sheet.read_workbook(data, "m.xlsx", FIELDS)
    assert read.rows[0].model_dump(mode="json", exclude_defaults=True)["when"][field] == test


@pytest.mark.parametrize(
    ("word", "mode"), [("会签", "all"), ("或签", "any"), ("IN ORDER", "in_order"), ("依次", "in_order")]
)
def test_steps_are_written_in_either_language(word: str, mode: str) -> None:
    read = matrix_sheet.read_workbook(
        _changed({("steps", f"{_column('steps', 'how many decide')}3"): word}), "m.xlsx", FIELDS
    )
    assert read.rows[0].steps[0].mode == mode


@pytest.mark.parametrize(
    ("sheet", "heading", "row", "value", "code"),
    [
        ("rows", "amount above", 6, "many", "fields.field-no-number"),
        ("rows", "amount above", 6, "10,000", "fields.field-no-number"),
        ("rows", "amount above", 6, -1, "fields.field-too-small"),
        ("rows", "currencies of amount", 6, "EUR, XYZ", "fields.field-currency-unknown"),
        ("rows", "category", 6, "IT, ＨＲ", "fields.field-pattern"),
        ("rows", "category", 6, "not:", "fields.field-too-short"),
        ("rows", "over budget", 6, "perhaps", "fields.field-no-choice-of-two"),
        ("rows", "row", 6, "all IT", "matrix.sheet-row-unknown"),
        ("steps", "row", 3, "others", "matrix.sheet-row-unknown"),
        ("steps", "roles", 3, "", "fields.field-step-asks-nobody"),
        ("steps", "how many decide", 3, "some", "fields.field-choice"),
        ("steps", "remind after hours", 3, "0", "fields.field-too-small"),
        ("steps", "remind after hours", 3, "a day", "fields.field-no-number"),
        ("steps", "branch", 3, "1", "matrix.sheet-branch-without-group"),
        ("steps", "branch", 6, "2", "matrix.sheet-branch-out-of-order"),
        ("steps", "if amount above", 3, "x", "fields.field-no-number"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(sheet: str, heading: str, row: int, value: object, code: str) -> None:
    letter = _column(sheet, heading)
    with pytest.raises(MatrixSheetWrong) as caught:
        matrix_sheet.read_workbook(_changed({(sheet, f"{letter}{row}"): value}), "m.xlsx", FIELDS)
    told = [(cell.sheet, cell.row, cell.column, cell.code) for cell in caught.value.cells]
    whole = code == "fields.field-step-asks-nobody"
    place = ("steps", 3, "A") if (sheet, heading) == ("rows", "row") else (sheet, row, "" if whole else letter)
    assert (*place, code) in told, told
    assert all(
        re.search(r"^[a-z]+\.|\{[a-z]", cell.text(language)) is None
        for cell in caught.value.cells
        for language in LANGUAGES
    )


@pytest.mark.parametrize(
    ("sheets", "place", "code"),
    [
        ([("rows", [["row"], ["a"]])], ("steps", 0, ""), "matrix.sheet-missing"),
        ([("rows", [["a"]]), ("steps", [["row"]])], ("rows", 0, ""), "matrix.sheet-without-headings"),
        ([("rows", [["row", "colour"]]), ("steps", [["row"]])], ("rows", 1, "B"), "matrix.sheet-column-unknown"),
        ([("rows", [["weight", "5"], ["row"]]), ("steps", [["row"]])], ("rows", 1, "A"), "matrix.sheet-column-unknown"),
        (
            [("rows", [["row", "类别", "category"]]), ("steps", [["row"]])],
            ("rows", 1, "C"),
            "matrix.sheet-column-twice",
        ),
        (
            [("rows", [["row"], ["a", "b"]]), ("steps", [["row"]])],
            ("rows", 2, "B"),
            "matrix.sheet-cell-without-heading",
        ),
        ([("rows", [["row"], ["a"]]), ("steps", [["row", "name"]])], ("rows", 2, ""), "fields.field-too-short"),
        ([("rows", [["row"], ["a"]]), ("steps", [["row"], ["行"]])], ("rows", 2, ""), "fields.field-too-short"),
        (
            [("rows", [["row"], ["a"], ["a"]]), ("steps", [["row", "name", "roles"], ["a", "N", "r"]])],
            ("rows", 0, ""),
            "fields.field-rows-alike",
        ),
        (
            [
                ("rows", [["currencies", "EUR, XYZ"], ["row"], ["a"]]),
                ("steps", [["row", "name", "roles"], ["a", "N", "r"]]),
            ],
            ("rows", 1, "B"),
            "fields.field-currency-unknown",
        ),
    ],
)
def test_what_is_no_such_workbook_is_told(sheets: Any, place: tuple[str, int, str], code: str) -> None:
    data = written([(name, rows, frozenset()) for name, rows in sheets])
    with pytest.raises(MatrixSheetWrong) as caught:
        matrix_sheet.read_workbook(data, "m.xlsx", FIELDS)
    told = [((cell.sheet, cell.row, cell.column), cell.code) for cell in caught.value.cells]
    assert told == [(place, code)]
    if code == "matrix.sheet-column-unknown":
        assert sheets[0][1][0][place[2] == "B"] in caught.value.cells[0].text("en")


def test_a_draft_that_tests_what_is_not_there_is_no_workbook() -> None:
    odd = Matrix.model_validate({"rows": [{"row": "a", "when": {"colour": {"so": True}}, "steps": [ALWAYS]}]})
    with pytest.raises(MatrixSheetWrong, match=r"^rows!0 matrix\.sheet-cannot-say$"):
        matrix_sheet.workbook(odd, FIELDS)
    odd = Matrix.model_validate({"rows": [{"row": "a", "when": {"category": {"up_to": 5}}, "steps": [ALWAYS]}]})
    with pytest.raises(MatrixSheetWrong, match="sheet-cannot-say"):
        matrix_sheet.workbook(odd, FIELDS)


def test_a_cell_that_excel_cannot_hold_is_told_and_never_cut() -> None:
    def listing(last: str) -> Matrix:
        words = [f"{number:04}{'x' * 57}" for number in range(518)] + ["5" * 64, "6", "7", last]
        decide = {"name": "S", "roles": ["manager"]}
        row = {"row": "a", "when": {"project": {"one_of": words}}, "steps": [decide]}
        return Matrix.model_validate({"currencies": ["EUR"], "rows": [row]})

    room = 32_767 - len(", ".join(sorted(listing("9").rows[0].when["project"].one_of))) + 1  # type: ignore[union-attr]
    fits = listing("9" * room)
    assert matrix_sheet.read_workbook(matrix_sheet.workbook(fits, FIELDS), "m.xlsx", FIELDS) == fits
    with pytest.raises(MatrixSheetWrong, match=r"^rows![A-Z]+6 matrix\.sheet-cell-too-long$"):
        matrix_sheet.workbook(listing("9" * (room + 1)), FIELDS)
