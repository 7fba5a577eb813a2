"""Addresses of the API and of the page of tokens."""

from django.urls import path, re_path

from bothways_web.api.problems import not_there
from bothways_web.api.v1 import api
from bothways_web.api.views import tokens

urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new, name="new_token"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("api/v1/", api.urls),
    re_path(r"^api/", not_there, name="api_not_there"),
]
