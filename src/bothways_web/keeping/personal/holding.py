"""What a declaration says about the rows of a model: whose they are, what is told, what erasing does, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from bothways_web.keeping.personal.subject import Subject

if TYPE_CHECKING:
    from django.db.models import Model


class Erasing(StrEnum):
    """What erasing a person does with the rows that lead to them."""

    DELETE = "deleted"
    #: The row stays without the person; ``blank`` fields of it are emptied.
    CUT = "cut loose"
    #: The row stays as it is.
    KEEP = "kept"


@dataclass(frozen=True)
class Holding:
    """What is declared about one model.

    Attributes
    ----------
    model : str
        ``app.Model``.
    links : tuple of str
        Paths from a row to a person, an account or a contact, such as ``pair__hire``.
    erasing : Erasing
    title : str
        What the rows are called in a file; blank where they are in no file.
    tells : tuple of str
        Fields that the file tells.
    blank : tuple of str
        Fields that are emptied where a row is cut loose.
    why : str
        Why it stays, or is in no file.
    """

    model: str
    links: tuple[str, ...]
    erasing: Erasing
    title: str = ""
    tells: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    why: str = ""
    #: Whether only the person knows that there is such a row: then an erasure tells nobody how many there were.
    private: bool = False

    @property
    def table(self) -> type[Model]:
        """The model itself."""
        return apps.get_model(self.model)

    def rows(self, subject: Subject) -> QuerySet[Any]:
        """Return the rows that lead to somebody by one of the paths."""
        found = Q(pk__in=[])
        for link in self.links:
            key = subject.key_of(target_of(self.table, link))
            if key is not None:
                found |= Q(**{link: key})
        return self.table._base_manager.filter(found)


def is_there(model: str) -> bool:
    """Return whether a model is part of this site: rooms and packages may be left out."""
    try:
        apps.get_model(model)
    except LookupError:
        return False
    return True


def target_of(model: type[Any], link: str) -> type[Any]:
    """Return the model at the end of a path."""
    for name in link.split("__"):
        model = model._meta.get_field(name).related_model
    return model
