"""What a sealed round adds to a round: its boxes and who was invited; never a ballot, never who asked for one."""

from __future__ import annotations

from django.db import models


class Sealing(models.Model):
    """What is fixed about a sealed round; ballots and register are files of their own."""

    round = models.OneToOneField(
        "listen.Round", on_delete=models.CASCADE, primary_key=True, related_name="sealing"
    )
    #: Under which box, register, keys and addresses know it.
    name = models.CharField(max_length=40, unique=True)
    least = models.PositiveSmallIntegerField()
    month = models.PositiveIntegerField()
    #: Who was invited behind which number, over all sealed rounds of the same questions.
    state = models.JSONField()
    #: Units that may be shown if enough ballots come in.
    units = models.JSONField()
    key_list = models.TextField(blank=True)
    published = models.CharField(max_length=64, blank=True)
    #: After the close: parts of the answers, each with its unit codes (or null) and its strata; and the units shown.
    decided = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Stratum(models.Model):
    """People who share one ballot box, and the public key of the box."""

    sealing = models.ForeignKey(Sealing, on_delete=models.CASCADE, related_name="strata")
    name = models.CharField(max_length=12)
    units = models.JSONField()
    rest = models.BooleanField()
    invited = models.PositiveIntegerField()
    public = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sealing", "name"], name="one_stratum_a_name")]

    def __str__(self) -> str:
        return self.name
