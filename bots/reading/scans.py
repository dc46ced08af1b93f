"""From what was seen on pictures to fields: the readers of printed pages, trusted only as far as others agree.

A network that reads pictures is sure of itself also where it is wrong. So what it read is never surer than CAP, unless
a code on the page, a check character or the sums say the same; and an invoice whose number, date and total nothing
else says goes to a person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from stdnum.cn import uscc

from bots.capitals import value_of
from bots.reading import pdf
from bots.reading.agreement import same
from bots.reading.fapiao import page as fapiao_page
from bots.reading.fapiao import qr
from bots.reading.fapiao.glyphs import Glyph, glyph
from bots.reading.fapiao.placed import Page
from bots.reading.layout import Box, sheet
from bots.reading.outcome import stop
from bots.reading.scanned import ScannedPage, ScannedWord, as_it_came, words
from bots.reading.values import Draft, figure_of
from contracts.reading import Field, Finding

WITNESSED = 0.98  # something else on the page says the same
SCORES = ((0.98, 0.89), (0.9, 0.8), (0.7, 0.7), (0.0, 0.4))
"""The worst score of a character, and how sure the value then is at best."""
CORE = ("number", "issue_date", "gross_amount")
SIZE = 0.72  # of the height of a line as the network draws its box
NAME = "名称"  # the networks often miss the colon behind it
FULL_WIDTH, HALF_WIDTH = 1.0, 0.5  # of the size

__all__ = ["chinese", "draft", "trouble", "weighed", "words"]

Fields = dict[str, Field]


def draft(pages: Sequence[ScannedPage]) -> Draft:
    """Everything that was seen on pages of which none has text of its own."""
    if not any(page.words for page in pages):
        return Draft({}, findings=tuple(trouble(pages)))
    return chinese(pages) or weighed(pdf.draft(sheet(words(pages))), pages)


def chinese(pages: Sequence[ScannedPage]) -> Draft | None:
    """The Chinese invoice that was seen, held against its code; None where there is none."""
    found = fapiao_page.draft([_placed(one) for one in pages])
    return weighed(found, pages) if found else None


def weighed(found: Draft, pages: Sequence[ScannedPage]) -> Draft:
    """The draft with its fields as sure as pictures allow, and what a person must look at."""
    by_number = {page.number: page for page in pages}
    fields = {name: _seen(field, by_number) for name, field in found.fields.items()}
    findings = [*found.findings, *trouble(pages)]
    code = next((known for page in pages for text in page.codes if (known := qr.parse(text))), None)
    if code:
        findings += _held_against(fields, code, "".join(word.text for page in pages for word in page.words))
    _witnessed(fields)
    if any(field.source == "ocr" for field in fields.values()):
        findings += _alone(fields)
    back = {name: _where_it_came_from(field, by_number) for name, field in fields.items()}
    more = (found.taxes, found.totals, found.due_date, found.profile)
    return Draft(back, found.lines, *more, findings=tuple(findings))


def _seen(field: Field, pages: Mapping[int, ScannedPage]) -> Field:
    page = pages.get(field.page or 0)
    if page is None or field.box is None or field.source != "text":
        return field
    score = min((score for word in page.words for score in _scores(word, field.box)), default=0.0)
    ceiling = next(cap for least, cap in SCORES if score >= least)
    return field.model_copy(update={"source": "ocr", "confidence": min(field.confidence, ceiling)})


def _scores(word: ScannedWord, box: Box) -> Iterator[float]:
    """The scores of those characters of a word that lie in the box."""
    if word.box[1] < (box[1] + box[3]) / 2 < word.box[3]:
        yield from (score for at, score in zip(word.middles, word.scores, strict=False) if box[0] < at < box[2])


def _held_against(fields: Fields, code: qr.Qr, text: str) -> Iterator[Finding]:
    """The fields with what the code says in their place; every difference is told, since either may be wrong."""
    if code.crc_right is False:
        yield stop("qr-crc-wrong")
    total = "net_amount" if code.amount_is_net else "gross_amount"
    values = {"number": code.number, "code": code.code, "issue_date": code.issue_date, total: code.amount}
    for name, value in values.items():
        if not value:
            continue
        ours = fields.get(name)
        if ours and not same(ours.value, value):
            evidence = {"field": name, "source": "qr", "value": value, "other_source": "ocr", "other": ours.value[:200]}
            place = {"page": ours.page, "box": ours.box}
            yield Finding.of("sources-differ", "exception", evidence).model_copy(update=place)
        told = ours is not None or _printed(name, value, text)
        place = {"page": ours.page, "box": ours.box} if ours else {}
        agrees = told and not (ours and not same(ours.value, value))
        fields[name] = Field(value=value, source="qr", confidence=0.99 if agrees else 0.9, **place)


def _printed(name: str, value: str, text: str) -> bool:
    """Whether a value that no label led to stands on the page all the same."""
    if name == "issue_date":
        year, month, day = value.split("-")
        return re.search(f"{year}\\D?0?{int(month)}\\D?0?{int(day)}(?!\\d)", text) is not None
    return re.search(f"(?<!\\d){re.escape(value)}(?!\\d)", text) is not None


def _witnessed(fields: Fields) -> None:
    """Raise what the sums, the capitals or a check character confirm."""
    net, tax, gross = (figure_of(fields, name) for name in ("net_amount", "tax_amount", "gross_amount"))
    coded = any(fields[name].source == "qr" for name in ("net_amount", "gross_amount") if name in fields)
    if net is not None and tax is not None and gross is not None and net + tax == gross and (tax or coded):
        _raise(fields, "net_amount", "tax_amount", "gross_amount")
    spelled = fields.get("gross_in_words")
    if spelled and gross is not None and value_of(spelled.value) == gross:
        _raise(fields, "gross_amount", "gross_in_words")
    for name in ("seller_tax_id", "buyer_tax_id"):
        if name in fields and uscc.is_valid(fields[name].value):
            _raise(fields, name)


def _raise(fields: Fields, *names: str) -> None:
    for name in names:
        field = fields[name]
        if field.confidence < WITNESSED:
            fields[name] = field.model_copy(update={"confidence": WITNESSED})


def _alone(fields: Fields) -> Iterator[Finding]:
    alone = [name for name in CORE if name in fields and fields[name].confidence < WITNESSED]
    if alone:
        yield stop("scan-not-confirmed", fields=", ".join(alone))


def trouble(pages: Sequence[ScannedPage]) -> Iterator[Finding]:
    """What could not be seen: a page that cannot be drawn, or that is drawn empty although its file has text."""
    for page in pages:
        if page.trouble:
            yield stop("picture-not-seen", page=str(page.number), reason=page.trouble)
        elif page.hidden:
            yield stop("page-drawn-empty", page=str(page.number), characters=str(page.hidden))
    if pages and not any(page.words or page.trouble or page.hidden for page in pages):
        yield stop("unreadable", reason="no-text")


def _where_it_came_from(field: Field, pages: Mapping[int, ScannedPage]) -> Field:
    page = pages.get(field.page or 0)
    if page is None or field.box is None:
        return field
    return field.model_copy(update={"box": as_it_came(page, field.box)})


def _placed(page: ScannedPage) -> Page:
    following = (*(word.text for word in page.words[1:]), "")
    return Page(page.number, *page.upright, chain.from_iterable(map(_glyphs, page.words, following)))


def _glyphs(word: ScannedWord, following: str) -> Iterator[Glyph]:
    middle, size = (word.box[1] + word.box[3]) / 2, SIZE * (word.box[3] - word.box[1])
    for index, (character, at) in enumerate(zip(word.text, word.middles, strict=False)):
        half = size * (FULL_WIDTH if character >= "\u2e80" else HALF_WIDTH) / 2
        if found := glyph(character, at - half, at + half, middle, size):
            yield found
        if (
            index == len(NAME) - 1
            and word.text.startswith(NAME)
            and (word.text[len(NAME) :] + following)[:1] not in ":："
        ):
            yield Glyph(":", "：", at + half, at + half, middle, size)
