"""Forecasts of the store: made once for the same data, held against limits, kept with versions."""

from datetime import UTC, date, datetime, time, timedelta

import databases
import numpy as np
import pandas as pd
import pytest
import reports
import years
from sqlalchemy import Engine, func, select

from vector.catalog import Catalog
from vector.forecast import MODEL_VERSION
from vector.settings import Settings
from vector.store import outlook
from vector.store.engine import session, transaction
from vector.store.tables import ActionLimit, ModelRun, Prediction, Region, Score
from vector.work.ahead import usual_effort
from vector.work.forecasts import Made, refit
from vector.work.histories import histories

NIGHT = datetime(2026, 4, 20, 18, tzinfo=UTC)


def rows(engine: Engine, table: outlook.Rows = Prediction, **options: bool) -> pd.DataFrame:
    with session(engine) as reading:
        return outlook.rows(reading, table, **options)


def limit(engine: Engine, value: str) -> None:
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        writing.add(
            ActionLimit(
                index_id="trap_rate",
                region_id=root,
                value=value,
                set_by="李科长",
                set_on=date(2026, 1, 5),
                source="方案",
                valid_from=date(2026, 1, 5),
            )
        )


def forecast(engine: Engine, catalog: Catalog) -> None:
    """Years of counts with their forecast of that night."""

    def make() -> None:
        reports.accept(engine, *years.rats(), on=years.LAST)
        refit(engine, catalog, Settings(), NIGHT)

    databases.once(engine, "forecast of the night", make)


def test_forecasts_are_kept_with_their_versions(engine: Engine, catalog: Catalog) -> None:
    reports.accept(engine, *years.rats(), on=years.LAST)
    limit(engine, "1.5")
    [made] = refit(engine, catalog, Settings(), NIGHT)
    assert (made.group, made.step, made.series, made.new) == ("rodent", "month", 3, True)
    found = rows(engine)
    assert found["start"].astype(str).tolist() == ["2026-05-01", "2026-06-01"] * 3
    assert found["horizon"].tolist() == [1, 2] * 3
    assert set(found["model_version"]) == {MODEL_VERSION}
    assert found["data_version"].str.fullmatch("[0-9a-f]{64}").all()
    assert (found["lower"] <= found["density"]).all()
    assert (found["density"] <= found["upper"]).all()
    assert found["limit"].tolist() == ["1.5"] * 6
    assert found["p_beyond"].between(0, 1).all()
    quantiles = np.array(found["quantiles"].tolist())
    assert quantiles.shape == (6, 23)
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert found["model"].isin(["combined", "climatology", "last_year"]).all()


def test_the_back_test_is_kept_and_says_what_is_used(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    forecast(sqlite_engine, catalog)
    found = rows(sqlite_engine, Score)
    whole = found[found["horizon"] == 0]
    assert whole.groupby("station_id")["chosen"].sum().tolist() == [1, 1, 1]
    used = rows(sqlite_engine).groupby("station_id")["model"].first()
    chosen = whole[whole["chosen"]].set_index("station_id")["model"]
    assert used.to_dict() == chosen.to_dict()
    assert sorted(found["horizon"].unique()) == [0, 1, 2, 3]
    same = whole[whole["model"] == "climatology"]
    assert same["skill_climatology"].tolist() == pytest.approx([0, 0, 0])


def test_the_same_data_are_not_forecast_again(sqlite_engine: Engine, catalog: Catalog) -> None:
    forecast(sqlite_engine, catalog)
    before = reports.everything(sqlite_engine)
    again = refit(sqlite_engine, catalog, Settings(), NIGHT + timedelta(days=1))
    assert again == [Made("rodent", "month", 3, 0, new=False)]
    assert reports.everything(sqlite_engine) == before


def test_new_data_replace_the_months_run_and_a_new_month_keeps_it(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    reports.accept(sqlite_engine, *years.rats(2), on=years.LAST)
    refit(sqlite_engine, catalog, Settings(), NIGHT)
    reports.accept(sqlite_engine, *list(years.rats(3))[-years.MONTHS :], on=years.LAST)
    assert refit(sqlite_engine, catalog, Settings(), NIGHT)[0].new
    with session(sqlite_engine) as reading:
        assert reading.scalar(select(func.count(ModelRun.id))) == 1
    assert len(rows(sqlite_engine)) == 6
    refit(sqlite_engine, catalog, Settings(), NIGHT + timedelta(days=30))
    assert len(rows(sqlite_engine, latest_only=False)) > len(rows(sqlite_engine))
    assert rows(sqlite_engine)["start"].astype(str).unique().tolist() == [
        "2026-05-01",
        "2026-06-01",
        "2026-07-01",
    ]


@pytest.mark.parametrize("months", [1, 5, 14])
def test_a_short_history_is_forecast_without_a_back_test(
    sqlite_engine: Engine, catalog: Catalog, months: int
) -> None:
    counted = list(years.rats(2, months=months))
    reports.accept(sqlite_engine, *counted, on=counted[-1]["date"])
    night = datetime.combine(counted[-1]["date"], time(18), UTC) + timedelta(days=10)
    [made] = refit(sqlite_engine, catalog, Settings(), night)
    assert (made.series, made.simple) == (2, 0)
    assert rows(sqlite_engine, Score).empty
    assert rows(sqlite_engine)["density"].notna().all()


def test_idle_series_are_forecast_no_more(sqlite_engine: Engine, catalog: Catalog) -> None:
    reports.accept(sqlite_engine, *years.rats(2, months=12), on=date(2022, 12, 10))
    [made] = refit(sqlite_engine, catalog, Settings(), NIGHT)
    assert (made.series, len(rows(sqlite_engine))) == (0, 0)


def test_a_store_without_counts_is_no_error(sqlite_engine: Engine, catalog: Catalog) -> None:
    assert refit(sqlite_engine, catalog, Settings(), NIGHT) == []


def test_parts_of_the_year_without_surveys_are_not_forecast(
    sqlite_engine: Engine, catalog: Catalog
) -> None:
    """Every second month, as the programme has it: nobody will look in between."""
    rows_ = [row for row in years.rats() if row["date"].month % 2 == 0]
    reports.accept(sqlite_engine, *rows_, on=years.LAST)
    refit(sqlite_engine, catalog, Settings(), NIGHT)
    assert rows(sqlite_engine)["start"].astype(str).unique().tolist() == ["2026-06-01"]


def test_the_effort_usual_at_the_time_of_year(sqlite_engine: Engine, catalog: Catalog) -> None:
    def traps(day: date, effective: int) -> dict[str, object]:
        return reports.form(day, "snap_trap", set=400, effective=effective, caught=1)

    days = [(date(2025, 3, 1), 100), (date(2025, 4, 1), 300), (date(2025, 5, 1), 200)]
    reports.accept(sqlite_engine, *(traps(*each) for each in days), on=date(2025, 5, 1))
    with session(sqlite_engine) as reading:
        [found] = histories(reading, catalog)
    march, august = (2026 - 1970) * 12 + 2, (2026 - 1970) * 12 + 7
    wanted = pd.DataFrame({"number": [0, 0], "period": [march, august]})
    assert usual_effort(found, wanted).tolist() == [1.0, 2.0]
