"""Real invoice files for the demonstration and the tests: one specification, drawn in every format we read."""

from adapters.samples_cii import PROFILES, cii_xml
from adapters.samples_pdf import NAMES, Language, plain_pdf, zugferd_pdf
from adapters.samples_spec import InvoiceSpec, Party, SampleLine
from adapters.samples_ubl import ubl_xml

__all__ = [
    "NAMES",
    "PROFILES",
    "InvoiceSpec",
    "Language",
    "Party",
    "SampleLine",
    "cii_xml",
    "plain_pdf",
    "ubl_xml",
    "zugferd_pdf",
]
