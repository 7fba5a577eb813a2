"""Tables of linking."""

from bothways_web.link.models.journey import Journey, JourneyVersion, PainPoint, PainPointStep
from bothways_web.link.models.metric_import import MetricImport
from bothways_web.link.models.run import Run
from bothways_web.link.models.sweep import SweepRow, SweepRun
from bothways_web.link.models.theme import Theme, ThemeRun

__all__ = [
    "Journey",
    "JourneyVersion",
    "MetricImport",
    "PainPoint",
    "PainPointStep",
    "Run",
    "SweepRow",
    "SweepRun",
    "Theme",
    "ThemeRun",
]
