"""Files in the wild become validated surveys: :func:`read` gives a :class:`Reading`."""

from vector.intake.reading import Reading, read

__all__ = ["Reading", "read"]
