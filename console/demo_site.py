"""The building site of the demo: a plan, work that is done and measured, and day labour that is signed, settled and paid."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from aggregates.requisition import REQUISITION
from console.demo_case import House, approved
from contracts.labour_account import RecordLabourAdvance
from contracts.labour_budget import SetLabourBudget
from contracts.labour_settlement import ApproveLabourSettlement, PayLabourSettlement, ProposeLabourSettlement
from contracts.labour_sheet import ApproveLabourSheet, CountersignLabourSheet, Presence, SubmitLabourSheet, WorkedLine
from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from contracts.measurement import CertifyMeasurement, MeasuredLine, MeasuredRow, RecordMeasurement
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress
from contracts.values import CostObject, Money, Quantity, month_of

PROJECT: dict[str, Any] = {"entity": "DE01", "project": "TOWER"}
WORKERS = {
    "W01": ("张三 Zhang San", "Mason 瓦工", "A", "220"),
    "W02": ("李四 Li Si", "Mason 瓦工", "A", "220"),
    "W03": ("王五 Wang Wu", "Carpenter 木工", "A", "240"),
    "W04": ("赵六 Zhao Liu", "Carpenter 木工", "B", "240"),
}
TASKS: tuple[tuple[str, str, int, int, str, str, str], ...] = (
    ("GROUND", "Ground works 土方", -40, -11, "60000", "100", "EQUIPMENT"),
    ("FRAME", "Steel frame 钢结构", -10, 29, "180000", "20", "MATERIAL"),
    ("WALLS", "Walls 砌筑", 30, 59, "90000", "", "LABOUR"),
)
"""Task, name, first and last day from today on, budget, percentage done, cost code; each follows the one before."""
DAY: dict[str, tuple[tuple[str, Presence, str], ...]] = {
    "north 北区": (("W01", "full", "2"), ("W02", "full", "0"), ("W03", "half", "0")),
    "south 南区": (("W03", "half", "1.5"), ("W04", "full", "0")),
}


async def build(house: House) -> None:
    """Build on the site for a day. A second time on one day nothing happens, because every command has its key."""
    once, daily = replace(house, run="site"), replace(house, run=f"site:{house.today}")
    _plan(once)
    _roster(once)
    _labour(daily)
    await _measured(once)


def _eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def _plan(house: House) -> None:
    tasks, before = [], tuple[str, ...]()
    for task, name, first, last, budget, _, cost_code in TASKS:
        days = {"start": house.today + timedelta(days=first), "finish": house.today + timedelta(days=last)}
        of = {"task": task, "name": name, "owner": "pavel", "cost_code": cost_code, "after": before}
        tasks.append(PlannedTask.model_validate({**of, **days, "budget": _eur(budget)}))
        before = (task,)
    house.send(BaselineSchedule(**PROJECT, tasks=tuple(tasks)), "pavel", "baseline")
    for task, _, _, last, _, percent, _ in TASKS:
        if percent:
            on = house.today + timedelta(days=min(last, 0))
            house.send(RecordProgress(**PROJECT, task=task, percent=Decimal(percent), on=on), "pavel", f"done:{task}")


def _roster(house: House) -> None:
    house.send(SetLabourBudget(**PROJECT, cost_code="LABOUR", rate=_eur("225"), days=Decimal(400)), "cara", "budget")
    for code, (name, trade, team, rate) in WORKERS.items():
        worker: dict[str, Any] = {"entity": "DE01", "worker": code}
        register = RegisterLabourWorker(**worker, name=name, trade=trade, team=team)
        house.send(register, "lara", f"worker:{code}")
        rates = {"day_rate": _eur(rate), "overtime_rate": _eur("35"), "valid_from": house.today - timedelta(days=365)}
        house.send(SetLabourRate.model_validate(worker | rates), "lara", f"rate:{code}")


def _labour(house: House) -> None:
    for site, worked in DAY.items():
        lines = tuple(
            WorkedLine(worker=worker, presence=presence, cost_code="LABOUR", overtime_hours=Decimal(hours))
            for worker, presence, hours in worked
        )
        sheet = _made(house, SubmitLabourSheet(**PROJECT, site=site, day=house.today, lines=lines), "felix", site)
        house.send(CountersignLabourSheet(sheet=sheet), "sven", f"{site}:countersign")
        house.send(ApproveLabourSheet(sheet=sheet), "pavel", f"{site}:approve")
    drawn = RecordLabourAdvance(entity="DE01", worker="W01", amount=_eur("100"), on=house.today, why="Advance 借支")
    house.send(drawn, "lara", "advance")
    owed = ("W01", "W02", "W03")
    propose = ProposeLabourSettlement(entity="DE01", until=house.today, workers=owed)
    settlement = _made(house, propose, "lara", "settle")
    house.send(ApproveLabourSettlement(settlement=settlement), "fang", "settle:approve")
    pay = PayLabourSettlement(settlement=settlement, bank_reference=f"WAGES-{house.today:%Y%m%d}")
    house.send(pay, "tina", "settle:pay")


async def _measured(house: House) -> None:
    where = CostObject(project="TOWER", cost_code="MATERIAL", period=month_of(house.today))
    line = RequisitionLine(
        line=1,
        description="Steel erection 钢结构安装",
        quantity=Quantity(amount=Decimal(400), unit="MTK"),
        unit_price=Decimal("85"),
        cost_object=where,
        needed_by=house.today + timedelta(days=30),
        supplier="S-STEEL",
        kind="service",
    )
    create = CreateRequisition(entity="DE01", title="Steel erection 钢结构安装", currency="EUR", lines=(line,))
    requisition = _made(house, create, "rita", "work")
    house.send(SubmitRequisition(requisition=requisition), "rita", "work:submit")
    await approved(house, "work", requisition)
    done = await house.watch.until(REQUISITION, requisition, lambda state: state.fully_ordered)
    (order,) = done.orders
    rows = (
        MeasuredRow(description="Axis A–B", nos=Decimal(2), length=Decimal("12.5"), breadth=Decimal(4)),
        MeasuredRow(description="Opening 洞口", nos=Decimal(-1), length=Decimal("2.5"), breadth=Decimal(2)),
    )
    lines = (MeasuredLine(order_line=1, rows=rows),)
    record = RecordMeasurement(order=order.id, title="Frame 1", measured_on=house.today, lines=lines)
    house.send(record, "rita", "measure")
    house.send(CertifyMeasurement(order=order.id, sheet=1), "pavel", "certify")


def _made(house: House, command: Any, person: str, key: str) -> UUID:
    document = house.send(command, person, key).document
    assert document is not None
    return document.id
