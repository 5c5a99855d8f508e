"""One look for all pages: colours that colour-blind readers can tell apart, and system fonts.

A mark never speaks by colour alone: each has a shape and stands beside its word.
"""

from typing import Any

FONT = (
    '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", '
    '"WenQuanYi Micro Hei", sans-serif'
)
INK = "#1d2b36"
QUIET = "#5a6b78"
LINE = "#d5dee4"
PAPER = "#ffffff"
BLUE = "#1f5673"
ORANGE = "#c8501b"
AMBER = "#b07d00"
TEAL = "#1b7f79"
GREY = "#8fa0ac"

_BLUES = (
    "#eef4f7", "#d9e6ed", "#b4cdda", "#8bb2c6", "#6a9cb5", "#5189a6",
    "#3a7795", "#2b6583", "#1f5673", "#143f56",
)  # fmt: skip

THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "600"},
    "colors": {"county": list(_BLUES)},
    "primaryColor": "county",
    "primaryShade": 8,
    "defaultRadius": "sm",
    "black": INK,
}

# word id in the texts → shape, colour
MARKS: dict[str, tuple[str, str]] = {
    "level.A": ("A", "#2b6583"),
    "level.B": ("B", TEAL),
    "level.C": ("C", AMBER),
    "level.worse": ("✕", ORANGE),
    "level.pass": ("✓", "#2b6583"),
    "level.fail": ("✕", ORANGE),
    "level.caution": ("!", AMBER),
    "assumed.assumed": ("◇", AMBER),
    "sizes.enough": ("✓", BLUE),
    "sizes.short": ("✕", ORANGE),
    "begin.done": ("✓", BLUE),
    "view.starts": ("★", BLUE),
    "alert.waiting": ("◷", AMBER),
    "alert.open": ("▲", ORANGE),
    "alert.answered": ("●", BLUE),
    "alert.refused": ("⊘", QUIET),
    "alert.over": ("○", BLUE),
    "band.0": ("○", "#2b6583"),
    "band.1": ("◔", TEAL),
    "band.2": ("◑", AMBER),
    "band.3": ("●", ORANGE),
    "flag.raised": ("▲", ORANGE),
    "flag.early": ("△", AMBER),
    "flag.none": ("○", BLUE),
    "flag.unsure": ("!", AMBER),
    "flag.broken": ("‼", ORANGE),
    "flag.partial": ("…", ORANGE),
    "state.flagged": ("▲", ORANGE),
    "state.over": ("◆", AMBER),
    "state.calm": ("●", BLUE),
    "state.free": ("○", BLUE),
    "state.unknown": ("✕", QUIET),
    "change.raised": ("▲", ORANGE),
    "change.worsened": ("◆", ORANGE),
    "change.corrected": ("◇", AMBER),
    "change.cleared": ("✓", BLUE),
    "change.signal": ("◎", "#7b3f8c"),
    "change.revision": ("┆", QUIET),
    "change.limit": ("―", QUIET),
    "change.treatment": ("✚", TEAL),
    "empty.not_required": ("·", GREY),
    "empty.not_due": ("◷", GREY),
    "empty.not_reported": ("?", ORANGE),
    "empty.zero": ("0", BLUE),
    "empty.no_effort": ("⊘", AMBER),
    "empty.reported": ("■", BLUE),
    "arrival.on_time": ("✓", BLUE),
    "arrival.late": ("↷", AMBER),
    "arrival.undated": ("↺", QUIET),
    "arrival.unasked": ("+", QUIET),
}

# Curves side by side: each has its own colour, dash and shape.
CURVES: tuple[tuple[str, str, str], ...] = (
    (BLUE, "solid", "circle"),
    (ORANGE, "dash", "triangle-up"),
    (TEAL, "dot", "square"),
    (AMBER, "dashdot", "diamond"),
    ("#7b4f8e", "longdash", "x"),
    (QUIET, "longdashdot", "cross"),
)
BANDS = ((95, "rgba(31,86,115,0.12)"), (80, "rgba(31,86,115,0.20)"), (50, "rgba(31,86,115,0.34)"))
