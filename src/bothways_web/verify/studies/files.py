"""A study as a file: the figures of its page and nothing else."""

from __future__ import annotations

import csv
import io
import math

from bothways_web.verify.models import Study
from bothways_web.verify.studies.results import told_looks

HEADER = ("look", "looked_on", "since", "effect", "low", "high", "teams", "verdict", "people")


def study_csv(study: Study) -> str:
    """Return the looks at a study as CSV: a line for the whole of each, then one for each period since the start."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for told in told_looks(study):
        one, look = told.released, told.look
        start = (look.number, look.looked_on.isoformat() if look.looked_on else "")
        figures = (_plain(one.value), _plain(one.low), _plain(one.high))
        writer.writerow((*start, "", *figures, told.fields["began"], told.verdict, one.n_band))
        for point in told.points:
            each = (_plain(point.effect), _plain(point.low), _plain(point.high))
            writer.writerow((*start, point.since, *each, point.units, "", ""))
    return out.getvalue()


def _plain(value: float) -> str:
    return f"{value:g}" if math.isfinite(value) else ""
