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
RIGHTS = ["see", "upload", "withdraw_others", "approve", "limits", "plans", "respond", "issue"]


def key(engine, role, rights):
    """The header that lets a program in as that role."""
    with Session(engine) as session:
        account = find_account(session, small_county.PEOPLE[role][0]).id
    issued = tokens.issue(engine, account, "try", rights, days=9, now=NOW)
    return {"Authorization": f"Bearer {issued.key}", "Accept-Encoding": "identity"}


def tried(app, headers, examples, auditing=False):
    """How often each operation gave which status; what is wrong is raised."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=headers)
    counted = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        if auditing == operation.label.partition("/")[2].startswith("audit"):
            _try(operation, headers, examples, counted)
    return counted


def _try(operation, headers, examples, counted):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def attempt(case):
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
        for role, rights in (("manager", RIGHTS), ("auditor", ["audit"])):
            headers, auditing = key(engine, role, rights), role == "auditor"
            total += tried(opened, headers, int(sys.argv[1]), auditing)
    for (label, status), count in sorted(total.items()):
        print(f"{count:6}  {status}  {label}")
    print(f"{sum(total.values()):6}  requests, no server error, no undocumented answer")
    shutil.rmtree(folder)
