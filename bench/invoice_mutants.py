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
START = 5_000
FORMS = ("pdf", "ofd", "xml")
EUROPEAN = ("ubl", "cii", "facturx", "pdf")


def every(held_out: bool = False) -> Iterator[Mutant]:
    """Forged invoices without end, all kinds in turn."""
    for seed in itertools.count(START):
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
    """At least `args.mutants` that can be found; held-out kinds of mutations apart, a tenth as many."""
    for held_out, wanted in ((False, args.mutants), (True, max(1, args.mutants // 10))):
        found, accepted, cases = Counter[str](), Counter[str](), defaultdict[str, list[str]](list)
        for mutant in every(held_out):
            if sum(found[name] for name in ("document", "master")) >= wanted:
                break
            context = Context(TODAY, master(mutant) if mutant.found_by == "master" else None)
            reading = check(reader.read(mutant.specimen.data), context)
            found[mutant.found_by] += 1
            if reading.verdict == "accept":
                accepted[mutant.found_by] += 1
                cases[f"{mutant.found_by}: {mutant.specimen.kind} {mutant.mutation}"].append(mutant.specimen.name)
        out.say(f"\n== forged invoices, {'held-out mutations' if held_out else 'mutations in development'}")
        out.row("false accepts, document alone", accepted["document"], found["document"], most=0.0)
        out.row("false accepts, with master data", accepted["master"], found["master"], most=0.0)
        out.row("accepted, only the bureau could tell", accepted["bureau"], found["bureau"])
        for label, files in sorted(cases.items()):
            if not label.startswith("bureau"):
                out.say(f"    {label}: {len(files)}, e.g. {', '.join(files[:4])}")
    _duplicates(reader, out)


def _duplicates(reader: InvoiceReader, out: Report) -> None:
    """The same invoice once more in another form: what was recorded before must make it anything but a new invoice."""
    from adapters.specimens.files import ofd_specimen, pdf_specimen, xml_specimen

    accepted = count = 0
    for seed, family in itertools.product(range(START, START + 20), ("digital-special", "old")):
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
