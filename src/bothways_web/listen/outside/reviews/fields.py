"""What the columns of a file of reviews or tickets can mean."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from bothways_web.people.mapping import ColumnMap, Field, map_columns
from bothways_web.people.models import Upload

#: The kind under which uploads are kept.
KIND = "reviews"
FIELDS = (
    Field("text", gettext_lazy("What was written"), needed=True),
    Field("day", gettext_lazy("Day"), needed=True),
    Field("title", gettext_lazy("Title, put before what was written")),
    Field("unit", gettext_lazy("Unit (its code or name)")),
    Field("stage", gettext_lazy("Stage of the journey, or touchpoint")),
    Field("rating", gettext_lazy("Rating (1 to 5, or 0 to 10)")),
    Field("number", gettext_lazy("Number in the other system")),
    Field("language", gettext_lazy("Language")),
)
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "comment", "comments", "review", "review text", "body", "content", "description", "message", "feedback",
        "verbatim", "kommentar", "bewertungstext", "beschreibung", "nachricht", "comentario", "reseña", "opinión",
        "descripción", "mensaje",
    ),
    "day": (
        "date", "created", "created at", "createdat", "create time", "createtime", "submitted", "opened", "datum",
        "erstellt", "fecha", "creado",
    ),
    "title": ("subject", "headline", "summary", "titel", "betreff", "título", "asunto"),
    "unit": (
        "team", "store", "branch", "location", "site", "shop", "group", "group id", "department", "filiale", "standort",
        "abteilung", "tienda", "sucursal", "departamento",
    ),
    "stage": ("touchpoint", "journey stage", "phase", "etapa", "schritt", "berührungspunkt"),
    "rating": (
        "stars", "star rating", "starrating", "score", "sterne", "bewertung", "note", "estrellas", "puntuación",
    ),
    "number": ("id", "review id", "reviewid", "ticket", "ticket id", "number", "nummer", "número"),
    "language": ("lang", "locale", "sprache", "idioma"),
}  # fmt: skip


def map_upload(upload: Upload) -> ColumnMap:
    """Return the columns of an upload, each with what it seems to mean."""
    return map_columns(upload, FIELDS, SYNONYMS, shown=("unit", "day", "stage", "rating", "language"))


def chosen_columns(given: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column from the address of the check page."""
    return {field.name: given[field.name] for field in FIELDS if given.get(field.name)}
