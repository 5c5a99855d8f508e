"""What an upload differs in from what stood before it: survey by survey, field by field.

Read of an upload that stands, it says what the upload changed and what would come back without it.
"""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from vector.store import archive, geography
from vector.store.engine import Access, connection_of
from vector.store.forms import SPECIES
from vector.store.tables import Survey, SurveyArchive, Tally, TallyArchive, Upload

KEY = list(archive.KEY)
NEW, CHANGED, SAME = "new", "changed", "same"
# What a pair of versions has: the key, where it is, and the earlier upload.
PAIR = (*KEY, "street", "station", "what", "upload_id", "filename", "by", "at")


def differences(access: Access, upload_id: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare each survey of an upload that stands with the version that stood before it.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    upload_id : int
        The upload.

    Returns
    -------
    surveys : DataFrame
        A row for each survey, with the columns :data:`PAIR`: ``what`` is "new", "changed" or
        "same"; upload_id, filename, by and at are those of the earlier version (None where new).
    fields : DataFrame
        A row for each number that differs: the key, ``field`` (an id, or ``species:<name>``),
        ``was`` and ``became`` in stored units, NaN where it was not given.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     [len(frame) for frame in differences(reading, 1)]
    [0, 0]
    """
    connection = connection_of(access)
    own, earlier = Survey.upload_id == upload_id, archive.before(archive.SURVEYS, upload_id)
    now = _versions(connection, (Survey, Tally), own)
    then = _versions(connection, (SurveyArchive, TallyArchive), SurveyArchive.id.in_(earlier))
    fields = _numbers(then, now)
    places = geography.stations(connection).rename(columns={"id": "station_id"})
    now = now.merge(places[["station_id", "street", "station"]], on="station_id", how="left")
    pairs = now[[*KEY, "street", "station"]].merge(
        then[[*KEY, "upload_id", "filename", "by", "at"]], on=KEY, how="left"
    )
    changed = pd.MultiIndex.from_frame(pairs[KEY]).isin(pd.MultiIndex.from_frame(fields[KEY]))
    what = pd.Series(SAME, pairs.index, dtype=object).mask(changed, CHANGED)
    pairs["what"] = what.mask(pairs["upload_id"].isna(), NEW)
    paired = fields.merge(then[KEY], on=KEY)
    return pairs[list(PAIR)], paired


def _versions(connection: Connection, tables: tuple[Any, Any], chosen: Any) -> pd.DataFrame:
    """Return the chosen surveys with their upload, and every number they give."""
    survey, tally = tables
    query = (
        select(
            *(getattr(survey, name) for name in (*KEY, "id", "fields", "upload_id")),
            *(Upload.filename, Upload.uploaded_by.label("by"), Upload.accepted_at.label("at")),
        )
        .join(Upload, Upload.id == survey.upload_id)
        .where(chosen)
        .order_by(survey.date, survey.id)
    )
    found = connection.execute(query)
    versions = pd.DataFrame(found.fetchall(), columns=list(found.keys()), dtype=object)
    ids = select(survey.id).where(chosen)
    counts = select(tally.survey_id, tally.species, tally.count).where(tally.survey_id.in_(ids))
    caught: dict[int, dict[str, int]] = {number: {} for number in versions["id"]}
    for number, species, count in connection.execute(counts):
        caught[number][SPECIES + species] = count
    forms = zip(versions["id"], versions["fields"], strict=True)
    return versions.assign(numbers=[form | caught[number] for number, form in forms])


def _numbers(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers in which versions differ; of a survey that is new, all of them."""
    both = _given(then).merge(
        _given(now), on=[*KEY, "field"], how="outer", suffixes=("_was", "_became")
    )
    both = both.rename(columns={"value_was": "was", "value_became": "became"})
    same = (both["was"] == both["became"]) | (both["was"].isna() & both["became"].isna())
    return both[~same].reset_index(drop=True)


def _given(versions: pd.DataFrame) -> pd.DataFrame:
    keys = zip(*(versions[name] for name in KEY), versions["numbers"], strict=True)
    rows = [(*key, field, value) for *key, numbers in keys for field, value in numbers.items()]
    return pd.DataFrame(rows, columns=[*KEY, "field", "value"]).astype({"value": float})
