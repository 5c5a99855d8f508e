"""Components as plain dicts, the form in which they travel.

A component of Dash looks at each property when it is made, and at each of some hundred possible
ones when it is written. A table of a whole county has thousands of cells: those are made here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from dash.development.base_component import Component

FREE = ("data-", "aria-")
# What holds nothing: most of what there is.
PLAIN = frozenset({str, int, float, bool, type(None)})
_KNOWN: dict[type[Component], frozenset[str]] = {}
PLACES = {"html": "dash_html_components", "dcc": "dash_core_components"}


def element(kind: str, children: Any = None, **props: Any) -> dict[str, Any]:
    """An element of HTML, such as ``element("Td", "3", className="figure")``."""
    return {"type": kind, "namespace": PLACES["html"], "props": {"children": children, **props}}


def link(children: Any, href: str, **props: Any) -> dict[str, Any]:
    """A link within the dashboard."""
    props |= {"children": children, "href": href}
    return {"type": "Link", "namespace": PLACES["dcc"], "props": props}


def _names(content: Component) -> frozenset[str]:
    """The properties that a kind of component has; each component brings the list along."""
    known = _KNOWN.get(type(content))
    if known is None:
        known = _KNOWN[type(content)] = frozenset(content._prop_names)
    return known


def _holds(name: str, value: Any) -> bool:
    """Whether there may be a component in a property; not in thousands of stations to choose."""
    if name == "children" or type(value) in PLAIN:
        return name == "children"
    if not isinstance(value, list | tuple):
        return isinstance(value, Component | dict)
    return any(isinstance(each, Component | list | tuple) for each in value[:1])


def light(content: Any) -> Any:
    """The same with every component in it as a dict; what else there is stays as it is."""
    kind = type(content)
    if kind in PLAIN:
        return content
    if kind in (list, tuple):
        plain = PLAIN.issuperset(map(type, content))
        return content if plain else kind(light(each) for each in content)
    # Whether something is a component takes longer to find out than all the rest.
    if isinstance(content, dict):
        return {name: light(value) for name, value in content.items()}
    return _written(content) if isinstance(content, Component) else content


def _written(content: Component) -> dict[str, Any]:
    known = _names(content)
    props = {
        name: light(value) if _holds(name, value) else value
        for name, value in vars(content).items()
        if name in known or name.startswith(FREE)
    }
    return {"type": content._type, "namespace": content._namespace, "props": props}


def written(answer: Callable[..., Any]) -> Callable[..., Any]:
    """A callback whose answer is written at once, not component by component."""

    @wraps(answer)
    def lightly(*given: Any, **named: Any) -> Any:
        return light(answer(*given, **named))

    return lightly
