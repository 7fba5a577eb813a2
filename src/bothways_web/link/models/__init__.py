"""Tables of linking."""

from bothways_web.link.models.metric_import import MetricImport
from bothways_web.link.models.run import Run

__all__ = ["MetricImport", "Run"]
