"""The programs' interface ``/api/v1`` on its host: its resources, its refusals, its brake."""

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

# Each puts its resources on the blueprint.
from dashboard.api import (  # noqa: F401
    access,
    accounts,
    alerts,
    answers,
    assessments,
    catalogue,
    duties,
    exports,
    gazetteer,
    judged,
    limits,
    mappings,
    outlook,
    pages,
    photos,
    places,
    ranking,
    readings,
    reference,
    results,
    revisions,
    rolls,
    sessions,
    staged,
    surveys,
    uploads,
    zeros,
)
from dashboard.api.problem import Refused, of_http, of_refused, of_vector, problem
from dashboard.api.routes import NAME, api
from dashboard.declared import SIGNED_IN, needs
from dashboard.service import EXTENSION, account
from vector.errors import VectorError

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _whoever() -> str:
    """Who is counted: the account, by whatever session or token it asks."""
    return f"account {account().id}"


@api.route("/<path:path>", methods=METHODS)
@needs(SIGNED_IN)
def nothing_here(path: str) -> Response:
    """Answer an address without a resource, or one that takes other methods."""
    others = sorted(_taken())
    if not others:
        return problem(404, "no_such_interface")
    answer = problem(405)
    answer.headers["Allow"] = ", ".join(others)
    return answer


def _taken() -> set[str]:
    """The methods that resources take at this address."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    found = set()
    for method in METHODS:
        try:
            endpoint, _ = adapter.match(method=method)
        except (NotFound, MethodNotAllowed):
            continue
        if endpoint.startswith(f"{NAME}.") and not endpoint.endswith(".nothing_here"):
            found.add(method)
    return found


def open_interface(host: Flask) -> None:
    """Put the interface on the host."""
    most = f"{host.extensions[EXTENSION].settings.requests_per_minute} per minute"
    brake = Limiter(_whoever, app=host, storage_uri="memory://", headers_enabled=False)
    brake.limit(most)(api)
    host.register_blueprint(api)


api.register_error_handler(Refused, of_refused)
api.register_error_handler(VectorError, of_vector)
api.register_error_handler(HTTPException, of_http)
