"""Resistance tests 抗药性生物测定: each assay, and how many insects died at each of its doses.

Kept like surveys: ``assay`` and ``assay_dose`` hold only what stands, and what a later upload
corrects, or whose upload is withdrawn, moves unchanged into the archive twin and back again. Ids
come from the ledger, in the order in which assays came to be known.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Double, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from vector.store.tables.model import Model
from vector.store.tables.survey import Id

ONE_MEASURE = "(dose IS NULL) != (minute IS NULL)"
POSSIBLE = "dead >= 0 AND dead <= number"


class AssayColumns:
    """What tells an assay from others, in the words of its file; "" and None where it is silent.

    ``key`` is these words in one spelling, and whether it is by dose or by time: of two assays
    with the same key the later one stands.
    """

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    species: Mapped[str]
    strain: Mapped[str]
    site: Mapped[str]
    year: Mapped[str]
    tested_on: Mapped[date | None]
    insecticide: Mapped[str]
    unit: Mapped[str]
    exposure: Mapped[str]
    method: Mapped[str]

    @declared_attr
    def upload_id(self) -> Mapped[int]:
        """Name the upload that the assay came with."""
        return mapped_column(ForeignKey("upload.id"), index=True)

    @declared_attr
    def region_id(self) -> Mapped[int | None]:
        """Name the region of the site, where the site is a place of the county."""
        return mapped_column(ForeignKey("region.id"))

    @declared_attr
    def station_id(self) -> Mapped[int | None]:
        """Name the station of the site, where it is one."""
        return mapped_column(ForeignKey("station.id"))


class Assay(AssayColumns, Model):
    """An assay that stands."""

    __tablename__ = "assay"

    key: Mapped[str] = mapped_column(unique=True)


class AssayArchive(AssayColumns, Model):
    """An assay that was corrected or withdrawn."""

    __tablename__ = "assay_archive"

    key: Mapped[str] = mapped_column(index=True)


class DoseColumns:
    """One group of insects: exposed to a dose, or looked at after so many minutes.

    Exactly one of ``dose`` and ``minute`` is given. A dose of 0 is the untreated control. ``dead``
    counts the dead, or those knocked down; ``row`` is the row of the file.
    """

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dose: Mapped[float | None] = mapped_column(Double)
    minute: Mapped[float | None] = mapped_column(Double)
    number: Mapped[int]
    dead: Mapped[int]
    replicate: Mapped[str]
    row: Mapped[int]


class AssayDose(DoseColumns, Model):
    """A group of an assay that stands."""

    __tablename__ = "assay_dose"
    __table_args__ = (
        CheckConstraint(ONE_MEASURE, name="one_measure"),
        CheckConstraint(POSSIBLE, name="possible"),
    )

    assay_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("assay.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )


class AssayDoseArchive(DoseColumns, Model):
    """A group of an assay that was corrected or withdrawn."""

    __tablename__ = "assay_dose_archive"

    assay_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("assay_archive.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )
