"""What somebody answered, until the round is released."""

from __future__ import annotations

from django.db import models


class Response(models.Model):
    """One row a response, stored once: no time, no address, no order but that of the invitations' random keys.

    It lives here until its round is released; then the answers are in the round's file and the row is gone.
    """

    invitation = models.OneToOneField(
        "listen.Invitation", on_delete=models.PROTECT, primary_key=True, related_name="response"
    )
    round = models.ForeignKey("listen.Round", on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField()
    comment = models.TextField(blank=True)
    may_quote = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "response"
