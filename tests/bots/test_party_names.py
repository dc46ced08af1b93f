"""Where the names of seller and buyer stand: each distance, label and line on the edge where it still counts."""

from __future__ import annotations

import pytest

from bots.reading import party_names
from bots.reading.blocks import Segment, said
from bots.reading.layout import Word, sheet
from bots.reading.party_names import GOOD, GUESS, LIKELY, SURE, Part, addressee, headed, sender

HEIGHT = 10.0


def seg(text: str, x0: float = 50, top: float = 100, page: int = 1, tilt: float = 0.0, step: float = 0.0) -> Segment:
    """Words that stand together, 5 points a sign and 3 between two; each `tilt` lower than the one before."""
    words, at = [], x0
    for number, part in enumerate(text.split()):
        y = top + number * tilt
        words.append(Word(part, page, at, y, at + 5 * len(part), y + HEIGHT + number * step))
        at += 5 * len(part) + 3
    return tuple(words)


def lines(*texts: str, x0: float = 50, top: float = 100, apart: float = 12, page: int = 1) -> list[Segment]:
    """Lines under one another."""
    return [seg(text, x0, top + apart * number, page) for number, text in enumerate(texts)]


def told(part: Part | None) -> tuple[str, float] | None:
    return part and (part.name, part.confidence)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kunde: Bau AG", ("Bau AG", SURE)),
        ("Kunde: Bau", ("Bau", SURE)),
        ("Kunde:Bau", None),
        ("Kunde: Rechnung 4711", None),
        ("Verkäufer: Bau AG", None),
    ],
)
def test_a_name_stands_behind_its_heading_as_a_word_of_its_own(text: str, found: tuple[str, float] | None) -> None:
    assert told(headed("buyer", [seg(text)])) == found


def test_a_name_stands_under_its_heading_or_beside_its_label_there() -> None:
    head = seg("Kunde")
    assert told(headed("buyer", [head, *lines("Bau AG", "10115 Berlin", top=112)])) == ("Bau AG", GOOD)
    label, name = seg("Firma:", 50, 112), seg("Bau AG", 120, 112)
    assert told(headed("buyer", [head, label, name])) == ("Bau AG", SURE)
    assert headed("buyer", [head]) is None
    assert told(headed("buyer", [seg("Kunde"), seg("Kunde: Bau AG", top=400)])) == ("Bau AG", SURE)


def under(*parts: Segment, head: Segment | None = None) -> list[list[str]]:
    """What stands under a heading, row by row."""
    return [[said(one) for one in row] for row in party_names._rows_under(head or seg("Kunde"), parts)]


@pytest.mark.parametrize(
    ("x0", "top", "found"),
    [
        (50, 102, False), (50, 102.1, True), (50, 185, True), (50, 185.1, False),
        (95, 112, True), (95.1, 112, False), (5, 112, True), (4.9, 112, False),
    ],
)  # fmt: skip
def test_a_section_goes_down_85_points_and_45_to_each_side(x0: float, top: float, found: bool) -> None:
    assert under(seg("Bau AG", x0, top)) == ([["Bau AG"]] if found else [])


def test_the_distances_are_those_of_the_first_words() -> None:
    crooked = seg("Kunde oder Empfänger", tilt=30)
    assert under(seg("Bau AG", 50, 185), head=crooked) == [["Bau AG"]]
    assert under(seg("Bau AG", 50, 185.1), head=crooked) == []
    assert under(seg("Bau AG", 50, 102.1, tilt=-5), head=crooked) == [["Bau AG"]]
    assert under(seg("Bau AG", 50, 102, tilt=5), head=crooked) == []
    assert under(seg("Bau AG", 96, 112), head=crooked) == []
    assert under(seg("Bau AG", 4, 112), head=crooked) == []


def test_what_stands_beside_a_line_is_in_its_row_however_far_to_the_right() -> None:
    first, second = lines("Bau AG", "Ring 5", top=112)
    assert under(first, seg("Tel", 300, 113.9), second, seg("Fax", 300, 122.1)) == [
        ["Bau AG", "Tel"],
        ["Ring 5", "Fax"],
    ]
    assert under(first, seg("Tel", 300, 114)) == [["Bau AG"]]
    assert under(first, seg("Tel", 300, 113.9), seg("Fax", 400, 114.5)) == [["Bau AG", "Tel"]]
    assert under(seg("Bau AG", 50, 112, tilt=5), seg("Tel", 300, 113.9)) == [["Bau AG", "Tel"]]
    assert under(first, seg("Tel Nr", 300, 113.9, tilt=-5)) == [["Bau AG", "Tel Nr"]]
    assert under(seg("Tel", 300, 100), first) == [["Bau AG"]]


def test_a_section_ends_with_another_page_or_heading_and_has_nine_rows_at_most() -> None:
    first, last = seg("Bau AG", 50, 112), seg("Ring 5", 50, 124)
    assert under(first, seg("Ring 5", 50, 124, page=2), last) == [["Bau AG"]]
    assert under(first, seg("Lieferant", 50, 118), last) == [["Bau AG"]]
    assert under(first, seg("Lieferant", 300, 118), last) == [["Bau AG"], ["Ring 5"]]
    many = lines(*(f"line {number}" for number in range(12)), top=104, apart=5)
    assert [row[0] for row in under(*many)] == [f"line {number}" for number in range(9)]


def labelled(*parts: Segment, rows: int = 1) -> tuple[str, float] | None:
    """The name beside the label that the first of these rows is."""
    return told(party_names._labelled_name([[part] for part in parts[:rows]], parts))


LABEL = seg("Firma:", 50, 100)


def test_the_name_beside_a_label_is_sure_on_one_line_and_good_over_two() -> None:
    assert labelled(LABEL, seg("Bau AG", 120, 100)) == ("Bau AG", SURE)
    assert labelled(LABEL, seg("Bau", 120, 94), seg("AG", 120, 106)) == ("Bau AG", GOOD)
    assert labelled(LABEL) is None
    assert labelled(seg("Straße:", 50, 100), seg("Ring 5", 120, 100)) is None
    row = [LABEL, seg("Bau AG", 120, 100)]
    assert told(party_names._labelled_name([row], row)) == ("Bau AG", SURE)
    far = lines(*(f"line {number}" for number in range(5)), top=30)
    assert labelled(*far, LABEL, seg("Bau AG", 120, 100), rows=6) == ("Bau AG", SURE)
    assert labelled(*far, seg("last", 50, 92), LABEL, seg("Bau AG", 120, 100), rows=7) is None


@pytest.mark.parametrize(
    ("x0", "top", "page", "found"),
    [
        (80, 100, 1, False), (80.1, 100, 1, True), (120, 100, 2, False),
        (120, 114, 1, True), (120, 114.1, 1, False), (120, 86, 1, True), (120, 85.9, 1, False),
    ],
)  # fmt: skip
def test_the_value_of_a_label_stands_to_its_right_about_its_height(
    x0: float, top: float, page: int, found: bool
) -> None:
    assert labelled(LABEL, seg("Bau AG", x0, top, page)) == (("Bau AG", SURE) if found else None)


def test_the_height_of_label_and_value_is_that_of_their_first_words() -> None:
    assert labelled(LABEL, seg("Bau AG", 120, 114, tilt=3)) == ("Bau AG", SURE)
    assert labelled(LABEL, seg("Bau AG", 120, 114.1, tilt=-3)) is None
    assert labelled(LABEL, seg("Bau AG", 120, 102.5, tilt=3), seg("Ring 5", 120, 113)) == ("Bau AG", SURE)
    two = seg("raison sociale:", 50, 100, tilt=3)
    assert labelled(two, seg("Bau AG", 140, 102.5), seg("Ring 5", 140, 113)) == ("Bau AG", SURE)
    assert labelled(two, seg("Bau AG", 140, 104), seg("Ring 5", 140, 113)) == ("Bau AG Ring 5", GOOD)
    label = seg("raison sociale :", 50, 100, tilt=4, step=6)
    end = label[-1].x1
    assert labelled(label, seg("Bau AG", end + 0.1, 114)) == ("Bau AG", SURE)
    assert labelled(label, seg("Bau AG", end + 0.1, 114.1)) is None
    assert labelled(label, seg("Bau AG", end, 100)) is None


def test_a_value_ends_where_the_next_label_begins_and_keeps_to_its_column() -> None:
    name = seg("Bau AG", 120, 100)
    assert labelled(LABEL, name, seg("Tel:", 200, 100), seg("030 1", 250, 100)) == ("Bau AG", SURE)
    assert labelled(LABEL, name, seg("Tel:", 123, 106)) is None
    assert labelled(LABEL, name, seg("Tel Nr:", 123, 106)) is None
    assert labelled(LABEL, name, seg("Tel:", 123.1, 106)) == ("Bau AG", SURE)
    assert labelled(LABEL, seg("Bau", 120, 94), seg("AG", 123, 106)) == ("Bau AG", GOOD)
    assert labelled(LABEL, seg("Bau", 120, 94), seg("AG", 123.1, 106)) == ("Bau", SURE)
    assert labelled(LABEL, name, seg("Europe", 200, 100)) == ("Bau AG", SURE)


def test_of_two_lines_the_one_level_with_the_label_counts_and_three_are_one_name() -> None:
    assert labelled(LABEL, seg("Bau AG", 120, 102.5), seg("Ring 5", 120, 113)) == ("Bau AG", SURE)
    assert labelled(LABEL, seg("Bau AG", 120, 102.6), seg("Ring 5", 120, 113)) == ("Bau AG Ring 5", GOOD)
    assert labelled(LABEL, seg("Bau", 120, 88), seg("und Tief", 120, 100), seg("AG", 120, 112)) == (
        "Bau und Tief AG",
        GOOD,
    )


def first(*rows: list[Segment], confidence: float = LIKELY) -> tuple[str, float] | None:
    return told(party_names._first_name(rows, confidence))


def _row(*texts: str, top: float = 100) -> list[Segment]:
    return [seg(text, 50 + 150 * number, top) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["Bau AG"], ("Bau AG", LIKELY)),
        (["Firma: Bau AG"], ("Bau AG", SURE)),
        (["Firma:|Bau AG"], ("Bau AG", SURE)),
        (["Ring 5", "Firma: Bau AG"], ("Bau AG", SURE)),
        (["Firma:|Bau|AG"], ("Bau", SURE)),
        (["Wir danken für Aufträge.", "Bau AG"], ("Bau AG", LIKELY)),
        (["Wir danken sehr!", "Ring 5"], ("Wir danken sehr!", LIKELY)),
        (["Bau und Tief St. Co.", "Bau AG"], ("Bau und Tief St. Co.", LIKELY)),
        (["Lieferant", "Bau AG"], ("Bau AG", LIKELY)),
        (["Kundennr.: 4711", "Bau AG"], ("Bau AG", LIKELY)),
        (["Datum|02.11.2026", "Bau AG"], ("Bau AG", LIKELY)),
        (["Konto|: 4711", "Bau AG"], ("Bau AG", LIKELY)),
        (["Bau AG|4711"], ("Bau AG", LIKELY)),
        (["Rechnung 4711", "Bau AG"], ("Bau AG", LIKELY)),
        (["4711", "Bau AG"], ("Bau AG", LIKELY)),
        (["10115 Berlin", "Bau AG"], ("Bau AG", LIKELY)),
        (["Kundennr.: 4711"] * 5 + ["Bau AG"], ("Bau AG", LIKELY)),
        (["Kundennr.: 4711"] * 6 + ["Bau AG"], None),
        (["Bau", "und Tief AG"], ("Bau und Tief AG", LIKELY)),
        (["Bau", "und Tief AG", "Ring 5"], ("Bau und Tief AG", LIKELY)),
        (["Bau AG", "Tief AG"], ("Bau AG", LIKELY)),
        (["Bau", "Ring 5 AG"], ("Bau", LIKELY)),
        (["Bau", "Ringstr."], ("Bau", LIKELY)),
        ([], None),
    ],
)
def test_the_first_line_that_can_be_a_name_is_one(rows: list[str], found: tuple[str, float] | None) -> None:
    assert first(*(_row(*text.split("|"), top=100 + 12 * at) for at, text in enumerate(rows))) == found


def test_a_labelled_name_is_as_sure_as_asked_for_at_least_and_tells_where_it_stands() -> None:
    assert first(_row("Firma: Bau AG"), confidence=1.0) == ("Bau AG", 1.0)
    for row in (_row("Firma:", "Bau AG", "Ring 5"), _row("Firma:", "Bau AG")):
        part = party_names._first_name([row], GUESS)
        assert part is not None
        assert (part.segment, part.block) == (row[1], row)
    alone = party_names._first_name([_row("Firma: Bau AG")], GUESS)
    assert alone is not None
    assert said(alone.segment) == "Firma: Bau AG"
    rows = [_row("Bau", "Nr. 1"), _row("und Tief AG", "Tel", top=112), _row("Ring 5", top=124)]
    both = party_names._first_name(rows, GUESS)
    assert both is not None
    assert said(both.segment) == both.name == "Bau und Tief AG"
    assert [said(one) for one in both.block] == ["Bau", "Nr. 1", "und Tief AG", "Tel", "Ring 5"]


def test_an_address_ends_with_a_postal_town_below_its_first_line_on_the_first_page() -> None:
    def found(*texts: str, page: int = 1) -> bool:
        return bool(list(party_names._addresses([lines(*texts, page=page)])))

    assert found("Bau AG", "10115 Berlin")
    assert not found("10115 Berlin")
    assert not found("10115 Berlin", "Bau AG")
    assert not found("Bau AG", "Ring 5")
    assert not found("Bau AG", "10115 Berlin", page=2)
    assert found("Bau AG", *("more",) * 7, "10115 Berlin")
    assert not found("Bau AG", *("more",) * 8, "10115 Berlin")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Stahl AG • Hauptstr. 1 • 80333 München", "Stahl AG"),
        ("Stahl AG • Hauptstr. 1 • München", None),
        ("Rechnung 4711 • Hauptstr. 1 • 80333 München", None),
        ("Stahl AG 80333 München", None),
    ],
)
def test_a_senders_line_is_a_whole_address(text: str, name: str | None) -> None:
    assert [one for _, one in party_names._senders([seg(text)])] == ([name] if name else [])


@pytest.mark.parametrize(
    ("x0", "top", "page", "other"),
    [
        (50, 126, 1, True), (50, 126.1, 1, False), (50, 100.1, 1, True), (50, 100, 1, False), (50, 90, 1, False),
        (95, 110, 1, True), (95.1, 110, 1, False), (5, 110, 1, True), (4.9, 110, 1, False), (50, 110, 2, False),
    ],
)  # fmt: skip
def test_a_block_right_under_a_heading_of_something_else_is_that(x0: float, top: float, page: int, other: bool) -> None:
    head, block = [seg("Bemerkung", 300, 20), seg("Lieferadresse")], [seg("Bau AG", x0, top, page)]
    assert party_names._other(block, [head, block]) is other
    crooked = [seg("Ship to", 50, 100, tilt=30)]
    assert party_names._other(block, [crooked, block]) is other
    low = [seg("Bau AG und Co", x0, top, page, tilt=-30), seg("Ring 5", x0 + 60, top + 60)]
    assert party_names._other(low, [head, low]) is other


def test_a_block_may_say_itself_that_it_is_something_else() -> None:
    assert party_names._other(lines("Lieferadresse", "Bau AG"), [])
    assert party_names._other(lines("Hinweis", "Lieferadresse", "Bau AG"), [])
    assert not party_names._other(lines("Hinweis", "Bau AG", "Lieferadresse"), [])


OURS = lines("Bau AG", "Ring 5", "10115 Berlin", top=150)
THEIRS = lines("Stahl AG", "Hauptstr. 1", "80333 München", x0=400, top=50)
MORE = lines("Holz KG", "Weg 2", "20095 Hamburg", x0=250, top=200)
EMPTY = sheet([])


def _page(*texts: str, top: float = 700) -> object:
    return sheet([word for number, text in enumerate(texts) for word in seg(text, 50, top + 12 * number)])


def window(*grouped: list[Segment], page: object = EMPTY) -> str | None:
    found = addressee(grouped, page)  # type: ignore[arg-type]
    return found.name if found else None


def test_the_window_is_under_the_senders_line_or_addressed_or_the_second_address() -> None:
    line = [seg("Stahl AG • Hauptstr. 1 • 80333 München", 50, 130)]
    assert window(line, OURS) == "Bau AG"
    assert window(OURS) is None
    assert window(THEIRS, OURS) == "Bau AG"
    assert window(line, THEIRS, OURS) == "Bau AG"
    assert window(line, OURS, MORE) == "Bau AG"
    attended = lines("Holz KG", "Frau Muster", "20095 Hamburg", x0=250, top=200)
    assert window(THEIRS, OURS, attended) == "Holz KG"
    second = lines("Glas KG", "Frau Muster", "20095 Hamburg", x0=250, top=300)
    assert window(THEIRS, OURS, attended, second) == "Holz KG"
    assert window(line, THEIRS) is None
    assert window() is None


def test_an_address_of_the_foot_of_something_else_or_of_the_seller_is_not_the_window() -> None:
    line = [seg("Stahl AG • Hauptstr. 1 • 80333 München", 50, 130)]
    edge = party_names.FOOT / 1.5
    assert window(line, lines("Bau AG", "10115 Berlin", top=edge - 0.1)) == "Bau AG"
    assert window(line, lines("Bau AG", "10115 Berlin", top=edge)) is None
    assert window(line, [seg("Bau AG", 50, edge - 0.1, tilt=1), seg("10115 Berlin", 50, edge + 12)]) == "Bau AG"
    assert window(line, lines("Lieferadresse", "Bau AG", "10115 Berlin", top=150)) is None
    assert window(OURS, MORE, page=_page("Bau AG Amtsgericht")) == "Holz KG"
    mine = lines("Bau AG", "10115 Berlin", "Tel 030 1", top=150)
    assert window(mine, MORE) == "Holz KG"


@pytest.mark.parametrize(
    ("more", "foot", "top", "theirs"),
    [
        ("www.bau.example", "", 700, True),
        ("rechnung@bau.example", "", 700, True),
        ("IBAN DE02", "", 700, True),
        ("Ring 5", "", 700, False),
        ("Ring 5", "bau ag Berlin", 700, True),
        ("Ring 5", "Bau AG Berlin", 640, False),
        ("Ring 5", "Bau AG Berlin", 640.1, True),
    ],
)
def test_senders_tell_of_themselves_how_they_are_reached_or_stand_in_the_foot(
    more: str, foot: str, top: float, theirs: bool
) -> None:
    block = lines("Bau AG", more, "10115 Berlin")
    assert party_names._of_seller(block, _page(foot, top=top)) is theirs  # type: ignore[arg-type]


def test_a_name_of_four_signs_in_the_foot_says_nothing() -> None:
    for name, theirs in (("Baua", False), ("Bauab", True)):
        assert party_names._of_seller(lines(name, "10115 Berlin"), _page(f"{name} Berlin")) is theirs  # type: ignore[arg-type]


def seller(*grouped: list[Segment], buyer: str | None = None, page: object = EMPTY) -> tuple[str, float] | None:
    parts = [line for block in grouped for line in block]
    taken = Part(seg("x"), buyer, SURE, []) if buyer else None
    return told(sender(grouped, parts, page, taken))  # type: ignore[arg-type]


def test_the_seller_is_told_by_his_line_his_address_or_a_legal_form_and_is_not_the_buyer() -> None:
    line = [seg("Stahl AG • Hauptstr. 1 • 80333 München", 50, 130)]
    plain = [seg("Stahlbau Muster • Hauptstr. 1 • 80333 München", 50, 130)]
    assert seller(line, OURS) == ("Stahl AG", GOOD)
    assert seller(plain, OURS) == ("Stahlbau Muster", LIKELY)
    assert seller(line, OURS, buyer="stahl ag") == ("Bau AG", LIKELY)
    assert seller(OURS, THEIRS, buyer="Bau AG") == ("Stahl AG", LIKELY)
    assert seller(OURS, THEIRS) == ("Bau AG", LIKELY)
    assert seller(OURS, THEIRS, page=_page("Stahl AG Amtsgericht")) == ("Stahl AG", LIKELY)
    assert seller(lines("Lieferadresse", "Bau AG", "10115 Berlin", top=150)) == ("Bau AG", GUESS)
    assert seller([seg("Stahl GmbH", 50, 50)]) == ("Stahl GmbH", GUESS)
    assert seller([seg("Stahl GmbH", 50, 50)], buyer="Stahl GmbH") is None
    assert seller([seg("Rechnung der Stahl GmbH", 50, 50)]) is None
    assert seller([seg("Stahlbau Muster", 50, 50)]) is None
    for size, found in ((49, True), (50, False)):
        name = f"{'x' * (size - 5)} GmbH"
        assert len(name) == size
        assert (seller([seg(name, 50, 50)]) is not None) is found
