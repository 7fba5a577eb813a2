"""A round: one time that a pulse is asked."""

from __future__ import annotations

import json

from django.db import connection, models
from django.db.models.functions import Cast, StrIndex
from django.utils.translation import gettext_lazy as _


class Rounds(models.Manager["Round"]):
    """Rounds without their trees, which are read where they are asked for: a tree may have thousands of units."""

    def get_queryset(self) -> models.QuerySet[Round]:
        """Leave the tree in the database."""
        return super().get_queryset().defer("tree")

    def with_unit(self, code: str) -> models.QuerySet[Round]:
        """Return the rounds whose tree holds a unit; looked up in the database, so that no tree is sent."""
        # Rows of a tree begin with the code. A quote within a name is written with a backslash, so none looks alike.
        row = f"[{json.dumps(code, ensure_ascii=connection.vendor == 'sqlite')},"
        text = Cast("tree", models.TextField())
        return self.alias(row_at=StrIndex(text, models.Value(row))).filter(row_at__gt=0)


class Round(models.Model):
    """What is asked and of whom is fixed at launch; results appear once, after the close."""

    class State(models.TextChoices):
        """Where a round stands; it only goes forward. Rounds of imported answers begin as held."""

        PREPARING = "preparing", _("being prepared")
        OPEN = "open", _("open")
        HELD = "held", _("imported, not released yet")
        CLOSING = "closing", _("closing")
        RELEASED = "released", _("closed, results are open")

    pulse = models.ForeignKey("listen.Pulse", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    period = models.CharField(max_length=12)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN, db_index=True)
    #: The name under which the ledger knows it; given when it closes, so that names follow the order of closing.
    ledger_name = models.CharField(max_length=40, unique=True, null=True, blank=True)
    definition = models.TextField()
    form = models.CharField(max_length=8, default="full")
    comment = models.BooleanField()
    #: The audience and the units below it, as they were at launch: code, parent, name.
    tree = models.JSONField()
    floor = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=12, default="confidential")
    #: When the release was last begun; one that ended without a result is begun again.
    release_begun_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    #: Who read the comments before they were shown; blank where nobody has.
    comments_read_by = models.CharField(max_length=254, blank=True)

    objects = Rounds()

    class Meta:
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pulse", "number"], name="a_round_has_its_number"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="a_round_closes_after_it_opens"
            ),
        ]

    @property
    def is_sealed(self) -> bool:
        """Return whether answers are cast as sealed ballots."""
        return self.mode == "sealed"

    @property
    def is_open_to_all(self) -> bool:
        """Return whether whoever has the link may answer: nobody was invited."""
        return self.mode == "open"

    def __str__(self) -> str:
        return f"{self.pulse.title} {self.period}"
