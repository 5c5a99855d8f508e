"""About the interface: its OpenAPI document, a manual to try it with, and the kinds of refusals.

The manual's script and style come with the service; nothing is fetched from elsewhere.
"""

import json
from importlib.resources import files
from typing import Any

from flask import Response, abort, current_app, render_template

from dashboard.api.answering import VARY, tag, tagged
from dashboard.api.openapi import document
from dashboard.api.operation import JSON, Told, operation
from dashboard.api.routes import api
from dashboard.api.words import words
from dashboard.declared import SIGNED_IN, needs
from dashboard.text import TAGS, language

TAG = "reference"
KEPT = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "LICENSE": "text/plain",
}
WRITTEN = "vector_openapi"


class Kind(Told):
    """A kind of refusal."""

    code: str
    zh: str
    en: str


def openapi_document() -> dict[str, Any]:
    """The document in the reader's language, written once for each."""
    kept = current_app.extensions.setdefault(WRITTEN, {})
    if language() not in kept:
        kept[language()] = document(current_app, language())
    return kept[language()]


@api.get("/openapi.json")
@needs(SIGNED_IN)
def openapi() -> Response:
    """The document, for programs and for the manual."""
    content = json.dumps(openapi_document(), ensure_ascii=False).encode()
    response = Response(content, mimetype=JSON)
    response.headers["Vary"] = VARY
    return tagged(response, tag(content))


@api.get("/problems")
@needs(SIGNED_IN)
@operation(TAG, list[Kind])
def problems() -> Any:
    """The kinds of refusals."""
    return [{"code": code, **each} for code, each in words()["problem"].items()]


@api.get("/docs")
@needs(SIGNED_IN)
def manual() -> str:
    """A manual to read and to try."""
    return render_template("manual.html", tongue=TAGS[language()])


@api.get("/docs/<name>")
@needs(SIGNED_IN)
def manual_part(name: str) -> Response:
    """The script and the style of the manual."""
    if name not in KEPT:
        abort(404)
    content = (files("flask_swagger_ui") / "dist" / name).read_bytes()
    return Response(content, mimetype=KEPT[name])
