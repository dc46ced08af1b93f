"""Real invoice files for the demonstration and the tests: one specification, drawn in every format we read."""

from adapters.samples_pdf import Language, plain_pdf, zugferd_pdf
from adapters.samples_spec import InvoiceSpec, Party, SampleLine
from adapters.samples_xml import cii_xml, ubl_xml

__all__ = ["InvoiceSpec", "Language", "Party", "SampleLine", "cii_xml", "plain_pdf", "ubl_xml", "zugferd_pdf"]
