"""The ledgers of the organisation, one a population, and what they released."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from bothways.errors import FileError
from bothways.privacy import Ledger, UnitTree
from bothways.privacy.diagnosis import ReleasedRound, read_rounds
from bothways_web.listen.models import Pulse
from bothways_web.people.models import Organisation

#: Each has a ledger of its own: nobody is in two populations, but that "leavers" are the employees as their records
#: know them, of whom nothing is told that they have answered.
Population = Literal["employees", "customers", "surveyed", "candidates", "leaders", "leavers"]
#: Whose answers a survey brings. "customers" are numbers that were made elsewhere, of people nobody here knows.
_ASKED: dict[str, Population] = {
    Pulse.Side.EMPLOYEES: "employees", Pulse.Side.CUSTOMERS: "surveyed", Pulse.Side.CANDIDATES: "candidates",
}  # fmt: skip


def population_of(pulse: Pulse) -> Population:
    """Return the population that a survey asks."""
    return _ASKED[pulse.side]


def folder_of(population: Population) -> Path:
    """Return the folder of a ledger."""
    return Path(settings.HOME) / "ledgers" / population


def open_ledger(population: Population, tree: UnitTree) -> Ledger:
    """Return the ledger of a population, opened with the floor of the organisation.

    Delicate question sets bring their own, higher floors with their metrics. Were the ledger opened with one of these,
    it would hold for every later round.
    """
    return Ledger(folder_of(population), tree, k=Organisation.current().floor)


def released_rounds(population: Population) -> tuple[ReleasedRound, ...]:
    """Return what a ledger released, by the order of its rounds; empty where there is none yet.

    Kept in memory until the ledger's file changes.
    """
    path = folder_of(population) / "ledger.json"
    try:
        state = path.stat()
    except FileNotFoundError:
        return ()
    return _read(str(path.parent), state.st_mtime_ns, state.st_size, state.st_ino)


def released_round(population: Population, name: str | None) -> ReleasedRound | None:
    """Return one round of a ledger by its name; ``None`` where nothing of it was released."""
    return next((one for one in reversed(released_rounds(population)) if one.name == name), None)


@lru_cache(maxsize=4)
def _read(folder: str, _modified: int, _size: int, _inode: int) -> tuple[ReleasedRound, ...]:
    try:
        return read_rounds(folder)
    except FileError:
        if (Path(folder) / "ledger.json").exists():
            raise
        return ()
