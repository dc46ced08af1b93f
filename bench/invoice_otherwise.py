"""Pages that print otherwise than the XML inside them: what was read there is right, and their truth is another one.

Each entry says what the page prints, as it stands there with its label. It excuses nothing by itself: the reading must
be the value of the entry, the words must stand on the page as another library reads it, and the truth may not.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2

from adapters.specimens.truth import Specimen

PRINTED = {
    "ZUGFeRDv1/correct/Mustangproject/MustangGnuaccountingBeispielRE-20150613_503.pdf": {
        "net_amount": ("358.00", "Nettobetrag: 358,00 €"),
        "tax_amount": ("48.82", "USt. Gesamt: 48,82 €"),
        "gross_amount": ("406.82", "Gesamtbetrag: 406,82 €"),
    },
    "ZUGFeRDv1/correct/Mustangproject/MustangGnuaccountingBeispielRE-20151008_504.pdf": {
        "issue_date": ("2015-10-08", "Rechnung # RE-20151008/504 von 08.10.2015"),
    },
    "ZUGFeRDv2/correct/FNFE-factur-x-examples/Avoir_FR_type381_BASIC.pdf": {
        "net_amount": ("-218.48", "Total HT -218,48 €"),
        "tax_amount": ("-14.99", "Total taxes -14,99 €"),
        "gross_amount": ("-233.47", "Total TTC -233,47 €"),
    },
    "ZUGFeRDv2/correct/Mustangproject/MustangGnuaccountingBeispielRE-20201121_508_withBOM.pdf": {
        "number": ("RE-20190610/507", "Invoice # RE-20190610/507"),
        "issue_date": ("2019-06-10", "issued at 2019-06-10"),
    },
}


class Entry(NamedTuple):
    """What a page prints for a field, the words that say so, and whether the page bears them out."""

    field: str
    value: str
    holds: bool


def entries(specimen: Specimen) -> Iterator[Entry]:
    """The entries of a file, each held against the text of its pages."""
    if stated := PRINTED.get(specimen.name):
        text = page_text(specimen.data)
        for name, (value, words) in stated.items():
            bare = _bare(words) in text and not any(_stands(form, text) for form in _forms(specimen.fields[name]))
            yield Entry(name, value, bare)


def page_text(data: bytes) -> str:
    """The text of all pages without spaces."""
    with pypdfium2.PdfDocument(data) as document:
        return _bare(" ".join(page.get_textpage().get_text_range() for page in document))


def _bare(text: str) -> str:
    return "".join(text.split())


def _stands(value: str, text: str) -> bool:
    """Whether a value stands there as a whole, not as the end of a longer or a negative one."""
    return bool(re.search(rf"(?<![\d\-−.,]){re.escape(_bare(value))}(?!\d)", text))


def _forms(value: str) -> set[str]:
    """A truth as pages may write it: an amount with a comma, a day in the German order."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
    return {value, value.replace(".", ",")} | (
        {f"{day[3]}.{day[2]}.{day[1]}", f"{day[3]}/{day[2]}/{day[1]}"} if day else set()
    )
