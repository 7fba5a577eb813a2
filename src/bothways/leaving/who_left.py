"""Who left, from a column of yes and no, or of statuses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.tables.columns import plain
from bothways.tables.decimals import quoted
from bothways.tables.gather import Columns
from bothways.tables.numbers import is_missing

Trits = npt.NDArray[np.int8]
YES = frozenset({"yes", "y", "true", "t", "1", "ja", "j", "wahr", "si", "sí", "s", "verdadero", "x", "oui"})
NO = frozenset({"no", "n", "false", "f", "0", "nein", "falsch", "falso", "non"})
#: Words of a status; beside these, any text with one of the stems.
GONE = frozenset({
    "left", "terminated", "termed", "termd", "quit", "resigned", "resignation", "leaver", "inactive", "separated",
    "exited", "attrited", "attrition", "former", "formeremployee", "exemployee", "dismissed", "retired",
    "retirement", "deceased", "laidoff", "layoff", "fired", "gone", "exit", "ended",
    "ausgeschieden", "gekündigt", "ausgetreten", "inaktiv", "beendet", "verlassen", "rente", "pensioniert",
    "baja", "inactivo", "inactiva", "cesado", "cesada", "despedido", "despedida", "jubilado", "jubilada", "renunció",
    "egresado", "desvinculado", "desvinculada",
})  # fmt: skip
THERE = frozenset({
    "active", "current", "currentemployee", "employed", "stayed", "stay", "staying", "existing", "working",
    "present", "onleave", "leaveofabsence", "leave", "maternityleave", "parentalleave", "futurestart", "retained",
    "notterminated", "notleft",
    "aktiv", "beschäftigt", "angestellt", "imunternehmen", "elternzeit", "beurlaubt", "ruhend",
    "activo", "activa", "vigente", "alta", "enlicencia", "empleado", "empleada",
})  # fmt: skip
_GONE_STEMS = ("terminated", "resigned", "retired", "separated", "dismissed", "ausgeschieden", "gekündigt")
LEFT, STAYS, UNKNOWN = 1, 0, -1


def read_word(text: str, *, field: str) -> int:
    """Return whether a cell says that somebody left.

    Parameters
    ----------
    text : str
    field : {"left", "active", "status"}
        What a yes means: left, still there, or nothing that could be told.

    Returns
    -------
    int
        1 for left, 0 for still there, -1 where it cannot be told.

    Examples
    --------
    >>> [read_word(text, field="left") for text in ("Yes", "nein", "0.0", "Voluntarily Terminated", "maybe")]
    [1, 0, 0, 1, -1]
    >>> read_word("Ja", field="active"), read_word("1", field="status")
    (0, -1)
    """
    word = plain(text.strip().removesuffix(".0"))
    if word in GONE or (word not in THERE and not word.startswith(("not", "non")) and _has_stem(word)):
        return LEFT
    if word in THERE:
        return STAYS
    if field == "status" or word not in YES | NO:
        return UNKNOWN
    return int((word in YES) == (field == "left"))


def _has_stem(word: str) -> bool:
    return any(stem in word for stem in _GONE_STEMS)


def read_who_left(read: Columns, fields: Mapping[str, bool], rows: npt.NDArray[np.int64]) -> Trits:
    """Read every column that says who left, and refuse rows in which they differ.

    Parameters
    ----------
    read : Columns
    fields : mapping of str to bool
        Field that is there -> whether every cell of it must be understood.
    rows : numpy.ndarray of int64
        Records that hold something.

    Returns
    -------
    numpy.ndarray of int8, shape (rows,)
        1 left, 0 still there, -1 where nothing says it.

    Raises
    ------
    CellError
        Where a cell is not understood, blank among others that are filled, or differs from another column.
    """
    told = np.full(len(rows), UNKNOWN, np.int8)
    for field, strict in fields.items():
        says = _read_one(read, field, rows, strict=strict)
        differs = (told >= 0) & (says >= 0) & (told != says)
        if differs.any():
            raise read.error(
                CellError,
                "The column says otherwise than another one about who left.",
                remedy="Correct the row, or remove the column that is wrong.",
                field=field,
                record=int(rows[int(np.argmax(differs))]),
            )
        told = np.where(told >= 0, told, says).astype(np.int8)
    return told


def _read_one(read: Columns, field: str, rows: npt.NDArray[np.int64], *, strict: bool) -> Trits:
    text = read.texts[field]
    words = [read_word(name, field=field) for name in text.names]
    blank = [word == UNKNOWN and is_missing(name) for word, name in zip(words, text.names, strict=True)]
    says = np.array([*words, UNKNOWN], np.int8)[text.codes[rows]]
    empty = np.array([*blank, True], bool)[text.codes[rows]]
    if not strict:
        return says
    wrong = (says == UNKNOWN) & ~empty
    if wrong.any():
        raise _not_understood(read, field, int(rows[int(np.argmax(wrong))]))
    filled = set(says[~empty].tolist())
    if empty.any() and filled != {LEFT}:  # only leavers are marked: a blank is a no
        raise read.error(
            CellError,
            "Nothing says whether this person left.",
            remedy="Fill the cell in, or take the row out.",
            field=field,
            record=int(rows[int(np.argmax(empty))]),
        )
    return np.where(empty, np.int8(STAYS), says).astype(np.int8)


def _not_understood(read: Columns, field: str, record: int) -> CellError:
    """Return the error for a cell that says neither that somebody left nor that they are there."""
    text = read.texts[field]
    cell = text.names[int(text.codes[record])]
    column = read.column(field)
    if field == "status" and plain(cell) in YES | NO:
        what = f"{quoted(cell)} does not tell whether it means that somebody left or that they are there."
        remedy = (
            f"Say --columns left={column} if yes means left, --columns active={column} if it means there."
        )
    else:
        what = f"{quoted(cell)} does not tell whether somebody left."
        remedy = "Write yes or no, or a status such as Active or Terminated."
    error = read.error(CellError, what, remedy=remedy, field=field, record=record)
    return error if isinstance(error, CellError) else CellError(what, remedy=remedy)
