"""The one web process and its one gate: who is not signed in reaches the sign-in page, which reads
the libraries' scripts ahead, and no more.

Every answer carries headers that let a page load nothing from elsewhere and be framed by no one.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Flask, Response, abort, jsonify, redirect, render_template, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException

from dashboard.answers import open_answers
from dashboard.api.problem import of_http
from dashboard.declared import ANYBODY, SIGNED_IN, needs
from dashboard.gate import open_gate, wants_page
from dashboard.interface import interface
from dashboard.metrics import TALLY, metrics
from dashboard.own_views import start
from dashboard.readiness import health, readiness
from dashboard.requests import watch_requests
from dashboard.service import EXTENSION, Service, service
from dashboard.smaller import kept_script, open_compression
from dashboard.tally import Tally
from dashboard.text import LANGUAGE, LANGUAGES, say
from vector.settings import Settings

# An upload travels as base64 inside JSON, a third larger than the file.
BASE64 = 4 / 3

POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
COOKIE = "vector_session"
LANGUAGE_KEPT = timedelta(days=365)
LASTING = ("/_dash-component-suites/", "/assets/", "/static/")
# Scripts that come later bear no version in their address: after an update a browser may hold the
# old ones so long.
HOLDING, FOREVER = timedelta(hours=1), timedelta(days=365)


def cookie_name(settings: Settings) -> str:
    """The session's cookie; by HTTPS the browser makes sure that only this host has set it."""
    return f"__Host-{COOKIE}" if settings.secure_cookies else COOKIE


class PageSessions(SecureCookieSessionInterface):
    """Sessions that leave scripts and styles alone, so that browsers may keep those."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Renew the cookie with pages and data only."""
        if not request.path.startswith(LASTING):
            super().save_session(app, session, response)


def _configure(app: APIFlask, running: Service, secret: str) -> None:
    app.extensions[EXTENSION] = running
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=int(running.settings.max_upload_mb * 2**20 * BASE64) + 2**20,
        MAX_FORM_MEMORY_SIZE=2**16,
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME=cookie_name(running.settings),
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=running.settings.secure_cookies,
    )


def _hold(response: Response) -> None:
    """Let the browser hold what is no person's, without asking each time whether it still holds."""
    if response.status_code not in (200, 304) or response.cache_control.max_age:
        return
    held = FOREVER if request.path.startswith("/assets/") and "m" in request.args else HOLDING
    response.headers["Cache-Control"] = f"public, max-age={held // timedelta(seconds=1)}"


def _guarded(response: Response) -> Response:
    """Add the security headers; pages and data of signed-in people are kept in no cache."""
    response.headers.update(HEADERS)
    if service().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    if interface() and response.is_json:
        response.headers.setdefault("Content-Disposition", 'attachment; filename="answer.json"')
    if request.path.startswith(LASTING):
        _hold(response)
    elif not (interface() and "ETag" in response.headers):
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Content-Security-Policy", POLICY.format(hashes=""))
    return response


@needs(ANYBODY)
def choose_language(language: str) -> Response:
    """Keep the reader's language and go back to the page they came from."""
    if language not in LANGUAGES:
        abort(404)
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = came_from.path if came_from.netloc == request.host else "/"
    response = redirect(f"{back}?{came_from.query}" if came_from.query else back)
    # Beside the session, so that no answer under way can undo the choice.
    kept = {"max_age": LANGUAGE_KEPT, "httponly": True, "samesite": "Lax"}
    response.set_cookie(LANGUAGE, language, secure=service().settings.secure_cookies, **kept)
    return response


@needs(SIGNED_IN)
def no_such_interface(path: str) -> tuple[Response, int]:
    """Answer an unknown interface address itself; Dash would answer it with a page."""
    return jsonify(error="not_found", message=say("error.no_such_interface")), 404


def _failed(error: HTTPException) -> Response | tuple[Response | str, int]:
    if interface():
        return of_http(error)
    code = error.code or 500
    known = code if code in {400, 403, 404, 413, 429} else 500
    sentence = say(f"error.http_{known}")
    if wants_page() or request.endpoint == "security.login":
        return render_template("notice.html", sentence=sentence), code
    return jsonify(error=error.name.lower().replace(" ", "_"), message=sentence), code


def _watch(app: APIFlask, running: Service) -> None:
    """Count and note every request, before anything else is done with it."""
    tally = app.extensions[TALLY] = Tally()
    tally.watch(running.engine)
    watch_requests(app, tally)


def open_host(running: Service, secret: str) -> APIFlask:
    """The Flask application with its gate, headers, compression and error pages; no pages yet."""
    app = APIFlask("dashboard", enable_openapi=False, json_errors=False)
    _configure(app, running, secret)
    app.session_interface = PageSessions()
    _watch(app, running)
    # What anybody may have needs no gate, nor anybody to be looked up.
    app.before_request(kept_script)
    open_gate(app)
    app.after_request(_guarded)
    app.register_error_handler(HTTPException, _failed)
    app.add_url_rule("/healthz", "health", health)
    app.add_url_rule("/readyz", "readiness", readiness)
    app.add_url_rule("/metrics", "metrics", metrics)
    app.add_url_rule("/start", "start", start)
    app.add_url_rule("/language/<language>", "choose_language", choose_language)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule("/api/", "no_api", no_such_interface, defaults={"path": ""}, methods=methods)
    app.add_url_rule("/api/<path:path>", "no_such_interface", no_such_interface, methods=methods)
    open_answers(app, open_compression(app))
    return app
