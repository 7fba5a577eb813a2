"""Coming in by an invitation: the token leaves the address at once, then a password is chosen."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.people.account_mails import invited_by
from bothways_web.people.forms.accounts import PasswordForm
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation
from bothways_web.people.users import accept_invitation

KEY = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all
@never_cache
@require_safe
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, where no log and no later page sees it."""
    if invited_by(token) is None:
        return render(request, "people/accounts/too_old.html", status=410)
    request.session[KEY] = token
    return redirect("choose_password")


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Ask for the first password, and sign in with it."""
    user = invited_by(str(request.session.get(KEY, "")))
    if user is None:
        return render(request, "people/accounts/too_old.html", status=410)
    if Organisation.current().only_sign_on and not user.for_emergencies:
        return redirect("account_login")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            accept_invitation(user, password)
            login(request, user, backend=BACKEND)
            request.session.pop(KEY, None)
            messages.success(request, _("Welcome. Your account is open."))
            return redirect("home")
    status = 400 if form.errors else 200
    return render(
        request, "people/accounts/choose_password.html", {"form": form, "user": user}, status=status
    )
