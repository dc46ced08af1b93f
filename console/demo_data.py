"""The sample company of the demo: people, roles, two legal entities, suppliers and budgets, all as ordinary commands."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal

from activities.policies import Policies
from contracts._base import Command
from contracts.budget_line import OpenBudgetLine
from contracts.category import DefineCategory
from contracts.department import DefineDepartment
from contracts.item import Conversion, DefineItem
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.project import CostCode, RegisterProject
from contracts.role import DefineRole
from contracts.supplier import ApproveSupplier, RegisterSupplier
from contracts.tax_code import DefineTaxCode
from contracts.values import BankAccount, CostObject, Money
from contracts.working_calendar import DefineWorkingCalendar, NamedDay, WorkingHours

PEOPLE = {
    "admin": ("Ada Admin", ("administrator",)),
    "rita": ("Rita Request", ("requester",)),
    "max": ("Max Manager", ("manager",)),
    "fang": ("Fang Finance 方", ("finance",)),
    "pavel": ("Pavel Project", ("project_manager",)),
    "dora": ("Dora Director", ("director",)),
    "bo": ("Bo Buyer 博", ("buyer",)),
    "ron": ("Ron Receiver", ("receiver",)),
    "ines": ("Ines Intake", ("intake",)),
    "cara": ("Cara Controller", ("controller",)),
    "paul": ("Paul Payer", ("payer",)),
    "tina": ("Tina Treasurer", ("treasurer",)),
    "felix": ("Felix Foreman", ("foreman",)),
    "sven": ("Sven Site", ("site_manager",)),
    "lara": ("Lara Labour", ("labour_clerk",)),
}
DE_HOLIDAYS = (
    (1, 1, "Neujahr"),
    (5, 1, "Tag der Arbeit"),
    (10, 3, "Tag der Deutschen Einheit"),
    (12, 25, "Weihnachten"),
)
CN_HOLIDAYS = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))
"""Month, day and name of the holidays that fall on the same day each year: samples, not the year's whole calendar."""
ENTITIES = {
    "DE01": ("Nordbau GmbH", "DE200112234", "DE", "EUR", "DE89370400440532013000"),
    "CN01": ("上海示范建设有限公司", "91310115MA1K35QX41", "CN", "CNY", "DE75512108001245126199"),
}
CALENDARS = {
    "DE": ("Deutschland", "Europe/Berlin", ((8, 12), (13, 17)), DE_HOLIDAYS),
    "CN": ("中国", "Asia/Shanghai", ((9, 12), (13, 18)), CN_HOLIDAYS),
}
DEPARTMENTS = {
    "PURCHASING": ("Purchasing 采购部", ("bo", "ron")),
    "FINANCE": ("Finance 财务部", ("fang", "ines", "cara", "paul", "tina")),
    "PROJECTS": ("Projects 工程部", ("rita", "max", "pavel", "dora", "felix", "sven", "lara")),
}
SUPPLIERS = {
    "S-STEEL": ("Stahlhandel Meyer GmbH", "DE200223349", "DE", "DE02120300000000202051"),
    "S-OFFICE": ("Papier & Büro KG", "DE200334458", "DE", "DE02500105170137075030"),
    "S-CONCRETE": ("华东混凝土有限公司", "91330106MA27WQ7L8W", "CN", "DE02100500000054540402"),
}
PROJECTS = {"BRIDGE": "Harbour bridge 海港大桥", "TOWER": "Office tower 办公楼"}
COST_CODES = {"MATERIAL": "Material 材料", "EQUIPMENT": "Equipment 设备", "LABOUR": "Day labour 点工"}
CATEGORIES = {"STEEL": "Steel 钢材", "CONCRETE": "Concrete 混凝土", "OFFICE": "Office supplies 办公用品"}
ITEMS = {
    "BEAM-HEB200": ("Beam HEB 200 型钢", "KGM", "STEEL", "S-STEEL", ()),
    "CONCRETE-C30": ("Concrete C30 商品混凝土", "MTQ", "CONCRETE", "S-CONCRETE", ()),
    "PAPER-A4": ("Copy paper A4 复印纸", "C62", "OFFICE", "S-OFFICE", (("XBX", 5),)),
}
TAX_CODES = (
    ("DE-19", "USt 19 %", "DE", "19", "standard"),
    ("DE-7", "USt 7 %", "DE", "7", "reduced"),
    ("CN-13", "增值税 13%", "CN", "13", "standard"),
    ("CN-9", "增值税 9%", "CN", "9", "reduced"),
)
BUDGET = Decimal(50_000_000)


def foundation(policies: Policies, period: str) -> Iterator[tuple[Command, str | None]]:
    """(command, person) in order; person None is the installation itself, before anybody has a role."""
    for role in policies.roles:
        yield DefineRole(**dict(role)), None
    yield from _calendars(int(period[:4]))
    for code, (name, _) in DEPARTMENTS.items():
        yield DefineDepartment(department=code, name=name), None
    for code, (name, tax_id, country, currency, iban) in ENTITIES.items():
        account = BankAccount(holder=name, iban=iban)
        fields = {"entity": code, "name": name, "country": country, "currency": currency, "calendar": country}
        yield RegisterLegalEntity(**fields, tax_ids=(tax_id,), accounts=(account,)), None
    belongs = {person: code for code, (_, people) in DEPARTMENTS.items() for person in people}
    for person, (name, roles) in PEOPLE.items():
        yield RegisterPerson(person=person, name=name, department=belongs.get(person)), None
        for role_code in roles:
            yield GrantRole(person=person, role=role_code), None
    yield from _suppliers()
    yield from _projects()
    yield from _catalogue()
    yield from _budgets(period)


def _calendars(first: int) -> Iterator[tuple[Command, None]]:
    for code, (name, zone, spans, days) in CALENDARS.items():
        hours = tuple(WorkingHours(begins=time(begins), ends=time(ends)) for begins, ends in spans)
        for year in (first, first + 1):
            holidays = tuple(NamedDay(day=date(year, month, day), name=why) for month, day, why in days)
            fields = {"calendar": code, "name": name, "country": code, "time_zone": zone, "year": year}
            yield DefineWorkingCalendar.model_validate({**fields, "hours": hours, "holidays": holidays}), None


def _suppliers() -> Iterator[tuple[Command, str]]:
    for code, (name, tax_id, country, iban) in SUPPLIERS.items():
        accounts = (BankAccount(holder=name, iban=iban),)
        proposed = RegisterSupplier(supplier=code, name=name, tax_ids=(tax_id,), country=country, accounts=accounts)
        yield proposed, "bo"
        yield ApproveSupplier(supplier=code), "fang"


def _budgets(period: str) -> Iterator[tuple[Command, str]]:
    for code, (_, _, _, currency, _) in ENTITIES.items():
        for project in PROJECTS:
            for cost_code in COST_CODES:
                cost_object = CostObject(project=project, cost_code=cost_code, period=period)
                amount = Money(amount=BUDGET, currency=currency)
                yield OpenBudgetLine(entity=code, cost_object=cost_object, amount=amount), "cara"


def _projects() -> Iterator[tuple[Command, str]]:
    codes = tuple(CostCode(cost_code=code, name=name) for code, name in COST_CODES.items())
    for entity, (_, _, _, currency, _) in ENTITIES.items():
        for code, name in PROJECTS.items():
            fields = {"entity": entity, "project": code, "name": name, "currency": currency}
            yield RegisterProject(**fields, manager="pavel", cost_codes=codes), "cara"


def _catalogue() -> Iterator[tuple[Command, str]]:
    for code, name in CATEGORIES.items():
        yield DefineCategory(category=code, name=name), "bo"
    for code, (name, unit, category, supplier, conversions) in ITEMS.items():
        own = tuple(Conversion(unit=other, factor=Decimal(factor)) for other, factor in conversions)
        fields = {"item": code, "name": name, "base_unit": unit, "category": category, "conversions": own}
        yield DefineItem(**fields, preferred_supplier=supplier), "bo"
    for code, name, country, rate, kind in TAX_CODES:
        fields = {"tax_code": code, "name": name, "country": country, "rate_percent": rate, "kind": kind}
        yield DefineTaxCode.model_validate({**fields, "recoverable_percent": "100", "valid_from": "2025-01-01"}), "fang"
