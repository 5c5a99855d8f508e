"""``vector import FILE…``: checks sheets of counts, stores them, and says what was flagged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vector.cli.frame import PARTLY, REFUSED
from vector.cli.language import both, say, spoken, why
from vector.cli.output import Format, FormatOption, OutputOption

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from vector.catalog import Catalog
    from vector.intake import Reading
    from vector.settings import Settings
    from vector.work.assays import Accepted as AssaysAccepted
    from vector.work.uploads import Accepted, Progress

SHOWN = 20


@dataclass(frozen=True)
class Importer:
    """Takes files in, one after another, each for itself."""

    engine: "Engine"
    catalog: "Catalog"
    settings: "Settings"
    options: dict[str, Any]
    verdict: Path | None

    def take(self, path: Path) -> list[dict[str, Any]]:
        """Take one file in; the events are what is told of it."""
        from vector.errors import VectorError

        try:
            content = path.read_bytes()
        except OSError as error:
            return [_event(path, "refused", say("unreadable", path=path, reason=why(error)))]
        try:
            return self._store(path, content)
        except VectorError as error:
            return [_event(path, "refused", error.told(spoken()))]

    def _store(self, path: Path, content: bytes) -> list[dict[str, Any]]:
        from vector.cli.output import progress
        from vector.errors import UploadError
        from vector.work import uploads

        with progress(path.name) as report:

            def tell(step: str, done: int, total: int) -> None:
                report(done, total)

            reading = self._read(path, content, tell)
            if reading is None:
                return self._store_assays(path, content)
            self._mark(reading)
            told = list(_faults(path, reading))
            try:
                accepted = uploads.accept(
                    self.engine,
                    self.catalog,
                    self.settings,
                    content,
                    path.name,
                    reading=reading,
                    progress=tell,
                    **self.options,
                )
            except UploadError as error:
                return [*told, _event(path, "refused", error.told(spoken()))]
        return [*told, *_stored(path, accepted)]

    def _read(self, path: Path, content: bytes, tell: "Progress") -> "Reading | None":
        """Return the surveys of a file; None where it is a table of resistance tests."""
        from vector.errors import IntakeError
        from vector.intake import read
        from vector.work.mappings import remembered

        known = remembered(self.engine)
        try:
            reading = read(content, path.name, self.catalog, progress=tell, remembered=known)
        except IntakeError:
            if _of_assays(path, content):
                return None
            raise
        return None if not reading.accepted and _of_assays(path, content) else reading

    def _store_assays(self, path: Path, content: bytes) -> list[dict[str, Any]]:
        """Take a table of resistance tests in; it is refused whole, with every fault's cell."""
        from vector.cli.contract import read
        from vector.work import assays

        table = assays.AssayTable(path.name, content, read(path, "bioassay"))
        by, settings = self.options["by"], self.settings
        return list(_kept(path, assays.accept(self.engine, table, by=by, settings=settings)))

    def _mark(self, reading: "Reading") -> None:
        if self.verdict is not None and len(reading.faults):
            from vector.intake.verdict import marked_workbook

            self.verdict.write_bytes(marked_workbook(reading))


def _of_assays(path: Path, content: bytes) -> bool:
    """Return whether a file in which no survey was found is a table of resistance tests."""
    from vector.cli.contract import fits

    return fits(content, path.name, "bioassay", "dose", "minute")


def _event(path: Path, what: str, sentence: str, count: int = 1, upload: Any = None) -> Any:
    return {
        "file": path.name,
        "upload": upload,
        "what": what,
        "count": count,
        "sentence": sentence,
    }


def _faults(path: Path, reading: "Reading") -> Iterator[dict[str, Any]]:
    for severity, sentence in zip(reading.faults["severity"], reading.told(spoken()), strict=True):
        yield _event(path, str(severity), sentence)


def _stored(path: Path, accepted: "Accepted") -> Iterator[dict[str, Any]]:
    number = accepted.upload_id
    sentence = say("import_surveys", number=number, accepted_surveys=accepted.surveys)
    if accepted.superseded:
        sentence += say("import_corrected", accepted_superseded=accepted.superseded)
    if accepted.new_stations:
        sentence += say("import_stations", new=len(accepted.new_stations))
    yield _event(path, "stored", say("full_stop", sentence=sentence), accepted.surveys, number)
    if accepted.held:
        held = say("import_held", accepted_held=accepted.held)
        yield _event(path, "held", held, accepted.held, number)
    for change in accepted.changes:
        yield _event(path, change.kind, change.sentence, upload=number)


def _kept(path: Path, accepted: "AssaysAccepted") -> Iterator[dict[str, Any]]:
    number = accepted.upload_id
    sentence = say(
        "import_assays", number=number, accepted_assays=accepted.assays, accepted_rows=accepted.rows
    )
    if accepted.superseded:
        sentence += say("import_assays_corrected", accepted_superseded=accepted.superseded)
    yield _event(path, "stored", say("full_stop", sentence=sentence), accepted.assays, number)
    if accepted.unplaced:
        shown = "、".join(accepted.unplaced[:SHOWN])
        told = say("import_places", shown=shown)
        yield _event(path, "warning", told, len(accepted.unplaced), number)


def _show(events: list[dict[str, Any]], form: Format, output: Path | None) -> None:
    import pandas as pd

    from vector.cli.output import write

    if form is not Format.TABLE or output is not None:
        columns = ["file", "upload", "what", "count", "sentence"]
        frame = pd.DataFrame(events, columns=pd.Index(columns))
        write(frame.astype({"upload": "Int64", "count": "Int64"}), form, output)
        return
    for what, wrong in (("error", True), ("warning", True)):
        _list([each["sentence"] for each in events if each["what"] == what], wrong)
    for event in events:
        if event["what"] in ("refused", "held"):
            typer.secho(event["sentence"], err=True, fg="red")
        elif event["what"] not in ("error", "warning"):
            typer.echo(event["sentence"])


def _list(sentences: list[str], wrong: bool) -> None:
    for sentence in sentences[:SHOWN]:
        typer.echo(sentence, err=wrong)
    if len(sentences) > SHOWN:
        rest = len(sentences) - SHOWN
        typer.echo(say("import_more", rest=rest), err=wrong)


def _code(events: list[dict[str, Any]]) -> int:
    kinds = {event["what"] for event in events}
    if "stored" not in kinds:
        return REFUSED
    return PARTLY if kinds & {"refused", "held"} else 0


def import_(
    files: Annotated[
        list[Path], typer.Argument(help="监测表，或抗药性试验表。 Sheets of counts or of assays.")
    ],
    accept_good_rows: Annotated[
        bool, typer.Option("--accept-good-rows", help="只收合格的行。 Store the good rows.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="研判之日，缺省今天。 Judge as on this day."),
    ] = None,
    by: Annotated[str, typer.Option(help="上报人。 Who uploads.")] = "",
    known_stations_only: Annotated[
        bool,
        typer.Option("--known-stations-only", help="不新增监测点。 Refuse unknown stations."),
    ] = False,
    verdict: Annotated[
        Path | None, typer.Option(help="标出错误的工作簿，只用于一个文件。 Marked workbook.")
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    settings: Annotated[Path | None, typer.Option(help="设置文件（TOML）。 Settings file.")] = None,
) -> None:
    """校验监测表并存入数据库 / Check sheets of counts and store them."""
    from getpass import getuser

    from vector.catalog import load
    from vector.errors import VectorError
    from vector.settings import load as load_settings
    from vector.store import migrate
    from vector.store.engine import connect

    if verdict is not None and len(files) > 1:
        raise VectorError(*both("import_one_verdict"))
    chosen = load_settings(settings)
    engine = connect(chosen.database)
    if migrate.revision(engine) is None:
        migrate.upgrade(engine)
    migrate.check(engine)
    options = {
        "by": by or getuser(),
        "on": on.date() if on else None,
        "hold_bad_rows": accept_good_rows,
        "known_stations_only": known_stations_only,
    }
    importer = Importer(engine, load(), chosen, options, verdict)
    events = [event for path in files for event in importer.take(path)]
    _show(events, form, output)
    raise typer.Exit(_code(events))
