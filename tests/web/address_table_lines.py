"""What a line of the table of addresses says: an address, who gets what, and what its form sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from addressed_company import ROLES, Addressed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

SIGN_IN, NOT_THERE, ONLY_POST, ONLY_GET = "sign in", 404, 405, 405
TRACES = 400  # whoever is signed in brings a cookie
Answer = int | str
Arguments = Callable[[Addressed], Sequence[Any]]
SIGNED_IN = tuple(name for name in ROLES if name != "nobody")


def none(world: Addressed) -> Sequence[Any]:
    """Return no argument."""
    return ()


@dataclass(frozen=True)
class Sent:
    """What a form sends; ``by`` are those for whom it changes something, ``anew`` makes what each try needs."""

    data: Callable[[Addressed], Mapping[str, Any]]
    by: tuple[str, ...]


@dataclass(frozen=True)
class Address:
    """One address: its name, who gets what, and what its form sends."""

    name: str
    get: Mapping[str, Answer]
    arguments: Arguments = none
    query: str = ""
    sends: Sent | None = None
    label: str = field(default="")

    def url(self, world: Addressed) -> str:
        """Return the address itself."""
        if "/" in self.name:
            return f"/{self.name}"
        return reverse(self.name, args=self.arguments(world)) + self.query


def opens(*names: str, answer: Answer = 200, **others: Answer) -> dict[str, Answer]:
    """Return that these roles get the page, nobody else does, and who is not signed in is sent to sign in."""
    found: dict[str, Answer] = dict.fromkeys(ROLES, NOT_THERE) | {"nobody": SIGN_IN}
    return found | dict.fromkeys(names, answer) | others


def everybody(answer: Answer = 200, **others: Answer) -> dict[str, Answer]:
    """Return that everybody gets the same, but for those named."""
    return dict.fromkeys(ROLES, answer) | others


def account(answer: Answer = 200, **others: Answer) -> dict[str, Answer]:
    """Return that everybody with an account gets the page."""
    return opens(*SIGNED_IN, answer=answer, **others)


def form(*by: str, **data: Any) -> Sent:
    """Return what a form sends, in plain values."""
    return Sent(lambda world: data, by)


def file(*by: str, text: str, **data: Any) -> Sent:
    """Return a form with a file."""
    return Sent(lambda world: {**data, "file": SimpleUploadedFile("file.csv", text.encode())}, by)
