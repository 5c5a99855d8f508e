"""Monitoring quality 监测质量: what was asked for against what was done, and patterns to check."""

from vector.stats.quality.score import Quality, quality
from vector.stats.quality.survey import surveys

__all__ = ["Quality", "quality", "surveys"]
