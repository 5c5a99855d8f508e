"""Taking back what was written down of a station by mistake, in its timeline."""

from dataclasses import replace
from datetime import date
from typing import Literal

from vector.store.timeline import DAY, Timeline

SURVEYED = ("habitat", "method", "equipment")
WHERE = ("region_id", "site", "longitude", "latitude")


def undo(line: Timeline, day: date) -> Literal["", "none", "redrawn"]:
    """Take back what changed on a day, as far as it has not changed again since; say why not.

    Parameters
    ----------
    line : Timeline
        Of one station.
    day : date
        From which the change was said to hold.

    Returns
    -------
    str
        "" when it is taken back; ``none``: nothing of place, habitat, method or lamp changed on
        that day; ``redrawn``: it stood elsewhere from that day on, and the regions there have been
        redrawn since.

    Examples
    --------
    >>> from vector.store.timeline import Span
    >>> state = {"site": 1, "habitat": None, "method": None, "equipment": "紫外灯"}
    >>> line = Timeline([Span(None, 1, 1, state)])
    >>> line.change(date(2025, 7, 1), {"equipment": "光催化灯"})
    >>> undo(line, date(2025, 8, 1)), undo(line, date(2025, 7, 1)), len(line.spans)
    ('none', '', 1)
    """
    ends = [span.until for span in line.spans[:-1]]
    at = ends.index(day - DAY) + 1 if day - DAY in ends else 0
    if not at or not _changed(line, at):
        return "none"
    if line.spans[at - 1]["site"] != line.spans[at]["site"]:
        if not _move_stands(line, at):
            return "redrawn"
        _move_back(line, at)
    for name in SURVEYED:
        _put_back(line, at, name)
    _join(line, at)
    return ""


def _changed(line: Timeline, at: int) -> bool:
    before, after = line.spans[at - 1], line.spans[at]
    return any(before[name] != after[name] for name in ("site", *SURVEYED))


def _move_stands(line: Timeline, at: int) -> bool:
    """Whether both places are still in the regions that they were in at the move."""
    before, after = line.spans[at - 1], line.spans[at]
    there = [span for span in line.spans[at:] if span["site"] == after["site"]]
    stay = all(span["region_id"] == after["region_id"] == span.today_id for span in there)
    return stay and before["region_id"] == before.today_id


def _move_back(line: Timeline, at: int) -> None:
    before, site = line.spans[at - 1], line.spans[at]["site"]
    old = {name: before[name] for name in WHERE}
    for each in range(at, len(line.spans)):
        span = line.spans[each]
        line.set(each, old if span["site"] == site else {"site": span["site"] - 1})
        if span["site"] == site:
            line.spans[each] = replace(
                line.spans[each], street_id=before.street_id, today_id=before.today_id
            )


def _put_back(line: Timeline, at: int, name: str) -> None:
    old, new = line.spans[at - 1][name], line.spans[at][name]
    for each in range(at, len(line.spans)):
        if line.spans[each][name] != new:
            break
        line.set(each, {name: old})


def _join(line: Timeline, at: int) -> None:
    """Let two spans be one again where nothing tells them apart any more."""
    before, after = replace(line.spans[at - 1], ground=""), line.spans[at]
    same = (before.street_id, before.today_id) == (after.street_id, after.today_id)
    line.spans[at - 1 : at] = [] if same and before.state == after.state else [before]
