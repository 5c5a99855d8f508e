"""The Dash application: its pages, its outermost HTML, and what happens when a callback fails."""

import re
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import dash
import dash_mantine_components as dmc
import structlog
from apiflask import APIFlask
from dash import Dash, set_props
from dash.exceptions import DependencyException
from flask import Response, abort, g, request
from markupsafe import escape
from werkzeug.exceptions import NotFound

from dashboard import pages, shell
from dashboard.answers import ANSWERS, FAILED, Answers, keep_answers
from dashboard.declared import Callbacks
from dashboard.gate import CALLBACKS
from dashboard.host import POLICY
from dashboard.light import written
from dashboard.rehearsed import REHEARSAL, Rehearsal
from dashboard.smaller import SCRIPTS
from dashboard.text import TAGS, language, say
from vector.errors import VectorError

INDEX = """<!doctype html>
<html lang="{tag}">
  <head>
    {metas}
    {ahead}
    {grid}
    <title>{title}</title>
    <link rel="icon" type="image/svg+xml" href="/static/mark.svg">
    {css}
  </head>
  <body>
    {app_entry}
    <footer>{config}{scripts}{renderer}</footer>
  </body>
</html>"""
METAS = [{"name": "viewport", "content": "width=device-width, initial-scale=1"}]
# What the scripts ask for as soon as they run is on its way before they have arrived.
AHEAD = '<link rel="preload" as="fetch" href="/_dash-{each}" crossorigin>'
# What encodeURIComponent of a browser leaves as it is.
LEFT = "!~*'()"
# Dash asks for these only when the first figure is there; they are most of what such a page weighs.
FIGURES = tuple(
    f"{SCRIPTS}{each}" for each in ("plotly/package_data/plotly.min.js", "dash/dcc/async-graph.js")
)
LATER = '<link rel="preload" as="script" fetchpriority="low" href="{each}">'
SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
# Asked for by ``assets/near.js`` when a grid is to be seen.
GRID = "/dash_ag_grid/dash_ag_grid."
# For browsers that could show none of these pages (``assets/vector.js`` has what Dash needs of
# it), and tables of which there are none.
NEEDLESS = ("/dash/deps/polyfill@", "/dash/dash_table/bundle.")
# Dash answers 200 for a callback that failed, too: ``assets/vector.js`` takes no picture then.
FAILURE = "Vector-Failed"
LOG = structlog.get_logger("dashboard")


class Site(Dash):
    """Dash with an outermost page that names its language and loads nothing from elsewhere.

    Every callback names the right that it asks for: ``@app.callback(..., right="see")``; one whose
    answer may be kept for others of the same region and roles says ``kept=True`` as well.
    """

    def callback(
        self, *slots: Any, right: str | None = None, kept: bool | str = False, **options: Any
    ) -> Any:
        """Register a callback, which answers only who has the right."""
        write = super().callback(*slots, **options)
        entry, parts = self._callback_list[-1], self.server.extensions
        if right is not None:
            declared: Callbacks = parts[CALLBACKS]
            declared.declare(entry["output"], right)
        if not kept:
            return lambda answer: write(written(answer))
        answers: Answers = parts[ANSWERS]
        answers.keep(entry["output"], mail=kept == "mail")
        rehearsal: Rehearsal = parts[REHEARSAL]
        return lambda answer: write(written(rehearsal.noted(entry, answer)))

    def interpolate_index(self, **parts: str) -> str:
        """Fill the outermost page in the reader's language."""
        grid = next(each for each in SCRIPT.findall(parts["scripts"]) if GRID in each)
        scripts = SCRIPT.sub(lambda each: "" if _spared(each[1]) else each[0], parts["scripts"])
        own = {"tag": TAGS[language()], "title": say("site.title"), "app_entry": self._entry(),
               "scripts": scripts, "grid": f'<meta name="vector-grid" content="{grid}">',
               "ahead": self._ahead()}  # fmt: skip
        return INDEX.format(**{**parts, **own})

    def _ahead(self) -> str:
        page = quote(request.full_path.removesuffix("?"), safe=LEFT)
        early = "".join(AHEAD.format(each=each) for each in (f"layout?page={page}", "dependencies"))
        figures = FIGURES if pages.has_figures(request.path) else ()
        return early + "".join(LATER.format(each=each) for each in figures)

    def _entry(self) -> str:
        loading = escape(say("site.loading"))
        return f'<div id="react-entry-point"><div class="arriving">{loading}</div></div>'

    def early(self) -> dict[str, Sequence[str]]:
        """The scripts that a browser may read while somebody signs in."""
        named = SCRIPT.findall(self._generate_scripts_html())
        every = [each for each in named if each.startswith(SCRIPTS) and not _spared(each)]
        return {"pages": every, "figures": FIGURES}

    def allow_own_scripts(self, response: Response) -> Response:
        """Let the page run the few inline scripts that Dash itself put there, by their hashes."""
        if response.mimetype == "text/html" and request.blueprint != "security":
            hashes = "".join(f" {known}" for known in self.csp_hashes())
            response.headers["Content-Security-Policy"] = POLICY.format(hashes=hashes)
        return response


def _spared(script: str) -> bool:
    """Whether a page leaves out this script, which Dash would put into it."""
    return any(each in script for each in (GRID, *NEEDLESS))


def failed(error: Exception) -> None:
    """Show a failed callback's sentence on the page; what is not ours to explain gets a number."""
    if isinstance(error, VectorError):
        sentence = error.sentence
    else:
        number = secrets.token_hex(4)
        LOG.error("callback failed", number=number, path=request.path, exc_info=error)
        sentence = say("error.unexpected", number=number)
    setattr(g, FAILED, True)
    notice = dmc.Alert(sentence, color="orange", variant="light", withCloseButton=True, mb="md",
                       closeButtonLabel=say("site.close"))  # fmt: skip
    set_props("notice", {"children": notice})


def tell_failure(response: Response) -> Response:
    """Let the browser know that what it asked for is not in the answer."""
    if g.get(FAILED):
        response.headers[FAILURE] = "1"
    return response


def refuse_maps() -> None:
    """Give scripts only: what libraries bring for their own makers is large, or is not there."""
    if request.path.startswith(SCRIPTS) and not request.path.endswith(".js"):
        abort(404)


def open_site(host: APIFlask) -> Dash:
    """Put the pages on the host, behind its gate."""
    host.extensions[REHEARSAL] = Rehearsal()
    site = Site(
        "dashboard",
        server=host,
        use_pages=True,
        pages_folder="",
        suppress_callback_exceptions=True,
        update_title=None,
        meta_tags=METAS,
        on_error=failed,
        use_async=False,
        enable_mcp=False,
        include_pages_meta=False,
        add_log_handler=False,
    )
    pages.register(site)
    shell.register(site)
    # Dash lays out the page once before its first answer, when nobody is signed in yet.
    site.layout = dash.page_container
    site._setup_server()
    site.layout = shell.shell
    keep_answers(host)
    host.after_request(site.allow_own_scripts)
    host.after_request(tell_failure)
    # Dash would call it a fault of the service.
    host.register_error_handler(
        DependencyException, lambda _: host.handle_http_exception(NotFound())
    )
    host.before_request(refuse_maps)
    host.context_processor(lambda: {"early": site.early})
    return site
