"""``vector hotspot FILE``: where, and when, vectors are more than chance would have them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.figures import need_any
from vector.cli.language import Language, LanguageOption, headed, listed, refusal, words
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd

    from vector.stats.hotspot import Study
    from vector.stats.scatter import Scatter

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
    language: LanguageOption = Language.ZH,
) -> None:
    """Search places for clusters of high rates."""
    from vector.stats.hotspot import Reason, Search, scan, sentences, study
    from vector.stats.hotspot.scan import SEED

    known = _scatter(dispersion) if dispersion else None
    table = places(file)
    found = study(table, adjust=adjust.value)
    if moran:
        _moran(found, table, form, output, language)
        return
    try:
        search = Search(
            share=share,
            radius=float("inf") if radius is None else radius,
            longest=longest,
            alive=alive,
            direction=direction.value,
            replicates=replicates,
            seed=SEED if seed is None else seed,
            null=null.value,
            dispersion=known,
        )
    except ValueError as error:
        raise refusal("search_wrong") from error
    result = scan(found, search)
    clusters = result.clusters.assign(members=[listed(m) for m in result.clusters["members"]])
    write(readable(clusters) if form is Format.TABLE else clusters, form, output)
    for sentence in sentences(result, search, language.value):
        typer.echo(sentence, err=True)
    need_any(result.reason is Reason.NONE)


def _scatter(text: str) -> "Scatter":
    from vector.stats.scatter import Scatter

    try:
        within, between = (float(part) for part in text.split(","))
    except ValueError:
        within = between = -1.0
    if not (0 <= within < float("inf") and 0 <= between < float("inf")):
        raise refusal("dispersion_wrong", found=text)
    return Scatter(within, between)


def places(file: Path) -> "pd.DataFrame":
    """Read a file of places: numbers as numbers, longitude and latitude within their bounds.

    Raises
    ------
    VectorError
        When a column is missing or a coordinate is no number.
    """
    from vector.cli.contract import contract, read, require

    table = read(file, "hotspot")
    names = contract("hotspot")
    require(table, "hotspot", ("count", "effort"), file)
    pair = next((pair for pair in (SPHERE, PLANE) if set(pair) <= set(table)), None)
    if pair is None:
        raise refusal("no_coordinates", file=file.name)
    for name in pair:
        table[name] = _coordinate(table, name, names[name].name, file.name)
    return table


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


def _moran(
    found: "Study", table: "pd.DataFrame", form: Format, output: Path | None, language: Language
) -> None:
    from vector.stats.hotspot import moran
    from vector.stats.hotspot.moran import NEIGHBOURS
    from vector.stats.hotspot.telling import say

    result = moran(found, sphere=set(SPHERE) <= set(table))
    if result.reason:
        typer.echo(
            say(result.reason, language.value, least=NEIGHBOURS + 2, neighbours=NEIGHBOURS),
            err=True,
        )
        need_any(False)
    local = headed(result.local, "hotspot", result.local.columns)
    write(local if form is Format.TABLE else result.local, form, output)
    values = {"index": f"{result.index:.3f}", "expected": f"{result.expected:.3f}"}
    typer.echo(say("moran", language.value, **values, p=f"{result.p:.3g}"), err=True)
