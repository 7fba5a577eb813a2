"""What a file of responses holds: its questions, and a stream of responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Format = Literal[
    "qualtrics", "surveymonkey", "limesurvey", "limesurvey-xml", "glint", "formbricks", "google-business",
    "trustpilot", "zendesk", "spss", "table",
]  # fmt: skip
FORMATS: tuple[Format, ...] = get_args(Format)
#: What a question is, as far as the file tells. "identifying": kept only because it was asked for.
Kind = Literal["single", "multiple", "scale", "text", "number", "identifying"]
#: What a column of a file is for the reader.
Role = Literal[
    "question", "respondent", "started", "ended", "recorded", "finished", "language", "identifying", "ignored"
]
#: Columns that every export has, before its questions.
RESPONSE_COLUMNS = ("respondent", "started", "ended", "recorded", "finished", "language")

#: Row in the file, and the cells of one response; blanks are None or blank text.
Record = tuple[int, "list[str | None]"]


@dataclass(frozen=True)
class Question:
    """One column of answers.

    Attributes
    ----------
    id : str
        Name of its column in the responses; no two are the same.
    text : str
        What was asked; the id where the file does not say.
    kind : str
        "single", "multiple" (one choice of several, or several in one cell), "scale", "text", "number" or
        "identifying". A guess from the first 2,000 responses where the format does not tell.
    labels : mapping of str to str
        Cell -> what it means, where the file or a known scale says.
    values : mapping of str to float
        Cell -> number on the scale, for scales in words; empty where cells are numbers themselves.
    missing : tuple of str
        Cells that stand for no answer (user-missing codes).
    group : str
        What several columns of one question share; blank where it stands alone.
    """

    id: str
    text: str
    kind: Kind
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Export:
    """A file of responses whose questions are known and whose responses come in batches.

    Attributes
    ----------
    name : str
        What errors call it.
    format : str
        One of ``FORMATS``.
    questions : tuple of Question
    numbered : callable
        Gives pairs of (rows, batch): for each batch of ``responses`` the row of each response in the file,
        as a spreadsheet counts it (in JSON, XML and SPSS: the record, counted from 1). Every call reads anew.
    dropped : tuple of str
        Identifying columns that were left out; name them in ``keep`` to have them.
    notes : tuple of str
        What the reader must be told about how the file was read.
    """

    name: str
    format: Format
    questions: tuple[Question, ...]
    numbered: Callable[[], Iterator[tuple[list[int], Any]]]
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the responses, in order."""
        return (*RESPONSE_COLUMNS, *(question.id for question in self.questions))

    def responses(self) -> Iterator[Any]:
        """Yield the responses as ``pyarrow.RecordBatch``, one row a response.

        ``respondent`` (blank unless kept), ``started``, ``ended``, ``recorded`` (text as in the file),
        ``finished`` (true, false or null), ``language``, then a column of text for each question; blank cells
        are null. Errors in the file are raised where it is read.
        """
        for _, batch in self.numbered():
            yield batch


@dataclass(frozen=True)
class Source:
    """One column of a file, as its format understands it."""

    place: int
    id: str
    text: str = ""
    role: Role = "question"
    kind: Kind | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Layout:
    """How a format understands a file: its columns, and its records as they stand."""

    name: str
    format: Format
    sources: tuple[Source, ...]
    records: Callable[[], Iterator[Record]]
    notes: tuple[str, ...] = ()
