"""A file of units or people: checked, imported, undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordImport(models.Model):
    """One file from its check to its undoing; what it replaced is kept as long as it can be undone."""

    class Kind(models.TextChoices):
        """What is in it."""

        UNITS = "units", _("units")
        PEOPLE = "people", _("people")

    class State(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", _("being checked")
        FAULTY = "faulty", _("needs you: nothing was saved")
        CHECKED = "checked", _("checked, nothing saved yet")
        APPLYING = "applying", _("being imported")
        IMPORTED = "imported", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    upload = models.OneToOneField(
        "people.Upload", on_delete=models.SET_NULL, null=True, blank=True, related_name="record_import"
    )
    file_name = models.CharField(max_length=100)
    columns = models.JSONField(default=dict)
    #: What is in the records but not in the file: it ends where True, it stays where False.
    end_missing = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    #: The first problems by row, and how many there are; sentences about the whole file in ``trouble``.
    problems = models.JSONField(default=list)
    faults = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    #: What would happen: counts, and the codes of the first few.
    plan = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    #: When the work began that its page waits for.
    begun_at = models.DateTimeField(null=True, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    #: Compressed rows that the import replaced.
    former = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
