"""The sample company of the demo: people, roles, two legal entities, suppliers and budgets, all as ordinary commands."""

from collections.abc import Iterator
from decimal import Decimal

from activities.policies import Policies
from contracts._base import Command
from contracts.budget_line import OpenBudgetLine
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.role import DefineRole
from contracts.supplier import ApproveSupplier, RegisterSupplier
from contracts.values import BankAccount, CostObject, Money

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
}
ENTITIES = {
    "DE01": ("Nordbau GmbH", "DE200112234", "DE", "EUR", "DE89370400440532013000"),
    "CN01": ("上海示范建设有限公司", "91310115MA1K35QX41", "CN", "CNY", "DE75512108001245126199"),
}
SUPPLIERS = {
    "S-STEEL": ("Stahlhandel Meyer GmbH", "DE200223349", "DE", "DE02120300000000202051"),
    "S-OFFICE": ("Papier & Büro KG", "DE200334458", "DE", "DE02500105170137075030"),
    "S-CONCRETE": ("华东混凝土有限公司", "91330106MA27WQ7L8W", "CN", "DE02100500000054540402"),
}
PROJECTS = ("BRIDGE", "TOWER")
COST_CODES = ("MATERIAL", "EQUIPMENT")
BUDGET = Decimal(50_000_000)


def foundation(policies: Policies, period: str) -> Iterator[tuple[Command, str | None]]:
    """(command, person) in order; person None is the installation itself, before anybody has a role."""
    for role in policies.roles:
        yield DefineRole(**dict(role)), None
    for code, (name, tax_id, country, currency, iban) in ENTITIES.items():
        account = BankAccount(holder=name, iban=iban)
        entity = RegisterLegalEntity(
            entity=code, name=name, tax_ids=(tax_id,), country=country, currency=currency, accounts=(account,)
        )
        yield entity, None
    for person, (name, roles) in PEOPLE.items():
        yield RegisterPerson(person=person, name=name), None
        for role_code in roles:
            yield GrantRole(person=person, role=role_code), None
    yield from _suppliers()
    yield from _budgets(period)


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
