"""The interface tried at random against its own OpenAPI document, with schemathesis.

``python tests/schemas.py 200`` tries every operation so often and prints what it counted.
"""

import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import schemathesis
import small_county
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.orm import Session

from dashboard import create_app
from dashboard.export import TAKEN
from vector import catalog
from vector.settings import Access, Settings
from vector.store import migrate
from vector.store.engine import connect
from vector.work import tokens
from vector.work.accounts import find_account

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Each operation is tried as whom it is for.
ROLES = {
    "manager": ["see", "upload", "withdraw_others", "approve", "approve_uploads", "limits",
                "plans", "respond", "issue"],
    "administrator": ["accounts", "regions"],
    "auditor": ["audit"],
}  # fmt: skip
FEW = 12
PLACES = {"audit": "auditor", "gazetteer": "administrator", "accounts": "administrator"}


def key(engine, role, rights):
    """The header that lets a program in as that role."""
    with Session(engine) as session:
        account = find_account(session, small_county.PEOPLE[role][0]).id
    issued = tokens.issue(engine, account, "try", rights, days=9, now=NOW)
    return {"Authorization": f"Bearer {issued.key}", "Accept-Encoding": "identity"}


def _role(label):
    path = label.partition("/")[2]
    return PLACES.get(path.partition("/")[0], "manager")


def tried(app, headers, examples, role):
    """How often each operation gave which status; what is wrong is raised."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=headers)
    counted = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        if role == _role(operation.label):
            _try(operation, headers, examples, counted)
    return counted


def _point(case):
    """Let half of the ids in addresses be of things there are, and names those of tables."""
    for name, value in case.path_parameters.items():
        if isinstance(value, int) and value % 2:
            case.path_parameters[name] = value % FEW + 1
        if name == "name" and len(value) % 2:
            case.path_parameters[name] = sorted(TAKEN)[len(value) % len(TAKEN)]


def _try(operation, headers, examples, counted):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def attempt(case):
        _point(case)
        response = case.call(headers=headers)
        counted[operation.label, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    attempt()


def county(path):
    """Settings of a filled county in which nobody is braked."""
    found = Settings(
        database=f"sqlite:///{path}", max_upload_mb=1, requests_per_minute=10**9,
        access=Access(second_factor=()),
    )  # fmt: skip
    engine = connect(found.database)
    migrate.upgrade(engine)
    small_county.fill(engine, catalog.load(), found)
    engine.dispose()
    return found


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    with time_machine.travel(NOW, tick=True):
        opened = create_app(county(folder / "county.sqlite3"))
        engine = opened.extensions["vector"].engine
        total = Counter()
        for role, rights in ROLES.items():
            total += tried(opened, key(engine, role, rights), int(sys.argv[1]), role)
    for (label, status), count in sorted(total.items()):
        print(f"{count:6}  {status}  {label}")
    print(f"{sum(total.values()):6}  requests, no server error, no undocumented answer")
    shutil.rmtree(folder)
