"""What a file of answers holds: read by a job, kept beside the file, shown to whoever brought it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import Http404

from bothways.errors import ColumnError, FileError, InputError
from bothways.formats import Export, Question, propose_period, propose_unit, read_export
from bothways.formats.choosing import bare, find_separator, split_cell
from bothways.formats.export import RESPONSE_COLUMNS
from bothways.formats.kinds import MOST_OPTIONS, percent_or_number
from bothways_web.listen.models import AnswerImport
from bothways_web.people.mapping import looks_personal

ROWS_SHOWN, LONGEST = 5, 60
PIECE = 1 << 20
#: Options are chosen so often on average; words of one's own seldom come again.
OFTEN = 3


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
    words : dict of str to tuple of str
        Different answers among the first ones of a question that is answered by choosing, in their order; several
        in one cell apart.
    between : dict of str to str
        What stands between answers in one cell, of those questions that have several there.
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
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    between: dict[str, str] = field(default_factory=dict)

    def group(self, name: str) -> tuple[Question, ...]:
        """Return the columns that hold one option each of the question to which a column belongs; else none."""
        one = self.question(name)
        if one is None or not one.group or one.kind != "multiple":
            return ()
        found = [each for each in self.questions if each.group == one.group and each.kind == "multiple"]
        return tuple(found) if len(found) > 1 else ()

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
    given["words"] = {name: tuple(words) for name, words in given.get("words", {}).items()}
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
        shown, hidden, rows, *_chosen_words(export, texts, plain),
    )  # fmt: skip


def _chosen_words(
    export: Export, texts: dict[str, list[str]], left: set[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the different answers of questions that are answered by choosing, and what stands between several."""
    words: dict[str, tuple[str, ...]] = {}
    between: dict[str, str] = {}
    for one in export.questions:
        if one.id in left or one.kind == "identifying" or looks_personal(one.id, texts[one.id][:200]):
            continue
        found, split = words_of(texts[one.id], one)
        if (1 < len(found) <= MOST_OPTIONS and (split or one.kind != "text")) or (found and _is_part_of(one)):
            words[one.id] = found
            between |= {one.id: split} if split else {}
    return words, between


def _is_part_of(question: Question) -> bool:
    """Return whether a column is one option of a question whose options have a column each."""
    return bool(question.group) and question.kind == "multiple"


def words_of(cells: Sequence[str], question: Question) -> tuple[tuple[str, ...], str]:
    """Return the different answers in some cells without those that stand for none, and what separates several.

    Examples
    --------
    >>> words_of(["Yes", "no", "Yes", ""], Question("q", "Q?", "single"))
    (('Yes', 'no'), '')
    """
    filled = [cell.strip() for cell in cells if cell.strip() and cell.strip() not in question.missing]
    split = find_separator(filled) if question.kind in ("single", "multiple", "text") else ""
    found: dict[str, str] = {}
    parts = 0
    for text in filled:
        for part in split_cell(text, (), split):
            found.setdefault(bare(part), " ".join(part.split()))
            parts += 1
        if len(found) > MOST_OPTIONS:
            break
    if question.kind == "text" and parts < OFTEN * len(found):  # words of one's own rather than options
        return (), ""
    return tuple(found.values()), split


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
