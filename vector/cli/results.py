"""``vector results``: what was computed on the store, by which versions, and when."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.county import SettingsOption, opened
from vector.cli.language import (
    Language,
    LanguageOption,
    headed,
    listed,
    note,
    refusal,
    say,
    spoken,
    why,
    words,
)
from vector.cli.output import Format, FormatOption, OutputOption, write

if TYPE_CHECKING:
    from vector.store.results import Kept

results = typer.Typer(no_args_is_help=True, add_completion=False)
READ = (
    "id", "kind_name", "subject_name", "region", "made_at", "made_by", "rows", "stations",
    "model_version", "data_version", "parameters",
)  # fmt: skip
NumberArgument = Annotated[int, typer.Argument(metavar="ID", help="结果的编号。 Its number.")]


@results.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="哪一种计算，如 season。 One kind only.")] = "",
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
    settings: SettingsOption = None,
) -> None:
    """列出保存的结果，最新的在前 / List the results that are kept."""
    import pandas as pd

    from vector.store.engine import session
    from vector.store.geography import regions
    from vector.work.results import listing, stations

    chosen, engine = opened(settings)
    with session(engine) as reading:
        found = [each for each in listing(reading, account=None) if kind in ("", each.kind)]
        counts = stations(reading)
        names = regions(reading).set_index("id")["name"].to_dict()
    lines = [
        _line(each, chosen.timezone)
        | {"region": names[each.region_id], "stations": counts.get(each.id, 0)}
        for each in found
    ]
    columns = list(dict.fromkeys(["id", "kind", "subject", *READ]))
    frame = pd.DataFrame(lines, columns=pd.Index(columns), dtype=object)
    if form is Format.TABLE:
        short = [each[:12] for each in frame["data_version"]]
        frame = headed(frame.assign(data_version=short), "results", READ)
    write(frame, form, output)


def _line(kept: "Kept", timezone: str) -> dict[str, Any]:
    import json
    from dataclasses import asdict
    from zoneinfo import ZoneInfo

    from vector.catalog import load

    index, others = load().indices.get(kept.subject), words("results_subjects")
    return asdict(kept) | {
        "kind_name": words("results_words").get(kept.kind, kept.kind),
        "subject_name": others.get(kept.subject, kept.subject)
        if index is None
        else getattr(index, spoken()),
        "made_at": kept.made_at.astimezone(ZoneInfo(timezone)).isoformat(" ", "seconds"),
        "parameters": json.dumps(kept.parameters, ensure_ascii=False),
    }


@results.command("show")
def show_(
    number: NumberArgument,
    table: Annotated[
        str, typer.Option(help="原样给出哪一张表，缺省按命令的样式。 One table, as it was kept.")
    ] = "",
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    language: LanguageOption = Language.ZH,
    settings: SettingsOption = None,
) -> None:
    """给出一个结果，与当时命令所示相同 / Show a result as its command did."""
    kept, found, timezone = _kept(number, settings)
    if table and table not in found:
        raise refusal("result_without_table", id=number, found=table, expected=listed(found))
    line = _line(kept, timezone)
    note(
        "result_told", kind=line["kind_name"], subject=line["subject_name"], at=line["made_at"],
        by=kept.made_by, model=kept.model_version, data=kept.data_version[:12],
    )  # fmt: skip
    teller = import_module(f"vector.cli.{kept.kind}")
    if table or not hasattr(teller, "tell"):
        write(found[table or next(iter(found))], form, output)
    else:
        teller.tell(found, kept.parameters, form, output, language)


@results.command()
def export(
    number: NumberArgument,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="文件夹。 A folder.")],
    language: LanguageOption = Language.ZH,
    settings: SettingsOption = None,
) -> None:
    """把一个结果的各表与版本写入文件夹 / Write every table of a result, and its versions."""
    import pandas as pd

    kept, found, timezone = _kept(number, settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal("result_folder", folder=folder, reason=why(error)) from error
    for name, frame in found.items():
        write(frame, Format.CSV, folder / f"{name}.csv")
    write(pd.DataFrame([_line(kept, timezone)]), Format.JSON, folder / "result.json")
    files = [*(f"{name}.csv" for name in found), "result.json"]
    typer.echo(say("result_exported", folder=folder, files=listed(files)))


def _kept(number: int, settings: Path | None) -> "tuple[Kept, dict[str, Any], str]":
    from vector.store.engine import session
    from vector.work.results import one, tables

    chosen, engine = opened(settings)
    with session(engine) as reading:
        found = tables(reading, number, account=None)
        return one(reading, number, account=None), found, chosen.timezone
