"""Programs at the interface: each with an access token, on a copy of the small county."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from small_county import PEOPLE
from sqlalchemy.orm import Session

from dashboard.service import now
from vector.work import tokens
from vector.work.accounts import find_account
from vector.work.rights import rights_of


class Program:
    """A program with a token of that role's account."""

    def __init__(self, app: APIFlask, role: str, rights: list[str] | None = None) -> None:
        self.engine = app.extensions["vector"].engine
        self.client = app.test_client(use_cookies=False)
        with Session(self.engine) as session:
            account = find_account(session, PEOPLE[role][0])
            number, own = account.id, sorted(rights_of(account))
        issued = tokens.issue(self.engine, number, "程序", rights or own, days=9, now=now())
        self.bearer = {"Authorization": f"Bearer {issued.key}"}

    def send(self, method: str, path: str, **named: Any) -> Any:
        headers = self.bearer | named.pop("headers", {})
        return self.client.open(
            f"/api/v1{path}", method=method, headers=headers, buffered=True, **named
        )

    def get(self, path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("GET", path, headers=named)

    def post(self, path: str, body: Any = None, **named: Any) -> Any:
        sent = {"json": body} if body is not None else {}
        return self.send("POST", path, **sent, **named)

    def put(self, path: str, body: Any) -> Any:
        return self.send("PUT", path, json=body)


@pytest.fixture
def program(app: APIFlask) -> Callable[..., Program]:
    """A program of that role, with all its rights or fewer."""
    return lambda role, *rights: Program(app, role, list(rights) or None)
