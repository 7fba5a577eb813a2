"""How texts of the feed are compared, and texts that cannot be kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from scim2_models import InvalidValueException

from bothways_web.api.scim.models import LONGEST

#: Most entries of one list, such as addresses; members of groups are not counted by this.
MOST_ENTRIES = 20


def key(text: str | None) -> str:
    """Return a text as it is compared where its case does not matter: as the library compares it."""
    return normalize("NFC", normalize("NFC", text or "").lower())


def exact(text: str | None) -> str:
    """Return a text as it is compared where its case matters."""
    return normalize("NFC", text or "")


def as_id(text: Any) -> uuid.UUID | None:
    """Return the key that an id names; ``None`` where it is none of ours."""
    try:
        found = uuid.UUID(str(text))
    except ValueError:
        return None
    return found if str(found) == text else None


def refuse_unfit(said: Any) -> None:
    """Refuse what cannot be kept.

    Raises
    ------
    InvalidValueException
        Where a text is too long or holds characters that cannot be seen, or a list is too long.
    """
    for path, value in _texts(said, ""):
        if len(key(value)) > LONGEST or len(value) > LONGEST:
            raise InvalidValueException(detail=f"{path} is longer than {LONGEST} characters. Shorten it.")
        if not value.isprintable():
            raise InvalidValueException(
                detail=f"{path} holds a line break or a character that cannot be seen. Take it out."
            )


def _texts(said: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        yield path, said
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from _texts(value, f"{path}.{name}" if path else str(name))
    elif isinstance(said, list):
        if len(said) > MOST_ENTRIES:
            raise InvalidValueException(detail=f"{path} has more than {MOST_ENTRIES} entries. Send fewer.")
        for value in said:
            yield from _texts(value, path)
