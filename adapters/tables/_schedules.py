"""Schedules as tables: the plan of a project, task by task, and what was done."""

from adapters.tables._base import Column, Table

SCHEDULES = (
    Table(
        "schedule_tasks",
        "schedule_tasks",
        (
            Column("schedule", shows="project", required=True),
            Column("entity", required=True),
            Column("project", required=True),
            Column("reason"),
        ),
        contract="schedule.baseline",
        lines=(
            Column("task", required=True),
            Column("name", required=True),
            Column("owner", required=True),
            Column("cost_code", required=True),
            Column("budget", "budget.amount", shape="figure", required=True),
            Column("currency", "budget.currency", required=True),
            Column("start", shape="day", required=True),
            Column("finish", shape="day", required=True),
            Column("after", shows="predecessors", shape="list"),
            Column("weight", shape="figure"),
            Column("phasing", shape="shares"),
        ),
        lines_in="tasks",
    ),
    Table(
        "progress_entries",
        "progress_entries",
        (
            Column("entity", required=True),
            Column("project", required=True),
            Column("task", required=True),
            Column("percent", shape="figure", required=True),
            Column("on", shape="day", required=True),
            Column("note", shows="why"),
        ),
        contract="schedule.record_progress",
        keys=("entity", "project", "task", "percent", "on"),
        only=(("kind", "recorded"), ("taken_back", "false")),
    ),
)
