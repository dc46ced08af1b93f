"""Chinese invoices made up from a seed: what they are for, by whom, for whom, and the odd cases of real life."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from random import Random

from adapters.specimens.companies import PEOPLE, Company, company
from adapters.specimens.fapiao import CENT, DIGITAL, RAIL, Fapiao, FapiaoLine, Trip

GOODS = (
    ("*纸制文具*复印纸", "箱", "A4 70g", "185.00", 13), ("*五金制品*六角螺栓", "盒", "M12×80", "85.5", 13),
    ("*黑色金属冶炼压延品*热轧工字钢", "吨", "HEA200", "3980.53", 13), ("*计算机外部设备*显示器", "台", "27英寸", "1298.23", 13),
    ("*餐饮服务*餐费", "", "", "0", 6), ("*住宿服务*房费", "天", "", "0", 6), ("*研发和技术服务*检测服务费", "次", "", "0", 6),
    ("*信息技术服务*软件运维服务", "月", "", "15841.5841584158", 6), ("*运输服务*国内货物运输费", "", "", "0", 9),
    ("*建筑服务*工程款", "", "", "0", 9), ("*水冰雪*自来水", "立方米", "", "4.127", 9), ("*经纪代理服务*代理费", "", "", "0", 6),
    ("*电子元件*高精度温度传感器及配套安装支架组件", "套", "PT100-A级", "326.55", 13),
    ("*物流辅助服务*收派服务费", "件", "", "0", 6),
)  # fmt: skip
SMALL = ("1", "3")
"""Rates of the levy; the lower one came in 2020."""
FREE = (("*蔬菜*西红柿", "千克", "一级", "5.2"), ("*图书*高等数学教程", "册", "第5版", "45.6"))
FAMILIES = ("old", "old-special", "digital-special", "digital-ordinary", "toll", "rail")


def fapiao(chance: Random, family: str, size: int | None = None, buyer: Company | None = None) -> Fapiao:
    """An invoice of a family with `size` lines; odd cases (free of tax, red, discounts, long names) now and then."""
    if family == "rail":
        return ticket(chance, buyer)
    lines_of: dict[str, Callable[[Random, int], tuple[FapiaoLine, ...]]] = {
        "toll": _toll_lines, "digital-ordinary": _ordinary, "old": partial(_ordinary, levies=SMALL[1:]),
    }  # fmt: skip
    make = lines_of.get(family, _lines)
    count = size or chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 12))
    lines = make(chance, count)
    kind = {"old": "10", "old-special": "20", "digital-special": "31", "digital-ordinary": "32", "toll": "10"}[family]
    seller = company(chance, long=chance.random() < 0.1)
    buyer = buyer or _buyer(chance, personal=family in ("old", "digital-ordinary") and chance.random() < 0.08)
    red = kind in DIGITAL and chance.random() < 0.06
    return (_digital if kind in DIGITAL else _old)(chance, kind, seller, buyer, _red(lines) if red else lines)


def _digital(chance: Random, kind: str, seller: Company, buyer: Company, lines: tuple[FapiaoLine, ...]) -> Fapiao:
    issued = _day(chance, date(2024, 1, 5), date(2026, 9, 30))
    number = f"{issued:%y}{seller.region}2{chance.randrange(10**9):015d}"
    red = lines[0].amount < 0
    original = f"{issued:%y}{seller.region}2{chance.randrange(10**9):015d}" if red else ""
    remark = f"被红冲蓝字数电发票号码：{original} 红字发票信息确认单编号：{number[2:4]}{chance.randrange(10**12):012d}"
    return Fapiao(
        kind, number, issued, seller, buyer, lines,
        remark=_wanted(lines) + (remark if red else _remark(chance, seller, buyer)), people=_people(chance), original=original,
    )  # fmt: skip


def _old(chance: Random, kind: str, seller: Company, buyer: Company, lines: tuple[FapiaoLine, ...]) -> Fapiao:
    issued = _day(chance, date(2019, 4, 2), date(2023, 12, 20))
    toll = bool(lines[0].toll[0])
    tail = "12" if toll else "13" if kind == "20" else "11"
    return Fapiao(
        kind, f"{chance.randrange(10**8):08d}", issued, seller, buyer, lines,
        code=f"0{seller.region}00{issued:%y}{chance.randrange(1, 10):03d}{tail}",
        check="" if kind == "20" else f"{chance.randrange(10**20):020d}", machine=f"{chance.randrange(10**12):012d}",
        cipher=tuple("".join(chance.choice("0123456789+-*/<>") for _ in range(27)) + ">" for _ in range(4)),
        remark=_wanted(lines) + chance.choice(("", "", f"订单号:{chance.randrange(10**12):012d}")),
        people=_people(chance), toll=toll,
    )  # fmt: skip


def ticket(chance: Random, buyer: Company | None = None) -> Fapiao:
    """A railway ticket: its seller is the railway, which it does not name; only the price is stated."""
    issued = _day(chance, date(2024, 11, 2), date(2026, 9, 30))
    region = chance.choice(("11", "31", "44", "50", "51"))
    start, end = chance.sample(
        (("虚构东", "Xugoudong"), ("样本北", "Yangbenbei"), ("范例", "Fanli"), ("云台南", "Yuntainan")), 2
    )
    trip = Trip(
        train=f"{chance.choice('GDCKZ')}{chance.randrange(1, 9999)}", start="/".join(start), end="/".join(end),
        leaves=f"{issued - timedelta(days=1):%Y年%m月%d日} {chance.randrange(6, 23):02d}:{chance.randrange(60):02d}开",
        seat=f"{chance.randrange(1, 17):02d}车{chance.randrange(1, 20):02d}{chance.choice('ABCDF')}号",
        seat_class=chance.choice(("二等座", "一等座", "商务座", "硬卧")), passenger=chance.choice(PEOPLE),
        passenger_id=f"{chance.randrange(10**10):010d}****{chance.randrange(10**4):04d}",
        ticket=f"{chance.randrange(10**21):021d}{issued:%Y}",
    )  # fmt: skip
    price = Decimal(chance.randrange(10, 3000)) / 2
    line = FapiaoLine("", price.quantize(CENT), None)
    number = f"{issued:%y}{region}9{chance.randrange(10**15):015d}"
    return Fapiao(RAIL, number, issued, Company(""), buyer or company(chance), (line,), trip=trip)


def _lines(chance: Random, count: int) -> tuple[FapiaoLine, ...]:
    made: list[FapiaoLine] = []
    while len(made) < count:
        line = _line(chance, chance.choice(GOODS))
        made.append(line)
        if len(made) < count and chance.random() < 0.15:
            off = (line.amount * chance.choice((5, 8, 10)) / 100).quantize(CENT, ROUND_HALF_UP)
            made.append(FapiaoLine(line.name, -off, line.rate))
    return tuple(made)


def _line(chance: Random, good: tuple[str, str, str, str, int], rate: Decimal | None = None) -> FapiaoLine:
    name, unit, spec, price, usual = good
    percent = Decimal(usual) if rate is None else rate
    if Decimal(price) == 0:  # a service: the price with tax is round, and the price before tax is not
        gross = Decimal(chance.randrange(50, 60_000)) * chance.choice((Decimal(1), Decimal("0.1")))
        net = (gross / (1 + percent / 100)).quantize(CENT, ROUND_HALF_UP)
        exact = Decimal(f"{gross / (1 + percent / 100):.15g}")
        cents = int((gross - net - FapiaoLine(name, net, percent).tax) * 100)
        return FapiaoLine(name, net, percent, spec, unit, Decimal(1), Decimal(f"{exact:f}"), cents=cents)
    quantity = Decimal(chance.randrange(1, 200)) if unit != "吨" else Decimal(chance.randrange(1, 40_000)) / 1000
    amount = (quantity * Decimal(price)).quantize(CENT, ROUND_HALF_UP)
    return FapiaoLine(name, amount, percent, spec, unit, quantity, Decimal(price))


def _ordinary(chance: Random, count: int, levies: tuple[str, ...] = SMALL) -> tuple[FapiaoLine, ...]:
    """Also what is free of tax, and what small taxpayers bill at the rate of the levy."""
    case = chance.random()
    if case < 0.15:
        return tuple(_line(chance, (*chance.choice(FREE), 0))._replace(rate=None) for _ in range(count))
    if case < 0.35:
        return tuple(_line(chance, chance.choice(GOODS), Decimal(chance.choice(levies))) for _ in range(count))
    return _lines(chance, count)


def _toll_lines(chance: Random, count: int) -> tuple[FapiaoLine, ...]:
    day = _day(chance, date(2020, 1, 1), date(2023, 11, 1))
    plate = f"{chance.choice('渝京沪粤川')}{chance.choice('ABCD')}{chance.randrange(10_000, 99_999)}"
    return tuple(
        FapiaoLine(
            "*经营租赁*通行费", (Decimal(chance.randrange(200, 60_000)) / 100).quantize(CENT), Decimal(3),
            toll=(plate, chance.choice(("货车", "客车")), f"{day:%Y%m%d}", f"{day + timedelta(days=n):%Y%m%d}"),
        )
        for n in range(min(count, 6))
    )  # fmt: skip


def _wanted(lines: tuple[FapiaoLine, ...]) -> str:
    """What the law wants in the remarks of works and of freight."""
    names = {line.name.split("*")[1] for line in lines if line.name.count("*") > 1}
    works = "建筑服务发生地：重庆市渝北区 建筑项目名称：虚构大桥引桥工程；" if "建筑服务" in names else ""
    freight = "起运地：重庆市；到达地：四川省成都市；车种车号：货车渝A00000；" if "运输服务" in names else ""
    return works + freight


def _red(lines: tuple[FapiaoLine, ...]) -> tuple[FapiaoLine, ...]:
    turned: Callable[[FapiaoLine], FapiaoLine] = lambda line: line._replace(  # noqa: E731 - one expression
        amount=-line.amount, quantity=None if line.quantity is None else -line.quantity, cents=-line.cents
    )
    return tuple(turned(line) for line in lines if line.quantity is not None)


def _buyer(chance: Random, *, personal: bool) -> Company:
    return Company("个人") if personal else company(chance, long=chance.random() < 0.1)


def _people(chance: Random) -> tuple[str, str, str]:
    return chance.choice(PEOPLE), chance.choice(PEOPLE), chance.choice(PEOPLE)


def _remark(chance: Random, seller: Company, buyer: Company) -> str:
    banks = (
        f"购方开户银行:{buyer.bank}; 银行账号:{buyer.account}; 销方开户银行:{seller.bank}; 银行账号:{seller.account};"
    )
    return chance.choice(("", "", banks, f"合同号：HT-{chance.randrange(10_000):05d}", "收款人:王芳; 复核人:李静;"))


def _day(chance: Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))
