"""What a file of answers holds: read by a job, kept beside the file, shown to whoever brought it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404

from bothways.errors import ColumnError, FileError, InputError
from bothways.formats import Export, Question, propose_period, propose_unit, read_export
from bothways.formats.export import RESPONSE_COLUMNS
from bothways.formats.kinds import percent_or_number
from bothways_web.listen.models import AnswerImport
from bothways_web.people.mapping import looks_personal

ROWS_SHOWN, LONGEST = 5, 60
PIECE = 1 << 20


@dataclass(frozen=True)
class Looked:
    """What was seen of a file.

    Attributes
    ----------
    format : str
    notes, dropped : tuple of str
        What is to be told about how it was read; columns that were left out since they tell who somebody is.
    questions : tuple of Question
    ends : dict of str to (float, float)
        Least and largest number among the first answers of a question that is answered in numbers.
    filled : tuple of str
        Which of the columns that every export has are filled.
    respondents : bool
        Whether the file has a column of respondents' ids, which is read only where it is asked for.
    unit, period, every : str
        Which columns seem to be the unit and the day or period; blank where none does.
    shown, hidden : tuple of str
        Columns of the preview, and those that look personal or are texts, of which no cell is shown.
    rows : tuple of tuple of str
        The first rows of the columns shown.
    """

    format: str
    notes: tuple[str, ...]
    dropped: tuple[str, ...]
    questions: tuple[Question, ...]
    ends: dict[str, tuple[float, float]]
    filled: tuple[str, ...]
    respondents: bool
    unit: str
    period: str
    every: str
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def question(self, name: str) -> Question | None:
        """Return a question by its id."""
        return next((one for one in self.questions if one.id == name), None)


def open_export(one: AnswerImport, keep: Sequence[str] | None = None) -> Export:
    """Open the file of an import.

    Raises
    ------
    InputError
        In the name under which it was sent.
    """
    if one.upload is None or not one.upload.path.exists():
        raise FileError("The file is not kept any more.", remedy="Bring it again.", file=one.file_name)
    how = one.how
    return read_export(
        one.upload.path, how.get("format") or None, keep=how.get("keep", ()) if keep is None else keep,
        sheet=how.get("sheet") or None, header_row=how.get("header_row") or None,
        header_rows=how.get("header_rows") or 1,
    )  # fmt: skip


def told(problem: InputError, one: AnswerImport) -> str:
    """Return what is wrong with a file, by the name under which it was sent."""
    kept = one.upload.path.name if one.upload else ""
    return str(problem).replace(kept, one.file_name) if kept else str(problem)


def look_at(one: AnswerImport) -> Looked:
    """Read what a file holds, keep it beside the file, and note the digests of its content and of its questions."""
    export = open_export(one)
    found = _look(export, set(one.how.get("keep", ())), _has_respondents(one))
    if one.upload is None or one.look_path is None:
        raise FileError("The file is not kept any more.", remedy="Bring it again.", file=one.file_name)
    one.look_path.touch(mode=0o600)
    one.look_path.write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")
    one.digest, one.shape = _digest(one.upload.path), shape_of(found)
    return found


def looked_of(one: AnswerImport) -> Looked:
    """Return what was seen of the file of an import; a page that is not there where the file is gone."""
    if one.look_path is None or not one.look_path.exists():
        raise Http404
    given = json.loads(one.look_path.read_text(encoding="utf-8"))
    given["questions"] = tuple(
        Question(**{**each, "missing": tuple(each["missing"])}) for each in given["questions"]
    )
    given["ends"] = {name: (low, high) for name, (low, high) in given["ends"].items()}
    given["rows"] = tuple(tuple(row) for row in given["rows"])
    lists = ("notes", "dropped", "filled", "shown", "hidden")
    return Looked(**{**given, **{name: tuple(given[name]) for name in lists}})


def shape_of(found: Looked) -> str:
    """Return what is the same for all files of a survey, files of its faulty rows among them."""
    names = sorted(one.id for one in found.questions if one.kind != "identifying")
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _has_respondents(one: AnswerImport) -> bool:
    try:
        open_export(one, ["respondent"])
    except ColumnError:
        return False
    return True


def _look(export: Export, kept: set[str], respondents: bool) -> Looked:
    _rows, batch = next(export.numbered())
    columns = {name: batch.column(place).to_pylist() for place, name in enumerate(batch.schema.names)}
    texts = {name: [_text(cell) for cell in cells] for name, cells in columns.items()}
    filled = tuple(name for name in RESPONSE_COLUMNS if any(texts[name]))
    period = propose_period(export) or ("", "month")
    unit = propose_unit(export) or ""
    asked = {one.id: one for one in export.questions}
    candidates = [name for name in (*filled, *asked) if any(texts[name])]
    plain = {unit, period[0], *kept}
    hidden = tuple(
        name for name in candidates
        if name not in plain and (looks_personal(name, texts[name][:200]) or _is_text(asked.get(name)))
    )  # fmt: skip
    shown = tuple(name for name in candidates if name not in hidden)
    rows = tuple(
        tuple(texts[name][place][:LONGEST] for name in shown)
        for place in range(min(ROWS_SHOWN, batch.num_rows))
    )
    ends = {name: found for name in asked if (found := _ends(texts[name])) is not None}
    return Looked(
        str(export.format), export.notes, export.dropped, export.questions, ends, filled, respondents, unit,
        *period,
        shown, hidden, rows,
    )  # fmt: skip


def _is_text(asked: Question | None) -> bool:
    """Return whether a question is answered in words of one's own."""
    return asked is not None and asked.kind == "text"


def _text(cell: Any) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else str(cell).lower()


def _ends(cells: Sequence[str]) -> tuple[float, float] | None:
    """Return the least and the largest number, where all cells are numbers."""
    numbers = [percent_or_number(cell, "point") for cell in cells if cell.strip()]
    known = [number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        return None
    return min(known), max(known)


def _digest(path: Any) -> str:
    made = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            made.update(piece)
    return made.hexdigest()
