"""Keyed digests: is this the same roster, are these the same answers, without keeping either."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.metric import Metric, RoundAnswers


def _keyed(key: bytes, parts: Iterable[bytes]) -> str:
    """Return HMAC-SHA256 of parts, each with its length, so that no two lists look the same."""
    code = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        code.update(len(part).to_bytes(8, "little"))
        code.update(part)
    return code.hexdigest()


def roster_digest(key: bytes, answers: RoundAnswers) -> str:
    """Return the digest of who answered and where they sit, and of what alone may be offered of them."""
    people = [person.encode() for person in answers.people]
    if answers.offered is not None:
        people.append(json.dumps(["offered", *answers.offered]).encode())
    return _keyed(key, [b"roster", answers.round.encode(), answers.roster.digest.encode(), *people])


def attribute_digest(key: bytes, answers: RoundAnswers, name: str) -> str:
    """Return the digest of one attribute of all respondents."""
    column = answers.roster.attribute_digests[name]
    return _keyed(key, [b"attribute", answers.round.encode(), name.encode(), column.encode()])


def metric_digest(key: bytes, answers: RoundAnswers, metric: Metric) -> str:
    """Return the digest of what everybody answered to one metric."""
    parts = [answers.values[metric.name].astype("<f8").tobytes()]
    if metric.name in answers.items:
        parts.append(answers.items[metric.name].astype("<f8").tobytes())
    return _keyed(key, [b"metric", answers.round.encode(), metric.name.encode(), *parts])


def choices_digest(key: bytes, answers: RoundAnswers, question: str, marks: npt.NDArray[np.bool_]) -> str:
    """Return the digest of what everybody chose of one additional question."""
    shape = json.dumps(marks.shape).encode()
    return _keyed(
        key, [b"choices", answers.round.encode(), question.encode(), shape, np.packbits(marks).tobytes()]
    )


def levels_digest(key: bytes, answers: RoundAnswers, question: str, level: npt.NDArray[np.int64]) -> str:
    """Return the digest of how often everybody does something, as levels were put together."""
    return _keyed(
        key, [b"levels", answers.round.encode(), question.encode(), np.asarray(level).astype("<i8").tobytes()]
    )


def set_digest(key: bytes, answers: RoundAnswers, people: npt.NDArray[np.int64]) -> str:
    """Return the digest of a set of respondents."""
    return _keyed(key, [b"set", answers.round.encode(), people.astype("<i8").tobytes()])


def cells_digest(key: bytes, name: str, metric: str, cells: Iterable[tuple[str, Iterable[float]]]) -> str:
    """Return the digest of imported cells: the group of each and its numbers, NaN where there is none."""
    parts = (
        part for group, numbers in cells for part in (group.encode(), np.array([*numbers], "<f8").tobytes())
    )
    return _keyed(key, [b"cells", name.encode(), metric.encode(), *parts])
