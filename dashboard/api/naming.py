"""What is said of a file beside its bytes: its name, and what becomes of rows with errors."""

from pydantic import Field

from dashboard.api.operation import Asked, Word


class Named(Asked):
    """The file's name; the form's own unless given."""

    filename: Word | None = None


class Kept(Named):
    """How a file is kept."""

    hold_bad_rows: bool = Field(
        False, description="store the good rows although others have errors"
    )


class Taking(Kept):
    """How a file is stored."""

    known_stations_only: bool = Field(False, description="refuse a file that names a new station")


class Looking(Named):
    """How closely a file is looked at."""

    effect: bool = Field(False, description="try what it would change, and undo it")
