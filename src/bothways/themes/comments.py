"""A table of comments: what was written, by which side, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, InputError, NotEnoughData
from bothways.tables.columns import SYNONYMS, find_columns
from bothways.tables.gather import Columns, Progress, gather
from bothways.tables.reading import read_table
from bothways.themes.spans import Every, fold_periods

Side = Literal["employee", "customer"]
Ints = npt.NDArray[np.int64]
SIDES: tuple[Side, Side] = ("employee", "customer")
#: Of a longer comment the beginning is counted.
COUNTED = 5_000
#: Fields of a table of comments, and the names that are understood for them in English, German and Spanish.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "comment", "comments", "comment text", "verbatim", "verbatims", "feedback", "review", "review text", "answer",
        "open answer", "free text", "response text", "message", "body", "Kommentar", "Kommentare", "Freitext",
        "Bemerkung", "Rückmeldung", "comentario", "comentarios", "texto", "opinión", "respuesta abierta",
    ),
    "side": ("voice", "audience", "respondent type", "who", "Seite", "Gruppe", "lado", "voz"),
    "unit": (
        *SYNONYMS["unit"], "Einheit", "Abteilung", "Bereich", "Filiale", "Standort", "unidad", "equipo", "departamento",
        "sede", "tienda",
    ),
    "period": (
        *SYNONYMS["period"], "created", "created at", "submitted", "submitted at", "timestamp", "Datum", "Monat",
        "Zeitraum", "Quartal", "fecha", "mes", "periodo", "período", "trimestre",
    ),
    "respondent": (
        "respondent id", "person", "person id", "author", "user", "customer id", "employee id", "participant",
        "Befragte", "Person", "Kundennummer", "Personalnummer", "encuestado", "persona", "id cliente",
    ),
    "stage": ("journey stage", "touchpoint", "step", "Phase", "Kontaktpunkt", "etapa", "fase"),
    "source": ("channel", "origin", "Quelle", "Kanal", "fuente", "canal"),
}  # fmt: skip
_SPOKEN: dict[str, Side] = {
    **dict.fromkeys(
        (
            "employee", "employees", "staff", "colleague", "colleagues", "worker", "workers", "people", "team",
            "mitarbeiter", "mitarbeitende", "mitarbeiterin", "beschäftigte", "personal", "empleado", "empleados",
            "empleada", "trabajador", "trabajadores",
        ),
        "employee",
    ),
    **dict.fromkeys(
        (
            "customer", "customers", "client", "clients", "guest", "guests", "patient", "patients", "buyer", "user",
            "kunde", "kunden", "kundin", "kundschaft", "gast", "gäste", "cliente", "clientes", "paciente", "pacientes",
        ),
        "customer",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Labels:
    """A column of names.

    Attributes
    ----------
    codes : (records,) int
        Place in ``names``; -1 where the cell is blank.
    names : tuple of str
    """

    codes: Ints
    names: tuple[str, ...]


@dataclass(frozen=True)
class Comments:
    """Comments as arrays: identical texts are held once.

    Attributes
    ----------
    texts : tuple of str
        Distinct texts without blanks around them.
    text : (records,) int
        Place in ``texts``; -1 where nothing was written.
    person : (records,) int
        Numbered from 0. Without a respondent, every comment is one person's.
    side : (records,) int
        0 for employees, 1 for customers, -1 where the file does not say.
    columns : mapping of str to Labels
        Of ``unit, period, stage, source`` those that are there; periods are in order of time.
    file : str
    remarks : tuple of str
        What the reader of a result must be told.
    """

    texts: tuple[str, ...]
    text: Ints
    person: Ints
    side: Ints
    columns: Mapping[str, Labels] = field(default_factory=dict)
    file: str = "the table"
    remarks: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """Rows of the table, blank ones among them."""
        return len(self.text)

    @property
    def written(self) -> Ints:
        """Records in which something was written."""
        return np.flatnonzero(self.text >= 0).astype(np.int64)


def read_comments(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    side: Side | None = None,
    every: Every = "month",
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Comments:
    """Read a table of comments.

    Parameters
    ----------
    source : path or table
        One row a comment: CSV, TSV, XLSX, Parquet, or a frame. Needed is ``text``; ``side, unit, period, respondent,
        stage, source`` may be there. Cells are text: what begins with ``=`` is never computed.
    columns : mapping of str to str, optional
        Field -> column. Fields: those of :data:`bothways.themes.comments.FIELDS`.
    side : {"employee", "customer"}, optional
        Who wrote all of it, where no column says so.
    every : {"week", "month", "quarter", "year"}
        What dates are put together into; other periods stay as they are.
    sheet : str, optional
        Sheet of an XLSX file.
    progress : callable, optional
        See :func:`bothways.tables.gather.gather`.

    Returns
    -------
    Comments
        Blank cells are records without a text. A respondent of one side is another person than one of the same name
        on the other side. Of texts beyond 5,000 characters the beginning is counted, which a remark tells.

    Raises
    ------
    InputError
        No column of texts, one that is named twice, a side or a period that is not understood (with row and column).
    NotEnoughData
        Nothing was written.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"comment": ["Too slow", "Too slow", ""], "side": ["customer", "employee", "customer"]})
    >>> comments = read_comments(table)
    >>> comments.texts, comments.text.tolist(), comments.side.tolist()
    (('Too slow',), [0, 0, -1], [1, 0, 1])
    """
    table = read_table(source, sheet=sheet)
    places = find_columns(table, synonyms=FIELDS, needed=("text",), columns=columns)
    if side is not None and (side not in SIDES or "side" in places):
        raise InputError(
            "A side is given, and a column says it as well." if side in SIDES else f"{side!r} is no side.",
            remedy="Leave one of them out." if side in SIDES else "Use employee or customer.",
            file=table.name,
        )
    read = gather(table, texts=places, numbers={}, progress=progress)
    written = read.texts["text"]
    if not len(written.names):
        raise NotEnoughData(f"{table.name}: nobody wrote anything.")
    remarks = [*read.notes, *_cut_remark(written.names), *_missing_remarks(places, side)]
    sides = _sides(read, side)
    labels = {name: Labels(read.texts[name].codes.astype(np.int64), read.texts[name].names)
              for name in ("unit", "stage", "source") if name in read.texts}  # fmt: skip
    if "period" in read.texts:
        labels["period"] = Labels(*fold_periods(read, every))
    return Comments(
        written.names, written.codes.astype(np.int64), _people(read, sides), sides, labels, table.name, tuple(remarks)
    )  # fmt: skip


def _cut_remark(texts: tuple[str, ...]) -> list[str]:
    long = sum(len(text) > COUNTED for text in texts)
    return (
        [f"Longer than {COUNTED:,} characters: {long:,}, of which the beginning is counted."] if long else []
    )


def _missing_remarks(places: Mapping[str, int], side: str | None) -> list[str]:
    told = []
    if "side" not in places and side is None:
        told.append(
            "No column says who wrote, employees or customers; nothing is told of what one side has not said."
        )
    if "respondent" not in places:
        told.append("No column tells people apart: every comment is taken for another person's.")
    return told


def _sides(read: Columns, side: str | None) -> Ints:
    """Return the side of each record."""
    if "side" not in read.texts:
        return np.full(read.records, -1 if side is None else SIDES.index(side), np.int64)
    column = read.texts["side"]
    meant = [_SPOKEN.get(name.casefold()) for name in column.names]
    wrong = next((place for place, one in enumerate(meant) if one is None), None)
    if wrong is not None:
        raise read.error(
            CellError, f"{column.names[wrong][:40]!r} is no side.", remedy="Write employee or customer.",
            field="side", record=int(np.flatnonzero(column.codes == wrong)[0]),
        )  # fmt: skip
    codes = np.array([*(SIDES.index(one) for one in meant if one), -1], np.int64)
    return np.asarray(codes[column.codes])


def _people(read: Columns, sides: Ints) -> Ints:
    """Number the people: by respondent and side, each blank one for itself."""
    if "respondent" not in read.texts:
        return np.arange(read.records, dtype=np.int64)
    codes = read.texts["respondent"].codes.astype(np.int64)
    alone = np.flatnonzero(codes < 0)
    key = codes * 3 + sides + 1
    key[alone] = -1 - alone
    return np.asarray(np.unique(key, return_inverse=True)[1], np.int64)
