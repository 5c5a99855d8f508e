"""The judged present beside the open flags: what is beyond its limit, and what is known of them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import GradedIndex
from vector.report.evidence import Evidence, Window
from vector.store.tables import Region, Station
from vector.work.bound import Bounds
from vector.work.evidence import Witness
from vector.work.judgement import Judged, judgements
from vector.work.limits import ActionLimits
from vector.work.present import Spot, at_any_effort, fresh, judged, pools


class State:
    """The state of all places on a day.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Indices and limits.
    profile : str
        The band profile.
    on : date
        The day.
    flags : mapping of Spot to Evidence
        The open flags, with what they rest on.
    indices : collection of str, optional
        Only these, with all that are judged together with them.
    """

    def __init__(
        self,
        session: Session,
        catalog: Catalog,
        profile: str,
        on: date,
        flags: Mapping[Spot, Evidence],
        indices: Collection[str] | None = None,
    ) -> None:
        self._catalog = catalog
        chosen = pools(fresh(session, catalog, on, indices=indices), catalog)
        limits = ActionLimits(session, on)
        frame = judged(chosen, catalog, profile, limits)
        self._rows = judgements(frame, chosen, catalog, _asked(flags))
        self.witness = witness(session, catalog, profile, limits)
        self._flagged = {spot: row for spot, row in self._worst() if row is not None}

    def _worst(self) -> Iterator[tuple[Spot, Judged | None]]:
        """Yield the worst row beyond its limit of each spot; several methods may give an index."""
        for spot, rows in self._rows.items():
            beyond = [row for row in rows if row.flag]
            yield spot, max(beyond, key=self._badness, default=None)

    def enough(self, row: Judged, raised: Window) -> bool:
        """Return whether a row rests on effort enough to clear what these surveys raised.

        That is the least effort its index asks for; what is judged at any effort is also
        cleared by as much effort as raised it.
        """
        index = self._catalog.indices[row.index]
        least = index.min_effort
        if at_any_effort(index):
            least = min(least, raised.denominator)
        return row.counts.denominator >= max(least, 1)

    def _badness(self, row: Judged) -> tuple[int, int]:
        evidence = self.witness.evidence(row)
        return (evidence.severity if evidence else 0, row.counts.denominator)

    def flagged(self) -> Mapping[Spot, Judged]:
        """Return the places that are beyond their limit, with effort enough to say so."""
        return self._flagged

    def rows(self, spot: Spot) -> list[Judged]:
        """Return what is known now of a flagged place and index, one row for each method."""
        return self._rows.get(spot, [])

    def pair_known(self, row: Judged) -> bool:
        """Return whether every count per positive unit is known, where units were positive."""
        index = self._catalog.indices[row.index]
        if not isinstance(index, GradedIndex) or not row.counts.numerator:
            return True
        return all(
            name in row.companions and row.companions[name].denominator > 0
            for name in index.paired_with
        )


def region_names(session: Session) -> dict[int, str]:
    """Return the names of all regions."""
    return {row.id: row.name for row in session.execute(select(Region.id, Region.name))}


def witness(session: Session, catalog: Catalog, profile: str, limits: ActionLimits) -> Witness:
    """Return who turns judged rows into evidence, by the limits of a day."""
    return Witness(
        catalog=catalog,
        bounds=Bounds(catalog, catalog.profiles[profile], limits),
        streets=region_names(session),
        stations={row.id: row.name for row in session.execute(select(Station.id, Station.name))},
    )


def _asked(flags: Mapping[Spot, Evidence]) -> set[Spot]:
    """Return the places of open flags, and the stations that a street's flag waits for."""
    apart = {
        (street, each.station, index)
        for (street, _, index), evidence in flags.items()
        for each in evidence.rechecks
    }
    return apart | set(flags)
