"""Formbricks: deliveries of its webhook, one by one or as a list in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.errors import InputError
from bothways.formats.export import Layout, Record, Source
from bothways.formats.json_stream import json_records
from bothways.formats.shapes import cell_of

EVENTS = ("responseCreated", "responseUpdated", "responseFinished")


@dataclass(frozen=True)
class Delivery:
    """What one call of the webhook says of a response.

    Attributes
    ----------
    event : str
        One of ``responseCreated``, ``responseUpdated``, ``responseFinished``.
    response, survey : str
        Their ids.
    finished : bool
    language, started, recorded : str
        Blank where they are not told.
    answers : mapping of str to str
        Question -> answer as text; several choices are joined by ``;``, a row of a matrix is ``question.row``.
    hidden : mapping of str to str
        Variables of the survey -> value.
    """

    event: str
    response: str
    survey: str
    finished: bool
    language: str
    started: str
    recorded: str
    answers: Mapping[str, str]
    hidden: Mapping[str, str]


def read_delivery(payload: Any) -> Delivery:
    """Read one delivery, already parsed and its signature checked.

    Parameters
    ----------
    payload : mapping
        ``webhookId``, ``event``, ``data``. What tells who somebody is (contact, address, browser) is not taken.

    Raises
    ------
    InputError
        Where it is no delivery of a response.

    Examples
    --------
    >>> data = {"id": "r1", "surveyId": "s1", "finished": True, "data": {"q1": 9, "why": ["a", "b"]}}
    >>> delivery = read_delivery({"webhookId": "w", "event": "responseFinished", "data": data})
    >>> dict(delivery.answers)
    {'q1': '9', 'why': 'a;b'}
    """
    data = payload.get("data") if isinstance(payload, Mapping) else None
    event = payload.get("event") if isinstance(payload, Mapping) else None
    if not is_delivery(payload) or not isinstance(data, Mapping) or not isinstance(data.get("data"), Mapping):
        raise InputError(
            "This is no response of Formbricks.",
            remedy=f"Send events {', '.join(EVENTS)} with id, surveyId and data.",
        )
    return Delivery(
        event=str(event),
        response=str(data["id"]),
        survey=str(data.get("surveyId") or ""),
        finished=data.get("finished") is True,
        language=_text(data.get("language")),
        started=_text(data.get("createdAt")),
        recorded=_text(data.get("updatedAt")),
        answers=_flat(data["data"]),
        hidden=_flat(data.get("variables")),
    )


def is_delivery(payload: Any) -> bool:
    """Return whether a record is a delivery of the webhook about a response."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    return (
        isinstance(payload, Mapping)
        and payload.get("event") in EVENTS
        and isinstance(data, Mapping)
        and isinstance(data.get("id"), str)
        and bool(data["id"])
    )


def formbricks_layout(path: Path) -> Layout:
    """Return how a file of deliveries is understood: of each response the last delivery counts.

    The file is read once for the ids and the questions; ids alone are held in memory.
    """
    last: dict[str, int] = {}
    questions: dict[tuple[bool, str], None] = {}
    for number, delivery in _deliveries(path):
        last[delivery.response] = number
        questions.update({(False, name): None for name in delivery.answers})
        questions.update({(True, name): None for name in delivery.hidden})
    wanted = set(last.values())
    del last

    def records() -> Iterator[Record]:
        for number, one in _deliveries(path):
            if number in wanted:
                told = [
                    one.response,
                    one.started,
                    one.recorded,
                    "true" if one.finished else "false",
                    one.language,
                ]
                asked = [(one.hidden if hidden else one.answers).get(name) for hidden, name in questions]
                yield number, [*told, one.survey, *asked]

    sources = [
        Source(0, "id", role="respondent"), Source(1, "createdAt", role="started"),
        Source(2, "updatedAt", role="recorded"), Source(3, "finished", role="finished"),
        Source(4, "language", role="language"), Source(5, "surveyId", "Survey", kind="single"),
        *(Source(place, name, group=_group(name)) for place, (_, name) in enumerate(questions, start=6)),
    ]  # fmt: skip
    return Layout(path.name, "formbricks", tuple(sources), records)


def _deliveries(path: Path) -> Iterator[tuple[int, Delivery]]:
    """Yield the deliveries of a file, counted from 1."""
    for number, payload in enumerate(json_records(path, ()), start=1):
        try:
            yield number, read_delivery(payload)
        except InputError as error:
            raise type(error)(error.what, remedy=error.remedy, file=path.name, row=number) from error


def _flat(answers: Any) -> dict[str, str]:
    """Return answers as text; a matrix as a column for each of its rows."""
    flat: dict[str, str] = {}
    for name, value in answers.items() if isinstance(answers, Mapping) else ():
        rows = value.items() if isinstance(value, Mapping) else ()
        cells = {f"{name}.{row}": cell_of(cell) for row, cell in rows} or {str(name): cell_of(value)}
        flat.update({column: cell for column, cell in cells.items() if cell})
    return flat


def _group(name: str) -> str:
    """Return the question that a row of a matrix belongs to."""
    return name.rpartition(".")[0]


def _text(value: Any) -> str:
    """Return a text; blank for anything else."""
    return value if isinstance(value, str) else ""
