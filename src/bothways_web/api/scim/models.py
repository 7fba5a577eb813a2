"""What the people feed has said, and what an administrator made of it; nothing here is about answers."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Grant, Person, Role, Unit

#: Longest text of one field that is looked up.
LONGEST = 255


class FeedSettings(models.Model):
    """One row: what holds for the feed, and when it was last heard of."""

    gives_accounts = models.BooleanField(
        _("Give everybody who joins an account"), default=False,
        help_text=_("A mail brings a link to choose a password. Without an account, people answer by links alone."),
    )  # fmt: skip
    last_contact_at = models.DateTimeField(null=True, blank=True)
    last_change_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_feed")]

    def __str__(self) -> str:
        return "people feed"

    @classmethod
    def current(cls) -> FeedSettings:
        """Return the row; what holds by itself, where nothing was saved yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class FeedDepartment(models.Model):
    """A department as the feed names it, and the unit that it is; empty: found by its code or its only name."""

    name = models.CharField(_("department"), max_length=LONGEST)
    key = models.CharField(max_length=LONGEST, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class FeedPerson(models.Model):
    """Somebody as the feed knows them, and whom of the records it means."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="fed")
    user_key = models.CharField(max_length=LONGEST, unique=True)
    external_id = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    number_key = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    department = models.ForeignKey(
        FeedDepartment, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    active = models.BooleanField(default=True)
    #: The attributes as they were sent, without what can be worked out.
    said = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    #: The last day that the feed gave a post, so that the same post goes on where it changes its mind.
    ended_on = models.DateField(null=True, blank=True)
    #: The feed switched the account off, so it may switch it on.
    switched_off = models.BooleanField(default=False)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return str(self.person)


class FeedGroup(models.Model):
    """A group of the feed, and what an administrator says that it is; nothing by its name."""

    class Use(models.TextChoices):
        """What being in the group means."""

        NOTHING = "nothing", _("nothing")
        UNIT = "unit", _("works in a unit")
        ROLE = "role", _("has a role")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST)
    name_key = models.CharField(max_length=LONGEST, db_index=True)
    external_id = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    use = models.CharField(_("being in it means"), max_length=8, choices=Use, default=Use.NOTHING)
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=Role, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return self.name


class FeedMember(models.Model):
    """Somebody who is in a group."""

    group = models.ForeignKey(FeedGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(FeedPerson, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="in_a_group_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.group}"


class FeedGrant(models.Model):
    """A role that an account has through a group: only these are taken away by the feed."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="fed")

    def __str__(self) -> str:
        return str(self.grant)


class FeedTrouble(models.Model):
    """A request that was refused, or what could not be done with one: the last few."""

    at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=8)
    place = models.CharField(max_length=80)
    status = models.PositiveSmallIntegerField()
    detail = models.CharField(max_length=300)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.status} {self.detail}"
