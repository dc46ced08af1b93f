"""Where costs may belong: projects and their cost codes; and templates of requisitions for them."""

from contracts.project import CostCode
from events._base import Recorded
from events.project import CostCodeAdded, ProjectClosed, ProjectRegistered, ProjectReopened, ProjectRevised
from events.requisition_template import RequisitionTemplateDefined
from projections._base import Change, Changes, change, upsert
from projections._columns import as_json, day, flag, key, listed, names, structure, text
from projections.master_data import MASTER_DATA

projects = MASTER_DATA.table(
    "projects",
    key("entity"),
    key("code"),
    *(text(name) for name in ("name", "currency", "manager", "valid_from", "valid_until", "status", "why")),
)
cost_codes = MASTER_DATA.table(
    "cost_codes",
    *(key(name) for name in ("entity", "project", "code")),
    *(text(name) for name in ("name", "parent", "category")),
    flag("closed"),
)


templates = MASTER_DATA.table(
    "requisition_templates",
    key("entity"),
    key("code"),
    *(text(name) for name in ("name", "currency")),
    flag("active"),
    names("projects"),
    structure("lines"),
)


def _cost_code(entity: str, project: str, added: CostCode) -> Change:
    row = {"name": added.name, "parent": added.parent, "category": added.category, "closed": int(added.closed)}
    return upsert(cost_codes, {"entity": entity, "project": project, "code": added.cost_code}, **row)


@MASTER_DATA.on(ProjectRegistered)
def _registered(event: ProjectRegistered, _: Recorded) -> Changes:
    yield upsert(
        projects,
        {"entity": event.entity, "code": event.project},
        name=event.name,
        currency=event.currency,
        manager=event.manager,
        valid_from=day(event.valid_from),
        valid_until=day(event.valid_until),
        status="open",
    )
    for each in event.cost_codes:
        yield _cost_code(event.entity, event.project, each)


@MASTER_DATA.on(ProjectRevised)
def _revised(event: ProjectRevised, _: Recorded) -> Changes:
    dates = {"valid_from": day(event.valid_from), "valid_until": day(event.valid_until)}
    where = {"entity": event.entity, "code": event.project}
    yield change(projects, where, name=event.name, manager=event.manager, **dates)


@MASTER_DATA.on(CostCodeAdded)
def _added(event: CostCodeAdded, _: Recorded) -> Changes:
    yield _cost_code(event.entity, event.project, event.cost_code)


@MASTER_DATA.on(ProjectClosed, ProjectReopened)
def _moved(event: ProjectClosed | ProjectReopened, _: Recorded) -> Changes:
    status = "closed" if isinstance(event, ProjectClosed) else "open"
    yield change(projects, {"entity": event.entity, "code": event.project}, status=status, why=event.why)


@MASTER_DATA.on(RequisitionTemplateDefined)
def _template(event: RequisitionTemplateDefined, _: Recorded) -> Changes:
    yield upsert(
        templates,
        {"entity": event.entity, "code": event.template},
        name=event.name,
        currency=event.currency,
        active=int(event.active),
        projects=listed(line.project for line in event.lines),
        lines=as_json([line.model_dump(mode="json", exclude_none=True) for line in event.lines]),
    )
