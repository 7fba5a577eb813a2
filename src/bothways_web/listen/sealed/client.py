"""The device's side of sealed ballots as a static file: the library's own, not a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

import bothways

PREFIX, NAME = "ballots", "client.mjs"


class BallotClient(BaseFinder):
    """Finds ``ballots/client.mjs``, and nothing else of the folder in which it lies."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(Path(bothways.__file__).parent / "privacy" / "ballots")
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # as Django's own finders do
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the file lies, if it is the one asked for."""
        found = [self.storage.path(NAME)] if path == f"{PREFIX}/{NAME}" else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Give the one file."""
        yield NAME, self.storage
