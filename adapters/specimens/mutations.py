"""Forged and broken Chinese invoices with known truth: one thing is changed, and it is said who can find it.

`found_by` is "document" when the file contradicts itself (sources, sums, capitals, check characters, digests, the code),
"master" when master data or what was recorded before are needed, and "bureau" when nobody without the tax bureau could
tell it from an honest invoice. What is labelled so is decided here, before anything is measured.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from adapters.specimens import fapiao_xml
from adapters.specimens.changes import DOCUMENT, MUTATIONS, Mutation, day
from adapters.specimens.chinese import fapiao
from adapters.specimens.companies import Company
from adapters.specimens.content import Content, fields
from adapters.specimens.fapiao import Fapiao
from adapters.specimens.file_changes import changes
from adapters.specimens.files import drawn, form, ofd, printed
from adapters.specimens.ofd_package import altered
from adapters.specimens.paper import Style
from adapters.specimens.truth import Specimen


class Mutant(NamedTuple):
    """A changed file; the truth in `specimen` is that of the honest invoice."""

    specimen: Specimen
    mutation: str
    found_by: str
    held_out: bool


def mutants(
    seed: int, family: str, kind: str, *, held_out: bool = False, buyer: Company | None = None
) -> Iterator[Mutant]:
    """Every mutation that can be made of the invoice of a seed, as pdf, ofd or xml; what changes nothing is left out."""
    chance = Random(f"mutant:{family}:{kind}:{seed}")
    bill = fapiao(chance, family, chance.choice((1, 1, 2, 3, 5)), buyer)
    layout, style = form(chance, family, held_out=False)
    what = printed(chance, bill, layout)

    def made(changed: Content, within: Content) -> bytes:
        return _drawn(kind, changed, within, bill, (layout, style, Random(seed)))

    honest = made(what, what)
    for mutation in MUTATIONS:
        found_by = mutation.found_by.get(kind, mutation.found_by[""])
        changed = mutation.change(what, bill, chance) if mutation.held_out == held_out and found_by != "skip" else None
        data = made(changed, _within(mutation, what, changed)) if changed else honest
        if data != honest:
            yield _mutant(f"{family}-{seed}-{mutation.name}.{kind}", kind, data, bill, mutation, found_by)
    if kind == "ofd" and not held_out:
        part = Mutation("part-altered", day, DOCUMENT)
        yield _mutant(f"{family}-{seed}-part.ofd", kind, altered(honest, chance), bill, part, "document")

    def again(changed: Content, sealed: bool) -> bytes:
        return _drawn(kind, changed, what, bill, (layout, style, Random(seed)), sealed=sealed)

    for one in changes(kind, honest, what, bill, Random(f"file:{family}:{kind}:{seed}"), again, held_out=held_out):
        mutation = Mutation(one.name, day, DOCUMENT, held_out)
        yield _mutant(f"{family}-{seed}-{one.name}.{kind}", kind, one.data, bill, mutation, one.found_by)


def _drawn(
    kind: str, changed: Content, within: Content, bill: Fapiao, how: tuple[str, Style, Random], *, sealed: bool = True
) -> bytes:
    layout, style, chance = how
    if kind == "pdf":
        return drawn(changed, layout, style, chance)
    if kind == "ofd":
        return ofd(changed, bill, layout, style, chance, within, signed=sealed)
    return fapiao_xml.einvoice(changed, bill)


def _within(mutation: Mutation, what: Content, changed: Content) -> Content:
    """Custom data and attached XML stay honest, but for what only master data can find: that is changed everywhere."""
    return changed if mutation.found_by[""] != "document" or mutation.name == "code-against-text" else what


def _mutant(file: str, kind: str, data: bytes, bill: Fapiao, mutation: Mutation, found_by: str) -> Mutant:
    honest = Specimen(file, f"fapiao-{kind}/{bill.family}", data, fields(bill), len(bill.lines))
    return Mutant(honest, mutation.name, found_by, mutation.held_out)
