"""People as the personnel records know them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """Somebody who works or worked here; an account is not needed to answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Stands in no answer and nowhere else; after an erasure it leads to nobody, but in backups of before.
    erasure_key = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    #: Language and time zone were chosen by the person: files of records leave them alone.
    own_choice = models.BooleanField(default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.code


class Post(models.Model):
    """Where a person works from one day to another, both included; no end: still there."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="posts")
    start = models.DateField(_("start"))
    end = models.DateField(_("end"), null=True, blank=True)
    reason = models.CharField(_("reason for leaving"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True)
    manager = models.CharField(_("manager's code"), max_length=60, blank=True)

    class Meta:
        ordering = ["person", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(start__lte=models.F("end")),
                name="a_post_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["person", "start"], name="one_post_a_start"),
        ]
        indexes = [models.Index(fields=["unit", "start", "end"])]

    def __str__(self) -> str:
        return f"{self.person} {self.unit}"
