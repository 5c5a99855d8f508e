"""``vector hotspot FILE``: where, and when, vectors are more than chance would have them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.assess import Language
from vector.cli.figures import need_any
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.stats.hotspot import Study
    from vector.stats.scatter import Scatter

SPHERE, PLANE = ("longitude", "latitude"), ("x", "y")
LARGEST = {"longitude": 180.0, "latitude": 90.0}
# Columns people read, under the names they use.
READ = {
    "rank": "序", "kind": "高低", "centre": "中心", "places": "点数", "radius": "半径",
    "start": "起", "end": "止", "count": "捕获", "expected": "期望", "relative_risk": "相对危险",
    "p": "p", "members": "监测点",
}  # fmt: skip
KINDS = {"high": "高", "low": "低"}


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
    language: Annotated[
        Language, typer.Option("--lang", help="用语。 Language of the sentences.")
    ] = Language.ZH,
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
        raise VectorError(
            "--share 应在 0 与 0.5 之间，--longest 应在 0 与 1 之间，--radius 应大于 0。"
        ) from error
    result = scan(found, search)
    clusters = result.clusters.assign(members=["、".join(m) for m in result.clusters["members"]])
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
        raise VectorError(f"--dispersion 写作“{text}”，应为两个不小于 0 的数，例如 0.5,0.2。")
    return Scatter(within, between)


def places(file: Path) -> "pd.DataFrame":
    """Read a file of places: numbers as numbers, longitude and latitude within their bounds.

    Raises
    ------
    VectorError
        When a column is missing or a coordinate is no number.
    """
    from vector.cli.contract import contract, read

    table = read(file, "hotspot")
    names = contract("hotspot")
    lacking = [names[each].zh for each in ("count", "effort") if each not in table]
    if lacking:
        raise VectorError(f"文件 {file.name} 中没有所需的列：{'、'.join(lacking)}。")
    pair = next((pair for pair in (SPHERE, PLANE) if set(pair) <= set(table)), None)
    if pair is None:
        raise VectorError(f"文件 {file.name} 中没有坐标：应有经度与纬度，或横坐标与纵坐标。")
    for name in pair:
        table[name] = _coordinate(table, name, names[name].zh, file.name)
    return table


def _coordinate(table: "pd.DataFrame", name: str, zh: str, file: str) -> "pd.Series[float]":
    import pandas as pd

    value = pd.to_numeric(table[name].replace("", None), errors="coerce").astype("float64")
    given = table[name] != ""
    bad = given & ~(value.abs() <= LARGEST.get(name, 1e12))
    if bad.any():
        at = int(bad.to_numpy().argmax())
        row, written = table["row"].iloc[at], table[name].iloc[at]
        raise VectorError(f"文件 {file} 第 {row} 行的{zh}写作“{written}”，不是可用的坐标。")
    return value


def readable(clusters: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen."""
    shown = clusters[[*READ]].assign(
        kind=clusters["kind"].map(KINDS), p=[f"{each:.3g}" for each in clusters["p"]]
    )
    if (clusters["start"].astype(str) == "").all():
        shown = shown.drop(columns=["start", "end"])
    return shown.rename(columns=READ)


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
    write(result.local, form, output)
    values = {"index": f"{result.index:.3f}", "expected": f"{result.expected:.3f}"}
    typer.echo(say("moran", language.value, **values, p=f"{result.p:.3g}"), err=True)
