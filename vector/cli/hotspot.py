"""``vector hotspot FILE``: where, and when, vectors are more than chance would have them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.figures import need_any
from vector.cli.language import Language, LanguageOption, headed, listed, refusal, words
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.stored import is_stored
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd

    from vector.stats.scatter import Scatter
    from vector.work.computations import Parameters, Tables

SPHERE, PLANE = ("longitude", "latitude"), ("x", "y")
LARGEST = {"longitude": 180.0, "latitude": 90.0}
# Columns people read.
READ = (
    "rank", "kind", "centre", "places", "radius", "start", "end", "count", "expected",
    "relative_risk", "p", "members",
)  # fmt: skip


class Direction(StrEnum):
    """Which rates are looked for."""

    HIGH = "high"
    LOW = "low"
    BOTH = "both"


class Null(StrEnum):
    """How counts fall by chance."""

    AUTO = "auto"
    POISSON = "poisson"
    CLUMPED = "clumped"


class Adjust(StrEnum):
    """What is no cluster."""

    NONE = "none"
    PLACE = "place"
    PERIOD = "period"
    BOTH = "both"


def hotspot(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="监测点数据表。 A sheet of places.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    share: Annotated[
        float, typer.Option(help="圆内工作量占比上限，至多 0.5。 Largest share in a circle.")
    ] = 0.5,
    radius: Annotated[
        float | None, typer.Option(help="半径上限（千米，或坐标单位）。 Largest radius.")
    ] = None,
    longest: Annotated[
        float, typer.Option(help="时段长度占全程上限。 Longest span as a part of all.")
    ] = 0.5,
    alive: Annotated[
        bool, typer.Option("--alive", help="只找持续到最近时段的。 Only clusters still going on.")
    ] = False,
    direction: Annotated[
        Direction, typer.Option(help="找高、找低或都找。 High rates, low ones, or both.")
    ] = Direction.HIGH,
    replicates: Annotated[int, typer.Option(min=99, help="模拟次数。 Simulations.")] = 999,
    seed: Annotated[int | None, typer.Option(min=0, help="随机种子。 Seed.")] = None,
    null: Annotated[
        Null, typer.Option(help="偶然的模型：自动、泊松、成团。 What chance is.")
    ] = Null.AUTO,
    dispersion: Annotated[
        str,
        typer.Option(
            metavar="点内,点间", help="已知的离散，例如 0.5,0.2。 Clumping known from elsewhere."
        ),
    ] = "",
    adjust: Annotated[
        Adjust, typer.Option(help="扣除各点、各时段或两者本来的差别。 What is no cluster.")
    ] = Adjust.NONE,
    moran: Annotated[
        bool, typer.Option("--moran", help="改列 Moran 指数。 Moran's I instead of the scan.")
    ] = False,
    months: Annotated[
        int | None,
        typer.Option(min=1, help="读数据库时：只取最近几个月。 Months of the store, the newest."),
    ] = None,
    space: Annotated[
        bool, typer.Option("--space", help="只问何处，不问何时。 Only where, not when.")
    ] = False,
    language: LanguageOption = Language.ZH,
) -> None:
    """Search places for clusters of high rates."""
    from vector.catalog import load
    from vector.cli.kept import answered
    from vector.work import computations

    asked = {
        "share": share, "radius": radius, "longest": longest, "alive": alive,
        "direction": direction.value, "replicates": replicates, "seed": seed, "null": null.value,
        "dispersion": list(_scatter(dispersion)) if dispersion else None,
        "adjust": adjust.value, "moran": moran, "months": months, "space": space,
    }  # fmt: skip
    if months is not None and not is_stored(file):
        raise refusal("months_of_store")
    try:
        found = answered(
            file, "hotspot", "hotspot", asked,
            ready=lambda table: places(table, file),
            compute=lambda table: computations.hotspot(table, asked, load()),
        )  # fmt: skip
    except ValueError as error:
        raise refusal("search_wrong") from error
    tell(found, asked, form, output, language)
    need_any(bool(found["said"]["searched"].all()))


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Write the clusters, or Moran's indices, and say what was found."""
    if "clusters" in found:
        clusters = found["clusters"]
        clusters = clusters.assign(members=[listed(each) for each in clusters["members"]])
        write(readable(clusters) if form is Format.TABLE else clusters, form, output)
    if "moran" in found:
        local = found["moran"]
        shown = headed(local, "hotspot", local.columns) if form is Format.TABLE else local
        write(shown, form, output)
    for sentence in found["said"][language.value]:
        typer.echo(sentence, err=True)


def _scatter(text: str) -> "Scatter":
    from vector.stats.scatter import Scatter

    try:
        within, between = (float(part) for part in text.split(","))
    except ValueError:
        within = between = -1.0
    if not (0 <= within < float("inf") and 0 <= between < float("inf")):
        raise refusal("dispersion_wrong", found=text)
    return Scatter(within, between)


def places(table: "pd.DataFrame", file: Path) -> "pd.DataFrame":
    """Return a table of places: numbers as numbers, longitude and latitude within their bounds.

    Raises
    ------
    VectorError
        When a column is missing or a coordinate is no number.
    """
    from vector.cli.contract import contract, require

    names = contract("hotspot")
    require(table, "hotspot", ("count", "effort"), file)
    pair = next((pair for pair in (SPHERE, PLANE) if set(pair) <= set(table)), None)
    if pair is None:
        raise refusal("no_coordinates", file=file.name)
    return table.assign(
        **{axis: _coordinate(table, axis, names[axis].name, file.name) for axis in pair}
    )


def _coordinate(table: "pd.DataFrame", name: str, column: Said, file: str) -> "pd.Series[float]":
    import pandas as pd

    value = pd.to_numeric(table[name].replace("", None), errors="coerce").astype("float64")
    given = table[name] != ""
    bad = given & ~(value.abs() <= LARGEST.get(name, 1e12))
    if bad.any():
        at = int(bad.to_numpy().argmax())
        row, written = table["row"].iloc[at], table[name].iloc[at]
        raise refusal("coordinate_wrong", file=file, row=row, column=column, found=written)
    return value


def readable(clusters: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    shown = clusters[[*READ]].assign(
        kind=clusters["kind"].map(words("hotspot_words")),
        p=[f"{each:.3g}" for each in clusters["p"]],
    )
    if (clusters["start"].astype(str) == "").all():
        shown = shown.drop(columns=["start", "end"])
    return headed(shown, "hotspot", READ)
