"""One step of a ledger: what is read once, changed by one release or several, and written once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bothways.privacy.ledger.course import Memory
from bothways.privacy.ledger.generations import write_memory
from bothways.privacy.ledger.record import Record, RoundRecord, to_document
from bothways.privacy.ledger.store import Store


@dataclass
class Step:
    """What several releases have changed so far, before it is written; ``record`` is None between steps."""

    record: Record | None = None
    memory: Memory = field(default_factory=dict)

    def hold(self, record: Record | None, memory: Memory) -> None:
        """Hold a record with what is remembered, or nothing."""
        self.record, self.memory = record, memory


def with_round(record: Record, name: str, changed: RoundRecord, k: int) -> Record:
    """Return a record with one round in place of what it was, and a floor of at least k."""
    return Record(max(record.floor, k), record.units, {**record.rounds, name: changed}, record.generation)


def write(store: Store, before: Record, memory: Memory, after: Record, remembered: Memory) -> None:
    """Write what was changed as the next generation; nothing where nothing was."""
    if after != before or remembered != memory:
        made = replace(after, generation=before.generation + 1)
        write_memory(store, before, made, remembered)
        store.write(to_document(made))
