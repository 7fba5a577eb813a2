"""Mentors for new colleagues: who offers, who wishes, suggestions and pairs, and what stays between the two."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

#: New colleagues that one mentor takes at a time, at most.
MOST_ROOM = 5


def nothing() -> list[str]:
    """Nothing is said."""
    return []


class MentorOffer(models.Model):
    """Somebody says of themselves that they would accompany new colleagues. To withdraw it deletes it."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="mentor_offer"
    )
    room = models.PositiveSmallIntegerField(
        _("how many at a time"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROOM)]
    )
    #: Names of topics that are shipped, or own words in small letters.
    topics = models.JSONField(default=nothing, blank=True)
    #: Codes.
    languages = models.JSONField(default=nothing, blank=True)
    changed_on = models.DateField()

    def __str__(self) -> str:
        return "offer"


class MentorWish(models.Model):
    """A new colleague says that they would like a mentor. To withdraw it deletes it."""

    class Nobody(models.TextChoices):
        """Why nobody was found when it was looked last; the words are in :mod:`bothways_web.act.welcome.nobody`."""

        UNWILLING = "unwilling", "nobody offers"
        FULL = "full", "no room"
        BARRED = "barred", "nobody may"
        TAKEN = "taken", "no place is left"
        NO_UNIT = "no_unit", "no unit yet"

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="mentor_wish"
    )
    topics = models.JSONField(default=nothing, blank=True)
    languages = models.JSONField(default=nothing, blank=True)
    #: Since when they wait: who waits longest finds a mentor first.
    since = models.DateField()
    #: Blank: somebody was found, or it was not looked yet.
    nobody = models.CharField(max_length=10, choices=Nobody, blank=True)
    #: When it was looked last; each day anew as long as they wait.
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mentor wishes"

    def __str__(self) -> str:
        return "wish"


class MentorPair(models.Model):
    """A new colleague and a mentor: suggested, asked, together, over. Both have to say yes."""

    class State(models.TextChoices):
        """How far it is. Nothing but suggested, asked and together is open."""

        SUGGESTED = "suggested", _("suggested")
        ASKED = "asked", _("waits for the mentor")
        TOGETHER = "together", _("a pair")
        #: The new colleague would rather have another one; the mentor said no, or nothing.
        PASSED = "passed", _("not chosen")
        DECLINED = "declined", _("did not come about")
        #: Chosen by nobody in time; may be suggested again.
        LAPSED = "lapsed", _("no longer suggested")
        ENDED = "ended", _("over")

    hire = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentors_found")
    mentor = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentored")
    state = models.CharField(max_length=10, choices=State, default=State.SUGGESTED, db_index=True)
    #: The first suggestion keeps a place free; others do not.
    keeps_place = models.BooleanField(default=False)
    #: Why these two: what they share, as :mod:`bothways_web.act.welcome.why` writes and reads it.
    why = models.JSONField(default=dict)
    since = models.DateField()
    #: The day on which both had said yes.
    together_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hire", "mentor"],
                condition=models.Q(state__in=["suggested", "asked", "together"]),
                name="two_are_a_pair_once",
            ),
            models.UniqueConstraint(
                fields=["hire"],
                condition=models.Q(state__in=["asked", "together"]),
                name="one_mentor_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(hire=models.F("mentor")), name="nobody_is_their_own_mentor"
            ),
        ]

    def __str__(self) -> str:
        return "pair"


class MentorNote(models.Model):
    """Something that one of the two wrote down for both."""

    pair = models.ForeignKey(MentorPair, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="mentor_notes")
    text = models.TextField(_("note"))
    day = models.DateField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return "note"


class BuddyTalk(models.Model):
    """That the two talked, some days after the start, and one line that they share about it."""

    pair = models.ForeignKey(MentorPair, on_delete=models.CASCADE, related_name="talks")
    #: Days after the start: 7, 30, 60 or 90.
    after = models.PositiveSmallIntegerField()
    talked_on = models.DateField()
    line = models.CharField(_("one line for the two of you"), max_length=300, blank=True)

    class Meta:
        ordering = ["after"]
        constraints = [models.UniqueConstraint(fields=["pair", "after"], name="one_talk_a_day")]

    def __str__(self) -> str:
        return "talk"
