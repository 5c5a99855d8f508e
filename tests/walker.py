"""A page as a browser walks it: opened, then every callback that runs at once, in their order."""

from collections.abc import Iterator
from typing import Any

from visitor import Visitor


def slots(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """The outputs of a callback."""
    parts = [part.rpartition(".") for part in entry["output"].strip(".").split("...")]
    return [(name, prop.split("@")[0]) for name, _, prop in parts]


def components(content: Any) -> Iterator[dict[str, Any]]:
    """Every component of a layout with its properties."""
    if isinstance(content, list):
        for each in content:
            yield from components(each)
    elif isinstance(content, dict) and "props" in content and "type" in content:
        yield content["props"]
        for each in content["props"].values():
            if isinstance(each, dict | list):
                yield from components(each)


class Page:
    """A page as the browser holds it: the properties of what it shows, and what was answered."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.shown: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Any] = {}

    def open(self, address: str) -> None:
        """Open the page, and run what runs at once."""
        where, _, search = address.partition("?")
        values = {"_pages_location.pathname": where, "_pages_location.search": f"?{search}"}
        answer = self.ask("_pages_content.children", values, f"{address} opens")
        self.show(answer["response"]["_pages_content"]["children"])
        waiting = [each for each in self._known() if self._runs(each)]
        while waiting:
            written = {slot for each in waiting for slot in slots(each)}
            ready = [each for each in waiting if not self._needed(each) & written] or waiting[:1]
            for each in ready:
                self.run(each)
                waiting.remove(each)

    def show(self, content: Any) -> None:
        """Note the components of what has arrived."""
        for props in components(content):
            if isinstance(props.get("id"), str):
                self.shown[props["id"]] = props

    def run(self, entry: dict[str, Any]) -> None:
        """Run one callback, and note what it writes."""
        output = entry["output"].strip(".").split("...")[0]
        values = {
            f"{each['id']}.{each['property']}": self.shown.get(each["id"], {}).get(each["property"])
            for each in [*entry["inputs"], *entry["state"]]
        }
        for name, props in self.ask(output, values, output).get("response", {}).items():
            for prop, value in props.items():
                self.shown.setdefault(name, {})[prop] = value
                self.show(value)

    def ask(self, output: str, values: dict[str, Any], name: str) -> Any:
        """Ask the server, and note what it answered."""
        body = self.visitor.call(output, values).get_json(silent=True) or {}
        self.answers[name] = body
        return body

    def _known(self) -> list[dict[str, Any]]:
        return self.visitor.client.get("/_dash-dependencies").get_json()

    def _runs(self, entry: dict[str, Any]) -> bool:
        if entry.get("clientside_function") or entry.get("prevent_initial_call"):
            return False
        own = [each["id"] for each in [*entry["inputs"], *entry["state"]]]
        written = [name for name, _ in slots(entry)]
        return all(each in self.shown for each in [*own, *written])

    @staticmethod
    def _needed(entry: dict[str, Any]) -> set[tuple[str, str]]:
        return {(each["id"], each["property"]) for each in [*entry["inputs"], *entry["state"]]}
