"""False accepts: forged invoices of our generator, each with who can find it said before the run."""

import argparse
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from adapters.specimens import eu_mutations, mutations
from adapters.specimens.chinese import FAMILIES
from adapters.specimens.mutations import Mutant
from bench.invoice_truth import Report
from bots.checks import Context, check
from bots.reader import InvoiceReader
from contracts.reading import Entity, KnownInvoice, Master, Supplier

TODAY = date(2026, 11, 1)
FORMS = ("pdf", "ofd", "xml")
EUROPEAN = ("ubl", "cii", "facturx", "pdf")
Kind = tuple[str, str]
"""Who can find it, and in what file what is changed."""
SAID = (
    ("document", "false accepts, document alone", 0.0),
    ("master", "false accepts, with master data", 0.0),
    ("bureau", "accepted, only the bureau could tell", None),
)


def every(start: int, *, held_out: bool = False) -> Iterator[Mutant]:
    """Forged invoices without end, all kinds in turn, from a seed on."""
    for seed in itertools.count(start):
        for family, form in itertools.product(FAMILIES, FORMS):
            if form != "xml" or family.startswith("digital"):
                yield from mutations.mutants(seed, family, form, held_out=held_out)
        for form in EUROPEAN:
            yield from eu_mutations.mutants(seed, form, held_out=held_out)


def master(mutant: Mutant) -> Master:
    """Master data in which the honest invoice's parties are known, and nothing was recorded before."""
    stated = mutant.specimen.fields
    seller = Supplier(
        name=stated.get("seller_name", ""),
        tax_ids=tuple(filter(None, (stated.get("seller_tax_id"),))),
        ibans=tuple(filter(None, (stated.get("iban"),))),
    )
    us = Entity(name=stated["buyer_name"], tax_ids=tuple(filter(None, (stated.get("buyer_tax_id"),))))
    return Master(entities=(us,), suppliers=(seller,), invoices=(), currency=stated["currency"])


def run(reader: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """At least `args.mutants` that can be found, from `args.seed` on; held-out kinds of mutations apart, a tenth as many.

    Who can find what is said by the generator before anything is read. A failing document is told by its name, which
    holds its seed.
    """
    for held_out, wanted in ((False, args.mutants), (True, max(1, args.mutants // 10))):
        found, accepted, cases = Counter[Kind](), Counter[Kind](), defaultdict[Kind, list[str]](list)
        for mutant in every(args.seed, held_out=held_out):
            if sum(count for (found_by, _), count in found.items() if found_by != "bureau") >= wanted:
                break
            context = Context(TODAY, master(mutant) if mutant.found_by == "master" else None)
            reading = check(reader.read(mutant.specimen.data), context)
            kind = (mutant.found_by, f"{mutant.specimen.kind.split('/')[0]} {mutant.mutation}")
            found[kind] += 1
            if reading.verdict == "accept":
                accepted[kind] += 1
                cases[kind].append(mutant.specimen.name)
        out.say(f"\n== forged invoices, {'held-out mutations' if held_out else 'mutations in development'}")
        for found_by, label, most in SAID:
            count, passed = (
                sum(one for kind, one in some.items() if kind[0] == found_by) for some in (found, accepted)
            )
            out.row(label, passed, count, most=most)
        for kind, count in sorted(found.items()):
            files = f", e.g. {', '.join(cases[kind][:6])}" if cases[kind] and kind[0] != "bureau" else ""
            out.say(f"    {kind[0]:8} {kind[1]:36} {accepted[kind]:5} of {count}{files}")
    _duplicates(reader, args.seed, out)


def _duplicates(reader: InvoiceReader, start: int, out: Report) -> None:
    """The same invoice once more in another form: what was recorded before must make it anything but a new invoice."""
    from adapters.specimens.files import ofd_specimen, pdf_specimen, xml_specimen

    accepted = count = 0
    for seed, family in itertools.product(range(start, start + 20), ("digital-special", "old")):
        first = pdf_specimen(seed, family)
        stated = first.fields
        known = KnownInvoice(
            number=stated["number"], code=stated.get("code"), seller_tax_id=stated["seller_tax_id"],
            issue_date=stated["issue_date"], gross=Decimal(stated["gross_amount"]),
        )  # fmt: skip
        others = [ofd_specimen(seed, family), *([xml_specimen(seed, family)] if family != "old" else [])]
        for other in others:
            whole = master(Mutant(first, "", "master", False)).model_copy(update={"invoices": (known,)})
            reading = check(reader.read(other.data), Context(TODAY, whole))
            count += 1
            accepted += reading.verdict == "accept"
    out.row("duplicates in another form accepted", accepted, count, most=0.0)
