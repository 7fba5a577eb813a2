"""Which decimal sign the numbers of a table have."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bothways.errors import CellError
from bothways.tables.cells import distinct_texts, is_number
from bothways.tables.numbers import Convention, evidence
from bothways.tables.table import Table


def quoted(text: str) -> str:
    """Return a text as errors may show it: short, and nothing that looks like an address."""
    return repr(text) if len(text) <= 20 and "@" not in text else f"a text of {len(text)} characters"


def find_convention(table: Table, numbers: Mapping[str, int]) -> Convention:
    """Return the decimal sign that the numbers of a table prove."""
    found: dict[str, tuple[str, int, int]] = {}
    start = 0
    for batch in table.batches(tuple(numbers.values())):
        for place, array in zip(numbers.values(), batch.columns, strict=True):
            if is_number(array.type):
                continue
            distinct, codes = distinct_texts(array)
            for code, text in enumerate(distinct):
                proof = evidence(text)
                if proof == "either" and "," not in text:
                    continue
                if proof is not None and proof not in found:
                    found[proof] = (text, start + int(np.argmax(codes == code)), place)
        start += batch.num_rows
    return _judge(table, found)


def _judge(table: Table, found: Mapping[str, tuple[str, int, int]]) -> Convention:
    """Return the decimal sign, which must be one and proved."""
    if "comma" in found and "point" in found:
        (point, _, _), (comma, record, place) = found["point"], found["comma"]
        raise CellError(
            f"{quoted(comma)} has a decimal comma, {quoted(point)} elsewhere in the file a decimal point.",
            remedy="Write all numbers of the file in one way.",
            file=table.name,
            row=table.row_of(record),
            column=table.header[place],
        )
    if "comma" in found:
        return "comma"
    if "point" in found:
        return "point"
    text, record, place = found["either"]
    raise CellError(
        f"{quoted(text)} could have a decimal comma or a comma between thousands.",
        remedy="Write numbers with a decimal point and nothing between thousands.",
        file=table.name,
        row=table.row_of(record),
        column=table.header[place],
    )
