"""What the parent of readers does once, so that its copies need not for each file: two invoices are read.

Half of what the first page costs is spent on patterns that are compiled, modules that are loaded and fonts that are
looked up when they are first needed.
"""

from stdnum.eu import vat
from stdnum.util import get_cc_module

from bots.reading import drawn_digits, made_page
from bots.reading.any_file import read_stated
from bots.reading.fonts import draws_chinese

__all__ = ["read_stated"]

EUROPEAN = (
    (56, 780, "Muster GmbH - Hafenstr. 1 - 20457 Hamburg"),
    (56, 740, "Beispiel AG"), (56, 728, "Bahnhofstr. 2"), (56, 716, "50667 Koeln"),
    (360, 740, "Rechnungsnummer: 2024-001"), (360, 728, "Rechnungsdatum: 4. Januar 2024"),
    (56, 640, "Pos"), (90, 640, "Beschreibung"), (300, 640, "Menge"), (380, 640, "Einzelpreis"), (480, 640, "Gesamt"),
    (56, 624, "1"), (90, 624, "Schrauben"), (300, 624, "10"), (380, 624, "10,00"), (480, 624, "100,00"),
    (360, 560, "Netto"), (480, 560, "100,00 EUR"), (360, 546, "19 % MwSt."), (480, 546, "19,00 EUR"),
    (360, 532, "Gesamtbetrag"), (480, 532, "119,00 EUR"),
    (56, 80, "USt-IdNr. DE136695976"), (56, 68, "IBAN DE89 3704 0044 0532 0130 00"),
)  # fmt: skip
CHINESE = (
    (220, 780, "电子发票（普通发票）"), (330, 780, "发票号码：24312000000000000018"), (400, 766, "开票日期：2024年01月04日"),
    (40, 720, "名称：甲有限公司"), (40, 706, "统一社会信用代码/纳税人识别号：91310000MA1FL0000X"),
    (310, 720, "名称：乙有限公司"), (310, 706, "统一社会信用代码/纳税人识别号：91310000MA1FL0001X"),
    (40, 680, "项目名称"), (200, 680, "数量"), (260, 680, "单价"), (330, 680, "金额"), (400, 680, "税率/征收率"),
    (500, 680, "税额"), (40, 660, "*金属制品*螺丝"), (200, 660, "10"), (260, 660, "10"), (330, 660, "100.00"),
    (400, 660, "13%"), (500, 660, "13.00"), (40, 600, "合计"), (330, 600, "¥100.00"), (500, 600, "¥13.00"),
    (40, 580, "价税合计（大写）"), (150, 580, "壹佰壹拾叁圆整"), (400, 580, "（小写）¥113.00"),
)  # fmt: skip


def _warm() -> None:
    for texts in (EUROPEAN, CHINESE):
        read_stated(made_page.page(texts))
    draws_chinese()
    drawn_digits.shapes()
    for country in vat.MEMBER_STATES:
        get_cc_module(country, "vat")


_warm()
