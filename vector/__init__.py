"""Vector-control surveillance: counts in; indices, levels, flags and alerts out."""

__version__ = "0.1.0"
