"""A question set that people of the organisation wrote."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_lineage() -> str:
    """Return a name for a set and the versions that may follow it."""
    return secrets.token_hex(5)


class OwnSet(models.Model):
    """One version of an own question set: written, then locked when it is ready, and never changed after that."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("being written")
        READY = "ready", _("ready to use")
        ARCHIVED = "archived", _("archived")

    #: As `bothways_web.listen.writing.draft` describes it.
    document = models.JSONField()
    #: The document before the last change, so that this can be taken back; null where nothing was changed yet.
    former = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, db_index=True)
    #: Counts changes, so that two people who write at once do not overwrite each other.
    edition = models.PositiveIntegerField(default=1)
    #: The version that this one follows.
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    version = models.PositiveIntegerField(default=1)
    #: The same for all versions of a set: their questions are the same ones to the ledger, for ever.
    lineage = models.CharField(max_length=16, default=new_lineage, editable=False, db_index=True)
    changed_on = models.DateField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its title in the language in which it is written."""
        title: dict[str, str] = self.document["title"]
        return title.get(self.document["language"]) or next(iter(title.values()), "")

    @property
    def instrument_id(self) -> str:
        """The name of its instrument, the same for all its versions."""
        return f"own_{self.lineage}"
