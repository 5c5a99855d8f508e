"""People at servers that may die: who gets no answer from one asks the next the same again."""

import base64
import http.client
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from visitor import Visitor

GUARD_SECONDS = 60.0
DEPENDENCIES = "/_dash-dependencies"


class Answer:
    """What a server answered, as the test client's answers are."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code, self.body = status, body

    def get_data(self, as_text: bool = False) -> Any:
        return self.body.decode() if as_text else self.body

    def get_json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Remote:
    """A browser: keeps its cookies, and turns to the next address when one does not answer."""

    addresses: list[str]
    token: str = ""
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    known: Answer | None = None
    moved: int = 0
    answers: Counter[int] = field(default_factory=Counter)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a path; what callbacks there are is asked for once, as a browser does."""
        if path == DEPENDENCIES and self.known is not None:
            return self.known
        answer = self._ask("GET", path, b"", dict(headers or {}))
        if path == DEPENDENCIES:
            self.known = answer
        return answer

    def post(
        self,
        path: str,
        data: Mapping[str, str] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        kind = "application/json" if data is None else "application/x-www-form-urlencoded"
        body = written(json) if data is None else urlencode(data).encode()
        return self._ask("POST", path, body, {**(headers or {}), "Content-Type": kind})

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post bytes as they are."""
        return self._ask("POST", path, body, dict(headers))

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        for address in tuple(self.addresses):
            try:
                return self._once(address, method, path, body, headers)
            except (OSError, http.client.HTTPException):
                # No answer: what was sent may have been done. It is asked for again elsewhere.
                self.moved += 1
        raise ConnectionError(f"no server answers at {self.addresses}")

    def _once(
        self, address: str, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        sent = "; ".join(f"{name}={each.value}" for name, each in self.cookies.items())
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {"Cookie": sent}
        wire = http.client.HTTPConnection(address, timeout=GUARD_SECONDS)
        try:
            wire.request(method, path, body, {**headers, **known})
            answer = wire.getresponse()
            content = answer.read()
        finally:
            wire.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        self.answers[answer.status] += 1
        return Answer(answer.status, content)


def written(body: Any) -> bytes:
    return json.dumps(body).encode()


class Person(Visitor):
    """Somebody of the staff at whichever server answers."""

    client: Remote

    def __init__(
        self, *addresses: str, name: str = "", password: str = "", token: str = ""
    ) -> None:
        super().__init__(Remote(list(addresses), token))  # type: ignore[arg-type]
        if name:
            assert self.sign_in(name, password).status_code == 302

    def hand_in(self, name: str, content: bytes) -> Answer:
        """Look at a file and take it in, as the page does."""
        encoded = base64.b64encode(content).decode()
        file = {"upload-file.contents": f"data:;base64,{encoded}", "upload-file.filename": name}
        self.call("upload-preview.children", file)
        accepting = {**file, "upload-accept.n_clicks": 1, "upload-choice.value": "all"}
        return self.call("upload-verdict.children@", accepting)

    def take_back(self, upload: int) -> Answer:
        """Withdraw an upload, as the page does."""
        chosen = {
            "upload-take-back.n_clicks": 1,
            "upload-grid.selectedRows": [{"id": str(upload)}],
            "upload-reason.value": "表填错了",
        }
        return self.call("uploads.children@", chosen)

    def flags(self) -> str:
        """What the overview shows as flagged."""
        answer = self.call("overview-flags.children", {"overview-group.value": ""})
        return json.dumps(answer.get_json(), ensure_ascii=False)
