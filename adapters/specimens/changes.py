"""What can be changed about a Chinese invoice, one function for each; the same chance changes the same thing."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import NamedTuple

from adapters.specimens.capitals import capitals
from adapters.specimens.companies import company
from adapters.specimens.content import STARS, Content
from adapters.specimens.fapiao import CENT, DIGITAL, RAIL, Fapiao, umts

Change = Callable[[Content, Fapiao, Random], Content | None]


class Mutation(NamedTuple):
    """One way to change an invoice; `found_by` by the form of the file (pdf, ofd, xml), "" for every other form."""

    name: str
    change: Change
    found_by: Mapping[str, str]
    held_out: bool = False


def other_digit(text: str, chance: Random, first: int | None = None) -> str:
    """The text with one digit changed, among the first few significant ones when `first` is given."""
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    significant = places if first is None else [place for place in places if text[place] != "0"][:first]
    place = chance.choice(significant or places)
    digit = chance.choice([sign for sign in "0123456789" if sign != text[place]])
    return text[:place] + digit + text[place + 1 :]


def slot(*names: str) -> Change:
    """One digit of a slot."""

    def change(what: Content, _: Fapiao, chance: Random) -> Content | None:
        found = [name for name in names if any(sign.isdigit() for sign in what.slots.get(name, ""))]
        if not found:
            return None
        name = chance.choice(found)
        return what._replace(slots={**what.slots, name: other_digit(what.slots[name], chance)})

    return change


def cell(name: str, first: int | None = None) -> Change:
    """One digit in a line; of quantities and prices a leading one, since the others may be lost in rounding."""

    def change(what: Content, _: Fapiao, chance: Random) -> Content | None:
        rows = enumerate(what.rows)
        found = [n for n, row in rows if row.get("quantity" if first else name) and row[name] not in (STARS, "")]
        if not found:
            return None
        place = chance.choice(found)
        row = {**what.rows[place], name: other_digit(what.rows[place][name], chance, first)}
        return what._replace(rows=(*what.rows[:place], row, *what.rows[place + 1 :]))

    return change


def both(first: Change, second: Change) -> Change:
    """Two changes at once."""

    def change(what: Content, bill: Fapiao, chance: Random) -> Content | None:
        return second(first(what, bill, chance) or what, bill, chance)

    return change


def day(what: Content, bill: Fapiao, chance: Random) -> Content:
    """Another day of the same year."""
    month, number = chance.choice([m for m in range(1, 13) if m != bill.issued.month]), chance.randrange(1, 28)
    text = f"{bill.issued:%Y}年{month:02d}月{number:02d}日"
    colon = ":" if what.slots["date"].startswith(":") else ""
    more = {"date": colon + text, "month": f"{month:02d}", "day": f"{number:02d}"}
    return what._replace(slots={**what.slots, **more})


def year(what: Content, bill: Fapiao, _: Random) -> Content:
    """The year before."""
    colon = ":" if what.slots["date"].startswith(":") else ""
    text = f"{colon}{bill.issued.year - 1}{bill.issued:年%m月%d日}"
    return what._replace(slots={**what.slots, "date": text, "year": f"{bill.issued.year - 1}"})


def words(what: Content, bill: Fapiao, chance: Random) -> Content | None:
    """Capitals of another amount."""
    if bill.trip is not None:
        return None
    amount = bill.gross + chance.choice((1, 10, 100, -1)) * chance.choice((1, 2, 5))
    return what._replace(slots={**what.slots, "words": capitals(amount)})


def rate(what: Content, _: Fapiao, chance: Random) -> Content | None:
    """Another rate of tax on a line that is worth enough to tell."""
    found = [n for n, row in enumerate(what.rows) if row["rate"].endswith("%") and abs(Decimal(row["amount"])) > 10]
    if not found:
        return None
    place = chance.choice(found)
    other = chance.choice([text for text in ("13%", "9%", "6%", "3%", "1%") if text != what.rows[place]["rate"]])
    return what._replace(rows=(*what.rows[:place], {**what.rows[place], "rate": other}, *what.rows[place + 1 :]))


def code(what: Content, bill: Fapiao, chance: Random) -> Content:
    """A code that states another number, amount or day, with the right checksum."""
    parts = what.payload.split(",")
    if parts[0] != "01":
        return what._replace(payload=",".join((*parts[:1], other_digit(parts[1], chance), *parts[2:])))
    place = chance.choice((3, 4, 5) if bill.kind in DIGITAL | {RAIL} else (2, 3, 4, 6) if bill.check else (2, 3, 4))
    parts[place] = other_digit(parts[place], chance)
    start = ",".join(parts[:7]) + ","
    end = "" if bill.kind in DIGITAL | {RAIL} else ","
    return what._replace(payload=start + f"{umts(start.encode()):04X}" + end)


def name(who: str) -> Change:
    """Another name of the party, everything else as it was."""

    def change(what: Content, _: Fapiao, chance: Random) -> Content | None:
        if not what.slots.get(f"{who}_name"):
            return None
        return what._replace(slots={**what.slots, f"{who}_name": company(chance).name})

    return change


def party(who: str) -> Change:
    """Another company instead of the party, with its own valid number."""

    def change(what: Content, bill: Fapiao, chance: Random) -> Content | None:
        if not what.slots.get(f"{who}_name") or bill.trip is not None:
            return None
        other = company(chance)
        return what._replace(slots={**what.slots, f"{who}_name": other.name, f"{who}_id": other.tax_id})

    return change


def dearer_tax(*cents: int) -> Change:
    """The tax of a line raised, and everything that follows from it, the code too."""

    def change(what: Content, bill: Fapiao, chance: Random) -> Content | None:
        if bill.free or bill.trip is not None or bill.toll:
            return None
        more = CENT * chance.choice(cents) * (1 if bill.gross > 0 else -1)
        place = chance.choice([n for n, line in enumerate(bill.lines) if line.rate is not None])
        row = {**what.rows[place], "tax": f"{bill.lines[place].tax + more}"}
        gross = bill.gross + more
        slots = {**what.slots, "tax": f"{bill.tax + more}", "gross": f"{gross}", "words": capitals(gross)}
        if bill.kind not in DIGITAL:
            return what._replace(slots=slots, rows=(*what.rows[:place], row, *what.rows[place + 1 :]))
        start = what.payload.rsplit(",", 1)[0].replace(f",{bill.gross},", f",{gross},") + ","
        payload = start + f"{umts(start.encode()):04X}"
        return what._replace(slots=slots, rows=(*what.rows[:place], row, *what.rows[place + 1 :]), payload=payload)

    return change


DOCUMENT = {"": "document"}
MUTATIONS = (
    Mutation("number", slot("number"), DOCUMENT),
    Mutation("invoice-code", slot("code"), DOCUMENT),
    Mutation("day", day, {"": "document", "xml": "bureau"}),
    Mutation("year", year, DOCUMENT),
    Mutation("gross", slot("gross"), DOCUMENT),
    Mutation("net", slot("net"), DOCUMENT),
    Mutation("tax", slot("tax"), DOCUMENT),
    Mutation("line-amount", cell("amount"), DOCUMENT),
    Mutation("line-tax", cell("tax"), DOCUMENT),
    Mutation("quantity", cell("quantity", 2), DOCUMENT),
    Mutation("price", cell("price", 2), DOCUMENT),
    Mutation("rate", rate, DOCUMENT),
    Mutation("capitals", words, DOCUMENT),
    Mutation("tax-id", slot("seller_id", "buyer_id"), DOCUMENT),
    Mutation("code-against-text", code, {"": "document", "xml": "skip"}),
    Mutation("check-code", slot("check", "check1", "check2", "check3", "check4"), DOCUMENT),
    Mutation("seller-name", name("seller"), {"": "master"}),
    Mutation("wrong-buyer", party("buyer"), {"": "master"}),
    Mutation("wrong-seller", party("seller"), {"": "master"}),
    Mutation("tax-overstated", dearer_tax(50, 90), DOCUMENT),
    Mutation("tax-overstated-little", dearer_tax(2), {"": "bureau"}),
    Mutation("two-lines", both(cell("tax"), cell("amount")), DOCUMENT, True),
    Mutation("net-and-tax", both(slot("tax"), slot("net")), DOCUMENT, True),
)  # fmt: skip
