"""The very first page of a new site: it makes the first administrator, then it is gone."""

from __future__ import annotations

from django.contrib.auth import login, password_validation
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.people.forms.accounts import FirstForm
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import User
from bothways_web.people.organisations import first_run_code, make_first_administrator
from bothways_web.people.views.welcome import BACKEND


@open_to_all
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Ask for the code that the server printed."""
    if first_run_code() is None:
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            password_validation.validate_password(
                given["password"], User(email=given["email"], name=given["name"])
            )
            user = make_first_administrator(**given)
        except ValidationError as error:
            form.add_error("password", error)
        except InputError as error:
            form.add_error("code", str(error))
        else:
            login(request, user, backend=BACKEND)
            return redirect("set_up")
    return render(request, "people/set_up/first.html", {"form": form}, status=400 if form.errors else 200)
