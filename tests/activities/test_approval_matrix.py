"""Which version of a matrix chooses a route, and whether there are people for its steps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from activities.approval_matrix import unfilled_now
from aggregates._base import Aggregate
from aggregates.person import PERSON, Grant, Person
from aggregates.role import ROLE, Role
from contracts.approval_matrix import Matrix
from contracts.ids import stream_id

TODAY = date(2026, 11, 2)
STEP = {"name": "One", "roles": ["manager"], "escalate_to": "nobody"}
MATRIX = Matrix.model_validate({"currencies": ["EUR"], "rows": [{"row": "all", "steps": [STEP]}]})
