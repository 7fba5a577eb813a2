"""Records of reviews and ratings: what their fields are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bothways.formats.export import Format, Kind, Role

STARS = {"ONE": "1", "TWO": "2", "THREE": "3", "FOUR": "4", "FIVE": "5"}


@dataclass(frozen=True)
class Field:
    """One field of a record: where it stands, and what it is."""

    path: str
    role: Role = "question"
    kind: Kind | None = None
    text: str = ""
    recode: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """What the records of one source look like."""

    format: Format
    needed: frozenset[str]
    one_of: frozenset[str]
    arrays: tuple[str, ...]
    fields: tuple[Field, ...]

    def fits(self, names: Collection[str]) -> bool:
        """Return whether a record or a header with these names is of this shape."""
        return self.needed <= set(names) and bool(self.one_of & set(names))


GOOGLE = Shape(
    "google-business",
    frozenset({"starRating"}),
    frozenset({"reviewId", "name"}),
    ("reviews",),
    (
        Field("reviewId", "respondent"),
        Field("createTime", "recorded"),
        Field("updateTime", "ended"),
        Field("reviewer.displayName", "identifying"),
        Field("reviewer.profilePhotoUrl", "identifying"),
        Field("name", kind="single", text="Location"),
        Field("starRating", kind="scale", text="Stars", recode=STARS),
        Field("comment", kind="text", text="Comment"),
        Field("reviewReply.comment", kind="text", text="Reply"),
    ),
)
TRUSTPILOT = Shape(
    "trustpilot",
    frozenset({"id", "stars"}),
    frozenset({"consumer", "consumer.displayName", "title"}),
    ("reviews",),
    (
        Field("id", "respondent"),
        Field("createdAt", "recorded"),
        Field("language", "language"),
        Field("consumer", "identifying"),
        Field("consumer.id", "identifying"),
        Field("consumer.displayName", "identifying"),
        Field("stars", kind="scale", text="Stars"),
        Field("title", kind="text", text="Title"),
        Field("text", kind="text", text="Text"),
    ),
)
ZENDESK = Shape(
    "zendesk",
    frozenset({"id", "score"}),
    frozenset({"assignee_id", "group_id"}),
    ("satisfaction_ratings",),
    (
        Field("id", "respondent"),
        Field("created_at", "recorded"),
        Field("updated_at", "ended"),
        Field("assignee_id", "identifying"),
        Field("requester_id", "identifying"),
        Field("group_id", kind="single", text="Group"),
        Field("score", kind="single", text="Score"),
        Field("reason", kind="single", text="Reason"),
        Field("comment", kind="text", text="Comment"),
    ),
)
SHAPES = (GOOGLE, TRUSTPILOT, ZENDESK)


def find_shape(names: Collection[str]) -> Shape | None:
    """Return the shape that these names of fields have; None where they have none."""
    return next((shape for shape in SHAPES if shape.fits(names)), None)


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path such as ``reviewer.displayName``; a header may hold the path as a name."""
    if path in record:
        return record[path]
    at: Any = record
    for step in path.split("."):
        at = at.get(step) if isinstance(at, Mapping) else None
    return at


def cell_of(value: Any) -> str | None:
    """Return a value of JSON as a cell: lists joined by ``;``, objects left out."""
    if value is None or isinstance(value, Mapping):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(filter(None, map(cell_of, value))) or None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
