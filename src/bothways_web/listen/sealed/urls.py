"""Addresses of sealed rounds: open to everybody, with or without an account."""

from django.urls import path

from bothways_web.listen.views import sealed

urlpatterns = [
    path("sealed/<slug:name>/keys/", sealed.keys, name="sealed_keys"),
    path("sealed/<slug:name>/keys.txt", sealed.key_list, name="sealed_key_list"),
    path("ballots/<slug:name>/<slug:stratum>/", sealed.cast, name="cast_ballot"),
]
