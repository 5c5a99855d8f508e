"""The commands that stand on the dashboard; their help is in the code, as in ``vector.cli``."""
