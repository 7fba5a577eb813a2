"""Themes of comments: real labelled comments, companies whose truth is known, masking; each a few minutes."""

from __future__ import annotations

from functools import partial
from multiprocessing.pool import Pool
from typing import Any

import pandas as pd

from bothways.privacy.masking import MASK, mask
from evidence.masking import run_masking
from evidence.pairs import Steps
from evidence.themes_feeling import run_feeling
from evidence.themes_nhs import load, path, run_nhs
from evidence.themes_worlds import AT_A_TIME, COMPANIES, KINDS, run_some

Row = dict[str, Any]
#: Rows that were computed under other rules are dropped.
FROZEN = "themes-2"


def steps(pool: Pool) -> Steps:
    """Return how each row of the page is computed."""
    return {
        "nhs": _nhs,
        "feeling": run_feeling,
        **{
            f"world {kind.text} {first}": partial(run_some, pool, kind, first)
            for kind in KINDS
            for first in range(0, COMPANIES, AT_A_TIME)
        },
        "masking": _masking,
    }


def _nhs() -> Row:
    return {"text": "nhs", "units": 0, "periods": 0, "rows": list(run_nhs())}


def _masking() -> Row:
    rows = pd.DataFrame(list(run_masking()))
    return {"text": "masking", "units": 0, "periods": 0, "rows": rows.to_dict("records"), **_masked_at_all()}


def _masked_at_all() -> Row:
    """Return how many masks real comments get from which people had taken names already; nothing without the file."""
    file = path()
    texts = load(file)[0] if file else []
    masks = sum(mask(text).count(MASK) for text in texts)
    return {"real_masks": masks, "real_words": sum(len(text.split()) for text in texts)}
