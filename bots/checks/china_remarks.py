"""What the law wants in the remarks (备注栏, or the special part of XML) of some services, else no tax is deducted.

国家税务总局公告 2016 no. 23 (construction, real estate), 2015 no. 99 (freight). Warnings: the invoice is owed all the same, and
newer layouts print such things in tables of their own, which a reader may have missed.
"""

import re
from collections.abc import Iterator

from bots.checks.context import Context, finding
from bots.fapiao import item_class
from bots.plain_text import folded
from contracts.reading import Finding, Reading

PLACE = re.compile(r"县|区|市|旗|州|盟")
PROJECT = re.compile(r"项目|工程|标段|建筑|楼|厂房|桥|路|隧道|管线|改造")
ADDRESS = re.compile(r"\d+(?:号|室|幢|栋|单元|层)|路|街|道|巷|座|大厦")
FROM, TO = (
    re.compile(r"起运|发货|始发|起点|装货|出发|从|由|[—\-~至到→]"),
    re.compile(r"到达|目的|卸货|终点|收货|[—\-~至到→]"),
)
VEHICLE = re.compile(r"车|船|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")
CONSTRUCTION, FREIGHT = ("建筑服务",), ("货物运输", "运输服务")
REAL_ESTATE = ("不动产",)
LEASE = ("经营租赁",)
PREMISES = re.compile(r"房|屋|场地|办公|仓库|厂|土地|车位|不动产|商铺")
NOT_FREIGHT = re.compile(r"客运|旅客|客票|出租车|网约|通行费|公交|乘车")


def remarks_stated(reading: Reading, _: Context) -> Iterator[Finding]:
    """There are remarks at all where the service wants some; a reader may have missed them, so this is a warning."""
    if not reading.value("remarks"):
        yield finding("remarks-missing", "warn", service=", ".join(sorted(_services(reading))))


def construction(reading: Reading, _: Context) -> Iterator[Finding]:
    """Construction states the place (to the county) and the name of the project."""
    lacks = _lacks(reading, "construction", (("place", PLACE), ("project", PROJECT)))
    if lacks:
        yield finding("remarks-construction", "warn", lacks=lacks)


def real_estate(reading: Reading, _: Context) -> Iterator[Finding]:
    """Sale and lease of real estate state its address."""
    lacks = _lacks(reading, "real-estate", (("address", ADDRESS),))
    if lacks:
        yield finding("remarks-real-estate", "warn", lacks=lacks)


def freight(reading: Reading, _: Context) -> Iterator[Finding]:
    """Freight states from where, to where, and on which vehicle."""
    lacks = _lacks(reading, "freight", (("from", FROM), ("to", TO), ("vehicle", VEHICLE)))
    if lacks:
        yield finding("remarks-freight", "warn", lacks=lacks)


def wants_remarks(reading: Reading) -> bool:
    """Whether some line is such a service."""
    return bool(_services(reading))


def has_remarks(reading: Reading) -> bool:
    """Remarks."""
    return bool(reading.value("remarks"))


def _lacks(reading: Reading, service: str, wanted: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    remarks = folded(reading.value("remarks"))
    if not remarks or service not in _services(reading):
        return ""
    return ", ".join(name for name, pattern in wanted if not pattern.search(remarks))


def _services(reading: Reading) -> set[str]:
    return {service for line in reading.lines if (service := _service(line.description, line.classification))}


def _service(description: str | None, code: str | None) -> str | None:
    """By the short name between the stars, else by the code of the goods and services (税收分类编码)."""
    name, text, digits = item_class(description), folded(description), (code or "").strip()
    if name in CONSTRUCTION or (not name and digits.startswith("305")):
        return "construction"
    if name in REAL_ESTATE or (name in LEASE and PREMISES.search(text)):
        return "real-estate"
    if name in FREIGHT and not NOT_FREIGHT.search(text):
        return "freight"
    return None
