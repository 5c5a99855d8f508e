"""达标评估, the sizes: whether the round looked at as much as the standards ask for."""

from typing import Any

import pandas as pd
from dash import html

from dashboard.assessed import Assessment
from dashboard.export import downloads
from dashboard.help import heads
from dashboard.limits import origin
from dashboard.marks import mark
from dashboard.panel import about, nothing, panel
from dashboard.service import service
from dashboard.text import name, say

SIZES = "assessment.sizes"
COLUMNS = ("group", "habitat", "units", "amount", "enough")


def sizes_panel(found: Assessment) -> html.Section:
    """A panel of every group and habitat that the standards give a size for."""
    title = say(SIZES)
    if found.asked.station is not None:
        return panel(title, nothing(say("assessment.sizes_station")), explained=SIZES)
    if found.sizes is None:
        return panel(title, nothing(say("assessment.sizes_unknown")), explained=SIZES)
    enough = int(found.sizes["enough"].sum())
    note = say("assessment.sizes_about", population=f"{found.population:,}", count=enough,
               total=len(found.sizes))  # fmt: skip
    rows = [_row(row) for row in found.sizes.itertuples()]
    caption = html.Caption(title, className="unseen")
    table = html.Table(
        [caption, heads("assessment", COLUMNS), html.Tbody(rows)], className="rows cards tight"
    )
    folded = html.Details([html.Summary(say("assessment.sizes_each")), table])
    taken = downloads("assessment-sizes", called="assessment.sizes")
    return panel(title, about(note), folded, taken, explained=SIZES)


def _row(row: Any) -> html.Tr:
    amount = say(f"assessment.measure_{row.measure}")
    cells = {
        "group": name(service().catalog.groups[row.group]),
        "habitat": _taking(row),
        "units": "—" if row.units_needed < 0 else f"{row.units_surveyed:g} / {row.units_needed:g}",
        "amount": f"{_told(row.amount_surveyed)} / {row.amount_needed:g} {amount}",
        "enough": mark("sizes.enough" if row.enough else "sizes.short"),
    }
    return html.Tr(
        [
            html.Td(html.Div(cell), **{"data-label": say(f"assessment.{key}")})
            for key, cell in cells.items()
        ]
    )


def _taking(row: Any) -> list[Any]:
    """The habitat, with those whose surveys count for it too, and on what ground."""
    scheme = service().catalog.survey_schemes["gb_2011"]
    takes = next(each.takes for each in scheme.sizes
                 if (each.method, each.habitat) == (row.method, row.habitat))  # fmt: skip
    if takes is None:
        return [_habitat(row)]
    names = say("list.join").join(name(service().catalog.habitats[each]) for each in takes.habitats)
    told = say("assessment.takes", habitats=names)
    return [_habitat(row), html.Span(told, className="small hint", title=origin(takes))]


def _habitat(row: Any) -> str:
    known = service().catalog.habitats.get(row.habitat)
    return name(known) if known else row.zh


def _told(amount: float) -> str:
    return say("assessment.not_recorded") if amount != amount else f"{amount:g}"


def sizes_table(found: Assessment) -> pd.DataFrame | None:
    """The sizes as a table to take along."""
    if found.sizes is None:
        return None
    catalog = service().catalog
    sizes = found.sizes
    measured = ("units_needed", "units_surveyed", "amount_needed", "amount_surveyed")
    return pd.DataFrame(
        {
            say("assessment.group"): [name(catalog.groups[each]) for each in sizes["group"]],
            say("judged.method"): [name(catalog.methods[each]) for each in sizes["method"]],
            say("assessment.habitat"): [_habitat(row) for row in sizes.itertuples()],
            **{say(f"assessment.{each}"): sizes[each].replace(-1, None) for each in measured},
            say("judged.unit"): [say(f"assessment.measure_{each}") for each in sizes["measure"]],
            say("assessment.enough"): [
                say("sizes.enough" if each else "sizes.short") for each in sizes["enough"]
            ],
        }
    )
