"""What storing a workbook did: how many surveys, what was held, and which flags changed."""

from itertools import chain
from typing import Any

from dash import dcc, html

from dashboard import visible
from dashboard.flagged import flag_table
from dashboard.panel import panel, said
from dashboard.service import service
from dashboard.text import LANGUAGES, language, name, place_name, say
from vector.work.assays import Accepted as AssaysAccepted
from vector.work.uploads import Accepted
from vector.work.watch import Change


def _sentences(stored: Accepted) -> str:
    said_of = [say("upload.stored", count=stored.surveys, number=stored.upload_id)]
    if stored.held:
        said_of.append(say("upload.held", count=stored.held))
    if stored.superseded:
        said_of.append(say("upload.superseded", count=stored.superseded))
    return " ".join(said_of)


def _open(stored: Accepted, kind: str) -> list[Any]:
    """The flags that were raised or became worse, as far as the person may see them."""
    ids = {each.flag_id for each in stored.changes if each.kind == kind}
    flags = [flag for flag in visible.open_flags() if flag.id in ids]
    if not flags:
        return []
    return [html.P(say(f"upload.{kind}", count=len(flags))), flag_table(flags)]


def _told(change: Change) -> str:
    """A change: the Chinese sentence as kept, the English one from what it is about."""
    if language() == LANGUAGES[0]:
        return change.sentence
    index = name(service().catalog.indices[change.index])
    place = " ".join(filter(None, (place_name(change.street), change.station)))
    return say("upload.cleared_one", place=place, index=index)


def _cleared(stored: Accepted) -> list[Any]:
    sentences = [html.Li(_told(each)) for each in stored.changes if each.kind == "cleared"]
    if not sentences:
        return []
    return [html.P(say("upload.cleared", count=len(sentences))), html.Ul(sentences)]


def verdict_panel(stored: Accepted) -> html.Section:
    """The verdict after storing."""
    still_open = [_open(stored, kind) for kind in ("raised", "worsened", "corrected")]
    changed = [*chain.from_iterable(still_open), *_cleared(stored)]
    raised = any(each.kind != "cleared" for each in stored.changes)
    return panel(
        say("upload.done"),
        said(_sentences(stored), raised=raised),
        *(changed or [html.P(say("upload.unchanged"))]),
        dcc.Link(say("upload.see_overview"), href="/"),
        id="upload-done",
    )


def stored_panel(stored: Accepted | AssaysAccepted) -> html.Section:
    """The verdict after storing counts, or resistance tests."""
    if isinstance(stored, Accepted):
        return verdict_panel(stored)
    counts = {"assays": stored.assays, "rows": stored.rows, "number": stored.upload_id}
    told = [said(say("assay.stored", **counts))]
    if stored.superseded:
        told.append(html.P(say("assay.superseded", count=stored.superseded)))
    return panel(say("upload.done"), *told, id="upload-done")
