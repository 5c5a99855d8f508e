"""A person at the dashboard without a browser: signs in, opens pages, triggers callbacks."""

import json
import re
from collections.abc import Container
from typing import Any

from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


class Visitor:
    """One person's session."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str, password: str) -> Any:
        """Send the sign-in form as the page would."""
        page = self.client.get("/sign-in", headers=HTML).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"username": name, "password": password, "csrf_token": token[1] if token else ""}
        return self.client.post("/sign-in", data=form, headers=HTML)

    def send(self, page: str, path: str, **form: Any) -> Any:
        """Send a form of a plain page, with the token that the page has for it."""
        shown = self.client.get(page, headers=HTML).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)
        form["csrf_token"] = token[1] if token else ""
        return self.client.post(path, data=form, headers=HTML)

    def page(self, path: str) -> str:
        """Open a page as the router does, and return its layout as text."""
        where, _, search = path.partition("?")
        answer = self.call(
            "_pages_content.children",
            {"_pages_location.pathname": where, "_pages_location.search": f"?{search}"},
        )
        return as_text(answer.get_json())

    def call(self, output: str, values: dict[str, Any], by: str = "") -> Any:
        """Trigger the callback that writes this output, with these inputs and states.

        ``by`` is the input that triggers it, and that only one of several callbacks may have; all
        of them unless given.
        """
        known = self.client.get("/_dash-dependencies").get_json()
        writing = [each for each in known if output in each["output"]]
        named = [by] if by else list(values)
        meant = [each for each in writing if _triggered(each, named)] or writing
        called = min(meant, key=lambda each: len(each["output"]))
        written = [part.rpartition(".") for part in called["output"].strip(".").split("...")]
        outputs = [{"id": name, "property": prop.split("@")[0]} for name, _, prop in written]
        body = {
            "output": called["output"],
            "outputs": outputs if len(outputs) > 1 else outputs[0],
            "inputs": [_filled(each, values) for each in called["inputs"]],
            "state": [_filled(each, values) for each in called["state"]],
            "changedPropIds": [by]
            if by
            else _triggered(called, values) or _names(called["inputs"]),
        }
        return self.client.post("/_dash-update-component", json=body)

    def shown(self, output: str, values: dict[str, Any], by: str = "") -> Any:
        """What the callback answered for that output."""
        name, _, prop = output.partition(".")
        return self.call(output, values, by).get_json()["response"][name][prop]


def as_text(content: Any) -> str:
    """What a page or a part of it holds, to look for words in."""
    return json.dumps(content, ensure_ascii=False)


def _names(slots: list[dict[str, str]]) -> list[str]:
    return [f"{each['id']}.{each['property']}" for each in slots]


def _triggered(callback: dict[str, Any], values: Container[str]) -> list[str]:
    """The inputs of a callback that were given."""
    return [name for name in _names(callback["inputs"]) if name in values]


def _filled(slot: dict[str, str], values: dict[str, Any]) -> Any:
    """Fill in one input or state; one that stands for several takes a list, by its type."""
    if not slot["id"].startswith("{"):
        return {**slot, "value": values.get(f"{slot['id']}.{slot['property']}")}
    kind, prop = json.loads(slot["id"])["type"], slot["property"]
    several = values.get(f"{kind}.{prop}", [])
    ids = [{"type": kind, "index": index} for index in range(len(several))]
    return [
        {"id": each, "property": prop, "value": value}
        for each, value in zip(ids, several, strict=True)
    ]
