"""Accounts come from an invitation; nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What differs from the usual."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that signing up is closed."""
        return False
