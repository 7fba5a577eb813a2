"""Keeping what is remembered of people in step with the ledger, whenever a process is stopped."""

from __future__ import annotations

from bothways.errors import FileError
from bothways.privacy.ledger.course import FORMAT, Memory, from_people, to_people
from bothways.privacy.ledger.record import Record
from bothways.privacy.ledger.store import Store


def read_memory(store: Store, record: Record) -> Memory:
    """Return what belongs to a ledger as it stands.

    Raises
    ------
    FileError
        Where it is missing, or belongs to another version of the ledger.
    """
    document = store.read_people()
    if document is None and record.generation == 0:
        return {}
    generations = {} if document is None else document.get("generations", {})
    if str(record.generation) not in generations:
        if record.generation == 0:
            return {}
        raise FileError(
            "What the ledger remembers of people is missing or of another day than ledger.json.",
            remedy="Restore ledger.people and ledger.json from the same backup; what was released stays readable.",
            file="ledger.people",
        )
    return from_people(generations[str(record.generation)])


def write_memory(store: Store, before: Record, after: Record, memory: Memory) -> None:
    """Write what belongs to the next version of a ledger beside what belongs to the present one.

    The ledger is replaced after this, and names its generation: whoever is stopped in between finds the old pair,
    and the half that was written for nothing is replaced next time.
    """
    document = store.read_people() or {}
    kept = {
        number: one
        for number, one in document.get("generations", {}).items()
        if number == str(before.generation)
    }
    store.write_people({"format": FORMAT, "generations": {**kept, str(after.generation): to_people(memory)}})
