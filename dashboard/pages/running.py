"""What the service runs with: its settings with their meaning and source, and its versions."""

import os
import platform
from collections.abc import Iterator
from typing import Any

from dash import html
from pydantic import BaseModel
from sqlalchemy import func, make_url, select

from dashboard.help import heads
from dashboard.marks import mark
from dashboard.panel import about, panel
from dashboard.service import account, now, service
from dashboard.text import say
from vector import __version__
from vector.forecast import MODEL_VERSION
from vector.settings import Settings
from vector.store import migrate
from vector.store.engine import session
from vector.store.tables import ModelRun
from vector.work import heartbeat
from vector.work.heartbeat import Life
from vector.work.rights import may
from vector.work.versions import PROGRAMS, model_version

# Only whether they are set is ever shown.
SECRET = frozenset({"secret", "metrics_key", "mail.password"})
# What bears on everybody's work; the rest is for who keeps the settings, or audits them.
OPEN = frozenset(
    {"profile", "timezone", "approve_automatically", "upload_approval", "max_upload_mb",
     "mail.contact", "reminders.days_before"}
)  # fmt: skip
AUDITED = ("access.", "keep.")


def rows_of(settings: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each setting's name, value and default."""
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from rows_of(value, f"{name}.")
        else:
            yield prefix + name, value, field.default


def shown_to(name: str) -> bool:
    """Whether the person's role lets them see a setting."""
    person = account()
    if may(person, "regions") or name in OPEN:
        return True
    return may(person, "audit") and name.startswith(AUDITED)


def told(name: str, value: Any) -> str:
    """A setting's value in words; of a secret only whether there is one."""
    if name in SECRET:
        return say("settings.is_set" if value else "settings.is_not_set")
    if name == "database":
        return make_url(value).render_as_string(hide_password=True)
    if isinstance(value, bool):
        return say("settings.yes" if value else "settings.no")
    if isinstance(value, tuple):
        return say("list.join").join(map(str, value)) or "—"
    return str(value) if value != "" else "—"


def source(name: str, value: Any, default: Any) -> str:
    """Where a setting's value is from."""
    variable = f"VECTOR_{name.upper().replace('.', '_')}"
    if variable in os.environ:
        return say("settings.from_environment", variable=variable)
    return say("settings.from_default" if value == default else "settings.from_file")


def running_panel() -> html.Section:
    """A panel of the settings that the person may see; they are changed on the machine."""
    rows = [each for each in rows_of(service().settings) if shown_to(each[0])]
    columns = ("setting", "value", "meaning", "source")
    body = html.Tbody([_row(*each) for each in rows])
    caption = html.Caption(say("settings.running"), className="unseen")
    table = html.Table(
        [caption, heads("settings", columns), body], className="rows cards tight settings"
    )
    count = len(list(rows_of(Settings())))
    explained = about(say("settings.running_about", shown=len(rows), count=count))
    return panel(say("settings.running"), explained, table, id="settings-running")


def _row(name: str, value: Any, default: Any) -> html.Tr:
    cells = {
        "value": html.Strong(told(name, value)),
        "meaning": say(f"setting.{name}"),
        "source": source(name, value, default),
    }
    drawn = [
        html.Td(html.Div(cell), **{"data-label": say(f"settings.{key}")})
        for key, cell in cells.items()
    ]
    head = html.Th(html.Code(name), scope="row", **{"data-label": say("settings.setting")})
    return html.Tr([head, *drawn])


def versions_panel() -> html.Section:
    """A panel of the versions of program, database and methods, and whether the worker lives."""
    running = service()
    found, head = migrate.revision(running.engine), migrate.head()
    with session(running.engine) as reading:
        alive = heartbeat.life(reading, now()) == Life.ALIVE
        kinds = reading.execute(
            select(ModelRun.kind, func.max(ModelRun.made_at)).group_by(ModelRun.kind)
        )
        runs = [f"{say(f'settings.run_{kind}')} {_moment(made)}" for kind, made in kinds]
    methods = [
        f"{say(f'settings.method_{kind}')} {model_version(kind, running.catalog)}"
        for kind in PROGRAMS
    ]
    facts = (
        ("program", f"vector {__version__} · Python {platform.python_version()}"),
        ("database", f"{running.engine.dialect.name} · {found}" + ("" if found == head else " ≠")),
        ("worker", mark("flag.none" if alive else "flag.raised",
                        word=say("settings.alive" if alive else "settings.not_alive"))),
        ("forecast", MODEL_VERSION),
        ("methods", html.Ul([html.Li(each) for each in methods], className="plain")),
        ("runs", html.Ul([html.Li(each) for each in runs], className="plain") if runs else "—"),
    )  # fmt: skip
    rows = [html.Tr([html.Th(say(f"settings.{key}"), scope="row"), html.Td(fact)])
            for key, fact in facts]  # fmt: skip
    caption = html.Caption(say("settings.versions"), className="unseen")
    table = html.Table([caption, html.Tbody(rows)], className="rows tight")
    explained = about(say("settings.versions_about"))
    return panel(say("settings.versions"), explained, table, id="settings-versions")


def _moment(at: Any) -> str:
    return f"{at.astimezone(service().zone):%Y-%m-%d %H:%M}"
