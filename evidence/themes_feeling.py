"""How far the words of a list tell what people who read comments said of their feeling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bothways.themes import feeling
from evidence.themes_nhs import NO_ANSWER, path

Row = dict[str, Any]


def run_feeling() -> Row:
    """Return the agreement with marks of readers, from 1 for very good to 5 for very bad; nothing without the file."""
    row: Row = {"text": "feeling", "units": 0, "periods": 0, "comments": 0}
    file = path()
    if file is None:
        return row
    table = pd.read_csv(file, low_memory=False)
    text = table["FFT answer"].fillna("").astype(str).str.strip()
    mark = pd.to_numeric(table["Comment sentiment"], errors="coerce")
    there = (text != "") & (text != NO_ANSWER) & mark.notna()
    value = text[there].map(lambda one: feeling(one, "en").value)
    mark, told = mark[there], value.notna()
    sided = told & (mark != 3)
    said = np.sign(value[sided]) == np.where(mark[sided] < 3, 1, -1)
    return row | {
        "comments": int(there.sum()),
        "told": float(told.mean()),
        "spearman": float(value[told].corr(-mark[told], method="spearman")),
        "sided": int(sided.sum()),
        "same_side": float(said.mean()),
        "always_good": float((mark[sided] < 3).mean()),
    }
