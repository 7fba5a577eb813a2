"""Why somebody is not let in from a provider: a word for the log, a sentence for the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "cancelled": _("The provider says that signing on was cancelled or not allowed."),
    "stale": _(
        "This answer belongs to no sign-on that began in this browser, took over ten minutes, or was used before."
    ),
    "unreachable": _("The provider could not be asked just now."),
    "unsound": _("The answer of the provider did not pass the checks, so it opens nothing."),
    "no id": _("The provider did not say who you are in a way that stays the same."),
    "unverified": _("The provider did not confirm that the e-mail address is yours, so it opens no account."),
    "unknown": _("There is no account for you on this site yet."),
    "two accounts": _("What the provider says fits two different accounts."),
    "taken": _("The account of this address is tied to somebody else at the provider."),
    "disagrees": _(
        "What the provider calls you was tied to an account with another address or code, so it opens nothing until an"
        " administrator unties that account."
    ),
    "busy": _("Many answers came from your network within a minute. Wait a minute, then sign on anew."),
    "off": _("Signing on there is switched off."),
}


class Refused(Exception):
    """Somebody is not let in.

    Attributes
    ----------
    reason : str
        A key of :data:`SENTENCES`.
    detail : str
        For the log and for an administrator who tries a provider; no name, no address.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail

    @property
    def sentence(self) -> str:
        """What the page says."""
        return str(SENTENCES[self.reason])
