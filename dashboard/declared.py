"""Declared rights: which right each route, callback and page asks for.

What has none is closed to everybody, and the service does not start with it. How to declare one is
told in docs/rights.md.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from flask import Flask

from vector.errors import SettingsError
from vector.store.tables import Account
from vector.work.rights import RIGHTS, may

# Not a role's: for strangers too; for every person or token; for a person's own session only.
ANYBODY, SIGNED_IN, OWN_SESSION = "anybody", "signed_in", "own_session"
KNOWN = frozenset({ANYBODY, SIGNED_IN, OWN_SESSION}).union(*RIGHTS.values())

# What libraries bring along; its own code is declared beside it.
LIBRARIES = {
    "static": ANYBODY,
    "security.login": ANYBODY,
    "security.two_factor_token_validation": ANYBODY,
    "security.mf_recovery": ANYBODY,
    "security.logout": OWN_SESSION,
    "_dash_assets.static": SIGNED_IN,
    # Files of public packages, nothing of the county.
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": ANYBODY,
    "/_dash-layout": SIGNED_IN,
    "/_dash-dependencies": SIGNED_IN,
    "/_dash-update-component": SIGNED_IN,  # and what the callback asks for
    "/_reload-hash": SIGNED_IN,
    "/_favicon.ico": SIGNED_IN,
    # The frame; the page in it, here or by the callback below, looks at its own right.
    "/": SIGNED_IN,
    "/<path:path>": SIGNED_IN,
}
DISPATCH = "/_dash-update-component"
# Dash's way from an address to a page's layout, which asks for the page's own right.
PAGE_CALLBACK = ".._pages_content.children..._pages_store.data.."
# Routes that libraries bring along and nobody here uses; they are not there.
UNUSED = frozenset(
    {
        "security.verify",
        "security.tf_select",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.two_factor_rescue",
        "security.mf_recovery_codes",
    }
)

View = TypeVar("View", bound=Callable[..., Any])


def needs(right: str, **by_method: str) -> Callable[[View], View]:
    """Declare the right that a route asks for, and where one method asks for another, that too."""
    for each in (right, *by_method.values()):
        _check(each)

    def declare(view: View) -> View:
        view.rights = {"": right} | {name.upper(): each for name, each in by_method.items()}
        return view

    return declare


def _check(right: str) -> None:
    if right not in KNOWN:
        raise SettingsError(f"no right {right!r}; those there are: {', '.join(sorted(KNOWN))}")


def declared(host: Flask, endpoint: str, method: str) -> str | None:
    """The right that a route asks for; None when nobody declared one."""
    if endpoint in LIBRARIES:
        return LIBRARIES[endpoint]
    view = host.view_functions.get(endpoint)
    holder = getattr(view, "view_class", None)
    rights = getattr(getattr(holder, method.lower(), None), "rights", None) or getattr(
        view, "rights", getattr(holder, "rights", {})
    )
    return rights.get(method) or rights.get("")


class Callbacks:
    """The rights of one application's callbacks, by what Dash calls each."""

    def __init__(self) -> None:
        self._rights: dict[str, str] = {PAGE_CALLBACK: SIGNED_IN}

    def declare(self, callback: str, right: str) -> None:
        """Note the right of a callback."""
        _check(right)
        self._rights[callback] = right

    def right(self, callback: object) -> str | None:
        """The right that a callback asks for; None when nobody declared one."""
        return self._rights.get(callback) if isinstance(callback, str) else None


def allows(account: Account, right: str | None, *, by_token: bool = False) -> bool:
    """Whether somebody who is signed in may pass."""
    if right in {ANYBODY, SIGNED_IN}:
        return True
    if right == OWN_SESSION:
        return not by_token
    return right is not None and may(account, right)


def page(layout: Callable[..., Any], right: str, instead: Callable[[], Any]) -> Callable[..., Any]:
    """A page's layout for those who have its right, and something instead for the others."""
    from dashboard.service import account, by_token

    _check(right)

    @wraps(layout)
    def guarded(**named: str) -> Any:
        return layout(**named) if allows(account(), right, by_token=by_token()) else instead()

    return guarded


def undeclared(host: Flask, callbacks: Callbacks, called: dict[str, Any]) -> Iterator[str]:
    """Everything that can be reached and that nobody declared a right for."""
    for rule in host.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint not in UNUSED and declared(host, rule.endpoint, method) is None:
                yield f"{method} {rule.rule} ({rule.endpoint})"
    for name, entry in called.items():
        if "callback" in entry and callbacks.right(name) is None:
            yield f"callback {name}"


def check(host: Flask, callbacks: Callbacks, called: dict[str, Any]) -> None:
    """Refuse to start while something has no declared right."""
    found = list(undeclared(host, callbacks, called))
    if found:
        raise SettingsError("no right is declared for: " + "; ".join(found))
