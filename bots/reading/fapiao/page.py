"""The pages of an e-invoice read together: the head of the first, the lines of all, the totals of the last."""

import itertools
from collections.abc import Sequence

from bots.reading.agreement import same
from bots.reading.fapiao import amounts, certainty, columns, header, parties, rail, remarks, table
from bots.reading.fapiao.families import DIGITAL, RAIL, family
from bots.reading.fapiao.families import titles as printed_titles
from bots.reading.fapiao.found import WITNESSED, Fields
from bots.reading.fapiao.placed import Page
from bots.reading.outcome import stop
from bots.reading.values import Draft
from contracts.reading import Field, Finding, ReadLine

TITLE_REACH = 1.4  # of its size; the head of an invoice begins so far above the middle of its title
LEAST_HEIGHT = 150.0  # points
GARBLED = 0.05  # of the characters; a page with more of unknown meaning was set in a font without a map
LIST_TITLES = ("清单",)
LIST_MARKS = ("所属增值税", "货物(劳务)名称", "应税劳务、服务清单", "应税劳务清单")


def draft(pages: Sequence[Page]) -> Draft | None:
    """Everything that the pages of one e-invoice say; None when no page is one."""
    fields: Fields = {}
    lines: list[ReadLine] = []
    listed: list[ReadLine] = []
    findings: list[Finding] = []
    for page in (part for whole in pages for part in invoices(whole)):
        if is_list(page):
            listed += _lines(page, 0.0)
        elif known := family(page):
            ours, more = _one(page, *known)
            first, own = fields.get("number"), ours.get("number")
            if first and own and own.value != first.value:
                findings.append(_several(page, first, own))
                break
            findings += _other_total(page, fields, ours)
            fields = {**ours, **fields}
            lines += more
        findings += _garbled(page)
    if not fields:
        return None
    if listed and any(table.LISTED.search(line.description or "") for line in lines):
        lines = listed
    amounts.corroborate(fields)
    certainty.weigh(fields)
    return Draft(fields, tuple(lines), findings=tuple(findings))


def invoices(page: Page) -> list[Page]:
    """The invoices that are printed on one page, one below the other."""
    tops = sorted(one.mid - TITLE_REACH * one.size for one in printed_titles(page))
    cuts = [0.0, *(after for before, after in itertools.pairwise(tops) if after - before > LEAST_HEIGHT), page.height]
    if len(cuts) <= 2:
        return [page]
    return [
        Page(page.number, page.width, page.height, page.inside((0.0, start, page.width, end)))
        for start, end in itertools.pairwise(cuts)
    ]


def is_list(page: Page) -> bool:
    """Whether a page is a list of sales (销货清单) that belongs to an invoice, not an invoice."""
    return bool(page.label(*LIST_TITLES)) and bool(page.label(*LIST_MARKS))


def _one(page: Page, layout: str, kind: str) -> tuple[Fields, list[ReadLine]]:
    constant = {
        **({"kind": Field(value=kind, source="text", confidence=WITNESSED, page=page.number)} if kind else {}),
        "currency": Field(value="CNY", source="rule", confidence=WITNESSED),
    }
    if layout == RAIL:
        fields = {**header.fields(page, page.height * 0.3), **rail.fields(page), **constant}
        return fields, [rail.line(page, fields)]
    top = parties.top(page)
    titles = columns.columns(page, top)
    below = titles.mid if titles else top  # of a scan, the page may be much higher than the invoice on it
    _, gross = amounts.rows_of_totals(page, below)
    notes = remarks.fields(page, gross.mid + 0.8 * gross.size if gross else below)
    fields = {
        **notes,
        **header.fields(page, top),
        **parties.fields(page, layout),
        **amounts.fields(page, titles, below),
        **constant,
    }
    if layout == DIGITAL:
        fields.pop("code", None)
        fields.pop("check_code", None)
    return fields, _lines(page, below)


def _lines(page: Page, top: float) -> list[ReadLine]:
    titles = columns.columns(page, max(top - 20, 0.0))
    if titles is None:
        return []
    sums, gross = amounts.rows_of_totals(page, titles.mid)
    last = sums or gross
    return table.lines(page, titles, last.mid - 0.7 * last.size if last else page.height)


def _several(page: Page, first: Field, other: Field) -> Finding:
    found = stop("several-invoices", number=first.value, other=other.value, at=str(page.number))
    return found.model_copy(update={"page": page.number, "box": other.box})


def _other_total(page: Page, fields: Fields, ours: Fields) -> list[Finding]:
    """All pages of an invoice that print its total print the same; sums of a page (小计) are none."""
    first, own = fields.get("gross_amount"), ours.get("gross_amount")
    if first is None or own is None or same(first.value, own.value):
        return []
    found = stop("several-totals", gross=first.value, other=own.value, at=str(page.number))
    return [found.model_copy(update={"page": page.number, "box": own.box})]


def _garbled(page: Page) -> list[Finding]:
    unknown = sum(one.text == "\ufffd" for one in page.glyphs)
    if unknown <= GARBLED * len(page.glyphs):
        return []
    return [stop("unreadable", reason="font-without-map").model_copy(update={"page": page.number})]
