"""Exports: never a formula, numbers as numbers, readable again; the forms of other platforms."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from vector.forecast.prediction import HUB
from vector.intake import read
from vector.store.engine import transaction
from vector.store.tables import ModelRun, Prediction, Station

ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "　=1"]


def rows(answer):
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def rename(program, names):
    with transaction(program.engine) as writing:
        stations = writing.scalars(select(Station).order_by(Station.id)).all()
        for station, name in zip(stations, names, strict=False):
            station.name, station.longitude = name, -0.5


@pytest.mark.parametrize("attacks", [ATTACKS[:6], ATTACKS[6:]])
def test_a_users_text_is_no_formula_and_a_number_stays_one(program, attacks):
    staff = program("staff")
    rename(staff, attacks)
    found = rows(staff.get("/exports/stations"))
    place, x = found[0].index("name"), found[0].index("longitude")
    names = [row[place] for row in found[1:]][: len(attacks)]
    assert names == ["'" + attack.replace("\r", "\n") for attack in attacks]
    assert found[1][x] == "-0.5"
    book = staff.get("/exports/stations?form=xlsx").get_data()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[1][x] == -0.5
    assert sheet[1][place] == attacks[0]


def test_exported_surveys_can_be_read_in_again(program, catalog):
    staff = program("staff")
    content = staff.get("/exports/surveys?start=2026-05-01").get_data()
    found = read(content, "导出.csv", catalog)
    kept = staff.get("/surveys?start=2026-05-01&limit=500").get_json()["items"]
    assert (found.accepted, found.held) == (len(kept), 0)
    assert len(found.faults[found.faults["severity"] == "error"]) == 0


def test_both_forms_hold_the_same(program):
    staff = program("staff")
    for subject in ("stations", "surveys", "densities", "flags", "completeness"):
        found = rows(staff.get(f"/exports/{subject}"))
        answer = staff.get(f"/exports/{subject}?form=xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
        sheet = book.get_sheet_by_index(0).to_python()
        assert len(found) == len(sheet) > 1, subject
        assert found[0] == sheet[0]
        assert answer.headers["Content-Disposition"] == f"attachment; filename={subject}.xlsx"


def test_data_values_add_up_to_what_was_counted(program):
    staff = program("staff")
    told = staff.get("/exports/dhis2?index=trap_rate&start=2026-06-01").get_json()
    assert (told["orgUnitIdScheme"], told["dataElementIdScheme"]) == ("CODE", "CODE")
    east = {
        each["dataElement"]: each["value"] for each in told["dataValues"] if each["orgUnit"] == "s0"
    }
    caught = [
        row["fields"]
        for row in staff.get("/surveys?region=3&method=snap_trap&start=2026-06-01").get_json()[
            "items"
        ]
    ]
    assert east["VECTOR_TRAP_RATE_NUM"] == str(int(sum(row["caught"] for row in caught)))
    assert east["VECTOR_TRAP_RATE_DEN"] == str(int(sum(row["effective"] for row in caught)))
    assert east["VECTOR_TRAP_RATE_SURVEYS"] == str(len(caught))
    assert {each["period"] for each in told["dataValues"]} == {"202606"}
    known = {each["code"] for each in staff.get("/exports/dhis2/elements").get_json()}
    assert set(east) <= known


def test_forecasts_leave_in_the_form_of_a_hub(program):
    staff = program("staff")
    with transaction(staff.engine) as writing:
        run = ModelRun(kind="forecast", group_id="rodent", step="week", period=2945,
                       model_version="1", data_version="f", made_at=datetime.now(UTC))  # fmt: skip
        writing.add(run)
        writing.flush()
        writing.add(Prediction(
            run_id=run.id, region_id=3, station_id=1, method="snap_trap", index_id="trap_rate",
            period=2946, start=date(2026, 6, 15), horizon=1, effort=2.0, mean=3.0, density=1.5,
            lower=0.0, upper=9.0, quantiles=[float(n) for n in range(23)], model="combined",
        ))  # fmt: skip
    found = rows(staff.get("/exports/hub"))
    assert found[0] == ["reference_date", "target", "horizon", "location", "output_type",
                        "output_type_id", "value"]  # fmt: skip
    assert len(found) == 1 + len(HUB) + 1
    assert found[1] == ["2026-06-14", "wk ahead trap_rate snap_trap", "1", "p0", "quantile",
                        "0.01", "0.0"]  # fmt: skip
    assert found[12][5:] == ["0.5", "5.5"]
    assert found[-1][4:] == ["mean", "NA", "1.5"]
    assert rows(program("office").get("/exports/hub?step=month")) == [found[0]]
    assert staff.get("/forecasts").get_json()["items"][0]["station_id"] == 1
