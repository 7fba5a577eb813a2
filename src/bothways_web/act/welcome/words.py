"""The words of a packet: what a version holds, as a document and as an object."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: Weeks for which there are tasks.
WEEKS = (1, 4, 12)
#: Own blocks, examples of what was said and done, and practices, at most.
MOST_BLOCKS, MOST_SAID, MOST_PRACTICES = 3, 5, 3


@dataclass(frozen=True)
class Block:
    """A heading with words of one's own."""

    heading: str
    words: str


@dataclass(frozen=True)
class Task:
    """Something to do in a week; its key is the same in all versions that have the same words."""

    week: int
    words: str

    @property
    def key(self) -> str:
        """What a tick is kept under."""
        return hashlib.blake2b(" ".join(self.words.casefold().split()).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class PacketWords:
    """What a packet says.

    Attributes
    ----------
    title, opening : str
    mission, helpers : bool
        Whether it shows the mission, and who helps.
    tasks : tuple of Task
    said : tuple of int
        Entries of "you said, we did" as examples; one that is withdrawn is passed over.
    practices : tuple of str
        Ids of practices of the playbook.
    blocks : tuple of Block
    """

    title: str
    opening: str = ""
    mission: bool = True
    helpers: bool = True
    tasks: tuple[Task, ...] = ()
    said: tuple[int, ...] = ()
    practices: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    def lines_of(self, week: int) -> str:
        """Return the tasks of a week, one a line."""
        return "\n".join(one.words for one in self.tasks if one.week == week)


def read_words(document: Mapping[str, Any]) -> PacketWords:
    """Return what a stored document says."""
    plain = {name: document[name] for name in ("title", "opening", "mission", "helpers")}
    return PacketWords(
        **plain,
        tasks=tuple(Task(**one) for one in document["tasks"]),
        said=tuple(document["said"]),
        practices=tuple(document["practices"]),
        blocks=tuple(Block(**one) for one in document["blocks"]),
    )


def tasks_of(lines: Mapping[int, str]) -> tuple[Task, ...]:
    """Return the tasks of texts with one task a line, by week; the same words twice are one task."""
    found: dict[str, Task] = {}
    for week in WEEKS:
        for line in lines.get(week, "").splitlines():
            task = Task(week, " ".join(line.split()))
            if task.words:
                found.setdefault(task.key, task)
    return tuple(found.values())
